"""/organizations/<slug>/references.*: what the page of an organization rests on."""

from evidence.views import CitationFile
from organizations.bibliography import sources_of
from organizations.views.organization_views import OrganizationDetail


class OrganizationReferences(CitationFile, OrganizationDetail):
    """The references of one organization as a file for a reference manager."""

    for_page = "all"
    name_of_address = "organizations:references"

    def sources(self):
        """Return what the page rests on."""
        return sources_of(self.object)

    def file_name(self) -> str:
        """Return a name that tells it from the organization itself."""
        return f"{self.object.slug}-references"
