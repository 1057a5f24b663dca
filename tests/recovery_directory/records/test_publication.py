"""Publication: what the public sees, and the verbs that change it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from evidence.models import Source
from organizations.models import Organization
from recovery_directory.records import formats, revisions
from recovery_directory.records.publication import (
    PublicationState,
    Publishable,
)
from tests import factories

pytestmark = pytest.mark.django_db


def record_in(state: str) -> Source:
    """Return a source in this state."""
    traits = {} if state == "draft" else {state.replace("-", "_"): True}
    return factories.source(**traits)


def last_action(record) -> tuple:
    """Return action and reason of the newest revision."""
    revision = revisions.history(record).first()
    return revision.action, revision.reason


# What is visible


def test_only_published_records_are_published():
    for state in PublicationState.values:
        record_in(state)
    [published] = Source.objects.published()
    assert published.is_published
    [withdrawn] = Source.objects.withdrawn()
    assert withdrawn.is_withdrawn


@pytest.mark.parametrize(
    ("person", "states"),
    [
        (None, {"published"}),
        ({"is_staff": False}, {"published"}),
        ({"is_staff": True}, {"draft", "in-review", "published", "withdrawn"}),
        ({"is_staff": True, "is_active": False}, {"published"}),
    ],
    ids=["nobody", "somebody", "curator", "former curator"],
)
def test_drafts_are_visible_to_curators_only(django_user_model, person, states):
    for state in PublicationState.values:
        record_in(state)
    user = (
        AnonymousUser()
        if person is None
        else django_user_model.objects.create_user("somebody", **person)
    )
    visible = Source.objects.visible_to(user)
    assert {source.publication_state for source in visible} == states


def test_the_vocabulary_of_visibility_reaches_through_relations():
    harbor = factories.organization(published=True)
    factories.organization()
    kind = harbor.organization_type
    assert kind.organizations.published().get() == harbor


def test_every_record_is_publishable():
    for record_format in formats():
        assert issubclass(record_format.model, Publishable)
        assert not record_format.model.objects.published().exists()


# Verbs


@pytest.mark.parametrize(
    ("start", "verb", "given", "end", "reason"),
    [
        ("draft", "submit", {}, "in-review", ""),
        ("in-review", "send_back", {"reason": "No link."}, "draft", "No link."),
        ("draft", "publish", {}, "published", ""),
        ("in-review", "publish", {}, "published", ""),
        ("published", "withdraw", {"reason": "Closed."}, "withdrawn", "Closed."),
        ("withdrawn", "restore", {}, "draft", ""),
    ],
)
def test_a_verb_moves_a_record_as_one_revision(
    curator, start, verb, given, end, reason
):
    record = record_in(start)
    before = record.version
    getattr(record, verb)(by=curator, **given)
    record.refresh_from_db()
    assert (record.publication_state, record.state_reason) == (end, reason)
    assert (record.version, record.updated_by) == (before + 1, curator)
    assert last_action(record) == (verb.replace("_", "-"), reason)


@pytest.mark.parametrize(
    ("start", "verb", "given"),
    [
        ("published", "publish", {}),
        ("withdrawn", "publish", {}),
        ("in-review", "submit", {}),
        ("published", "submit", {}),
        ("draft", "send_back", {"reason": "No."}),
        ("draft", "withdraw", {"reason": "No."}),
        ("withdrawn", "withdraw", {"reason": "No."}),
        ("draft", "restore", {}),
        ("published", "restore", {}),
    ],
)
def test_a_verb_is_refused_where_it_makes_no_sense(start, verb, given):
    record = record_in(start)
    before = record.version
    with pytest.raises(ValidationError, match="not possible from there"):
        getattr(record, verb)(by=None, **given)
    record.refresh_from_db()
    assert (record.publication_state, record.version) == (start, before)


def test_a_verb_looks_at_the_state_of_now_not_of_when_the_page_was_opened():
    record = record_in("published")
    stale = Source.objects.get(pk=record.pk)
    record.withdraw(by=None, reason="Closed.")
    with pytest.raises(ValidationError, match="is withdrawn"):
        stale.withdraw(by=None, reason="Closed twice.")
    assert last_action(record) == ("withdraw", "Closed.")


@pytest.mark.parametrize("reason", ["", "   "])
def test_withdrawing_needs_a_reason(reason):
    record = record_in("published")
    with pytest.raises(ValidationError, match="Say why"):
        record.withdraw(by=None, reason=reason)
    assert Source.objects.published().exists()


def test_a_reason_that_is_too_long_is_refused_not_cut():
    record = record_in("published")
    with pytest.raises(ValidationError, match="at most 300"):
        record.withdraw(by=None, reason="x" * 301)
    assert Source.objects.published().exists()


def test_publishing_may_say_why_in_the_history():
    record = record_in("draft")
    record.publish(by=None, reason="Checked with a colleague.")
    assert last_action(record) == ("publish", "Checked with a colleague.")
    assert record.state_reason == ""


def test_publishing_is_refused_with_all_blockers_at_once():
    harbor = factories.organization(founded="1935", email="x@example.org")
    with pytest.raises(ValidationError) as refusal:
        harbor.publish(by=None)
    assert set(refusal.value.messages) >= {
        "“what it is” cites no source.",
        "“founded” cites no source.",
        "“e-mail address” cites no source.",
        "“what to expect at a first meeting” is empty.",
        "“how to start” is empty.",
    }
    assert not Organization.objects.published().exists()
    assert harbor.version == 1


def test_words_that_hurt_or_claim_too_much_stand_against_publishing():
    citations = [
        {"fact": fact} for fact in ("summary", "first_meeting", "how_to_start")
    ]
    harbor = factories.organization(
        summary="A cure for addicts.",
        first_meeting="Listen.",
        how_to_start="Come.",
        citations=citations,
    )
    with pytest.raises(ValidationError) as refusal:
        harbor.publish(by=None)
    said = " ".join(refusal.value.messages)
    assert "“addicts” labels people" in said
    assert "“cure” claims more" in said
    assert len(refusal.value.messages) == 2


# What the database refuses


def test_an_unknown_state_is_refused_by_the_database():
    record = record_in("draft")
    with pytest.raises(IntegrityError), transaction.atomic():
        Source._base_manager.filter(pk=record.pk).update(publication_state="secret")
    record.publication_state = "secret"
    with pytest.raises(ValidationError, match="This publication state does not exist"):
        record.full_clean()


def test_every_constraint_speaks_to_a_person():
    """A constraint has words of its own, or its field's choices say it first."""
    for model in site_models():
        choices = {field.name for field in model._meta.fields if field.choices}
        for constraint in model._meta.constraints:
            is_of_choices = any(
                constraint.name.endswith(f"_{name}_is_known") for name in choices
            )
            has_words = (
                constraint.violation_error_message
                != constraint.default_violation_error_message
            )
            plain_unique = isinstance(constraint, models.UniqueConstraint) and not (
                constraint.condition or constraint.expressions
            )
            assert has_words or is_of_choices or plain_unique, constraint.name


def test_every_closed_vocabulary_is_closed_in_the_database_too():
    for model in site_models():
        constrained = " ".join(
            constraint.name for constraint in model._meta.constraints
        )
        for field in model._meta.fields:
            if field.choices and field.name != "publication_state":
                assert f"{field.name}_is_known" in constrained, field


def site_models():
    """Yield the models that people write: records, and the rows inside them."""
    for record_format in formats():
        yield record_format.model
        yield from (child.model for child in record_format.children)
