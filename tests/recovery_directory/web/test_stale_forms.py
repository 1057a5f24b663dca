"""A form that a second sign-in made stale: nothing typed is lost, nothing is forged."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from recovery_directory.curation import roles
from tests import factories
from tests.admin_forms import address, typed

pytestmark = pytest.mark.django_db

HERE = {"HTTP_ORIGIN": "http://testserver"}
ELSEWHERE = {"HTTP_ORIGIN": "https://evil.example"}
HIDDEN = re.compile('<input type="hidden" name="([^"]+)" value="([^"]*)"')


@pytest.fixture
def browser(account) -> Client:
    """Return a client that is asked for stamps, in which a curator signed in."""
    account(roles.CURATOR, "nora")
    client = Client(enforce_csrf_checks=True)
    sign_in(client)
    return client


def stamp_of(page) -> str:
    """Return the stamp in the last form of a page."""
    return re.findall('csrfmiddlewaretoken" value="([^"]+)"', page.text)[-1]


def sign_in(client: Client) -> None:
    """Open the page for signing in, and sign in."""
    stamp = stamp_of(client.get("/admin/login/"))
    data = {"username": "nora", "password": "nora", "csrfmiddlewaretoken": stamp}
    assert client.post("/admin/login/", data, **HERE).status_code == 302


@pytest.fixture
def harbor():
    """Return a draft."""
    return factories.organization(name="Harbor", philosophy="Listen.")


def stale(client: Client, record, **changed) -> dict:
    """Open a form, type, and sign in once more in another tab, as time has run out."""
    page = client.get(address(record))
    data = typed(page) | changed | {"csrfmiddlewaretoken": stamp_of(page)}
    del client.cookies["sessionid"]
    sign_in(client)
    return data


def test_a_form_made_stale_keeps_what_was_typed_and_is_sent_again(browser, harbor):
    words = "Talk.\r\nListen “well” <b>&amp;</b>"
    data = stale(browser, harbor, philosophy=words, _continue="Save")
    page = browser.post(address(harbor), data, **HERE)
    assert page.status_code == 403
    assert "no-store" in page["Cache-Control"]
    for said in ("You signed in again", "signed in as nora", "Send it again"):
        assert said in page.text
    form = page.text.rpartition("<form")[2]
    kept = {name: unescape(value) for name, value in HIDDEN.findall(form)}
    assert kept.keys() >= {
        name for name, value in data.items() if not isinstance(value, list)
    }
    assert kept["csrfmiddlewaretoken"] != data["csrfmiddlewaretoken"]
    answer = browser.post(address(harbor), kept, **HERE)
    assert answer.status_code == 302
    assert answer["Location"] == address(harbor)
    harbor.refresh_from_db()
    assert harbor.philosophy == words.replace("\r", "")


def test_every_one_of_several_values_is_kept(browser, harbor):
    data = {"a": ["1", "2", "1"], "csrfmiddlewaretoken": "stale"}
    page = browser.post(address(harbor), data, **HERE)
    assert [v for name, v in HIDDEN.findall(page.text) if name == "a"] == list("121")


def test_what_another_site_sent_is_not_offered(browser, harbor):
    data = stale(browser, harbor, philosophy="Planted.")
    for origin in (ELSEWHERE, {"HTTP_ORIGIN": "null"}, {}):
        page = browser.post(address(harbor), data, **origin)
        assert page.status_code == 403
        assert "Planted." not in page.text
        assert "Send it again" not in page.text
        assert "did not come from a page of this site" in page.text
    harbor.refresh_from_db()
    assert harbor.philosophy == "Listen."


def test_who_is_signed_out_meanwhile_signs_in_and_sends_it_again(browser, harbor):
    data = stale(browser, harbor, philosophy="Talk.")
    del browser.cookies["sessionid"]
    page = browser.post(address(harbor), data, **HERE)
    assert "You are not signed in now" in page.text
    kept = {name: unescape(value) for name, value in HIDDEN.findall(page.text)}
    sign_in(browser)
    page = browser.post(address(harbor), kept, **HERE)
    assert "signed in as nora" in page.text
    kept = {name: unescape(value) for name, value in HIDDEN.findall(page.text)}
    assert browser.post(address(harbor), kept, **HERE).status_code == 302
    harbor.refresh_from_db()
    assert harbor.philosophy == "Talk."


@pytest.mark.parametrize(
    ("page", "data"),
    [
        ("/admin/login/", {"username": "nora", "password": "a secret"}),
        ("/admin/password_change/", {"old_password": "a secret"}),
    ],
)
def test_a_password_is_not_kept_and_the_page_is_opened_anew(browser, page, data):
    answer = browser.post(page, data | {"csrfmiddlewaretoken": "stale"}, **HERE)
    assert answer.status_code == 403
    assert "a secret" not in answer.text
    assert "Passwords and files are not kept" in answer.text
    assert "Send it again" not in answer.text
    assert f'href="{page}"' in answer.text


def test_a_file_is_chosen_again(browser):
    file = SimpleUploadedFile("a.csv", b"name")
    data = {"file": file, "csrfmiddlewaretoken": "stale"}
    answer = browser.post("/admin/organizations/organization/import/", data, **HERE)
    assert answer.status_code == 403
    assert "Passwords and files are not kept" in answer.text


@pytest.mark.parametrize("path", ["//evil.example/", "/admin//evil.example/"])
def test_a_link_to_the_page_cannot_lead_elsewhere(browser, path):
    answer = browser.post(path, {}, **HERE)
    assert answer.status_code in {403, 404}
    assert 'href="//evil' not in answer.text
