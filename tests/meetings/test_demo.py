"""The demonstration: made-up meetings, and every page and sheet that says so."""

import io
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils import timezone

from meetings.made_up import ORGANIZATIONS
from meetings.models import Meeting
from organizations.models import Organization
from recovery_directory.curation.roles import ROLES, role_of
from tests import factories
from tests.everything_public import answers_about
from tests.sheets import harbor

pytestmark = pytest.mark.django_db

SAID = "these meetings do not exist"


def made() -> str:
    out = io.StringIO()
    call_command("make_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def eight():
    for slug in ORGANIZATIONS:
        factories.organization(slug=slug, published=True)


def test_no_other_site_is_filled(eight):
    with pytest.raises(CommandError, match="no demonstration"):
        made()


@override_settings(DEMO=True)
def test_a_demonstration_has_meetings_notes_and_accounts(eight):
    said = made()
    shown = Meeting.objects.shown(timezone.now())
    assert shown.count() >= 1500
    assert shown.values("feed__organization").distinct().count() == 8
    towns = shown.exclude(town="").values_list("town", flat=True)
    assert set(towns) >= {"Lowell", "Providence", "Albuquerque", "Portland"}
    passwords = dict(re.findall(r"demo-(\w+), password \(shown once\): (\S+)", said))
    assert passwords.keys() == ROLES.keys()
    for role, password in passwords.items():
        user = get_user_model().objects.get(username=f"demo-{role}")
        assert (role_of(user), user.check_password(password)) == (role, True)
    before = set(shown.values_list("pk", flat=True))
    again = made()
    assert set(shown.values_list("pk", flat=True)) == before
    assert not [one for one in passwords.values() if one in again]


@override_settings(DEMO=True)
def test_every_page_and_sheet_says_so(client):
    organization = harbor()
    pages = [
        (where, body.decode())
        for where, body in answers_about(organization, client)
        if b"<html" in body[:2000]
    ]
    assert len(pages) > 30
    assert not [where for where, page in pages if SAID not in page]
    for query in ("", "?discreet=1", "?as=text"):
        where = f"/organizations/{organization.slug}/print/{query}"
        page = client.get(where, follow=True)
        assert SAID in " ".join(page.text.split())


def test_no_other_site_says_so(client):
    harbor()
    assert SAID not in client.get("/").text
    assert SAID not in client.get("/organizations/sober-harbor/print/").text


def test_the_shipped_directory_has_the_organizations_of_all_three_types(shipped):
    found = Organization.objects.published().filter(slug__in=ORGANIZATIONS)
    assert set(found.values_list("slug", flat=True)) == set(ORGANIZATIONS)
    assert found.values("organization_type").distinct().count() == 3
