"""/evidence/: what is known, for which subject, and how surely.

These pages need both apps: a summary of an organization is public only while a
published organization points to it.
"""

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from evidence import citations
from evidence.charts import forest_plots
from evidence.choices import SubjectKind
from evidence.cited_by import public_summaries
from evidence.grading import tested_indirectly
from evidence.metadata import linked_summary, summary_tags
from evidence.models import EvidenceSummary, Finding, Source, SummaryStatement
from evidence.views import CitationFile
from organizations.choices import PassagePage
from organizations.evidence_pages import summary_page
from organizations.evidence_pages.evidence_map import legend
from organizations.evidence_pages.findings_file import findings_file
from organizations.evidence_pages.map_filter import EvidenceMap
from organizations.evidence_pages.mechanisms import steps
from organizations.models import Organization, Passage
from organizations.numbered_references import NumberedReferences
from recovery_directory.records.record_views import RecordDetail

MEDICATION = "medication-opioid"
"""The topic that every summary leads to: no evidence here speaks against medication."""


class EvidenceOverview(TemplateView):
    """The evidence map, and what research can and cannot say."""

    template_name = "evidence/overview.html"

    def get_context_data(self, **kwargs):
        """Add the map as it was asked for, and what the page teaches."""
        return super().get_context_data(**kwargs) | {
            "map": EvidenceMap(self.request.GET),
            "legend": legend(),
            "unassessed": Organization.objects.published()
            .exclude(evidence_summary__in=public_summaries())
            .count(),
            "passages": Passage.objects.on_page(PassagePage.EVIDENCE),
            "references": NumberedReferences(),
        }


class FindingsFile(View):
    """Every public result of a study, as one table."""

    def get(self, request):
        """Return the table."""
        return findings_file()


class SummaryDetail(RecordDetail):
    """One summary: the plain sentence first, then the numbers and their limits."""

    model = EvidenceSummary
    template_name = "evidence/summary_detail.html"

    def get_queryset(self):
        """Return the summaries that this viewer may see, with their findings."""
        hidden = EvidenceSummary.objects.published().exclude(pk__in=public_summaries())
        findings = Finding.objects.select_related("source__superseded_by", "outcome")
        sources = Source.objects.select_related("superseded_by")
        statements = SummaryStatement.objects.prefetch_related(
            Prefetch("sources", queryset=sources)
        )
        return (
            super()
            .get_queryset()
            .exclude(pk__in=hidden)
            .with_ratings()
            .prefetch_related(
                Prefetch("findings", queryset=findings),
                Prefetch("statements", queryset=statements),
            )
        )

    def get_context_data(self, **kwargs):
        """Add results, plots, whom it is about, what changed, how to cite it."""
        summary = self.object
        organization = (
            summary.organizations.published()
            .select_related("organization_type__evidence_summary")
            .prefetch_related(
                Prefetch(
                    "organization_type__evidence_summary__sources",
                    queryset=Source.objects.select_related("superseded_by"),
                )
            )
            .first()
        )
        return super().get_context_data(**kwargs) | {
            "rated": summary_page.ratings_of(summary),
            "findings": summary_page.findings_of(summary),
            "charts": self.charts(),
            "organization": organization,
            "organization_type": summary.organization_types.published().first(),
            "borrowed": borrowed_evidence(organization),
            "medication": public_summaries().filter(slug=MEDICATION).first(),
            "changes": summary_page.changes_of(summary),
            "formats": citations.FORMATS.values(),
            "how_to_cite": citations.how_to_cite(
                title=summary.title,
                url=f"{settings.SITE_URL}{summary.get_absolute_url()}",
                version=summary.version,
                on=timezone.localdate(),
            ),
            "references": NumberedReferences(),
            "linked": linked_summary(summary, self.title()),
            "tags": summary_tags(summary, self.title()),
        }

    def title(self) -> str:
        """Return what the page is called where it is cited."""
        return _("What research says: %(subject)s") % {"subject": self.object.title}

    def charts(self):
        """Return the forest plots of the results that are public and numbered."""
        summary = self.object
        public = [
            one
            for one in summary.findings.all()
            if one.source.is_published and one.outcome.is_published
        ]
        is_organization = summary.subject_kind == SubjectKind.ORGANIZATION
        return forest_plots(
            public,
            subject=summary.title.partition(" (")[0],
            tested=tested_indirectly(summary) if is_organization else None,
        )


def borrowed_evidence(organization: Organization | None) -> EvidenceSummary | None:
    """Return the public summary of the type of ``organization``, shown as borrowed."""
    if organization is None or not organization.organization_type.is_published:
        return None
    summary = organization.organization_type.evidence_summary
    return summary if summary and summary.is_published else None


class SummaryExport(CitationFile, SummaryDetail):
    """The sources of one summary as a file for a reference manager."""

    name_of_address = "evidence-summary-export"

    def sources(self):
        """Return what the summary rests on."""
        return summary_page.sources_of(self.object)


class Mechanisms(TemplateView):
    """How groups may help: the pathway, step by step, with its studies."""

    template_name = "evidence/mechanisms.html"

    def get_context_data(self, **kwargs):
        """Add the steps and what the page teaches."""
        return super().get_context_data(**kwargs) | {
            "steps": steps(),
            "passages": Passage.objects.on_page(PassagePage.MECHANISMS),
            "references": NumberedReferences(),
        }
