"""What Python says of a row's values is what the database says of them."""

import datetime
import itertools
import uuid
from collections.abc import Callable

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models

from recovery_directory.fields import RowCheck

pytestmark = pytest.mark.django_db

CHECKS = [
    (model, constraint)
    for model in apps.get_models()
    for constraint in model._meta.constraints
    if isinstance(constraint, RowCheck)
]


def lookups_of(condition: models.Q) -> set[str]:
    """Return the fields that a condition is about."""
    found = set()
    for child in condition.children:
        if isinstance(child, models.Q):
            found |= lookups_of(child)
        else:
            found.add(child[0].partition("__")[0])
    return found


def values_of(field: models.Field) -> list:
    """Return some values of a field: none, and of each kind that there is."""
    match field:
        case models.ForeignKey():
            return [None, uuid.uuid4()]
        case models.BooleanField():
            return [True, False]
        case models.DateTimeField():
            return [None, datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)]
        case models.DateField():
            return [None, datetime.date(2024, 1, 1)]
        case models.IntegerField() | models.FloatField() | models.DecimalField():
            return [None, 0, 3, 30]
    return ["", "another", *(value for value, _label in field.choices or ())]


def is_taken(judge: Callable, instance: models.Model) -> bool:
    """Whether one of the two takes the values of ``instance``."""
    try:
        judge(type(instance), instance)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("model", "check"), CHECKS, ids=[check.name for _model, check in CHECKS]
)
def test_python_and_database_take_the_same_values(model, check):
    fields = [model._meta.get_field(name) for name in lookups_of(check.condition)]
    judged = set()
    for values in itertools.product(*map(values_of, fields)):
        named = {
            field.attname: value for field, value in zip(fields, values, strict=True)
        }
        row = model(**named)
        ours = is_taken(check.validate, row)
        by_database = is_taken(
            lambda *given: models.CheckConstraint.validate(check, *given), row
        )
        assert ours == by_database, named
        judged.add(ours)
    assert judged == {True, False}


def test_what_a_row_check_cannot_judge_is_refused_and_not_let_pass():
    check = RowCheck(condition=models.Q(name__startswith="A"), name="begins_with_a")
    model = apps.get_model("organizations", "Organization")
    with pytest.raises(ImproperlyConfigured, match="use CheckConstraint"):
        check.validate(model, model(name="Another"))
