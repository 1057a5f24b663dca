"""What changed in public, one entry for each change, read from revisions.

An entry compares two states that were both public; what was done to a record while it
was not appears once, as "now listed". Nothing is said of a record that is not public
today: one that was withdrawn leaves a tombstone, its id and the date, and its earlier
entries are gone. Records are compared by their public parts only.

What research says belongs to an organization too: its summary is printed on sheets.
"""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from evidence.models import EvidenceSummary
from organizations.changes import Change, changes_between, research_changes
from organizations.models import Organization
from organizations.open_data.hsds.ids import derived_id
from organizations.open_data.public_records import PublicRecords
from recovery_directory.records import format_of, schema_evolution
from recovery_directory.records.formats import Record
from recovery_directory.records.publication import published_q
from recovery_directory.records.publication_states import is_public
from recovery_directory.records.revisions import Action, Revision

ENTRIES_ON_A_PAGE = 100

REVISIONS_AT_ONCE = 100
"""Revisions that are read together, until a page is full."""

MOST_READINGS = 20
"""After so many a page ends, full or not: the link to the next one goes on."""

ORGANIZATION = Organization._meta.model_name
SUMMARY = EvidenceSummary._meta.model_name


@dataclass(frozen=True)
class FeedEntry:
    """One change of a public organization; without changes, that it is listed now."""

    id: uuid.UUID
    organization: Organization
    version: int | None
    made_at: datetime
    changes: list[Change] = field(default_factory=list)
    formerly: str = ""
    is_first: bool = True

    @property
    def words(self) -> list[str]:
        """Return what happened, in words."""
        if self.changes:
            return [change.words for change in self.changes]
        return [_("now listed") if self.is_first else _("listed again")]

    @property
    def title(self) -> str:
        """Return for example ``Harbor: helpline changed, cost added``."""
        return f"{self.organization.name}: {', '.join(self.words)}"

    @property
    def text(self) -> str:
        """Return the entry in sentences."""
        words = ", ".join(self.words)
        sentences = [words[:1].upper() + words[1:] + "."]
        if self.formerly:
            sentences.append(
                _("It was called “%(name)s” before.") % {"name": self.formerly}
            )
        if self.is_on_sheet:
            sentences.append(
                _("Sheets printed before say something else: print them again.")
            )
        return " ".join(sentences)

    @property
    def is_on_sheet(self) -> bool:
        """Whether a printed sheet would say something else now."""
        return any(change.is_on_sheet for change in self.changes)


@dataclass(frozen=True)
class Tombstone:
    """An organization was public once and is no longer: its id, when, and no name."""

    id: uuid.UUID
    organization_id: uuid.UUID
    made_at: datetime


@dataclass(frozen=True)
class FeedPage:
    """Some entries, the newest first, and where the older ones begin."""

    entries: list[FeedEntry | Tombstone]
    before: int | None


@dataclass(frozen=True)
class _Listed:
    """When an organization was public for the first and the last time."""

    first: int
    first_at: datetime
    last: int


def page(
    *,
    organization: Organization | None = None,
    since: datetime | None = None,
    before: int | None = None,
) -> FeedPage:
    """Return the entries of one page of the history, of all or of one organization.

    ``since`` leaves out what was changed earlier; ``before`` is where a page ended.
    Entries follow each other as they were committed, so that nothing is ever added
    behind the newest. A page is filled with what is news: what is not, however much was
    edited, is read over.
    """
    rows = Revision.objects.filter(
        record_kind__in=[ORGANIZATION, SUMMARY], is_news=True
    ).order_by("-made_at", "-pk")
    if organization is not None:
        own = Q(record_kind=ORGANIZATION, record_id=organization.pk)
        if organization.evidence_summary_id:
            own |= Q(record_kind=SUMMARY, record_id=organization.evidence_summary_id)
        rows = rows.filter(own)
    if since is not None:
        rows = rows.filter(made_at__gte=since)
    if before is not None:
        rows = _after_page(before, rows)
    entries: list[FeedEntry | Tombstone] = []
    last = None
    for row, theirs in _with_entries(
        rows, None if organization is None else organization.pk
    ):
        last = row
        entries += theirs
        if len(entries) >= ENTRIES_ON_A_PAGE:
            break
    goes_on = last is not None and rows.filter(_older_than(last)).exists()
    return FeedPage(entries, last.pk if last and goes_on else None)


def _with_entries(
    rows: QuerySet[Revision], only: uuid.UUID | None
) -> Iterator[tuple[Revision, list[FeedEntry | Tombstone]]]:
    """Yield revisions with their entries, read many at once; at some point, no more."""
    for _reading in range(MOST_READINGS):
        found = list(rows[:REVISIONS_AT_ONCE])
        reading = _Reading(found, only)
        for row in found:
            yield row, list(reading.entries_of(row))
        if len(found) < REVISIONS_AT_ONCE:
            return
        rows = rows.filter(_older_than(found[-1]))


def _after_page(number: int, rows: QuerySet[Revision]) -> QuerySet[Revision]:
    """Return the rows that come after the revision of this number.

    Where there is none of it, the one before it stands for it.
    """
    ended_at = Revision.objects.filter(pk__lte=number).order_by("-pk").first()
    return rows.filter(_older_than(ended_at)) if ended_at else rows.none()


def _older_than(revision: Revision) -> Q:
    """Return "was committed before this one"."""
    return Q(made_at__lt=revision.made_at) | Q(
        made_at=revision.made_at, pk__lt=revision.pk
    )


class _Reading:
    """Some revisions, with what it takes to word them: a few queries."""

    def __init__(self, revisions: list[Revision], only: uuid.UUID | None):
        self.public = PublicRecords()
        self.read = _read([*revisions, *_predecessors(revisions)])
        ids = {row.record_id for row in revisions if row.record_kind == ORGANIZATION}
        summaries = {row.record_id for row in revisions if row.record_kind == SUMMARY}
        listed_now = Organization.objects.published().filter(
            Q(pk__in=ids) | Q(evidence_summary__in=summaries)
        )
        if only is not None:
            listed_now = listed_now.filter(pk=only)
        columns = ("name", "slug", "sort_name", "evidence_summary")
        self.organizations = {one.pk: one for one in listed_now.only(*columns)}
        self.listed = _listed(ids | set(self.organizations))

    def entries_of(self, row: Revision) -> Iterable[FeedEntry | Tombstone]:
        """Return what one of the revisions says to the public."""
        if row.record_kind == SUMMARY:
            return self._of_research(row)
        organization = self.organizations.get(row.record_id)
        if organization is None:
            return self._of_withdrawn(row)
        if not is_public(row.record):
            return []
        before = self._public_before(row)
        if before is None:
            is_first = row.number == self.listed[organization.pk].first
            return [self._entry(row, organization, is_first=is_first)]
        record_format = format_of(Organization)
        changes = changes_between(
            self.public.of(record_format, before),
            self.public.of(record_format, self.read[row.record_id, row.number]),
        )
        old, new = before.get("name", ""), row.record.get("name")
        formerly = old if old != new else ""
        if not changes:
            return []
        return [self._entry(row, organization, changes, formerly=formerly)]

    def _of_withdrawn(self, row: Revision) -> list[Tombstone]:
        """Return the tombstone, at the revision by which it left the public."""
        listed = self.listed.get(row.record_id)
        if listed is None or row.number != listed.last + 1:
            return []
        return [Tombstone(_id(row.record_id, row), row.record_id, row.made_at)]

    def _of_research(self, row: Revision) -> list[FeedEntry]:
        """Return an entry for each organization that has this summary."""
        now = self.read[row.record_id, row.number]
        public = now if is_public(now) else None
        changes = research_changes(self._public_before(row), public)
        return [
            self._entry(row, organization, changes)
            for organization in self.organizations.values()
            if changes
            and organization.evidence_summary_id == row.record_id
            and self.listed[organization.pk].first_at <= row.made_at
        ]

    def _public_before(self, row: Revision) -> dict | None:
        """Return the state before this one, if that was public."""
        before = self.read.get((row.record_id, row.number - 1))
        return before if is_public(before) else None

    @staticmethod
    def _entry(row, organization, changes=(), **more) -> FeedEntry:
        version = row.number if row.record_kind == ORGANIZATION else None
        own_id = _id(organization.pk, row)
        return FeedEntry(
            own_id, organization, version, row.made_at, list(changes), **more
        )


def _id(organization_id: uuid.UUID, row: Revision) -> uuid.UUID:
    return derived_id(organization_id, f"change/{row.record_kind}/{row.number}")


def _predecessors(rows: list[Revision]) -> Iterable[Revision]:
    """Return the revision before each, where it is not among them."""
    wanted = Q(pk=None)
    for row in rows:
        if row.number > 1:
            wanted |= Q(
                record_kind=row.record_kind,
                record_id=row.record_id,
                number=row.number - 1,
            )
    return Revision.objects.filter(wanted).exclude(pk__in=[row.pk for row in rows])


def _read(rows: list[Revision]) -> dict[tuple[uuid.UUID, int], Record]:
    """Return what each revision says, with the names of today, by id and number."""
    found = {}
    for record_format in map(format_of, (Organization, EvidenceSummary)):
        theirs = [row for row in rows if row.record_kind == record_format.kind]
        read = schema_evolution.read(record_format, *theirs)
        for row, record in zip(theirs, read, strict=True):
            found[row.record_id, row.number] = record
    return found


def _listed(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, _Listed]:
    """Return when each organization was public, by its revisions."""
    rows = (
        Revision.objects.filter(
            published_q("record"), record_kind=ORGANIZATION, record_id__in=ids
        )
        # The last state of a record that was deleted; it was public before that.
        .exclude(action=Action.DELETE)
        .order_by()
        .values_list("record_id")
        .annotate(Min("number"), Min("made_at"), Max("number"))
    )
    return {pk: _Listed(*numbers) for pk, *numbers in rows}
