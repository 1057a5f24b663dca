"""Dry run: what a file would do to the records that are here, row by row.

A dry run: every row is read, compared and, where nothing stands against it, written and
taken back, so that the database has its say. Whatever is wrong is named with row,
column and reason, all of it at once.
"""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recovery_directory import characters
from recovery_directory.curation.tables import cells
from recovery_directory.curation.tables.cells import ID, VERSION
from recovery_directory.curation.tables.columns import columns_of, same_cell
from recovery_directory.curation.tables.readers import FileRow
from recovery_directory.curation.tables.sandbox import read
from recovery_directory.records import RecordFormat, protected_fields, seen_dates
from recovery_directory.records.applying import apply
from recovery_directory.records.differences import Difference, differences
from recovery_directory.records.formats import Record, key_of
from recovery_directory.records.parsing import Parsed, parse_record
from recovery_directory.records.planning import Planned, compare
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.records.publication import PublicationState
from recovery_directory.records.references import References
from recovery_directory.records.revisions import Action


class RowOutcome(StrEnum):
    """What becomes of one row."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """Return what a curator reads."""
        return str(_LABELS[self])


_LABELS = {
    RowOutcome.CREATE: gettext_lazy("new, as a draft"),
    RowOutcome.UPDATE: gettext_lazy("changed"),
    RowOutcome.UNCHANGED: gettext_lazy("unchanged"),
    RowOutcome.CONFLICT: gettext_lazy("in conflict"),
    RowOutcome.REFUSED: gettext_lazy("refused"),
}


@dataclass
class ReviewedRow:
    """One row: what it would do, and everything that stands against it."""

    place: str
    slug: str = ""
    record_id: str = ""
    outcome: RowOutcome = RowOutcome.REFUSED
    differences: list[Difference] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, reason: str) -> None:
        """Name what is wrong, and where."""
        self.problems.append(Problem(self.place, name, reason))


@dataclass
class Review:
    """All rows of a file, and the plan that would write those that may be written."""

    record_format: RecordFormat
    rows: list[ReviewedRow]
    planned: list[Planned] = field(default_factory=list)

    def of(self, *outcomes: RowOutcome) -> list[ReviewedRow]:
        """Return the rows of these outcomes."""
        return [row for row in self.rows if row.outcome in outcomes]

    @property
    def counts(self) -> dict[RowOutcome, int]:
        """Return how many rows there are of each outcome."""
        counts = Counter(row.outcome for row in self.rows)
        return {outcome: counts[outcome] for outcome in RowOutcome}

    @property
    def problems(self) -> list[Problem]:
        """Return what stands against the rows, in their order."""
        return [problem for row in self.rows for problem in row.problems]

    @property
    def changes_anything(self) -> bool:
        """Whether a row would be written."""
        return bool(self.of(RowOutcome.CREATE, RowOutcome.UPDATE))


def review(
    record_format: RecordFormat, content: bytes, name: str, *, tries: bool = True
) -> Review:
    """Return what importing a file would do; raises Unreadable.

    ``tries`` writes what may be written and takes it back.
    """
    found = read(record_format, content, name)
    rows = [_Reading(record_format, row) for row in found]
    _find_records(record_format, rows)
    _refuse_duplicates(rows)
    for row in rows:
        row.parse()
    reviewed = Review(record_format, [row.reviewed for row in rows])
    _compare(reviewed, rows)
    if tries and not reviewed.problems:
        _try(reviewed)
    return reviewed


@dataclass
class _Reading:
    """One row on its way from cells to a record."""

    record_format: RecordFormat
    row: FileRow
    record_id: str = ""
    current: Record | None = None
    parsed: Parsed | None = None

    def __post_init__(self):
        """Carry over what is wrong with single cells."""
        self.reviewed = ReviewedRow(self.row.place)
        for name, reason in self.row.refused.items():
            self.reviewed.refuse(name, reason)
        self.version = self._version()

    def _version(self) -> int:
        """Return the version that the row was made from; 0 where it says none."""
        stated = self.row.data.get(VERSION, "")
        if stated in ("", None):
            return 0
        if str(stated).isascii() and str(stated).isdigit() and len(str(stated)) < 10:
            return int(stated)
        self.reviewed.refuse(VERSION, _("is not the number of a version"))
        return 0

    @property
    def stated_id(self) -> str:
        """Return the id that the row states, in its one spelling, or nothing."""
        stated = self.row.data.get(ID)
        if stated in ("", None):
            return ""
        try:
            return str(uuid.UUID(str(stated)))
        except ValueError:
            self.reviewed.refuse(ID, _("is no id; leave it empty for a new record"))
            return ""

    @property
    def stated_key(self) -> str:
        """Return the key that the row states; that of a term has its vocabulary."""
        known = {
            name: value
            for name, value in self.row.data.items()
            if isinstance(value, str)
        }
        return key_of(self.record_format, known)

    def parse(self) -> None:
        """Read the cells into a whole record, and judge its form."""
        if self.row.refused.get(""):
            return
        data = self._whole() if self.row.is_whole else self._flat()
        try:
            record, problems = parse_record(
                self.record_format, data, self.reviewed.place
            )
        except RecursionError:
            self.reviewed.refuse("", _("is nested deeper than a record is"))
            return
        cells_named = {problem.field for problem in self.reviewed.problems}
        self.reviewed.problems += [
            problem for problem in problems if problem.field not in cells_named
        ]
        self._keep_protected_fields(record)
        for place in seen_dates.without_day(
            self.record_format, record, self.current or {}
        ):
            self.reviewed.refuse(place, _("say on which day it was seen"))
        self.reviewed.slug = record.get("slug", "")
        self.reviewed.record_id = self.record_id
        if not self.reviewed.problems:
            self.parsed = Parsed(self.record_format, self.reviewed.place, record)

    def _whole(self) -> Record:
        data = {name: value for name, value in self.row.data.items() if name != VERSION}
        # What is new arrives as a draft, whatever it was where it comes from.
        if self.current is None:
            data["publication_state"] = PublicationState.DRAFT.value
        return data | {ID: self.record_id}

    def _flat(self) -> Record:
        """Return the record as it is here, with what the cells change."""
        # What was saved before texts had a rule is mended by the way, and shown so.
        record = characters.mended(self.current or {"publication_state": "draft"})
        record[ID] = self.record_id
        for column in columns_of(self.record_format):
            text = self.row.data.get(column.name, "")
            leaves = text in ("", cells.STAND_IN) or column.name in self.row.refused
            is_state = column.name == "publication_state" and self.current is None
            if leaves or is_state or same_cell(text, column.cell(record)):
                continue
            if text == cells.EMPTIES:
                record.pop(column.name, None)
                continue
            try:
                record[column.name] = column.read(cells.unescape_formula(text))
            except cells.NoValue as error:
                self.reviewed.refuse(column.name, str(error))
        return record

    def _keep_protected_fields(self, record: Record) -> None:
        """Refuse what no form edits: states, and days on which a number was verified.

        Whatever moves there has an act of its own, with its own rules.
        """
        current = self.current or {"publication_state": PublicationState.DRAFT.value}
        reason = _("has an act of its own; a table does not change it")
        model = self.record_format.model
        for name in self.record_format.all_fields:
            if model._meta.get_field(name).editable:
                continue
            if record.get(name) != current.get(name):
                self.reviewed.refuse(name, reason)
        for place in protected_fields.moved(self.record_format, record, current):
            self.reviewed.refuse(place, reason)


def _find_records(record_format: RecordFormat, rows: list[_Reading]) -> None:
    """Find the record here that each row is about: by its id, or else by its key."""
    references = References.collect()
    ids = {}
    for row in rows:
        stated = row.stated_id
        by_key = references.find(record_format.model, row.stated_key)
        row.record_id = stated or by_key or str(uuid.uuid4())
        ids[row.record_id] = row
    queryset = record_format.queryset().filter(pk__in=ids)
    known = {record["id"]: record for record in record_format.read_all(queryset)}
    for row in rows:
        row.current = known.get(row.record_id)


def _refuse_duplicates(rows: list[_Reading]) -> None:
    """Refuse rows that are about one and the same record."""
    first: dict[Any, _Reading] = {}
    for row in rows:
        for name, value in ((ID, row.record_id), ("slug", row.stated_key)):
            other = first.setdefault((name, value), row) if value else row
            if other is not row:
                row.reviewed.refuse(
                    name, _("is that of %(place)s too") % {"place": other.row.place}
                )
                break


def _compare(reviewed: Review, rows: list[_Reading]) -> None:
    """Say of each row what it does; what the directory holds against it is named."""
    parsed = [row.parsed for row in rows if row.parsed]
    seen = {row.record_id: row.version for row in rows if row.current}
    reviewed.planned, problems = compare(parsed, seen)
    by_place = {row.place: row for row in reviewed.rows}
    for planned in reviewed.planned:
        row = by_place[planned.parsed.file]
        row.outcome = RowOutcome(planned.step.value)
        row.differences = differences(
            reviewed.record_format, planned.current or {}, planned.parsed.record
        )
    _refuse(reviewed, problems)


def _refuse(reviewed: Review, problems: list[Problem]) -> None:
    """Give each problem to the row that it is about."""
    by_place = {row.place: row for row in reviewed.rows}
    for problem in problems:
        row = by_place.get(problem.file, reviewed.rows[0])
        row.problems.append(problem)
        row.outcome = RowOutcome.REFUSED


def _try(reviewed: Review) -> None:
    """Write everything and take it back."""
    try:
        apply(
            reviewed.planned,
            action=Action.IMPORT,
            keep_publishable=True,
            dry_run=True,
        )
    except RefusedFiles as refused:
        _refuse(reviewed, refused.problems)
