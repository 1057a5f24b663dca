"""The table of organizations: one row each, one column for each plain fact.

One list of columns serves the CSV file, the JSON file and the description of both, so
that the description says exactly what is written.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings

from organizations.choices import AudienceFit, Fact, NameKind, PhoneKind, UrlKind
from organizations.models import Organization
from organizations.open_data.hsds import queries
from organizations.open_data.hsds.parts import is_public, moment, slugs
from recovery_directory.curation.tables.cells import escape_formula
from recovery_directory.web.data_version import State

ROWS_IN_MEMORY = 200

SEPARATOR = "; "
"""Between several values in one cell."""

BYTE_ORDER_MARK = "\ufeff"
"""Begins the CSV file: Excel reads UTF-8 by it, and everything else drops it."""


@dataclass(frozen=True)
class DumpColumn:
    """One column: its name, its meaning, its type in the words of Table Schema."""

    name: str
    meaning: str
    read: Callable[[Organization], Any]
    kind: str = "string"
    form: str = "default"
    is_list: bool = False


def _field(
    name: str,
    meaning: str,
    *,
    of: str = "",
    kind: str = "string",
    form: str = "default",
) -> DumpColumn:
    """Return a column of a fact as it stands, under its own name or that ``of``."""
    return DumpColumn(name, meaning, lambda one: getattr(one, of or name), kind, form)


def _several(
    name: str, meaning: str, read: Callable[[Organization], list[str]]
) -> DumpColumn:
    return DumpColumn(name, meaning, read, is_list=True)


def _terms(name: str, meaning: str) -> DumpColumn:
    return _several(name, meaning, lambda one: sorted(slugs(one, name)))


def _audiences(name: str, fit: AudienceFit, meaning: str) -> DumpColumn:
    def read(organization: Organization) -> list[str]:
        return sorted(
            row.term.slug
            for row in organization.audience_terms
            if row.fit == fit and is_public(row.term)
        )

    return _several(name, meaning, read)


def _address(name: str, kind: str, meaning: str) -> DumpColumn:
    def read(organization: Organization) -> str:
        url = organization.url_of(kind)
        return url.address if url else ""

    return DumpColumn(name, meaning, read, form="uri")


def _phones(name: str, kind: str, meaning: str) -> DumpColumn:
    """Return a column of telephone numbers, written as addresses (RFC 3966).

    A number that begins with a plus would be a formula to a spreadsheet.
    """

    def read(organization: Organization) -> list[str]:
        phones = [one for one in organization.public_phones if one.kind == kind]
        return [f"tel:{one.telephone.in_full}" for one in phones if one.telephone]

    return _several(name, meaning, read)


def _other_names(organization: Organization) -> list[str]:
    names = organization.alternate_names.all()
    return [one.name for one in names if one.kind != NameKind.ACRONYM]


def _slug_of(name: str) -> Callable[[Organization], str]:
    def read(organization: Organization) -> str:
        record = getattr(organization, name)
        return record.slug if record and record.is_published else ""

    return read


FACTS = {
    "is_free": ("is_free", Fact.COST),
    "proof_of_attendance": ("proof_of_attendance", Fact.PROOF_OF_ATTENDANCE),
    "goal": ("recovery_goal", Fact.GOAL),
    "spirituality": ("spirituality", Fact.SPIRITUALITY),
    "medication": ("medication_stance", Fact.MEDICATION),
    "governance": ("governance_style", Fact.GOVERNANCE),
    "online_meetings_sanctioned": ("online_meetings_sanctioned", Fact.ONLINE_MEETINGS),
    "meeting_minutes_max": ("meeting_minutes_max", Fact.LENGTH),
    "founded": ("founded", Fact.FOUNDING),
}
"""Columns of a value, with its field and the fact whose citations it rests on."""


def _not_yet_checked(organization: Organization) -> list[str]:
    """Return the columns, and single terms, that nobody has seen in a source."""
    columns = [
        column
        for column, (field, fact) in FACTS.items()
        if getattr(organization, field) not in (None, "", "not-stated")
        and organization.is_unchecked(fact)
    ]
    return columns + sorted(
        f"{row.term.taxonomy.slug}/{row.term.slug}"
        for row in organization.terms.all()
        if is_public(row.term) and not row.was_seen
    )


def _page(organization: Organization) -> str:
    return settings.SITE_URL + organization.get_absolute_url()


def _evidence_page(organization: Organization) -> str:
    summary = organization.public_evidence_summary
    return settings.SITE_URL + summary.get_absolute_url() if summary else ""


def _evidence_statement(organization: Organization) -> str:
    summary = organization.public_evidence_summary
    return summary.plain_statement if summary else ""


COLUMNS = (
    _field("id", "Identifier for good, the same in the API.", form="uuid"),
    _field("slug", "Last part of the address of its page; may change."),
    _field("name", "Name."),
    _field("acronym", "Acronym."),
    _several("other_names", "Other, former and translated names.", _other_names),
    DumpColumn(
        "page",
        "Its page in this directory, with the sources of every fact.",
        _page,
        form="uri",
    ),
    _field("kind", "What kind of body it is."),
    DumpColumn(
        "type", "twelve-step, secular or religious.", _slug_of("organization_type")
    ),
    _field("status", "active, uncertain or historic.", of="operating_status"),
    _field("status_note", "What is known about the status."),
    _field("summary", "What it is."),
    _field("philosophy", "What it believes and how it works."),
    _field(
        "is_for",
        "Whose own recovery it is about: person, family or both; empty: not recorded.",
    ),
    _field("eligibility_description", "Who may attend."),
    _field("first_meeting", "What to expect at a first meeting."),
    _field("how_to_start", "The first step."),
    _field("fees_description", "What attending costs."),
    _field("is_free", "Whether attending is free; empty: not known.", kind="boolean"),
    _field(
        "proof_of_attendance",
        "In writing: given, depends-on-group, not-given or not-stated.",
    ),
    _field("proof_of_attendance_description", "How one gets proof of attendance."),
    _terms("focus", "What it helps with."),
    _terms("audience", "Whom it has meetings or groups for."),
    _audiences("only_for", AudienceFit.ONLY, "Audiences that alone may come."),
    _audiences(
        "made_for",
        AudienceFit.MADE_FOR,
        "Audiences that it is made for; others are welcome.",
    ),
    _terms("format", "How people meet."),
    _terms("facilitation", "Who leads meetings."),
    _terms("language", "Languages of meetings or texts, ISO 639-1."),
    _terms("country", "Countries that a source names, ISO 3166-1 in lower case."),
    _field(
        "is_worldwide", "Active in many countries that are not listed.", kind="boolean"
    ),
    _field("meeting_description", "Meetings."),
    _field("meeting_minutes_min", "Minutes of the shortest meeting.", kind="integer"),
    _field("meeting_minutes_max", "Minutes of the longest meeting.", kind="integer"),
    _field(
        "online_meetings_sanctioned",
        "Whether it runs or recognizes online meetings.",
        kind="boolean",
    ),
    _field("goal", "What members aim at.", of="recovery_goal"),
    _field("spirituality", "What place faith has in it."),
    _field("spirituality_tradition", "Which tradition."),
    _field(
        "medication",
        "What its documents say about prescribed medication; groups differ.",
        of="medication_stance",
    ),
    _several(
        "medication_covers",
        "Kinds of medicine that the document names.",
        lambda one: list(one.medication_covers),
    ),
    _field("medication_description", "What the document says."),
    DumpColumn(
        "governance",
        "Who decides: horizontal, vertical or mixed.",
        _slug_of("governance_style"),
    ),
    _field("governance_description", "How it is run."),
    _field("founded", "When it began: 1935, 1935-06 or 1935-06-10."),
    _field("founded_place", "Where it began."),
    _several(
        "founders",
        "As the organization publishes them.",
        lambda one: list(one.founders),
    ),
    _field("headquarters", "Where its office is."),
    _address("website", UrlKind.WEBSITE, "Website."),
    _address(
        "meeting_finder", UrlKind.MEETING_FINDER, "Where its meetings are listed."
    ),
    _address(
        "online_meetings",
        UrlKind.ONLINE_MEETINGS,
        "Where its online meetings are listed.",
    ),
    _phones(
        "helpline",
        PhoneKind.HELPLINE,
        "Helplines that a curator verified, as tel: addresses.",
    ),
    _phones(
        "office_phone",
        PhoneKind.OFFICE,
        "Office lines that a curator verified, as tel: addresses.",
    ),
    _field("email", "E-mail address.", form="email"),
    DumpColumn(
        "evidence",
        "Strength of its own evidence: how sure one can be, never how good it is.",
        lambda one: one.evidence_strength.value,
    ),
    DumpColumn(
        "evidence_statement", "What research says, in a sentence.", _evidence_statement
    ),
    DumpColumn(
        "evidence_page", "The summary with its studies.", _evidence_page, form="uri"
    ),
    _several(
        "not_yet_checked",
        "Columns above, and single terms, that nobody has seen in a source yet.",
        _not_yet_checked,
    ),
    _field(
        "last_verified_on",
        "The last day on which somebody looked at the whole record; empty: never.",
        kind="date",
    ),
    _field(
        "updated_at",
        "When the record, or something that it names, last changed.",
        of="last_modified",
        kind="datetime",
    ),
)


def rows(pks: Iterable, state: State) -> Iterator[dict[str, Any]]:
    """Yield a row for each organization that is public still, few in memory at once.

    ``state`` is that of the data when the answer was begun.
    """
    for chunk in queries.chunks(pks, ROWS_IN_MEMORY):
        found = queries.fetch(chunk, state, is_full=False).organizations
        for pk in chunk:
            if pk in found:
                yield {column.name: _value(column, found[pk]) for column in COLUMNS}


def _value(column: DumpColumn, organization: Organization) -> Any:
    """Return a value as JSON writes it; None where nothing is known."""
    value = column.read(organization)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if column.is_list or isinstance(value, bool | int):
        return value
    return None if value is None or value == "" else str(value)


def as_csv(table: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Yield the table as CSV (RFC 4180) in UTF-8, line by line."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BYTE_ORDER_MARK)
    writer.writerow([column.name for column in COLUMNS])
    for row in table:
        yield _taken(buffer)
        writer.writerow([cell(value) for value in row.values()])
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()


def cell(value: Any) -> str:
    """Return a value as a cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = SEPARATOR.join(value) if isinstance(value, list) else str(value)
    return escape_formula(text)


def schema() -> dict[str, Any]:
    """Return the Table Schema of the CSV file."""
    return {
        "fields": [
            {
                "name": column.name,
                "type": column.kind,
                "format": column.form,
                "title": column.name.replace("_", " ").capitalize(),
                "description": column.meaning
                + (" Several are separated by “; ”." if column.is_list else ""),
            }
            | (
                {"trueValues": ["true"], "falseValues": ["false"]}
                if column.kind == "boolean"
                else {}
            )
            | (
                {"constraints": {"required": True, "unique": True}}
                if column.name == "id"
                else {}
            )
            for column in COLUMNS
        ],
        "primaryKey": "id",
        "missingValues": [""],
    }
