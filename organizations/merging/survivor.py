"""The record that comes of a merge, and the one that is withdrawn. Pure: no writing."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from organizations.choices import NameKind
from organizations.merging.renaming import renamed
from organizations.models import Organization, TaxonomyTerm
from organizations.models.citation import Sourced
from organizations.models.organization import CITED_TEXTS
from recovery_directory.records import Children, RecordFormat, protected_fields
from recovery_directory.records.formats import Record, key_of
from recovery_directory.records.planning import unique_fields
from recovery_directory.records.publication_states import PublicationState, is_public

SURVIVOR, DUPLICATE = "survivor", "duplicate"
"""Whose value of a field a curator may choose."""

OWN = {"slug", "publication_state", "state_reason", "taxonomy", "sort_name"}
"""Fields that stay the survivor's: its address, its state and its place."""

TOGETHER = (
    (
        "medication_stance",
        "medication_document",
        "medication_covers",
        "medication_description",
    ),
    ("proof_of_attendance", "proof_of_attendance_description"),
    ("meeting_minutes_min", "meeting_minutes_max", "meeting_length_note"),
    ("founded", "founded_place", "founders", "founding_description"),
    ("headquarters", "headquarters_country"),
    ("spirituality", "spirituality_tradition", "spirituality_description"),
    ("recovery_goal", "recovery_goal_description"),
    ("container_title", "volume", "issue", "page"),
    ("was_seen", "accessed_on", "copy_seen", "copy_on", "unchecked_fields"),
)
"""Fields that mean something only beside each other."""

STAY_BEHIND = {"verifications"}
"""Rows that are about the duplicate itself."""


def merged_record(
    record_format: RecordFormat,
    survivor: Record,
    duplicate: Record,
    choices: Mapping[str, str] | None = None,
) -> Record:
    """Return the survivor as it will be; nothing is written."""
    record = dict(survivor)
    for names in _groups(record_format):
        if _takes(names, survivor, duplicate, choices or {}):
            record |= {name: duplicate.get(name) for name in names}
    for child in record_format.children:
        if child.name not in STAY_BEHIND:
            record[child.name] = _joined(child, survivor, duplicate)
    _keep_names(record_format, record, survivor, duplicate)
    former = {*survivor.get("former_slugs", []), *duplicate.get("former_slugs", [])}
    former |= {key_of(record_format, duplicate), duplicate["id"]}
    record["former_slugs"] = sorted(former - {key_of(record_format, survivor)})
    old, new = key_of(record_format, duplicate), key_of(record_format, survivor)
    return renamed(record_format, record, record_format, old, new)


def _groups(record_format: RecordFormat) -> list[tuple[str, ...]]:
    """Return the fields that a merge may take over, those that go together in one."""
    grouped = {name: names for names in TOGETHER for name in names}
    groups = {}
    for name in record_format.all_fields:
        if name not in OWN:
            own = (n for n in grouped.get(name, (name,)) if n in record_format.fields)
            groups[tuple(own)] = None
    return list(groups)


def _takes(names, survivor: Record, duplicate: Record, choices) -> bool:
    """Whether these fields are taken from the duplicate."""
    chosen = {choices[name] for name in names if name in choices}
    if chosen:
        return DUPLICATE in chosen
    if any(name in survivor for name in names):
        return False
    return not is_public(survivor) or _is_cited(names, duplicate)


def _is_cited(names: Iterable[str], record: Record) -> bool:
    """Whether every fact among these fields of ``record`` cites a source."""
    cited = {row["fact"] for row in record.get("citations", []) if row.get("source")}
    return all(
        fact in cited
        for field, fact, _label in CITED_TEXTS
        if field in names and field in record
    )


def _joined(child: Children, survivor: Record, duplicate: Record) -> list[Record]:
    """Return the rows of both, each once; the survivor's row counts."""
    needs_source = is_public(survivor) and issubclass(child.model, Sourced)
    rows = list(survivor.get(child.name, []))
    known = {child.sort_key(row) for row in rows}
    for row in duplicate.get(child.name, []):
        if needs_source and not row.get("source"):
            continue
        if child.key == ("key",):
            row = _under_a_free_key(row, rows)
        if row and child.sort_key(row) not in known:
            rows.append(protected_fields.as_new(child, row))
            known.add(child.sort_key(row))
    return rows


def _under_a_free_key(row: Record, rows: list[Record]) -> Record | None:
    """Return a finding under a key that no other has; None where it is there already.

    Keys number the findings of one source, so the same key in two means nothing.
    """
    if any(other | {"key": ""} == row | {"key": ""} for other in rows):
        return None
    taken = {other["key"] for other in rows}
    number = len(rows)
    while row["key"] in taken:
        number += 1
        row = row | {"key": f"f{number:03}"}
    return row


def _keep_names(
    record_format: RecordFormat, record: Record, survivor: Record, duplicate: Record
) -> None:
    """Keep what either was called, so that whoever knew it by that name finds it."""
    name = next(n for n in ("name", "title") if n in survivor)
    other = {survivor[name], duplicate[name]} - {record[name]}
    if record_format.model is Organization:
        rows = record.setdefault("alternate_names", [])
        known = {row["name"] for row in rows}
        new = {"kind": NameKind.ALSO_KNOWN_AS.value}
        record["alternate_names"] = [
            *rows,
            *(new | {"name": text} for text in sorted(other - known)),
        ]
    if record_format.model is TaxonomyTerm:
        words = [*survivor.get("synonyms", []), *duplicate.get("synonyms", []), *other]
        record["synonyms"] = list(dict.fromkeys(words))
        hidden = [*survivor.get("search_words", []), *duplicate.get("search_words", [])]
        record["search_words"] = list(dict.fromkeys(hidden))


def withdrawn(record_format: RecordFormat, record: Record, into: Record) -> Record:
    """Return the duplicate as it is kept: withdrawn, without what is unique."""
    slug = f"merged-{record['id']}"
    reason = _("Merged into %(record)s.") % {"record": into["slug"]}
    record = record | {
        "slug": slug,
        "publication_state": PublicationState.WITHDRAWN.value,
        "state_reason": reason,
    }
    for name in unique_fields(record_format.model):
        field = record_format.model._meta.get_field(name)
        if field.blank:
            record.pop(name, None)
        else:
            ending = _(" (merged %(id)s)") % {"id": record["id"][:8]}
            record[name] = record[name][: field.max_length - len(ending)] + ending
    return {name: value for name, value in record.items() if name != "former_slugs"}
