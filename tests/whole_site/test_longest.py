"""Every text that somebody may type has an end, wherever it comes in."""

import gc
import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models

from organizations.models import Organization
from recovery_directory.curation.proposals import Origin, Proposal
from recovery_directory.fields import LONGEST_TEXT, LinesField, LinesFormField
from recovery_directory.records import format_of, word_hints
from recovery_directory.records.parsing import parse_record
from tests import factories

OURS = ("recovery_directory", "organizations", "evidence", "meetings")

WRITTEN_BY_CODE = {
    ("Revision", "record"): "a record as it was saved, of fields that have an end",
    ("Revision", "named"): "ids of what that record names",
    ("Proposal", "changes"): "fields of a record, judged when they are proposed",
    ("Proposal", "accepted"): "names of fields",
    ("Feed", "zones"): "zones that clocks know",
    ("Meeting", "access"): "values of a closed vocabulary",
    ("Meeting", "weeks"): "numbers from -1 to 5",
    ("Run", "reasons"): "sentences of this code",
    ("Run", "problems"): "at most 500, each with at most 40 signs of the list",
    ("Run", "unknown_codes"): "at most 100, each of at most 40 signs",
    ("Run", "rows"): "rows of a list, of fields that have an end",
    ("Source", "authors"): "validate_authors counts lines and letters",
}


def our_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if model.__module__.partition(".")[0] in OURS
    ]


def our_forms() -> list[type[forms.BaseForm]]:
    for name in OURS:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not {"migrations", "management"} & set(module.name.split(".")):
                importlib.import_module(module.name)
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        waiting += (subclasses := waiting.pop().__subclasses__())
        found |= set(subclasses)
    gc.collect()
    return sorted(
        (one for one in found if one.__module__.partition(".")[0] in OURS),
        key=lambda one: (one.__module__, one.__name__),
    )


def test_every_text_field_of_every_model_has_a_stated_maximum():
    endless = []
    for model in our_models():
        for field in model._meta.fields:
            if not isinstance(field, (models.CharField, models.TextField)):
                is_free = isinstance(field, models.JSONField)
                is_free &= not isinstance(field, LinesField)
                if is_free and (model.__name__, field.name) not in WRITTEN_BY_CODE:
                    endless.append(f"{model.__name__}.{field.name}")
            elif not any(
                isinstance(one, MaxLengthValidator) for one in field.validators
            ):
                endless.append(f"{model.__name__}.{field.name}")
    assert not endless


def test_every_text_field_of_every_form_has_a_stated_maximum():
    """A password is hashed, not read; lines are judged by the field of the model."""
    endless = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in our_forms()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField)
        and not isinstance(field, LinesFormField)
        and not isinstance(field.widget, forms.PasswordInput)
        and name != "username"  # Django takes the length from the model, later.
        and not field.max_length
    ]
    assert not endless


@pytest.mark.django_db
def test_a_text_without_end_is_refused_with_a_sentence_by_model_file_and_proposal():
    endless = "x" * (LONGEST_TEXT + 1)
    organization = factories.organization()
    organization.philosophy = endless
    with pytest.raises(ValidationError, match="at most 10000 characters"):
        organization.full_clean()
    record = format_of(Organization).read(organization.pk) | {"philosophy": endless}
    _parsed, (problem,) = parse_record(format_of(Organization), record, "a.yaml")
    assert problem.field == "philosophy"
    assert "at most 10000 characters" in problem.reason
    with pytest.raises(ValidationError, match="at most 10000 characters"):
        Proposal(text=endless).clean_fields()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("founders", "sentence"),
    [
        (["A"] * 201, "201 lines; at most 200 are kept"),
        (["A" * 501], "A line of 501 letters; it has at most 500"),
    ],
)
def test_a_list_without_end_is_refused_with_a_sentence(founders, sentence):
    record = format_of(Organization).read(factories.organization().pk)
    record["founders"] = founders
    _parsed, (problem,) = parse_record(format_of(Organization), record, "a.yaml")
    assert (problem.field, sentence in problem.reason) == ("founders", True)


# What is judged


@pytest.fixture
def endless_proposal():
    """Return a proposal that no form lets through, as an older version may have it."""
    return Proposal.objects.create(
        origin=Origin.VISITOR,
        record_kind="organization",
        changes={"name": "A", "summary": "A-" * word_hints.MOST_JUDGED},
    )


@pytest.mark.django_db
def test_a_record_longer_than_the_rules_judge_is_not_judged_and_not_published():
    record = {"name": "A", "summary": "drunk " * word_hints.MOST_JUDGED}
    record_format = format_of(Organization)
    (hint,) = word_hints.hints_of(record_format, record, None)
    assert hint.blocks
    assert "at most 100000 are judged" in str(hint)
    assert word_hints.reading_grades(record_format, record, None) == {}


@pytest.mark.django_db
def test_a_curator_sees_and_declines_a_proposal_of_any_length(
    curator_client, endless_proposal, monkeypatch
):
    address = f"/admin/recovery_directory/proposal/{endless_proposal.pk}/change/"
    # Parsing leaves out what is too long, so nothing of it is judged.
    assert curator_client.get(address).status_code == 200
    monkeypatch.setattr(word_hints, "word_breaches", lambda *args: 1 / 0)
    typed = {"_decline": "Decline", "seen_version": "0"}
    assert "This field is required" not in curator_client.post(address, typed).text
    assert curator_client.post(address, typed | {"reason": "No."}).status_code == 302
    endless_proposal.refresh_from_db()
    assert endless_proposal.state == "declined"
