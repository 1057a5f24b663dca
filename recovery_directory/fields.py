"""Model fields that the whole site uses: who, partial dates, lists of lines."""

import datetime
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils import dateformat
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from recovery_directory.characters import normal


def account(label, **kwargs) -> models.ForeignKey:
    """Return a field for the account of whoever did something; it may be gone."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=label,
        **kwargs,
    )


class RowCheck(models.CheckConstraint):
    """A constraint on values of one row: ``=``, ``in`` and ``isnull``, and no other.

    The database keeps it like any other. A form or a file is judged by it without
    asking the database, which would take a query, inside a savepoint, for each one of
    each row. To migrations it is Django's own.
    """

    def validate(self, model, instance, exclude=None, using=None) -> None:
        """Raise ValidationError where the values of ``instance`` do not go together."""
        named = {lookup.partition("__")[0] for lookup in _lookups(self.condition)}
        if named.isdisjoint(exclude or ()) and not _holds(self.condition, instance):
            raise ValidationError(
                self.get_violation_error_message(), code=self.violation_error_code
            )

    def deconstruct(self):
        """Return it as Django's own."""
        _path, arguments, named = super().deconstruct()
        return "django.db.models.CheckConstraint", arguments, named


def _lookups(condition: models.Q) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, models.Q):
            yield from _lookups(child)
        else:
            yield child[0]


def _holds(condition: models.Q, instance: models.Model) -> bool:
    found = [
        _holds(child, instance)
        if isinstance(child, models.Q)
        else _matches(instance, *child)
        for child in condition.children
    ]
    joined = any(found) if condition.connector == models.Q.OR else all(found)
    return joined != condition.negated


def _matches(instance: models.Model, lookup: str, wanted: Any) -> bool:
    name, _separator, how = lookup.partition("__")
    value = getattr(instance, instance._meta.get_field(name).attname)
    match how:
        case "isnull":
            return (value is None) == wanted
        case "in":
            return value is None or value in wanted
        case "":
            return value == wanted
    raise ImproperlyConfigured(f"“{lookup}” needs the database: use CheckConstraint.")


PARTIAL_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def validate_partial_date(value: str) -> None:
    """Raise ValidationError unless ``value`` is YYYY, YYYY-MM or YYYY-MM-DD."""
    match = PARTIAL_DATE.fullmatch(value)
    try:
        year, month, day = (int(part or 1) for part in match.groups())
        datetime.date(year, month, day)
    except (AttributeError, ValueError) as error:
        raise ValidationError(
            _("Write a date as 1935, 1935-06 or 1935-06-10."), code="partial_date"
        ) from error


def partial_date_in_words(value: str) -> str:
    """Return ``1935``, ``June 1935`` or ``June 10, 1935`` for a partial date."""
    match = PARTIAL_DATE.fullmatch(value or "")
    if not match:
        return value or ""
    year, month, day = match.groups()
    if not month:
        return year
    date = datetime.date(int(year), int(month), int(day or 1))
    return dateformat.format(date, "F j, Y" if day else "F Y")


class PartialDateField(models.CharField):
    """A date known to the year, the month or the day, as ISO 8601 text.

    Text sorts as time does; an empty string is a date that nobody states.
    """

    default_validators = (validate_partial_date,)

    def __init__(self, *args, **kwargs):
        """Fix the length to that of a whole date."""
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        """Leave the fixed length out of migrations."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs


LONGEST_TEXT = 10_000
"""Letters of one text; the longest that anybody wrote here has a tenth of that."""

MOST_LINES, LONGEST_LINE = 200, 500


class LongTextField(models.TextField):
    """A text of several sentences, with an end.

    Django's own tells only browsers of ``max_length``. Here forms, files, tables and
    proposals are refused alike. To migrations it is Django's own.
    """

    def __init__(self, *args, max_length: int = LONGEST_TEXT, **kwargs):
        """Take at most ``max_length`` letters."""
        super().__init__(*args, max_length=max_length, **kwargs)

    @cached_property
    def validators(self):
        """Return what judges a text, its length included."""
        return [*super().validators, MaxLengthValidator(self.max_length)]

    def deconstruct(self):
        """Return it as Django's own: the database knows no length of a text."""
        name, _path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, "django.db.models.TextField", args, kwargs


def validate_lines(value: Any) -> None:
    """Raise ValidationError for more lines, or a longer one, than a list takes."""
    if not isinstance(value, list):
        return
    if len(value) > MOST_LINES:
        raise ValidationError(
            _("%(count)d lines; at most %(most)d are kept."),
            params={"count": len(value), "most": MOST_LINES},
            code="many_lines",
        )
    for text in _texts_in(value):
        if len(text) > LONGEST_LINE:
            raise ValidationError(
                _(
                    "A line of %(count)d letters; it has at most %(most)d: "
                    "“%(line)s …”."
                ),
                params={
                    "count": len(text),
                    "most": LONGEST_LINE,
                    "line": text[:40],
                },
                code="long_line",
            )


def _texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts_in(part)


class LinesFormField(forms.CharField):
    """A list of short texts, written one on each line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        """Show a list one entry on each line."""
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        """Read lines into a list, without blank ones."""
        if isinstance(value, list):
            return value
        lines = normal(value or "").split("\n")
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial, data):
        """Compare as lists, so that spaces at line ends change nothing."""
        return self.to_python(initial or []) != self.to_python(data)


class LinesField(models.JSONField):
    """A list of short texts: names of founders, limits of a study."""

    default_validators = (validate_lines,)

    def __init__(self, *args, **kwargs):
        """Start as an empty list, and allow it to stay so."""
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value, model_instance):
        """Accept only a list of texts that are not blank."""
        super().validate(value, model_instance)
        if not isinstance(value, list) or not all(
            isinstance(line, str) and line.strip() and "\n" not in line
            for line in value
        ):
            raise ValidationError(
                _("Write a list of texts, one on each line."), code="lines"
            )

    def formfield(self, **kwargs):
        """Edit as one text with a line for each entry."""
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        return models.Field.formfield(self, form_class=LinesFormField, **kwargs)
