"""/evidence/: what is known, for which subject, and how surely.

These pages need both apps: a summary of an organization is public only while a
published organization points to it.
"""

from django.db.models import Prefetch
from django.views.generic import ListView, TemplateView

from evidence.choices import SubjectKind
from evidence.models import EvidenceSummary, Finding
from organizations.choices import PassagePage
from organizations.models import Organization, Passage
from organizations.references import References
from recovery_directory.views import RecordDetail


def public_summaries():
    """Return the published summaries whose subject the public may see."""
    summaries = EvidenceSummary.objects.published()
    hidden = summaries.filter(subject_kind=SubjectKind.ORGANIZATION).exclude(
        organizations__in=Organization.objects.published()
    )
    return summaries.exclude(pk__in=hidden)


class EvidenceOverview(ListView):
    """All summaries by kind of subject, and what research can and cannot say."""

    template_name = "evidence/overview.html"

    def get_queryset(self):
        """Return the public summaries with their ratings, kind by kind."""
        return public_summaries().with_ratings().order_by("subject_kind", "title")

    def get_context_data(self, **kwargs):
        """Add what the page teaches."""
        order = [
            SubjectKind.TYPE,
            SubjectKind.ORGANIZATION,
            SubjectKind.INTERVENTION,
            SubjectKind.TOPIC,
        ]
        summaries = list(self.object_list)
        return super().get_context_data(**kwargs) | {
            "groups": [
                (kind, [one for one in summaries if one.subject_kind == kind])
                for kind in order
            ],
            "passages": Passage.objects.on_page(PassagePage.EVIDENCE),
            "references": References(),
        }


class SummaryDetail(RecordDetail):
    """One summary: the plain sentence first, then the numbers and their limits."""

    model = EvidenceSummary
    template_name = "evidence/summary_detail.html"

    def get_queryset(self):
        """Return the summaries that this viewer may see, with their findings."""
        visible = super().get_queryset()
        hidden = EvidenceSummary.objects.published().exclude(pk__in=public_summaries())
        findings = Finding.objects.select_related("source", "outcome").order_by(
            "outcome__position", "key"
        )
        return (
            visible.exclude(pk__in=hidden)
            .with_ratings()
            .prefetch_related(
                "statements__sources", Prefetch("findings", queryset=findings)
            )
        )

    def get_context_data(self, **kwargs):
        """Add whom the summary is about, and the references."""
        return super().get_context_data(**kwargs) | {
            "organization": self.object.organizations.published().first(),
            "organization_type": self.object.organization_types.published().first(),
            "references": References(),
        }


class Mechanisms(TemplateView):
    """How groups may help: the pathway, step by step."""

    template_name = "evidence/mechanisms.html"

    def get_context_data(self, **kwargs):
        """Add what the page teaches."""
        return super().get_context_data(**kwargs) | {
            "passages": Passage.objects.on_page(PassagePage.MECHANISMS),
            "references": References(),
        }
