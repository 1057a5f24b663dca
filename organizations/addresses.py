"""Addresses of one organization: its page, its sheets, its files, its feed."""

from organizations.models import Organization
from recovery_directory.records.record_views import MovedOrGone, RecordAddress
from recovery_directory.web.visitors import viewer


class OrganizationMovedOrGone(MovedOrGone):
    """What any address of an organization says where none is public."""

    model = Organization

    def successor_of(self, record):
        """Return the published organization that is its successor, or None."""
        return (
            Organization.objects.visible_to(viewer(self.request))
            .published()
            .filter(relationships__kind="successor-of", relationships__other=record)
            .first()
        )


class OrganizationAddress(OrganizationMovedOrGone, RecordAddress):
    """An address that shows one organization, in whatever form."""
