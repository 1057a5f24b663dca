"""/styleguide/: every component of the site, with records of this directory."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from evidence.charts import forest_plots
from evidence.cited_by import public_summaries
from evidence.models import Source
from organizations.choices import CrisisKind
from organizations.comparison import compare
from organizations.evidence_pages import summary_page
from organizations.evidence_pages.evidence_map import legend
from organizations.evidence_pages.map_filter import EvidenceMap
from organizations.finder.questions import QUESTIONS
from organizations.listing.list_query import ListQuery
from organizations.models import Organization, OrganizationType
from organizations.numbered_references import NumberedReferences
from organizations.origins import Origins
from organizations.search.crisis import Crisis
from organizations.search.short_answers import Answered, shipped
from organizations.sizes import numbers_of_groups
from organizations.suggesting import MissingForm
from organizations.views.home_views import strength_counts
from recovery_directory.curation.previews import Preview
from recovery_directory.web.visitors import viewer

COLORS = (
    ("paper", "ink"),
    ("sheet", "ink"),
    ("sunken", "ink"),
    ("sheet", "ink-soft"),
    ("accent", "accent-ink"),
    ("accent-wash", "ink"),
    ("sheet", "link"),
    ("warn-wash", "warn"),
    ("mark", "ink"),
    ("welcome", "ink"),
    ("sheet", "twelve-step"),
    ("sheet", "secular"),
    ("sheet", "religious"),
)
"""Grounds and what is written on them, by the names in ``tokens.css``."""


class Styleguide(TemplateView):
    """What the site is built of, for whoever builds on: staff, or a local DEBUG."""

    template_name = "styleguide/styleguide.html"

    def get(self, request, *args, **kwargs):
        """Answer 404 to everybody else."""
        if not (settings.DEBUG or viewer(request).is_staff):
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Add records to show each component with."""
        published = Organization.objects.published()
        references = NumberedReferences()
        return super().get_context_data(**kwargs) | {
            "colors": COLORS,
            "crisis": Crisis((CrisisKind.OVERDOSE,), "en", ()),
            "answered": Answered(shipped()[:1], "en", ()),
            "list_query": ListQuery(QueryDict("type=secular&q=wed")),
            "cards": published.for_list()[:2],
            "organization": published.for_page().first(),
            "page_obj": Paginator(range(60), 20).page(2),
            "chosen": (chosen := list(published.for_comparison()[:2])),
            "groups": compare(chosen)[:1],
            "types": OrganizationType.objects.published().with_counts(),
            "strengths": strength_counts(published),
            "sizes": numbers_of_groups(published)[:3],
            "origins": Origins(published),
            "questions": QUESTIONS[:1],
            "field": MissingForm(auto_id="part_%s")["name"],
            "map": EvidenceMap(QueryDict()),
            "legend": legend(),
            "source": Source.objects.published().first(),
            "references": references,
            "preview": Preview(_("Preview of a proposal"), "#part-notice"),
            **self._findings(),
        }

    def _findings(self) -> dict:
        """Return results and a plot of the first summary that has a plot."""
        for summary in public_summaries().with_ratings().order_by("slug"):
            findings = [
                one
                for one in summary.findings.select_related("source", "outcome")
                if one.source.is_published and one.outcome.is_published
            ]
            charts = forest_plots(findings, subject=summary.title)
            if charts.plots:
                return {
                    "plot": charts.plots[0],
                    "findings": summary_page.findings_of(summary),
                }
        return {}
