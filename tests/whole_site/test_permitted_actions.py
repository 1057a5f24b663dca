"""Who may do what: every action of the admin's lists, and all that a contributor sends.

An action that is in no table here fails, until somebody says who may take it.
"""

import re
from dataclasses import dataclass, field
from unittest import mock

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client

from organizations.models import Organization
from recovery_directory.curation.admin.record_admin import RecordAdmin
from recovery_directory.curation.proposals import Proposal
from recovery_directory.curation.roles import (
    ADMINISTRATOR,
    CONTRIBUTOR,
    CURATOR,
)
from recovery_directory.records import format_of
from recovery_directory.records.revisions import history
from tests import factories
from tests.admin_forms import address, list_address, save, typed
from tests.whole_site.test_admin import RECORDS, made

pytestmark = pytest.mark.django_db

NO_ROLE = ""
ROLES = (NO_ROLE, CONTRIBUTOR, CURATOR, ADMINISTRATOR)
CURATORS = {CURATOR, ADMINISTRATOR}

STEPS = {
    "submit": {CONTRIBUTOR, CURATOR, ADMINISTRATOR},
    "publish": CURATORS,
    "send_back": CURATORS,
    "withdraw": CURATORS,
    "restore": CURATORS,
}
"""Who may take a step with records."""

TABLES = {f"export_{kind}": CURATORS for kind in ("csv", "xlsx", "json", "zip")}
"""Who may take records out."""

OF_ONE_LIST = {
    "organization": {"verify_chosen": CURATORS, "merge_selected": CURATORS},
    "taxonomyterm": {"merge_selected": CURATORS},
    "crisisphrase": {"delete_selected": CURATORS},
    "feed": {"delete_selected": CURATORS},
    "localnote": {"delete_selected": CURATORS},
    "shortanswer": {"delete_selected": CURATORS},
    "staticdevice": {"delete_selected": {ADMINISTRATOR}},
    "totpdevice": {"delete_selected": {ADMINISTRATOR}},
}
"""Who may do what besides, or with what is no record."""


def actions_of(model) -> dict[str, set[str]]:
    """Return the actions that the list of ``model`` has, and who may take each."""
    own = OF_ONE_LIST.get(model._meta.model_name, {})
    if isinstance(admin.site._registry[model], RecordAdmin):
        return STEPS | TABLES | own
    return own


def clients(signed_in) -> dict[str, Client]:
    """Return a client for each role, and for staff without one."""
    return {role: signed_in(role) for role in ROLES}


def offered(model, user) -> set[str]:
    """Return the actions that the list of ``model`` offers to ``user``."""
    request = RequestLike(user=user)
    return set(admin.site._registry[model].get_actions(request))


@dataclass
class RequestLike:
    """As much of a request as choosing the actions of a list needs."""

    user: object
    GET: dict = field(default_factory=dict)


@pytest.mark.parametrize(
    "model", admin.site._registry, ids=lambda model: model._meta.model_name
)
def test_every_action_is_offered_to_whom_the_table_says(model, account):
    for role in ROLES:
        wanted = {name for name, who in actions_of(model).items() if role in who}
        assert offered(model, account(role)) == wanted, role


STATES = {
    "submit": "draft",
    "publish": "draft",
    "send_back": "in_review",
    "withdraw": "published",
    "restore": "withdrawn",
}
"""From which state each step could be taken."""


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_no_action_does_what_a_role_does_not_allow(model, action, signed_in):
    for role, client in clients(signed_in).items():
        record = in_state(model, STATES[action])
        before = record.version
        data = {"action": action, ACTION_CHECKBOX_NAME: [str(record.pk)]}
        answer = client.post(list_address(model), data | {"reason": "Why not."})
        record.refresh_from_db()
        if role in STEPS[action]:
            assert answer.status_code == 302
        else:
            assert record.version == before, f"{action} as {role or 'no role'}"


def test_a_contributor_takes_nothing_out_and_verifies_nothing(signed_in):
    client = signed_in(CONTRIBUTOR)
    two = [in_state(Organization, "published") for _number in range(2)]
    chosen = {ACTION_CHECKBOX_NAME: [str(record.pk) for record in two]}
    seen = {f"seen-{record.pk}": record.version for record in two}
    for action in (*TABLES, "verify_chosen", "merge_selected"):
        data = chosen | seen | {"action": action, "part": "whole", "method": "phone"}
        answer = client.post(list_address(Organization), data)
        # Django comes back to the list where it does not know an action.
        assert answer.url == list_address(Organization), action
        for record in two:
            assert history(record).count() == record.version, action


def in_state(model, state: str):
    """Make a record of ``model`` that went to ``state`` by its steps."""
    record = made(model)
    if state == "draft":
        return record
    if state == "in_review":
        record.submit(by=None)
        return record
    with mock.patch.object(model, "publication_blockers", return_value=[]):
        record.publish(by=None)
    if state == "withdrawn":
        record.withdraw(by=None, reason="It is listed twice.")
    return record


# What a contributor types over


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_a_contributor_changes_nothing_that_is_public(model, signed_in):
    changes_nothing(signed_in(CONTRIBUTOR), in_state(model, "published"))


def test_a_contributor_changes_nothing_that_was_public(signed_in):
    changes_nothing(signed_in(CONTRIBUTOR), in_state(Organization, "withdrawn"))


def changes_nothing(client, record) -> None:
    """Press every button of a record and send something to each of its addresses."""
    model = type(record)
    before = format_of(model).read(record.pk)
    buttons = {"_continue", "_addanother", "_saveasnew", "_verify"}
    buttons |= {f"_{action}" for action in STEPS}
    data = typed(client.get(address(record))) | {"state_reason": "Changed."}
    for pressed in ({"_save"}, {"_propose"}, buttons):
        client.post(address(record), data | dict.fromkeys(pressed, "1"))
    for verb in STEPS:
        client.post(address(record, "step", verb), {"reason": "Why not."})
    client.post(address(record, "delete"), {"post": "yes"})
    assert format_of(model).read(record.pk) == before
    assert history(record).count() == record.version


def test_a_contributor_writes_drafts(signed_in):
    client = signed_in(CONTRIBUTOR)
    for record in (factories.organization(), factories.organization(in_review=True)):
        assert save(client, record, philosophy="Written.").status_code == 302
        record.refresh_from_db()
        assert record.philosophy == "Written."
    assert not Proposal.objects.exists()


def test_a_contributor_sees_the_buttons_of_the_role(signed_in):
    client = signed_in(CONTRIBUTOR)
    for traits, wanted in (
        ({}, {"save", "continue", "submit", "propose"}),
        ({"in_review": True}, {"save", "continue", "propose"}),
        ({"published": True}, {"propose"}),
        ({"withdrawn": True}, {"propose"}),
    ):
        page = client.get(address(factories.organization(**traits))).text
        found = set(re.findall(r'<input type="submit"[^>]* name="_(\w+)"', page))
        assert found == wanted, traits
