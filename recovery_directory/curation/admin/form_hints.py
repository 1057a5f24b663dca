"""What the rules of words say, beside the field that they speak of."""

from collections import defaultdict

from django.contrib.admin.options import StackedInline
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from recovery_directory.records import format_of
from recovery_directory.records.directory import StoredDirectory
from recovery_directory.records.formats import Children, RecordFormat
from recovery_directory.records.rows import is_blank
from recovery_directory.records.word_hints import hints_of, reading_grades


def beside_form(obj, context: dict) -> dict:
    """Put hints beside the fields of a record's form, and return all of them.

    They are about what is saved, as are the blockers: a form that is sent with a
    mistake says nothing new yet.
    """
    record_format, directory = format_of(type(obj)), StoredDirectory()
    record = record_format.read(obj.pk)
    hints = hints_of(record_format, record, directory)
    said = defaultdict(list)
    for place, grade in reading_grades(record_format, record, directory).items():
        said[place].append(("hint", grade))
    for hint in hints:
        kind = "hint hint--blocks" if hint.blocks else "hint hint--warns"
        said[hint.place].append((kind, f"{hint.reason} {hint.remedy}"))
    _put_beside(context["adminform"].form, "", said)
    for inline in context["inline_admin_formsets"]:
        # A table has no room beside a field: its hints stand at the top.
        if isinstance(inline.opts, StackedInline):
            for number, form in enumerate(_in_order(record_format, inline), start=1):
                _put_beside(form, f"{inline.formset.prefix}[{number}].", said)
    blockers = []
    if not obj.is_published:
        words = [str(hint) for hint in hints if hint.blocks]
        blockers = [*obj.publication_blockers(), *words]
    return {"hints": hints, "blockers": blockers}


def _put_beside(form, where: str, said: dict[str, list[tuple[str, str]]]) -> None:
    for name, field in form.fields.items():
        if lines := said.get(f"{where}{name}"):
            field.help_text = format_html("{}{}", field.help_text, _lines(lines))


def _lines(lines: list[tuple[str, str]]) -> SafeString:
    return format_html_join("", '<span class="{}">{}</span>', lines)


def _in_order(record_format: RecordFormat, inline) -> list:
    """Return the forms of rows in the order in which a record holds the rows."""
    child = next(
        one for one in record_format.children if one.model is inline.formset.model
    )
    forms = [form for form in inline.formset.initial_forms if form.instance.pk]
    if child.ordered:
        return sorted(forms, key=lambda form: form.instance.position)
    return sorted(forms, key=lambda form: _key(child, form.instance))


def _key(child: Children, row: models.Model) -> tuple[str, ...]:
    """Return the order of ``row`` in its record: the twin of ``Children.sort_key``."""
    key = []
    for name in child.key:
        value = getattr(row, name)
        is_left_out = is_blank(row._meta.get_field(name), value)
        key.append("" if is_left_out else str(getattr(value, "record_key", value)))
    return tuple(key)
