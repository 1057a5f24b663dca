"""Meetings with day and place, which are not this app's: who has them says so here.

Organizations know no app above them. One that holds lists of meetings registers itself
once as their provider; without one, a page leads to the fellowships' own finders.
"""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

from organizations.models import Organization
from recovery_directory.places import Place


class MeetingLists(Protocol):
    """What the provider of meetings is asked."""

    def address_near(self, place: Place) -> str:
        """Return the address of the meetings near ``place``; empty: it has none."""

    def counts(self) -> Mapping[UUID, int]:
        """Return how many meetings it shows of each organization that has any."""

    def follow_merge(self, survivor: Organization) -> None:
        """Look at the lists of ``survivor``, to which those of another one came."""


_provider: list[MeetingLists] = []


def register(provider: MeetingLists) -> None:
    """Let ``provider`` say where meetings are; there is one."""
    _provider[:] = [provider]


def address_near(place: Place) -> str:
    """Return the address of the meetings near ``place``; empty where none are held."""
    return _provider[0].address_near(place) if _provider else ""


def counts() -> Mapping[UUID, int]:
    """Return how many meetings are shown of each organization that has any."""
    return _provider[0].counts() if _provider else {}


def follow_merge(survivor: Organization) -> None:
    """Say that the lists of another organization are those of ``survivor`` too."""
    if _provider:
        _provider[0].follow_merge(survivor)
