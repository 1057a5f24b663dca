"""Rows that carry their own source, as curators edit them."""

from organizations.choices import Fact
from organizations.models import Citation
from recovery_directory.curation.admin.inlines import BlocksInline, RowsInline

SOURCED = ("source", "was_seen", "checked_on")
"""What each sourced row ends with."""


class SourcedRows(RowsInline):
    """Sourced rows as a table."""

    autocomplete_fields = ("source",)
    loads = ("source",)


class SourcedBlocks(BlocksInline):
    """Sourced rows with many fields."""

    autocomplete_fields = ("source",)
    loads = ("source",)


class CitationInline(SourcedRows):
    """Which facts of a record rest on which source."""

    model = Citation
    fields = ("position", "fact", *SOURCED)
    facts: tuple[Fact, ...] = ()
    """The facts that this kind of record has."""

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        """Offer only facts that this kind of record has."""
        if db_field.name == "fact":
            kwargs["choices"] = [
                ("", "---------"),
                *((fact.value, fact.label) for fact in self.facts),
            ]
        return super().formfield_for_choice_field(db_field, request, **kwargs)
