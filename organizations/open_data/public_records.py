"""Records as the public may have them: what files and feeds take from one.

A record holds more than its page shows: notes among curators, telephone numbers that
are held back, references to records that are not public. Here that is taken out,
by one rule for all kinds: a reference is kept where the record that it names is public
now, whatever field it stands in, so that a new field is covered from its first day.
"""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from django.db import models
from django.utils import timezone

from evidence.cited_by import public_summaries
from evidence.models import EvidenceSummary, Finding
from organizations.models import (
    Citation,
    OrganizationTerm,
    Phone,
    Relationship,
    Taxonomy,
    TaxonomyTerm,
    Verification,
)
from recovery_directory.records import format_of
from recovery_directory.records.directory import NEVER_PUBLIC
from recovery_directory.records.formats import Children, Record, RecordFormat
from recovery_directory.records.publication import Publishable
from recovery_directory.web_addresses import WebAddressField, web_address

WITHHELD: dict[type[models.Model], set[str]] = {
    Verification: {"verified_by", "note"},
}
"""Fields of rows that are not public: people and notes."""

INSTEAD = {"verified_by": "a curator"}
"""What stands for a withheld field without which a row could not be loaded."""

PROVENANCE = ("source", "was_seen", "checked_on")
"""Go together: nobody can say that something was seen in a source not named."""

ROWS_OF_REFERENCES = {Citation, OrganizationTerm, Relationship}
"""Rows that say nothing without the record that they name."""


def public_terms() -> models.QuerySet[TaxonomyTerm]:
    """Return the published terms of published vocabularies."""
    return TaxonomyTerm.objects.published().filter(
        taxonomy__in=Taxonomy.objects.published()
    )


PUBLIC: dict[type[models.Model], Callable[[], models.QuerySet]] = {
    EvidenceSummary: public_summaries,
    TaxonomyTerm: public_terms,
}
"""Kinds of which not everything published is public."""


def public(model: type[models.Model]) -> models.QuerySet:
    """Return the records of a kind that everybody may see."""
    find = PUBLIC.get(model, model._default_manager.published)
    return find()


class PublicRecords:
    """What is public at one moment, and each record without what is not."""

    def __init__(self):
        """Ask for the keys of a kind when the first reference to it is met."""
        self._keys: dict[type[models.Model], frozenset[str]] = {}

    def keys(self, model: type[models.Model]) -> frozenset[str]:
        """Return what public records of a kind are called by: one query a kind."""
        if model not in self._keys:
            rows = public(model).order_by()
            parts = rows.values_list(*format_of(model).key_fields)
            self._keys[model] = frozenset("/".join(part) for part in parts)
        return self._keys[model]

    def of(self, record_format: RecordFormat, record: Record) -> Record:
        """Return the public part of a record, its fields in their order."""
        head = {name: record[name] for name in ("id", "former_slugs") if name in record}
        rest = self._fields(record_format.model, record_format.all_fields, record)
        owner = str(record.get("id", ""))
        for child in record_format.children:
            rows = [
                self._fields(child.model, child.fields, row)
                for row in record.get(child.name, ())
                if self._is_public(child, row, owner)
            ]
            rest |= {child.name: rows} if rows else {}
        return head | rest

    @cached_property
    def _numbers(self) -> frozenset[tuple[str, str]]:
        """Return the numbers that may be shown today, each with whose it is."""
        phones = Phone.objects.public(on=timezone.localdate()).order_by()
        rows = phones.values_list("organization_id", "number")
        return frozenset((str(pk), number) for pk, number in rows)

    def _is_public(self, child: Children, row: Record, owner: str) -> bool:
        """Whether a row may be seen: seen, and about what is public."""
        if child.model is Phone and (owner, row["number"]) not in self._numbers:
            return False
        if child.model is Finding and not row.get("was_seen"):
            return False
        addresses = _addresses(child.model, child.key)
        if not all(web_address(row.get(name, "")) for name in addresses):
            return False
        targets = _targets(child.model, child.fields)
        return all(
            row[name] in self.keys(targets[name])
            for name in child.key
            if name in targets
            and row.get(name)
            and (name != "source" or child.model in ROWS_OF_REFERENCES)
        )

    def _fields(
        self, model: type[models.Model], names: tuple[str, ...], record: Record
    ) -> Record:
        targets, addresses = _targets(model, names), _addresses(model, names)
        without = NEVER_PUBLIC | WITHHELD.get(model, set())
        source = record.get("source")
        if "source" in targets and self._named(targets["source"], source) is None:
            without = without | set(PROVENANCE)
        kept: Record = {}
        for name in names:
            if name in without:
                if name in INSTEAD:
                    kept[name] = INSTEAD[name]
            elif name in record:
                value = record[name]
                if name in addresses:
                    value = web_address(value) or None
                if name in targets:
                    value = self._named(targets[name], value)
                if value not in (None, []):
                    kept[name] = value
        return kept

    def _named(self, model: type[models.Model], value: Any) -> Any:
        """Return the key, or those keys of a list, whose records are public."""
        keys = self.keys(model)
        if isinstance(value, list):
            return [key for key in value if key in keys]
        return value if value in keys else None


@cache
def _addresses(model: type[models.Model], names: tuple[str, ...]) -> frozenset[str]:
    """Return the fields that hold web addresses."""
    return frozenset(
        name
        for name in names
        if isinstance(model._meta.get_field(name), WebAddressField)
    )


@cache
def _targets(
    model: type[models.Model], names: tuple[str, ...]
) -> dict[str, type[models.Model]]:
    """Return the fields that name other records, with the kind of those."""
    fields = {name: model._meta.get_field(name) for name in names}
    return {
        name: field.related_model
        for name, field in fields.items()
        if field.is_relation and issubclass(field.related_model, Publishable)
    }
