"""/organizations/<slug>/references.*: what the page of an organization rests on."""

from evidence.views import CitationFile
from organizations.addresses import OrganizationAddress
from organizations.bibliography import sources_of


class OrganizationReferences(CitationFile, OrganizationAddress):
    """The references of one organization as a file for a reference manager."""

    name_of_address = "organizations:references"

    def sources(self):
        """Return what the page rests on."""
        return sources_of(self.object)

    def file_name(self) -> str:
        """Return a name that tells it from the organization itself."""
        return f"{self.object.slug}-references"
