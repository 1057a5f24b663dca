"""Meetings with day and place, which are not this app's: who has them says so here.

Organizations know no app above them. One that holds lists of meetings registers itself
once as their provider; without one, a page leads to the fellowships' own finders.
"""

from typing import Protocol

from recovery_directory.places import Place


class MeetingLists(Protocol):
    """What the provider of meetings is asked."""

    def address_near(self, place: Place) -> str:
        """Return the address of the meetings near ``place``; empty: it has none."""


_provider: list[MeetingLists] = []


def register(provider: MeetingLists) -> None:
    """Let ``provider`` say where meetings are; there is one."""
    _provider[:] = [provider]


def address_near(place: Place) -> str:
    """Return the address of the meetings near ``place``; empty where none are held."""
    return _provider[0].address_near(place) if _provider else ""
