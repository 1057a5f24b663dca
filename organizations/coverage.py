"""Coverage: of how many organizations each fact is known that people ask for most.

A fact was seen in a source, or it is recorded and nobody has seen it, or nothing is
recorded. Counted are the published organizations that run.
"""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from organizations.choices import (
    Fact,
    MedicationStance,
    OperatingStatus,
    ProofOfAttendance,
    UrlKind,
)
from organizations.models import Organization
from recovery_directory.records.directory import Directory
from recovery_directory.records.formats import Record, format_of
from recovery_directory.records.publication_states import PublicationState
from recovery_directory.records.rules import Covered

Rows = Callable[[Record], Iterable[dict]]
"""Returns the rows, each seen or not, on which a fact of a record rests."""


def _urls(*kinds: str) -> Rows:
    return lambda record: [
        row for row in record.get("urls", []) if row["kind"] in kinds
    ]


def _terms(taxonomy: str) -> Rows:
    return lambda record: [
        row for row in record.get("terms", []) if row["term"].startswith(f"{taxonomy}/")
    ]


def _rows(name: str) -> Rows:
    return lambda record: record.get(name, [])


def _stated(fact: str, *values: tuple[str, object]) -> Rows:
    """Return the citations of a fact where a field says more than that value."""

    def rows(record):
        if all(record.get(name, nothing) == nothing for name, nothing in values):
            return []
        cited = [row for row in record.get("citations", []) if row["fact"] == fact]
        return cited or [{}]

    return rows


def _all(*parts: Rows) -> Rows:
    return lambda record: [row for part in parts for row in part(record)]


FACTS: tuple[tuple[str, object, Rows], ...] = (
    (
        "way-to-a-meeting",
        _("way to a meeting"),
        _all(
            _urls(
                UrlKind.MEETING_FINDER,
                UrlKind.ONLINE_MEETINGS,
                UrlKind.APP,
                UrlKind.FORUM,
            ),
            _rows("phones"),
        ),
    ),
    ("finder", _("meeting finder"), _urls(UrlKind.MEETING_FINDER)),
    (
        "online-meetings",
        _("online meetings"),
        _all(
            _urls(UrlKind.ONLINE_MEETINGS),
            _stated(
                Fact.ONLINE_MEETINGS,
                ("online_meetings_description", ""),
                ("online_meetings_sanctioned", None),
            ),
        ),
    ),
    ("telephone", _("telephone"), _rows("phones")),
    ("languages", _("languages of meetings"), _terms("language")),
    ("formats", _("formats"), _terms("format")),
    (
        "medication",
        _("medication"),
        _stated(Fact.MEDICATION, ("medication_stance", MedicationStance.NOT_STATED)),
    ),
    (
        "proof-of-attendance",
        _("proof of attendance"),
        _stated(
            Fact.PROOF_OF_ATTENDANCE,
            ("proof_of_attendance", ProofOfAttendance.NOT_STATED),
        ),
    ),
    (
        "cost",
        _("cost"),
        _stated(Fact.COST, ("fees_description", ""), ("is_free", None)),
    ),
    (
        "first-meeting",
        _("first meeting"),
        _stated(Fact.FIRST_MEETING, ("first_meeting", "")),
    ),
    ("is-for", _("who it is for"), _stated(Fact.ELIGIBILITY, ("is_for", ""))),
    ("size", _("size"), _rows("size_estimates")),
)
"""What is counted: its key, its name, and the rows on which it rests."""


def _is_seen(row: dict) -> bool:
    return bool(row.get("was_seen") or row.get("verified_on"))


def coverage(directory: Directory) -> list[Covered]:
    """Return of how many organizations each fact was seen, is recorded, is unknown."""
    kind = format_of(Organization).kind
    records = [
        entry.record
        for entry in directory.entries
        if entry.record_format.kind == kind
        and entry.record.get("publication_state") == PublicationState.PUBLISHED
        and entry.record.get("operating_status", OperatingStatus.ACTIVE)
        == OperatingStatus.ACTIVE
    ]
    counted = []
    for key, name, rows_of in FACTS:
        found = [list(rows_of(record)) for record in records]
        seen = sum(any(map(_is_seen, rows)) for rows in found)
        recorded = sum(bool(rows) for rows in found)
        counted.append(
            Covered(key, str(name), seen, recorded - seen, len(records) - recorded)
        )
    return counted
