"""Erasing: take a text out of the history for good, leaving a mark where it stood.

For a personal name that somebody typed by mistake, say. It must be gone from the record
itself first; then it goes from every revision of the record, from what was proposed
about it and how that was decided, and from the admin's log. The act is a revision of
its own: who and when, never what. Slugs and codes are not texts: an address is changed
by renaming, and stays a redirect.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from recovery_directory.characters import with_texts
from recovery_directory.curation.proposals import WORDLESS, Proposal
from recovery_directory.records import RecordFormat, format_of, revisions, write_guard
from recovery_directory.records.formats import Record
from recovery_directory.records.revisions import Action

SHORTEST = 3
"""Letters; less would be found everywhere."""
SPACE = r"(?:\s|%20|\+)+"
"""Between two words, also in an address on the web."""
Erased = Callable[[str], str]
"""Returns a text with a mark in the place of what is erased."""

TYPED = (*WORDLESS, "decision")
"""What of a proposal somebody typed."""


def erase(record, text: str, *, by) -> list[int]:
    """Erase ``text`` from the history of ``record`` and return the numbers it was in.

    None where it stood only in proposals about the record, which are erased as well.
    Upper and lower case are the same, and so are spaces and line ends. Raises
    ValidationError where it cannot be done, with what to do first.
    """
    wanted = _pattern(text)
    record_format = format_of(type(record))
    erased = partial(wanted.sub, f"[erased {timezone.localdate():%Y-%m-%d}]")
    with transaction.atomic(), write_guard.writing():
        if revisions.lock(record) is not None:
            _refuse_if_it_stands(record_format, record, wanted)
        numbers = []
        for revision in revisions.history(record).order_by("number"):
            then = _in_record(record_format, revision.record, erased)
            reason = erased(revision.reason)[:300]
            if (then, reason) != (revision.record, revision.reason):
                revision.record, revision.reason = then, reason
                revision.save(update_fields=["record", "reason"])
                numbers.append(revision.number)
        proposals = _erase_from_proposals(record_format, record, erased)
        if not numbers and not proposals:
            raise ValidationError(
                _("This text stands in no version of the record."), code="nowhere"
            )
        _erase_from_log(record, erased)
        reason = _where(numbers, proposals)
        revisions.note(record, by=by, action=Action.ERASE, reason=reason)
    return numbers


def _where(numbers: list[int], proposals: int) -> str:
    """Return in what the text stood, as the history says it."""
    parts = []
    if numbers:
        versions = ngettext("version %s", "versions %s", len(numbers))
        parts.append(versions % ", ".join(map(str, numbers)))
    if proposals:
        counted = ngettext("%d proposal", "%d proposals", proposals)
        parts.append(counted % proposals)
    return "; ".join(parts)


def _pattern(text: str) -> re.Pattern[str]:
    words = text.split()
    if len("".join(words)) < SHORTEST:
        raise ValidationError(
            _("Write at least %(count)d letters: less is found everywhere."),
            params={"count": SHORTEST},
            code="short",
        )
    return re.compile(SPACE.join(map(re.escape, words)), re.IGNORECASE)


def _refuse_if_it_stands(
    record_format: RecordFormat, record, wanted: re.Pattern[str]
) -> None:
    now = record_format.read(record.pk)
    if _in_record(record_format, now, partial(wanted.sub, "")) != now:
        raise ValidationError(
            _("This text is still in the record. Take it out there first."),
            code="stands",
        )


def _in_record(record_format: RecordFormat, record: Record, erased: Erased) -> Record:
    """Return ``record`` with its texts ``erased``; keys stay."""
    kept = _in_row(record_format.model, record, erased)
    for child in record_format.children:
        rows = kept.get(child.name)
        if isinstance(rows, list):
            kept[child.name] = [
                _in_row(child.model, row, erased) if isinstance(row, dict) else row
                for row in rows
            ]
    return kept


def _in_row(model: type[models.Model], row: Record, erased: Erased) -> Record:
    return {
        name: with_texts(erased, value) if _is_text(model, name) else value
        for name, value in row.items()
    }


def _is_text(model: type[models.Model], name: str) -> bool:
    """Whether a field holds what people write; so does one that is gone since."""
    if name in {"id", "former_slugs"}:
        return False
    fields = {one.name: one for one in model._meta.get_fields()}
    model_field = fields.get(name)
    if model_field is None:
        return True
    if isinstance(model_field, models.SlugField) or getattr(
        model_field, "choices", None
    ):
        return False
    texts = (models.CharField, models.TextField, models.JSONField)
    return isinstance(model_field, texts)


def _erase_from_proposals(record_format: RecordFormat, record, erased: Erased) -> int:
    """Erase the text from proposals about the record; return in how many it was."""
    count = 0
    for proposal in Proposal.objects.about(record).select_for_update(of=("self",)):
        before = {name: getattr(proposal, name) for name in TYPED}
        after = {
            name: _fitting(name, with_texts(erased, value))
            for name, value in before.items()
        }
        after["changes"] = _in_record(record_format, proposal.changes, erased)
        if after != before:
            for name, value in after.items():
                setattr(proposal, name, value)
            proposal.save(update_fields=TYPED)
            count += 1
    return count


def _fitting(name: str, text: Any) -> Any:
    """Return as much of a text as its column holds: a mark may be longer than it."""
    longest = Proposal._meta.get_field(name).max_length
    return text[:longest] if isinstance(text, str) else text


def _erase_from_log(record, erased: Erased) -> None:
    """Erase the text from what the admin's log calls the record."""
    for entry in LogEntry.objects.filter(object_id=str(record.pk)):
        named = erased(entry.object_repr)[:200]
        said = erased(entry.change_message)
        if (named, said) != (entry.object_repr, entry.change_message):
            entry.object_repr, entry.change_message = named, said
            entry.save(update_fields=["object_repr", "change_message"])
