"""Who may open what: every address of the admin. Actions: ``test_actions``.

An address that is in no table here fails the walk, until somebody says who may use it.
"""

from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django_otp.models import Device

from meetings.models import Feed, Meeting, Run
from organizations.models import CrisisPhrase, LocalNote, Organization, ShortAnswer
from recovery_directory.curation.admin.record_admin import RecordAdmin
from recovery_directory.curation.proposals import Proposal
from recovery_directory.curation.roles import (
    ADMINISTRATOR,
    CONTRIBUTOR,
    CURATOR,
)
from recovery_directory.curation.tables.uploads import TableUpload
from recovery_directory.operations.link_checks import LinkCheck
from recovery_directory.records.publication import Publishable
from recovery_directory.records.revisions import Revision
from tests import factories
from tests.meetings.lists_of_meetings import accepted, feed, many
from tests.whole_site.test_admin import made

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
    "conflict": Access(ROLES),
    "differences": Access(ROLES),
    "revision": Access(ROLES),
    "revert": Access(CURATORS),
    "erase": Access(ADMINISTRATORS),
    "export": Access(CURATORS),
    "export_as": Access(CURATORS),
    "import": Access(CURATORS),
    # What somebody else sent is not there for a curator.
    "review": Access("login no no none none"),
}
"""Pages of every record; the walk meets each with a draft."""

OF_A_DEVICE = {
    "changelist": Access(ADMINISTRATORS),
    "add": Access(ADMINISTRATORS),
    "change": Access(ADMINISTRATORS),
    "history": Access(ADMINISTRATORS),
    "delete": Access(ADMINISTRATORS),
}
"""What somebody signs in with besides a password."""

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
    # A check writes them; nobody else does.
    "linkcheck": {
        "changelist": Access(ROLES),
        "add": Access(NOBODY),
        "change": Access(ROLES, NOBODY),
        "history": Access(ROLES),
        "delete": Access(NOBODY),
    },
    # A note is public as soon as it is saved.
    "localnote": {
        "changelist": Access(CURATORS),
        "add": Access(CURATORS),
        "change": Access(CURATORS),
        "history": Access(CURATORS),
        "delete": Access(CURATORS),
    },
    # What came with the site is switched off, not deleted; one of ours is.
    "crisisphrase": {
        "changelist": Access(CURATORS),
        "add": Access(CURATORS),
        "change": Access(CURATORS),
        "history": Access(CURATORS),
        "delete": Access(CURATORS),
    },
    # A list, its runs and meetings are curators' work; contributors see none of it.
    "feed": {
        "changelist": Access(CURATORS),
        "add": Access(CURATORS),
        "change": Access(CURATORS),
        "history": Access(CURATORS),
        "delete": Access(CURATORS),
        "coverage": Access(CURATORS),
        "fetch": Access(CURATORS),
        "upload": Access(CURATORS),
    },
    "run": {
        "changelist": Access(CURATORS),
        "add": Access(NOBODY),
        "change": Access(CURATORS, NOBODY),
        "history": Access(CURATORS),
        "delete": Access(NOBODY),
        "accept": Access(CURATORS),
        "drop": Access(CURATORS),
    },
    # A meeting comes with its list, and goes with it.
    "meeting": {
        "changelist": Access(CURATORS),
        "add": Access(NOBODY),
        "change": Access(CURATORS),
        "history": Access(CURATORS),
        "delete": Access(NOBODY),
    },
    "shortanswer": {
        "changelist": Access(CURATORS),
        "add": Access(CURATORS),
        "change": Access(CURATORS),
        "history": Access(CURATORS),
        "delete": Access(CURATORS),
    },
    "staticdevice": OF_A_DEVICE,
    # The key of a telephone is shown to its owner, once, and to nobody else.
    "totpdevice": OF_A_DEVICE | {"config": Access(NOBODY), "qrcode": Access(NOBODY)},
    "user": {
        "changelist": Access(ADMINISTRATORS),
        "add": Access(ADMINISTRATORS),
        "change": Access(ADMINISTRATORS),
        "history": Access(ADMINISTRATORS),
        "delete": Access(NOBODY),
        "password_change": Access(ADMINISTRATORS),
        "lost_telephone": Access(ADMINISTRATORS),
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
    "two-factor": Access(STAFF),
    # Sent without two records, there is nothing to decide.
    "duplicates": Access(CURATORS, "login no no none none"),
    "merge": Access(CURATORS, "login no no none none"),
}

NOT_EVERY_KIND = {"preview", "view_on_site", "step"}
"""Pages that a role may open, but that some records do not have."""


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
    if model is LinkCheck:
        return LinkCheck.objects.create(
            address="https://x.example/", result="broken", checked_at=timezone.now()
        )
    if model is LocalNote:
        return factories.local_note()
    if model in {Feed, Meeting, Run}:
        a_feed = feed(url="")
        run = accepted(a_feed, *many(1))
        return {Feed: a_feed, Run: run, Meeting: Meeting.objects.first()}[model]
    if model is CrisisPhrase:
        return factories.crisis_phrase()
    if model is ShortAnswer:
        return factories.short_answer()
    if issubclass(model, Publishable):
        return made(model)
    somebody = account(NO_ROLE, f"somebody-{model._default_manager.count()}")
    if issubclass(model, Device):
        return model.objects.create(user=somebody, name="theirs")
    return somebody


def upload_of(model, somebody) -> TableUpload:
    """Return a table that ``somebody`` sent."""
    kind = model._meta.model_name
    return TableUpload.keep(record_kind=kind, name="t.csv", content=b"", by=somebody)


def query_of(name: str) -> str:
    """Return what an address needs besides its path."""
    if name == "autocomplete":
        return "?app_label=organizations&model_name=citation&field_name=source"
    if name == "merge":
        one, other = factories.organization(), factories.organization()
        return f"?one={one.pk}&other={other.pk}"
    return ""


def filled(name: str, account) -> str:
    """Return the address of ``name``, filled with made objects."""
    model, page = model_of(name)
    if model is None:
        outside = name.startswith("password_reset") or name == "two-factor"
        prefix = "" if outside else "admin:"
        arguments = {
            "app_list": {"app_label": "organizations"},
            "view_on_site": {"content_type_id": 0, "object_id": 0},
            "password_reset_confirm": {"uidb64": "x", "token": "x"},
            "duplicates": {"kind": "organization"},
            "merge": {"kind": "organization"},
        }
        return reverse(prefix + name, kwargs=arguments.get(name)) + query_of(name)
    forms = {"organization": "handout", "proposal": "handout"}
    more = {
        "step": "withdraw",
        "preview": forms.get(model._meta.model_name, "page"),
        "revision": 1,
        "revert": 1,
    }
    match page:
        case "changelist" | "add" | "export" | "import" | "coverage":
            arguments = []
        case "export_as":
            arguments = ["csv"]
        case "review":
            arguments = [upload_of(model, account(CURATOR, "a-colleague")).pk]
        case _:
            arguments = [object_of(model, account).pk]
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
    clients = {actor: Client() for actor in ACTORS}
    for role in set(ACTORS) - {VISITOR}:
        clients[role].force_login(account(role))
    address = filled(name, account)
    for method in ("get", "post"):
        for actor, expected in access_of(name).expected(method).items():
            response = getattr(clients[actor], method)(address, {})
            if response.streaming:
                # To the end, and so closed, but by the client: a close of one's own
                # would close the connection to the database too.
                response.getvalue()
            came = what_came(response)
            if came == "none" and model_of(name)[1] in NOT_EVERY_KIND:
                continue
            assert came == expected, f"{method} {address} as {actor or 'no role'}"
