"""Whatever names the duplicate names the survivor from then on; ``uses`` finds it."""

from collections.abc import Iterable

from organizations.models import FacetValue, SearchToken
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import RecordFormat, formats
from recovery_directory.records.formats import Record, key_of

DERIVED = {FacetValue, SearchToken}
"""Rows that are computed from records, and are written with them."""


def renamed(
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


def move_unversioned_rows(survivor, duplicate) -> None:
    """Give the survivor what hangs on the duplicate outside the record format."""
    inside = {record_format.model for record_format in formats()}
    for record_format in formats():
        inside |= {child.model for child in record_format.children}
    for relation in duplicate._meta.related_objects:
        model = relation.related_model
        if model in inside or model in DERIVED:
            continue
        if relation.many_to_many:
            _move_links(relation, survivor, duplicate)
            continue
        name = relation.field.name
        for row in model._base_manager.filter((name, duplicate)):
            setattr(row, name, survivor)
            row.save(update_fields=[name])


def _move_links(relation, survivor, duplicate) -> None:
    """Link to the survivor what is linked to the duplicate; to both, only once."""
    of_row, of_record = (
        relation.field.m2m_field_name(),
        relation.field.m2m_reverse_field_name(),
    )
    links = relation.through._base_manager
    moving = links.filter((of_record, duplicate))
    linked = links.filter((of_record, survivor)).values(of_row)
    moving.filter((f"{of_row}__in", linked)).delete()
    moving.update(**{of_record: survivor})


def move_proposals(survivor, duplicate) -> None:
    """Let proposals that wait for the duplicate wait for the survivor."""
    Proposal.objects.waiting().filter(
        record_kind=duplicate._meta.model_name, record_id=duplicate.pk
    ).update(record_id=survivor.pk, base_version=survivor.version)
