"""Rows inside a record: names, figures, citations, ratings, edited with it."""

import uuid
from functools import cached_property

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Field, Widget
from django.forms.models import BaseInlineFormSet, ModelForm
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from recovery_directory.characters import PlainTexts
from recovery_directory.curation.admin.forms import (
    FIELD_FORMS,
    require_day_seen,
    require_public_bases,
)
from recovery_directory.records import Children, format_of
from recovery_directory.records.formats import child_id
from recovery_directory.records.rows import is_blank

LAST = 32767
"""The position of a new row that says none: it comes to the end."""


def natural_key(child: Children, row: models.Model) -> tuple[str, ...]:
    """Return what makes ``row`` itself among the rows of its record."""
    key = []
    for name in child.key:
        field = row._meta.get_field(name)
        value = getattr(row, field.attname)
        key.append("" if is_blank(field, value) else str(value))
    return tuple(key)


def natural_id(child: Children, record_id: uuid.UUID, row: models.Model) -> uuid.UUID:
    """Return the id that loading the record from a file would give to ``row``."""
    return child_id(child, str(record_id), natural_key(child, row))


def inner_widget(field: Field) -> Widget:
    """Return the widget itself, without the frame that offers to add a record.

    The frame shares its attributes with those of other rows.
    """
    return getattr(field.widget, "widget", field.widget)


class ChildForm(PlainTexts, ModelForm):
    """One row. It hands what it has loaded to its widgets, which then ask no more.

    A row that nobody touched is not checked again: it was when it was written, and a
    check asks the database for each of its references and constraints.
    """

    record: models.Model
    """The record inside which the row is; its formset says which."""

    def __init__(self, *args, **kwargs):
        """Tell each autocomplete which record it shows."""
        super().__init__(*args, **kwargs)
        # Django's word for "nothing typed, nothing to check".
        self.empty_permitted = True
        for name, field in self.fields.items():
            widget = inner_widget(field)
            if isinstance(widget, RowAutocomplete):
                cached = self.instance._state.fields_cache
                widget.known = cached.get(name)

    def clean(self):
        """Ask for the day on which something was seen, and for public sources."""
        cleaned = super().clean()
        require_day_seen(self, self.record)
        require_public_bases(self, self.record)
        return cleaned


class RowAutocomplete(AutocompleteSelect):
    """An autocomplete that can show a record already at hand without a query."""

    known: models.Model | None = None

    def optgroups(self, name, value, attr=None):
        """Return the option for the known record, or ask the database for another."""
        if self.known is None or [str(one) for one in value] != [str(self.known.pk)]:
            return super().optgroups(name, value, attr)
        options = []
        if not self.is_required:
            options.append(self.create_option(name, "", "", False, 0))
        options.append(
            self.create_option(name, self.known.pk, str(self.known), True, len(options))
        )
        return [(None, options, 0)]


class ChildFormSet(BaseInlineFormSet):
    """All rows of one kind in a record.

    A row is what its key says (``records.Children``): two rows with one key are
    refused, and a row's id follows its key, as it does for a row from a file. Ordered
    rows are numbered anew, so that the positions are those of a file too.
    """

    @cached_property
    def child(self) -> Children:
        """Return what the record format says of these rows."""
        record_format = format_of(self.fk.remote_field.model)
        return next(
            child for child in record_format.children if child.model is self.model
        )

    @property
    def kept_forms(self) -> list[ModelForm]:
        """Return the forms whose rows the record will have."""
        deleted, initial = self.deleted_forms, self.initial_forms
        return [
            form
            for form in self.forms
            if form not in deleted and (form in initial or form.has_changed())
        ]

    def add_fields(self, form, index):
        """Let a new row leave its position open."""
        super().add_fields(form, index)
        form.record = self.instance
        if self.child.ordered and "position" in form.fields:
            form.fields["position"].required = False
            if form.instance._state.adding:
                form.initial["position"] = None

    def clean(self):
        """Refuse two rows that say the same."""
        super().clean()
        if any(self.errors):
            return
        seen = set()
        for form in self.kept_forms:
            key = natural_key(self.child, form.instance)
            if key in seen:
                raise ValidationError(
                    _("“%(row)s” is here twice: change or delete one of the two.")
                    % {"row": form.instance},
                    code="twice",
                )
            seen.add(key)

    def save(self, commit=True):
        """Save the rows under the ids of their keys, and in order.

        A row whose key changed goes and comes back under its new id: saving what is
        no longer there adds it. All that go are deleted first, so that rows may swap
        their keys.
        """
        if self.child.ordered:
            self._number()
        gone = [form.instance.pk for form in self.deleted_forms]
        for form in self.kept_forms:
            row, new_id = form.instance, self._id_of(form)
            if row.pk != new_id:
                gone.append(row.pk)
                row.pk = new_id
        self.model._base_manager.filter(pk__in=[pk for pk in gone if pk]).delete()
        saved = super().save(commit)
        if self.child.ordered:
            self._write_positions()
        return saved

    def delete_existing(self, obj, commit=True):
        """Do nothing: the row is gone, and its id may be that of another now."""

    def _id_of(self, form: ModelForm) -> uuid.UUID:
        """Return the id for a row: a new one only where something was typed."""
        if not form.has_changed():
            return form.instance.pk
        return natural_id(self.child, self.instance.pk, form.instance)

    def _number(self) -> None:
        def place(form: ModelForm) -> int:
            position = form.instance.position
            return LAST if position is None else position

        for number, form in enumerate(sorted(self.kept_forms, key=place)):
            form.instance.position = number

    def _write_positions(self) -> None:
        """Write the numbers of rows in which nothing else changed."""
        moved = [
            form.instance
            for form in self.kept_forms
            if not form.has_changed()
            and form.instance.position != form.initial.get("position")
        ]
        self.model._base_manager.bulk_update(moved, ["position"])


class RowsFormSet(ChildFormSet):
    """Rows as a table, whose fields have no label of their own but a column's."""

    def add_fields(self, form, index):
        """Give each field the name of its column."""
        super().add_fields(form, index)
        for field in form.fields.values():
            if field.label and not field.widget.is_hidden:
                inner_widget(field).attrs["aria-label"] = capfirst(field.label)


class ChildInline(admin.options.InlineModelAdmin):
    """The shared ways of all rows inside records."""

    form = ChildForm
    formset = ChildFormSet
    formfield_overrides = FIELD_FORMS
    extra = 0
    loads: tuple[str, ...] = ()
    """Other records that a row names and its form shows."""

    def get_queryset(self, request):
        """Fetch the rows with the records that they name."""
        return super().get_queryset(request).select_related(*self.loads)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Offer other records by search, and a new one, nothing more."""
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowAutocomplete(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Leave out the icons that would fill a row: change, view, delete."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and hasattr(field.widget, "can_add_related"):
            field.widget.can_change_related = False
            field.widget.can_view_related = False
            field.widget.can_delete_related = False
        return field


class RowsInline(ChildInline, admin.TabularInline):
    """Rows as a table."""

    formset = RowsFormSet


class BlocksInline(ChildInline, admin.StackedInline):
    """Rows with many fields, one below the other."""
