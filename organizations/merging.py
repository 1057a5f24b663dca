"""Merging: two records of one thing become one.

The policy, for organizations, terms and sources alike:

1. The survivor keeps its id, its address and its state. Where nobody chooses, that is
   the record that the public sees, and of two such the older one.
2. A field that both state stays as the survivor has it, unless the curator chooses the
   other; what only the duplicate states is taken over. Fields that mean something only
   together (a stance on medication and its document) go together.
3. Rows inside the duplicate (addresses, numbers, terms, citations, figures, findings)
   join those of the survivor, once each. Verifications stay behind: they say that
   somebody looked at the other record; so a number that is new to the survivor waits
   until somebody verifies it there. The duplicate's names stay as other names.
4. A published survivor takes nothing that would not have passed publishing: what cites
   no source stays with the duplicate.
5. Whatever names the duplicate names the survivor from now on: relationships,
   citations, terms, summaries, narrower terms, local notes, waiting proposals.
6. Every address of the duplicate redirects to the survivor, its sheet code included:
   the id of the duplicate counts as one of the survivor's former addresses.
7. The duplicate is withdrawn, under an address of its own that nobody was given, and
   keeps its history. Reverting the survivor does not bring it back.

All of it is one transaction: one revision of the survivor, of the duplicate and of each
record that named it.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from evidence.models import Source
from organizations.choices import NameKind
from organizations.models import (
    FacetValue,
    LocalNote,
    Organization,
    SearchToken,
    TaxonomyTerm,
)
from organizations.models.citation import Sourced
from organizations.models.organization import CITED_TEXTS
from recovery_directory import revisions
from recovery_directory.proposals import Proposal
from recovery_directory.publication import PublicationState
from recovery_directory.records import (
    Children,
    RecordFormat,
    acts,
    format_of,
    formats,
)
from recovery_directory.records.applying import apply
from recovery_directory.records.formats import Record, key_of
from recovery_directory.records.parsing import Parsed, parse_record
from recovery_directory.records.planning import plan, unique_fields
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.revisions import Action

MERGEABLE = (Organization, TaxonomyTerm, Source)

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
    ("meeting_minutes_min", "meeting_minutes_max", "meeting_length_note"),
    ("founded", "founded_place", "founders", "founding_description"),
    ("headquarters", "headquarters_country"),
    ("spirituality", "spirituality_tradition", "spirituality_description"),
    ("recovery_goal", "recovery_goal_description"),
    ("container_title", "volume", "issue", "page"),
    ("was_seen", "accessed_on", "copy_seen", "unchecked_fields"),
)
"""Fields that mean something only beside each other."""

DERIVED = {FacetValue, SearchToken}
"""Rows that are computed from records, and are written with them."""

STAY_BEHIND = {"verifications"}
"""Rows that are about the duplicate itself."""


def older_first(one: models.Model, other: models.Model) -> tuple:
    """Return survivor and duplicate, where nobody chooses otherwise."""

    def age(record):
        first = revisions.history(record).order_by("number").first()
        since = first.made_at.timestamp() if first else float("inf")
        return (not record.is_published, since, str(record.pk))

    return (one, other) if age(one) <= age(other) else (other, one)


# The record that comes of it


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
    return _renamed(record_format, record, record_format, old, new)


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
    is_public = survivor["publication_state"] == PublicationState.PUBLISHED
    return not is_public or _is_cited(names, duplicate)


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
    is_public = survivor["publication_state"] == PublicationState.PUBLISHED
    needs_source = is_public and issubclass(child.model, Sourced)
    rows = list(survivor.get(child.name, []))
    known = {child.sort_key(row) for row in rows}
    for row in duplicate.get(child.name, []):
        if needs_source and not row.get("source"):
            continue
        if child.key == ("key",):
            row = _under_a_free_key(row, rows)
        if row and child.sort_key(row) not in known:
            rows.append(acts.as_new(child, row))
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


# Whatever names the duplicate


def _renamed(
    record_format: RecordFormat,
    record: Record,
    merged: RecordFormat,
    old: str,
    new: str,
) -> Record:
    """Return ``record`` with the key ``new`` in the place of ``old``.

    A reference to the record itself, and a row that says what another row says, is
    left out.
    """
    own = key_of(record_format, record) if record_format is merged else None

    def replaced(model, names: Iterable[str], row: Record) -> Record | None:
        """Return the row under the new key; None where it names its own record."""
        row = dict(row)
        for name in names:
            field = model._meta.get_field(name)
            if name not in row or field.related_model is not merged.model:
                continue
            if field.many_to_many:
                keys = {new if key == old else key for key in row[name]}
                row[name] = sorted(keys)
            elif row[name] == old:
                row[name] = new
            if own is not None and row[name] == own:
                if model is not record_format.model:
                    return None
                del row[name]
        return row

    result = replaced(record_format.model, record_format.all_fields, record) or record
    for child in record_format.children:
        rows: dict[tuple[str, ...], Record] = {}
        for row in record.get(child.name, []):
            now = replaced(child.model, child.fields, row)
            if now is not None:
                rows.setdefault(child.sort_key(now), now)
        result[child.name] = list(rows.values())
    return {name: value for name, value in result.items() if value not in (None, [])}


def referring(
    duplicate: models.Model,
) -> Iterable[tuple[RecordFormat, models.QuerySet]]:
    """Yield the records of each kind that name ``duplicate``, itself left out."""
    model = type(duplicate)
    for record_format in formats():
        named = models.Q(pk__in=[])
        for name in record_format.all_fields:
            if record_format.model._meta.get_field(name).related_model is model:
                named |= models.Q((name, duplicate))
        for child in record_format.children:
            parent = record_format.parent_name(child)
            for name in child.fields:
                if child.model._meta.get_field(name).related_model is model:
                    rows = child.model._base_manager.filter((name, duplicate))
                    named |= models.Q(pk__in=rows.order_by().values(f"{parent}_id"))
        found = record_format.queryset().filter(named).distinct()
        if record_format.model is model:
            found = found.exclude(pk=duplicate.pk)
        yield record_format, found


def _move_what_belongs_to_no_record(survivor, duplicate) -> None:
    """Give the survivor what hangs on the duplicate outside the record format."""
    inside = {record_format.model for record_format in formats()}
    for record_format in formats():
        inside |= {child.model for child in record_format.children}
    for relation in duplicate._meta.related_objects:
        model = relation.related_model
        if model in inside or relation.many_to_many or model in DERIVED:
            continue
        name = relation.field.name
        for row in model._base_manager.filter((name, duplicate)):
            setattr(row, name, survivor)
            row.save(update_fields=[name])


def _move_proposals(survivor, duplicate) -> None:
    """Let proposals that wait for the duplicate wait for the survivor."""
    Proposal.objects.waiting().filter(
        record_kind=duplicate._meta.model_name, record_id=duplicate.pk
    ).update(record_id=survivor.pk, base_version=survivor.version)


# The merge


def blockers(survivor: models.Model, duplicate: models.Model) -> list[str]:
    """Return, as sentences, what stands against merging the two."""
    found = []
    if type(survivor) is not type(duplicate) or type(survivor) not in MERGEABLE:
        return [_("Only two organizations, two terms or two sources can be merged.")]
    if survivor.pk == duplicate.pk:
        found.append(_("This is one and the same record."))
    if any(_was_merged(record) for record in (survivor, duplicate)):
        found.append(_("One of the two was merged into another record already."))
    places = {getattr(record, "taxonomy_id", None) for record in (survivor, duplicate)}
    if len(places) > 1:
        found.append(_("Terms of two vocabularies mean different things."))
    if survivor.pk != duplicate.pk and all(map(_has_note, (survivor, duplicate))):
        found.append(
            _("Both have a local note: put what is worth keeping into one of them.")
        )
    return found


def _has_note(record: models.Model) -> bool:
    return (
        isinstance(record, Organization)
        and LocalNote.objects.filter(organization=record).exists()
    )


def _was_merged(record: models.Model) -> bool:
    return revisions.FormerSlug.objects.filter(
        record_kind=record._meta.model_name, slug=str(record.pk)
    ).exists()


@transaction.atomic
def merge(
    *,
    survivor: models.Model,
    duplicate: models.Model,
    by,
    reason: str = "",
    choices: Mapping[str, str] | None = None,
    expected_versions: tuple[int, int] | None = None,
) -> None:
    """Make one record of two, in one transaction.

    ``choices`` says for single fields whose value stays: ``survivor`` or ``duplicate``.
    Raises ValidationError with everything that stands against it, and Conflict where
    one of the two is no longer at its expected version.
    """
    against = blockers(survivor, duplicate)
    if against:
        raise ValidationError(against, code="merge")
    _lock(survivor, duplicate, expected_versions)
    record_format = format_of(type(survivor))
    records = _records_after(record_format, survivor, duplicate, choices)
    parsed = [_parsed(*pair) for pair in records]
    # Whoever proposed something or keeps a note outside the records comes along.
    _move_what_belongs_to_no_record(survivor, duplicate)
    try:
        planned = plan(parsed, _versions(parsed), giving_up={str(duplicate.pk)})
        apply(
            planned,
            by=by,
            action=Action.MERGE,
            reason=reason or f"{duplicate.slug} → {survivor.slug}",
            keep_publishable=True,
        )
    except RefusedFiles as refused:
        said = [str(problem) for problem in refused.problems]
        raise ValidationError(said, code="merge") from refused
    survivor.refresh_from_db()
    duplicate.refresh_from_db()
    _move_proposals(survivor, duplicate)


def _lock(survivor, duplicate, expected_versions) -> None:
    """Hold both records, and refuse versions that nobody has seen."""
    model = type(survivor)
    rows = model._base_manager.select_for_update(of=("self",)).order_by("pk")
    versions = dict(
        rows.filter(pk__in=[survivor.pk, duplicate.pk]).values_list("pk", "version")
    )
    for record, seen in zip(
        (survivor, duplicate), expected_versions or (None, None), strict=True
    ):
        now = versions.get(record.pk, 0)
        if seen is not None and seen != now:
            raise revisions.Conflict(record, seen, now)


def _records_after(
    record_format: RecordFormat, survivor, duplicate, choices
) -> list[tuple[RecordFormat, Record]]:
    """Return every record that the merge changes, as it will be.

    The duplicate comes first: it gives up what only one record may have.
    """
    lasting, given_up = (
        record_format.read(record.pk) for record in (survivor, duplicate)
    )
    old, new = key_of(record_format, given_up), key_of(record_format, lasting)
    others = [
        (other_format, _renamed(other_format, record, record_format, old, new))
        for other_format, queryset in referring(duplicate)
        for record in other_format.read_all(queryset)
        if record["id"] != lasting["id"]
    ]
    if isinstance(survivor, TaxonomyTerm) and _is_above(duplicate, survivor):
        # The survivor comes to the place of a term above it: no circle.
        lasting = lasting | {"broader": given_up.get("broader")}
    return [
        (record_format, _withdrawn(record_format, given_up, lasting)),
        (record_format, merged_record(record_format, lasting, given_up, choices)),
        *others,
    ]


def _is_above(term: TaxonomyTerm, other: TaxonomyTerm) -> bool:
    """Whether ``term`` is broader than ``other``, at any distance."""
    above = dict(TaxonomyTerm._base_manager.values_list("pk", "broader_id"))
    seen = set()
    pk = above.get(other.pk)
    while pk and pk not in seen:
        if pk == term.pk:
            return True
        seen.add(pk)
        pk = above.get(pk)
    return False


def _withdrawn(record_format: RecordFormat, record: Record, into: Record) -> Record:
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


def _parsed(record_format: RecordFormat, record: Record) -> Parsed:
    place = f"{record_format.folder}/{record.get('slug')}"
    canonical, problems = parse_record(record_format, record, place)
    if problems:
        raise ValidationError([str(problem) for problem in problems], code="merge")
    return Parsed(record_format, place, canonical)


def _versions(parsed: list[Parsed]) -> dict[str, int]:
    """Return the version at which each record is read: now, under lock."""
    found: dict[str, int] = {}
    for record_format in {id(one.record_format): one for one in parsed}.values():
        model: Any = record_format.record_format.model
        ids = [one.record["id"] for one in parsed]
        rows = model._base_manager.filter(pk__in=ids).values_list("pk", "version")
        found |= {str(pk): version for pk, version in rows}
    return found
