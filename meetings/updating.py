"""Applying a plan: the meetings of a feed become what its list says.

All in the transaction of the caller: visitors see the old list or the new one, never
half of one.
"""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from meetings.choices import Venue
from meetings.comparing import ListPlan
from meetings.list_readers.meeting_rows import MeetingRow
from meetings.models import Feed, Meeting
from meetings.row_storage import FIELDS, StoredMeeting, fields_of, stored
from organizations.models import Organization, TaxonomyTerm
from recovery_directory.web import data_version

BATCH = 1000
WIDE_BATCH = 100
"""Rows of which every field is written."""


def term_ids() -> dict[str, UUID]:
    """Return the directory's terms by their keys, ``audience/women``."""
    terms = TaxonomyTerm.objects.published()
    names = terms.values_list("taxonomy__slug", "slug", "pk")
    return {f"{taxonomy}/{slug}": pk for taxonomy, slug, pk in names}


def stored_meetings(feed: Feed) -> list[StoredMeeting]:
    """Return the meetings of a feed that are not gone, as planning compares them."""
    keys = {pk: key for key, pk in term_ids().items()}
    terms: dict[UUID, set[str]] = defaultdict(set)
    through = Meeting.terms.through.objects.filter(meeting__feed=feed)
    for meeting, term in through.values_list("meeting", "taxonomyterm"):
        if term in keys:
            terms[meeting].add(keys[term])
    return [
        stored(meeting, frozenset(terms[meeting.pk]))
        for meeting in feed.meetings.filter(gone_on=None)
    ]


def apply(feed: Feed, plan: ListPlan) -> None:
    """Write what was planned, and that the list was confirmed at this moment."""
    terms = term_ids()
    _add(feed, plan.added, terms)
    _change(feed, dict(plan.changed), terms)
    feed.meetings.filter(absences__gt=0).update(absences=0)
    for pks in _batches(plan.absent):
        feed.meetings.filter(pk__in=pks).update(absences=1)
    for pks in _batches(plan.gone):
        feed.meetings.filter(pk__in=pks).update(gone_on=timezone.localdate())
    name_doubles(feed.organization)
    feed.is_accepted = True
    zones = feed.meetings.filter(gone_on=None).order_by("zone").values_list("zone")
    feed.zones = [zone for (zone,) in zones.distinct()]
    confirm(feed)
    data_version.bump()


def confirm(feed: Feed) -> None:
    """Write down that the feed's list stands as it is at this moment."""
    feed.confirmed_at = timezone.now()
    feed.failures, feed.failure = 0, ""
    feed.save_state()


def _add(feed: Feed, rows: list[MeetingRow], terms: dict[str, UUID]) -> None:
    meetings = [
        Meeting(feed=feed, **fields_of(row, allows_notes=feed.allows_notes))
        for row in rows
    ]
    Meeting.objects.bulk_create(meetings, batch_size=BATCH)
    _set_terms(zip((one.pk for one in meetings), rows, strict=True), terms)


def _change(feed: Feed, rows: dict[UUID, MeetingRow], terms: dict[str, UUID]) -> None:
    """Write the changed rows; whatever a curator confirmed of other words ends."""
    for pks in _batches(list(rows)):
        meetings = list(feed.meetings.filter(pk__in=pks))
        for meeting in meetings:
            row = rows[meeting.pk]
            if (meeting.recurrence, meeting.weeks) != (
                row.recurrence,
                list(row.weeks),
            ):
                meeting.weeks_confirmed = False
            for name, value in fields_of(row, allows_notes=feed.allows_notes).items():
                setattr(meeting, name, value)
        names = [*FIELDS, "weeks_confirmed"]
        Meeting.objects.bulk_update(meetings, names, batch_size=WIDE_BATCH)
        Meeting.terms.through.objects.filter(meeting__in=pks).delete()
    _set_terms(rows.items(), terms)


def _set_terms(rows: Iterable[tuple[UUID, MeetingRow]], terms: dict[str, UUID]) -> None:
    through = Meeting.terms.through
    through.objects.bulk_create(
        [
            through(meeting_id=pk, taxonomyterm_id=terms[term])
            for pk, row in rows
            for term in sorted(row.terms & terms.keys())
        ],
        batch_size=BATCH,
    )


def _batches(pks: list[UUID]) -> Iterable[list[UUID]]:
    return (pks[start : start + BATCH] for start in range(0, len(pks), BATCH))


def name_doubles(organization: Organization) -> None:
    """Find gatherings that two lists of one organization have: one is shown.

    The same are those of one day, hour and zone with the same link, or with the same
    name in the same cell of the map (or both online). That of the first list stays;
    what is hidden there is hidden in all.
    """
    all_of_it = Meeting.objects.filter(feed__organization=organization, gone_on=None)
    if all_of_it.values("feed").distinct().count() < 2:
        all_of_it.exclude(same_as=None).update(same_as=None)
        return
    first: dict[tuple, tuple[UUID, UUID]] = {}
    doubles: dict[UUID, UUID] = {}
    rows = all_of_it.order_by("feed__added_at", "feed", "pk")
    names = ("pk", "feed", "day", "starts", "zone", "link", "name", "cell", "venue")
    for pk, feed, day, starts, zone, link, name, cell, venue in rows.values_list(
        *names
    ):
        keys: list[tuple] = [(day, starts, zone, link)] if link else []
        if cell is not None or venue == Venue.ONLINE:
            keys.append((day, starts, zone, name.casefold(), cell))
        others = (first[key] for key in keys if key in first)
        same = next((other for other, of_feed in others if of_feed != feed), None)
        if same:
            doubles[pk] = same
        else:
            for key in keys:
                first.setdefault(key, (pk, feed))
    all_of_it.exclude(same_as=None).update(same_as=None)
    changed = [Meeting(pk=pk, same_as_id=same) for pk, same in doubles.items()]
    Meeting.objects.bulk_update(changed, ["same_as"], batch_size=BATCH)
