"""Holding: when a list looks so wrong that a curator must see it before visitors do.

Lists break: a login page comes, a filter is left on, a column moves. Then the old rows
stay, and the curator reads why. The limits are those of the contract.
"""

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meetings.comparing import ListPlan
from meetings.list_readers.meeting_rows import ListRead, MeetingRow
from meetings.models import Feed, RunState

MOST_MISSING = Fraction(1, 5)
FEWEST_MISSING = 10
"""A list may always lose fewer than these."""
MOST_CHANGED = Fraction(2, 5)
MOST_DOUBLED = Fraction(1, 20)
MOST_OUTSIDE = Fraction(1, 10)
MOST_UNKNOWN_CODES = Fraction(1, 5)
FEWEST_UNKNOWN_CODES = 10


def is_outside(feed: Feed, row: MeetingRow) -> bool:
    """Whether a row has a point that is not in its feed's region."""
    place = row.place
    return (
        place.latitude is not None
        and place.longitude is not None
        and not feed.lies_in_region(place.latitude, place.longitude)
    )


def reasons(feed: Feed, read: ListRead, plan: ListPlan) -> list[str]:
    """Return why a list must wait for a curator; none where it may be applied."""
    found = []
    if not feed.is_accepted:
        found.append(_("It is the first list of this feed."))
    if not read.rows:
        found.append(_("It has no meeting that can be used."))
    if (
        plan.missing >= FEWEST_MISSING
        and Fraction(plan.missing, plan.known) >= MOST_MISSING
    ):
        text = _("%(missing)d of %(known)d meetings are missing.")
        found.append(text % {"missing": plan.missing, "known": plan.known})
    if plan.known and Fraction(len(plan.changed), plan.known) >= MOST_CHANGED:
        text = _("%(changed)d of %(known)d meetings are changed.")
        found.append(text % {"changed": len(plan.changed), "known": plan.known})
    if read.rows and Fraction(plan.doubled, len(read.rows)) > MOST_DOUBLED:
        text = ngettext(
            "%(count)d row shares its key with another.",
            "%(count)d rows share their key with another.",
            plan.doubled,
        )
        found.append(text % {"count": plan.doubled})
    outside = sum(is_outside(feed, row) for row in read.rows)
    if outside and Fraction(outside, len(read.rows)) > MOST_OUTSIDE:
        text = _("%(outside)d of %(rows)d meetings lie outside its region.")
        found.append(text % {"outside": outside, "rows": len(read.rows)})
    accepted = _codes_accepted(feed)
    unknown = sum(
        count for code, count in read.unknown_codes.items() if code not in accepted
    )
    if (
        unknown >= FEWEST_UNKNOWN_CODES
        and Fraction(unknown, read.codes_seen) > MOST_UNKNOWN_CODES
    ):
        text = _("%(unknown)d of %(codes)d types of meetings are not known.")
        found.append(text % {"unknown": unknown, "codes": read.codes_seen})
    return found


def _codes_accepted(feed: Feed) -> set[str]:
    """Return the unknown types that were in the newest list that was applied."""
    last = feed.runs.filter(state=RunState.APPLIED).first()
    return set(last.unknown_codes) if last else set()
