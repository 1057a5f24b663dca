"""/about/: what this directory is, how it works, what it keeps of nobody."""

from django.views.generic import TemplateView

from evidence.choices import STRENGTH_IN_WORDS, Direction, Strength
from organizations.choices import PassagePage
from organizations.models import Organization, Passage
from organizations.references import References


class About(TemplateView):
    """What mutual-help organizations are and what this directory is."""

    template_name = "about/about.html"

    def get_context_data(self, **kwargs):
        """Add what the page teaches."""
        return super().get_context_data(**kwargs) | {
            "passages": Passage.objects.on_page(PassagePage.ABOUT),
            "references": References(),
            "count": Organization.objects.published().count(),
        }


class Methods(TemplateView):
    """How facts are sourced and evidence is rated."""

    template_name = "about/methods.html"

    def get_context_data(self, **kwargs):
        """Add the levels and directions from the code that decides."""
        return super().get_context_data(**kwargs) | {
            "strengths": [
                (strength, STRENGTH_IN_WORDS[strength]) for strength in Strength
            ],
            "directions": list(Direction),
        }


class Privacy(TemplateView):
    """What is not kept."""

    template_name = "about/privacy.html"


class Accessibility(TemplateView):
    """What was done and tested so that everybody can read."""

    template_name = "about/accessibility.html"
