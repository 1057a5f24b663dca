"""/: what this is, search, the three types, what the evidence says."""

from django.views.generic import TemplateView

from organizations.linked_data import linked_website
from organizations.models import Organization, OrganizationType


class Home(TemplateView):
    """The first page."""

    template_name = "home.html"

    def get_context_data(self, **kwargs):
        """Add the types with their counts, and the number of organizations."""
        return super().get_context_data(**kwargs) | {
            "types": OrganizationType.objects.published().with_counts(),
            "count": Organization.objects.published().operating().count(),
            "linked": linked_website(),
        }
