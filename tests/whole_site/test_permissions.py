"""Who may open and do what: every address and every action of the admin.

An address that is in no table here fails the walk, until somebody says who may use it.
"""

import re
from dataclasses import dataclass, field
from unittest import mock

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from organizations.models import Organization
from recovery_directory.admin.records import RecordAdmin
from recovery_directory.proposals import Proposal
from recovery_directory.publication import Publishable
from recovery_directory.records import format_of
from recovery_directory.revisions import Revision, history
from recovery_directory.roles import ADMINISTRATOR, CONTRIBUTOR, CURATOR
from tests import factories
from tests.admin_forms import address, list_address, save, typed
from tests.whole_site.test_admin import RECORDS, made

pytestmark = pytest.mark.django_db

VISITOR = "visitor"
NO_ROLE = ""
ACTORS = (VISITOR, NO_ROLE, CONTRIBUTOR, CURATOR, ADMINISTRATOR)
"""Whom the walk sends, in the order of the columns below."""


@dataclass(frozen=True)
class Access:
    """What each actor gets, for GET and for POST.

    login: is sent to sign in · no: 403 · none: 404 · method: 405 · yes: the page.
    """

    get: str
    post: str = ""

    def expected(self, method: str) -> dict[str, str]:
        """Return what each actor gets."""
        row = self.post if method == "post" and self.post else self.get
        return dict(zip(ACTORS, row.split(), strict=True))


STAFF = "login yes yes yes yes"
ROLES = "login no yes yes yes"
CURATORS = "login no no yes yes"
ADMINISTRATORS = "login no no no yes"
NOBODY = "login no no no no"

OF_A_RECORD = {
    "changelist": Access(ROLES),
    "add": Access(ROLES),
    "change": Access(ROLES),
    "history": Access(ROLES),
    "delete": Access(CURATORS),
    "step": Access(CURATORS),
    "verify": Access(CURATORS),
    "preview": Access(ROLES),
}
"""Pages of every record; the walk meets each with a draft."""

OF_ONE_KIND = {
    "revision": {
        "changelist": Access(ROLES),
        "add": Access(NOBODY),
        "change": Access(ROLES, NOBODY),
        "history": Access(ROLES),
        "delete": Access(NOBODY),
    },
    # Somebody else's proposal is not there for a contributor.
    "proposal": {
        "changelist": Access(ROLES),
        "add": Access(NOBODY),
        "change": Access("login no none yes yes"),
        "history": Access("login no none yes yes"),
        "delete": Access(NOBODY),
        "preview": Access("login no none yes yes"),
    },
    "user": {
        "changelist": Access(ADMINISTRATORS),
        "add": Access(ADMINISTRATORS),
        "change": Access(ADMINISTRATORS),
        "history": Access(ADMINISTRATORS),
        "delete": Access(NOBODY),
        "password_change": Access(ADMINISTRATORS),
    },
}

OF_THE_SITE = {
    "index": Access(STAFF),
    "login": Access("yes yes yes yes yes"),
    "logout": Access("yes method method method method", "yes yes yes yes yes"),
    "password_change": Access(STAFF),
    "password_change_done": Access(STAFF, "login method method method method"),
    "autocomplete": Access(ROLES, "login method method method method"),
    "jsi18n": Access(STAFF, "login method method method method"),
    "view_on_site": Access("login yes yes yes yes"),
    "app_list": Access("login none yes yes yes"),
    "password_reset": Access("yes yes yes yes yes"),
    "password_reset_done": Access("yes yes yes yes yes", "method " * 5),
    "password_reset_confirm": Access("yes yes yes yes yes"),
    "password_reset_complete": Access("yes yes yes yes yes", "method " * 5),
}

NOT_EVERY_KIND = {"preview", "view_on_site", "step"}
"""Pages that a role may open, but that some records do not have."""

ACTIONS = {
    "submit": {CONTRIBUTOR, CURATOR, ADMINISTRATOR},
    "publish": {CURATOR, ADMINISTRATOR},
    "send_back": {CURATOR, ADMINISTRATOR},
    "withdraw": {CURATOR, ADMINISTRATOR},
    "restore": {CURATOR, ADMINISTRATOR},
}
"""Who may choose an action of a list of records; lists of other things have none."""


def named_patterns(entries):
    """Yield every named address pattern below ``entries``."""
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from named_patterns(entry.url_patterns)
        elif isinstance(entry, URLPattern) and entry.name:
            yield entry


def admin_names() -> list[str]:
    """Return the names of all addresses below /admin/."""
    below = [
        entry
        for entry in get_resolver().url_patterns
        if str(entry.pattern).startswith("admin/")
    ]
    return sorted({pattern.name for pattern in named_patterns(below)})


def model_of(name: str):
    """Return the model whose admin has the address ``name``, and its page."""
    for model in admin.site._registry:
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(prefix):
            return model, name.removeprefix(prefix)
    return None, name


def access_of(name: str) -> Access:
    """Return who may use an address; fails for one that nobody has classified."""
    model, page = model_of(name)
    if model is None:
        return OF_THE_SITE[page]
    if isinstance(admin.site._registry[model], RecordAdmin):
        return OF_A_RECORD[page]
    return OF_ONE_KIND[model._meta.model_name][page]


def object_of(model, account):
    """Return an object of ``model`` to walk with: a draft, where it is a record."""
    if model is Revision:
        made(Organization)
        return Revision.objects.first()
    if model is Proposal:
        return Proposal.objects.create(
            record_kind="organization",
            record_id=factories.organization().pk,
            base_version=1,
            changes={"summary": "Other."},
            origin="visitor",
        )
    if not issubclass(model, Publishable):
        return account(NO_ROLE, f"somebody-{model._default_manager.count()}")
    return made(model)


def filled(name: str, account) -> str:
    """Return the address of ``name``, filled with made objects."""
    model, page = model_of(name)
    if model is None:
        prefix = "" if name.startswith("password_reset") else "admin:"
        arguments = {
            "app_list": {"app_label": "organizations"},
            "view_on_site": {"content_type_id": 0, "object_id": 0},
            "password_reset_confirm": {"uidb64": "x", "token": "x"},
        }
        address = reverse(prefix + name, kwargs=arguments.get(name))
        field = "?app_label=organizations&model_name=citation&field_name=source"
        return address + (field if name == "autocomplete" else "")
    arguments = []
    if page not in {"changelist", "add"}:
        arguments = [object_of(model, account).pk]
    forms = {"organization": "handout", "proposal": "handout"}
    more = {"step": "withdraw", "preview": forms.get(model._meta.model_name, "page")}
    arguments += [more[page]] if page in more else []
    return reverse(f"admin:{name}", args=arguments)


def what_came(response) -> str:
    """Return what somebody got, in the words of the tables."""
    if response.status_code in {301, 302}:
        return "login" if response.url.startswith("/admin/login/") else "yes"
    return {200: "yes", 409: "yes", 403: "no", 404: "none", 405: "method"}[
        response.status_code
    ]


def test_every_address_of_the_admin_is_classified():
    for name in admin_names():
        access_of(name)


def test_no_table_names_an_address_that_is_gone():
    names = admin_names()
    pages = {model_of(name)[1] for name in names}
    assert set(OF_A_RECORD) <= pages
    assert set(OF_THE_SITE) <= set(names)
    for kind, table in OF_ONE_KIND.items():
        here = {
            page
            for model, page in map(model_of, names)
            if model and model._meta.model_name == kind
        }
        assert here == set(table)


@pytest.mark.parametrize("name", admin_names())
def test_everybody_gets_what_their_role_allows(name, account, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    people = {role: account(role) for role in ACTORS if role != VISITOR}
    address = filled(name, account)
    for method in ("get", "post"):
        for actor, expected in access_of(name).expected(method).items():
            client = Client()
            if actor in people:
                client.force_login(people[actor])
            came = what_came(getattr(client, method)(address, {}))
            if came == "none" and model_of(name)[1] in NOT_EVERY_KIND:
                continue
            assert came == expected, f"{method} {address} as {actor or 'no role'}"


# Actions


def clients(signed_in) -> dict[str, Client]:
    """Return a client for each role, and for staff without one."""
    return {role: signed_in(role) for role in ACTORS if role != VISITOR}


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
    is_record = isinstance(admin.site._registry[model], RecordAdmin)
    for role in (NO_ROLE, CONTRIBUTOR, CURATOR, ADMINISTRATOR):
        wanted = {name for name, roles in ACTIONS.items() if role in roles}
        assert offered(model, account(role)) == (wanted if is_record else set()), role


STATES = {
    "submit": "draft",
    "publish": "draft",
    "send_back": "in_review",
    "withdraw": "published",
    "restore": "withdrawn",
}
"""From which state each action could be taken."""


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_no_action_does_what_a_role_does_not_allow(model, action, signed_in):
    for role, client in clients(signed_in).items():
        record = in_state(model, STATES[action])
        before = record.version
        data = {"action": action, ACTION_CHECKBOX_NAME: [str(record.pk)]}
        answer = client.post(list_address(model), data | {"reason": "Why not."})
        record.refresh_from_db()
        if role in ACTIONS[action]:
            assert answer.status_code == 302
        else:
            assert record.version == before, f"{action} as {role or 'no role'}"


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
    buttons |= {f"_{action}" for action in ACTIONS}
    data = typed(client.get(address(record))) | {"state_reason": "Changed."}
    for pressed in ({"_save"}, {"_propose"}, buttons):
        client.post(address(record), data | dict.fromkeys(pressed, "1"))
    for verb in ACTIONS:
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
