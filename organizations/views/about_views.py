"""/about/: what this directory is, how it works, what it keeps of nobody."""

from django.conf import settings
from django.views.generic import TemplateView

from evidence.choices import STRENGTH_IN_WORDS, Certainty, Strength, StudyDesign
from evidence.cited_by import public_summaries
from evidence.levels import (
    CAUTIONS,
    LEVELS,
    NO_STUDIES_RULE,
    RULES_OF_USE,
    TYPE_CAUTION,
)
from evidence.models import Finding, Source
from organizations.choices import PassagePage
from organizations.evidence_pages.evidence_map import legend
from organizations.models import Organization, Passage
from organizations.numbered_references import NumberedReferences
from organizations.open_data.dumps.documentation import documentation


class About(TemplateView):
    """What mutual-help organizations are and what this directory is."""

    template_name = "about/about.html"

    def get_context_data(self, **kwargs):
        """Add what the page teaches."""
        return super().get_context_data(**kwargs) | {
            "passages": Passage.objects.on_page(PassagePage.ABOUT),
            "references": NumberedReferences(),
            "count": Organization.objects.published().count(),
        }


class Methods(TemplateView):
    """How facts are sourced and evidence is rated, from the code that decides."""

    template_name = "about/methods.html"

    def get_context_data(self, **kwargs):
        """Add levels, rules and directions as data, and how things stand today."""
        return super().get_context_data(**kwargs) | {
            "levels": LEVELS,
            "searched_rule": NO_STUDIES_RULE,
            "strengths": [
                (strength, STRENGTH_IN_WORDS[strength]) for strength in Strength
            ],
            "cautions": (*CAUTIONS, TYPE_CAUTION),
            "rules_of_use": RULES_OF_USE,
            "directions": legend(),
            "designs": list(StudyDesign),
            "certainties": list(Certainty),
            "state": state_of_the_evidence(),
        }


def state_of_the_evidence() -> dict[str, object]:
    """Return how much of the public evidence is confirmed, seen and searched."""
    summaries = list(public_summaries())
    sources = Source.objects.published()
    findings = Finding.objects.filter(source__in=sources)
    organizations = Organization.objects.published()
    assessed = organizations.filter(evidence_summary__in=summaries)
    return {
        "summaries": len(summaries),
        "confirmed": sum(one.is_confirmed for one in summaries),
        "searched": sum(one.searched_on is not None for one in summaries),
        "organizations": organizations.count(),
        "assessed": assessed.count(),
        "findings": findings.count(),
        "findings_seen": findings.filter(was_seen=True).count(),
        "sources": sources.count(),
        "sources_seen": sources.filter(was_seen=True).count(),
        "searches": sorted(
            {
                (one.searched_on, one.searched_where)
                for one in summaries
                if one.searched_on
            }
        ),
    }


class Data(TemplateView):
    """How other programs take what is published here."""

    template_name = "about/data.html"

    def get_context_data(self, **kwargs):
        """Add what programs read, in words and with examples."""
        return super().get_context_data(**kwargs) | documentation()


class Privacy(TemplateView):
    """What is not kept."""

    template_name = "about/privacy.html"
    extra_context = {"suggestion_days": settings.SUGGESTION_DAYS}


class Accessibility(TemplateView):
    """What was done and tested so that everybody can read."""

    template_name = "about/accessibility.html"
