"""What changed between two revisions of an organization, in words.

One wording for everybody who follows changes: the page behind a sheet's code, feeds,
the work queue. Only what the public may see is worded; a telephone number counts once
it was seen or verified, and notes for curators never do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models.handout import HANDOUT_WORD_LIMITS
from organizations.records import FIGURE
from recovery_directory.records.formats import Record
from recovery_directory.records.publication_states import is_public

Read = Callable[[Record], Any]


@dataclass(frozen=True)
class ChangedPart:
    """A part of the record that changes as one, with its noun."""

    noun: str
    read: Read
    is_on_sheet: bool = False


@dataclass(frozen=True)
class Change:
    """One change in words, and whether it concerns what a sheet prints."""

    words: str
    is_on_sheet: bool


def _field(*names: str) -> Read:
    return lambda record: tuple(_frozen(record.get(name)) for name in names)


def _rows(name: str, fields: tuple[str, ...], keep=lambda row: True) -> Read:
    """Return a reader of the rows of a list, without their sources."""

    def read(record):
        rows = [row for row in record.get(name, []) if keep(row)]
        return frozenset(
            tuple(_frozen(row.get(part)) for part in fields) for row in rows
        )

    return read


def _frozen(value):
    return tuple(value) if isinstance(value, list) else value


def _phones(kind: str) -> Read:
    return _rows(
        "phones",
        ("number", "area", "description"),
        lambda row: (
            (row.get("verified_on") or row.get("was_seen")) and row["kind"] == kind
        ),
    )


def _urls(*kinds: str) -> Read:
    return _rows("urls", ("url",), lambda row: row["kind"] in kinds)


def _terms(taxonomy: str) -> Read:
    return _rows(
        "terms",
        ("term", "fit", "note"),
        lambda row: row["term"].startswith(f"{taxonomy}/"),
    )


def _paper(language: str) -> Read:
    return _rows(
        "handout_texts",
        tuple(HANDOUT_WORD_LIMITS),
        lambda row: row.get("language", "en") == language,
    )


SUBJECTS = (
    ChangedPart(gettext_lazy("helpline"), _phones("helpline"), is_on_sheet=True),
    ChangedPart(gettext_lazy("office telephone"), _phones("office"), is_on_sheet=True),
    ChangedPart(
        gettext_lazy("address of the meeting finder"),
        _urls("meeting-finder"),
        is_on_sheet=True,
    ),
    ChangedPart(
        gettext_lazy("address of the website"), _urls("website"), is_on_sheet=True
    ),
    ChangedPart(
        gettext_lazy("other addresses"),
        _urls("online-meetings", "forum", "app", "literature"),
    ),
    ChangedPart(gettext_lazy("name"), _field("name"), is_on_sheet=True),
    ChangedPart(
        gettext_lazy("other names"),
        _rows("alternate_names", ("kind", "name", "language")),
        is_on_sheet=True,
    ),
    ChangedPart(
        gettext_lazy("status"),
        _field("operating_status", "status_note"),
        is_on_sheet=True,
    ),
    ChangedPart(gettext_lazy("texts of the hand-out"), _paper("en"), is_on_sheet=True),
    ChangedPart(
        gettext_lazy("Spanish texts of the hand-out"), _paper("es"), is_on_sheet=True
    ),
    ChangedPart(
        gettext_lazy("position on medication"),
        _field(
            "medication_stance",
            "medication_covers",
            "medication_description",
            "medication_document",
        ),
        is_on_sheet=True,
    ),
    ChangedPart(
        gettext_lazy("cost"), _field("is_free", "fees_description"), is_on_sheet=True
    ),
    ChangedPart(gettext_lazy("how people meet"), _terms("format"), is_on_sheet=True),
    ChangedPart(
        gettext_lazy("length of meetings"),
        _field("meeting_minutes_min", "meeting_minutes_max", "meeting_length_note"),
        is_on_sheet=True,
    ),
    ChangedPart(
        gettext_lazy("what happens at a first meeting"),
        _field("first_meeting"),
        is_on_sheet=True,
    ),
    ChangedPart(gettext_lazy("how to start"), _field("how_to_start"), is_on_sheet=True),
    ChangedPart(
        gettext_lazy("who may come"),
        _field("is_for", "eligibility_description"),
        is_on_sheet=True,
    ),
    ChangedPart(gettext_lazy("what it is"), _field("summary"), is_on_sheet=True),
    ChangedPart(
        gettext_lazy("what is said of its faith"),
        _field("spirituality", "spirituality_tradition", "spirituality_description"),
        is_on_sheet=True,
    ),
    ChangedPart(
        gettext_lazy("who leads"),
        lambda record: (
            record.get("facilitation_description"),
            _terms("facilitation")(record),
        ),
        is_on_sheet=True,
    ),
    ChangedPart(
        gettext_lazy("sponsorship"),
        _field("uses_sponsorship", "sponsorship_term", "sponsorship_description"),
        is_on_sheet=True,
    ),
    ChangedPart(
        gettext_lazy("proof of attendance"),
        _field("proof_of_attendance", "proof_of_attendance_description"),
    ),
    ChangedPart(
        gettext_lazy("online meetings"),
        _field("online_meetings_sanctioned", "online_meetings_description"),
        is_on_sheet=True,
    ),
    ChangedPart(gettext_lazy("meetings"), _field("meeting_description")),
    ChangedPart(
        gettext_lazy("evidence summary"), _field("evidence_summary"), is_on_sheet=True
    ),
    ChangedPart(gettext_lazy("type"), _field("organization_type"), is_on_sheet=True),
    ChangedPart(gettext_lazy("kind"), _field("kind")),
    ChangedPart(gettext_lazy("philosophy"), _field("philosophy")),
    ChangedPart(
        gettext_lazy("recovery goal"),
        _field("recovery_goal", "recovery_goal_description"),
    ),
    ChangedPart(gettext_lazy("what it helps with"), _terms("focus")),
    ChangedPart(gettext_lazy("who it is for"), _terms("audience")),
    ChangedPart(gettext_lazy("languages"), _terms("language")),
    ChangedPart(
        gettext_lazy("countries"),
        lambda record: (record.get("is_worldwide"), _terms("country")(record)),
    ),
    ChangedPart(
        gettext_lazy("governance"), _field("governance_style", "governance_description")
    ),
    ChangedPart(
        gettext_lazy("founding"),
        _field("founded", "founded_place", "founders", "founding_description"),
    ),
    ChangedPart(
        gettext_lazy("headquarters"), _field("headquarters", "headquarters_country")
    ),
    ChangedPart(
        gettext_lazy("figures"),
        lambda record: (
            record.get("size_note"),
            _rows("size_estimates", FIGURE)(record),
        ),
    ),
    ChangedPart(
        gettext_lazy("related organizations"),
        _rows("relationships", ("kind", "other", "other_name", "note")),
    ),
    ChangedPart(
        gettext_lazy("literature"),
        _rows("literature", ("title", "author", "year", "note")),
    ),
    ChangedPart(gettext_lazy("e-mail address"), _field("email")),
    ChangedPart(
        gettext_lazy("sources"), _rows("citations", ("fact", "source", "was_seen"))
    ),
    ChangedPart(gettext_lazy("address of the page"), _field("slug")),
)
"""Everything public of a record, the most pressing first."""

UNWORDED = {
    "id": "is never changed",
    "former_slugs": "goes with the slug",
    "sort_name": "goes with the name",
    "publication_state": "is reported by its verb, not as a change",
    "state_reason": "is not public",
    "curator_note": "is not public",
    "verifications": "are no changes: what was looked at is as it was",
}
"""Fields of the record that are no change of their own, and why."""


def changes_between(before: Record, after: Record) -> list[Change]:
    """Return what differs between two records of one organization, in words.

    ``helpline changed``, ``cost added``, ``figures taken out``: the most pressing
    first.
    """
    changes = []
    for subject in SUBJECTS:
        then, now = subject.read(before), subject.read(after)
        if then != now:
            words = _worded(subject.noun, then, now)
            changes.append(Change(words, subject.is_on_sheet))
    return changes


def is_news(before: Record | None, after: Record | None) -> bool:
    """Whether a change of an organization may be news to the public.

    It appeared, it left, or something of it has words. References to what is not public
    count here.
    """
    then, now = _if_published(before), _if_published(after)
    if then is None or now is None:
        return then is not now
    return bool(changes_between(then, now))


def is_news_of_research(before: Record | None, after: Record | None) -> bool:
    """Whether a change of an evidence summary may be news to the public."""
    return bool(research_changes(_if_published(before), _if_published(after)))


def _if_published(record: Record | None) -> Record | None:
    return record if is_public(record) else None


def research_changes(before: Record | None, after: Record | None) -> list[Change]:
    """Return whether an evidence summary says something else on paper than before.

    None is a summary that was not public.
    """
    then, now = _on_paper(before), _on_paper(after)
    if then == now:
        return []
    return [Change(_worded(_("what research says"), then, now), is_on_sheet=True)]


def _on_paper(summary: Record | None) -> tuple:
    """Return what a sheet prints of a summary: the sentence, and how sure it is."""
    if summary is None:
        return ()
    main = summary.get("main_outcome")
    strengths = [
        row.get("strength")
        for row in summary.get("ratings", [])
        if row["outcome"] == main
    ]
    return summary.get("plain_statement"), tuple(strengths)


def _worded(noun, then, now) -> str:
    values = {"what": noun}
    if not _is_anything(then):
        return _("%(what)s added") % values
    if not _is_anything(now):
        return _("%(what)s taken out") % values
    return _("%(what)s changed") % values


def _is_anything(value) -> bool:
    if isinstance(value, tuple | frozenset):
        return any(_is_anything(part) for part in value)
    return value not in (None, "")
