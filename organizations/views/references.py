"""/organizations/<slug>/references.*: what the page of an organization rests on."""

from django.http import Http404
from django.urls import reverse

from evidence import citations
from evidence.views import citation_file
from organizations.bibliography import sources_of
from organizations.views.organizations import OrganizationDetail


class OrganizationReferences(OrganizationDetail):
    """The references of one organization as a file for a reference manager."""

    for_page = "all"

    def get(self, request, *args, **kwargs):
        """Answer 404 to a format that does not exist."""
        if kwargs["extension"] not in citations.FORMATS:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        """Return nothing: a file needs the sources alone."""
        return {}

    def render_to_response(self, context, **kwargs):
        """Write the sources in the format that the address asks for."""
        name = f"{self.object.slug}-references"
        return citation_file(sources_of(self.object), self.kwargs["extension"], name)

    def address_of(self, record):
        """Redirect a former slug to the same format."""
        return reverse(
            "organizations:references", args=[record.slug, self.kwargs["extension"]]
        )
