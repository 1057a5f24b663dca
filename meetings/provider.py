"""What organizations are told of meetings: the provider that they declare."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from meetings.models import Meeting
from meetings.updating import name_doubles
from organizations.models import Organization
from recovery_directory.places import Place


class ShownMeetings:
    """The meetings that the public may see."""

    def address_near(self, place: Place) -> str:
        """Return an empty text: no page lists them by place."""
        return ""

    def counts(self) -> Mapping[UUID, int]:
        """Return how many there are of each organization that has any."""
        shown = Meeting.objects.shown(timezone.now()).order_by()
        by_organization = shown.values_list("feed__organization")
        return dict(by_organization.annotate(count=Count("pk")))

    def follow_merge(self, survivor: Organization) -> None:
        """Find what the lists of both had: it is shown once."""
        name_doubles(survivor)
