"""Importing a list: read, plan, apply, in one transaction; or hold it for a curator.

``receive`` takes whatever came for a feed and always leaves a run that says what became
of it. ``accept`` and ``drop`` are a curator's words on a run that was held.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from meetings import holding, list_readers
from meetings.comparing import ListPlan, plan
from meetings.list_readers.meeting_rows import (
    ListRead,
    ListSettings,
    MeetingRow,
    UnreadableList,
)
from meetings.models import Feed, Run, RunState
from meetings.row_storage import as_json, fields_of, from_json
from meetings.updating import apply, stored_meetings, term_ids
from meetings.zones import zone_at

MOST_PROBLEMS = 500
"""How many problems of a run are kept; the count is always whole."""


@dataclass(frozen=True)
class Looked:
    """A list, read, and what it would change."""

    read: ListRead
    plan: ListPlan
    reasons: list[str]


def look(feed: Feed, data: bytes) -> Looked:
    """Return what a list would change; raises UnreadableList. Nothing is written."""
    settings = ListSettings(
        zone=feed.zone,
        codes=feed.organization.slug,
        zone_at=zone_at,
        monday_is=feed.monday_is,
    )
    read = list_readers.read(feed.format, data, settings)
    planned = _planned(feed, read.rows)
    return Looked(read, planned, holding.reasons(feed, read, planned))


@transaction.atomic
def receive(
    feed: Feed, data: bytes, *, is_approved: bool = False, must_wait_for: str = ""
) -> Run:
    """Take a list that came for ``feed``: apply it, hold it, or refuse it.

    ``is_approved``: somebody has looked at it already, so nothing holds it.
    ``must_wait_for`` says why it is held, whatever stands in it.
    """
    feed = Feed.objects.select_for_update().get(pk=feed.pk)
    try:
        looked = look(feed, data)
    except UnreadableList as error:
        return refuse(feed, str(error))
    feed.runs.held().update(state=RunState.SUPERSEDED, rows=[])
    run = _run_of(feed, looked)
    reasons = [must_wait_for] if must_wait_for else []
    reasons += looked.reasons
    if reasons and not is_approved:
        run.state = RunState.HELD
        run.reasons = reasons
        run.rows = [as_json(row) for row in looked.read.rows]
        run.save()
        return run
    run.state = RunState.APPLIED
    run.save()
    apply(feed, looked.plan)
    return run


@transaction.atomic
def refuse(feed: Feed, reason: str) -> Run:
    """Write down that what came could not be read; the old rows stay."""
    return Run.objects.create(feed=feed, state=RunState.REFUSED, reasons=[reason])


@transaction.atomic
def accept(run: Run, *, by) -> None:
    """Apply a run that was held, as the meetings stand at this moment."""
    feed = Feed.objects.select_for_update().get(pk=run.feed_id)
    run = Run.objects.select_for_update().held().get(pk=run.pk)
    planned = plan_of(run, feed)
    _count(run, planned)
    _decide(run, RunState.APPLIED, by)
    apply(feed, planned)


def plan_of(run: Run, feed: Feed) -> ListPlan:
    """Return what a run that is held would change at this moment."""
    return _planned(feed, [from_json(value) for value in run.rows])


@transaction.atomic
def drop(run: Run, *, by) -> None:
    """Leave the meetings as they are; the next list is judged anew."""
    _decide(Run.objects.select_for_update().held().get(pk=run.pk), RunState.DROPPED, by)


def _decide(run: Run, state: RunState, by) -> None:
    run.state, run.rows = state, []
    run.decided_by, run.decided_at = by, timezone.now()
    run.save()


def _run_of(feed: Feed, looked: Looked) -> Run:
    read = looked.read
    run = Run(
        feed=feed,
        rows_in=read.rows_in,
        quarantined=sum(read.quarantined.values()),
        problems=[
            [one.row, one.reason, one.value, one.is_quarantined]
            for one in read.problems[:MOST_PROBLEMS]
        ],
        unknown_codes=dict(read.unknown_codes.most_common(100)),
    )
    _count(run, looked.plan)
    return run


def _count(run: Run, planned: ListPlan) -> None:
    run.added, run.changed = len(planned.added), len(planned.changed)
    run.unchanged, run.absent = len(planned.unchanged), len(planned.absent)
    run.gone = len(planned.gone)


def _planned(feed: Feed, rows: list[MeetingRow]) -> ListPlan:
    """Compare rows with the feed's meetings; what lies elsewhere is no row of it."""
    inside = [row for row in rows if not holding.is_outside(feed, row)]
    known = stored_meetings(feed)
    terms = term_ids()

    def stored_as(row: MeetingRow) -> dict:
        fields = fields_of(row, allows_notes=feed.allows_notes)
        return fields | {"terms": row.terms & terms.keys()}

    return plan(inside, known, stored_as)
