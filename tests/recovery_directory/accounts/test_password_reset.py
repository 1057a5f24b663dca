"""Accounts: roles, passwords, and an administrator who is always left."""

import http.client
import io
import re
import time
import urllib.request
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from recovery_directory.accounts.password_reset import PasswordReset
from recovery_directory.curation import roles
from tests.admin_forms import address, list_address, typed

pytestmark = pytest.mark.django_db

LAST = "This is the last administrator"


@pytest.fixture
def administrator(account):
    return account(roles.ADMINISTRATOR)


@pytest.fixture
def desk(administrator) -> Client:
    """Return a client in which the administrator is signed in."""
    client = Client()
    client.force_login(administrator)
    return client


def entered(name: str, password: str) -> Client:
    """Sign in by the form, as a person does."""
    client = Client()
    client.post("/admin/login/", {"username": name, "password": password})
    return client


def change(client, user, **given):
    """Open the page of an account, choose ``given``, save."""
    data = typed(client.get(address(user))) | given
    return client.post(address(user), {k: v for k, v in data.items() if v is not None})


# Roles


def test_granting_again_changes_nothing():
    before = set(Permission.objects.values_list("group__name", "codename"))
    call_command("migrate", verbosity=0)
    assert set(Permission.objects.values_list("group__name", "codename")) == before


def test_a_role_gets_back_what_it_lost_and_loses_what_it_should_not_have():
    contributor = Group.objects.get(name=roles.CONTRIBUTOR)
    curate = Permission.objects.get(codename="curate")
    contributor.permissions.set([curate])
    call_command("migrate", verbosity=0)
    names = set(contributor.permissions.values_list("codename", flat=True))
    assert "curate" not in names
    assert "add_organization" in names


def test_only_administrators_touch_people():
    for role, count in ((roles.CONTRIBUTOR, 0), (roles.CURATOR, 0)):
        of_people = Permission.objects.filter(
            group__name=role, content_type__app_label__in=roles.PEOPLE
        )
        assert of_people.count() == count, role


def test_a_role_makes_somebody_staff_and_none_shuts_them_out(account):
    user = account(roles.CURATOR)
    assert roles.can_curate(user)
    roles.assign(user, "")
    user = type(user).objects.get(pk=user.pk)
    assert not user.is_staff
    assert not roles.can_curate(user)


def test_a_user_has_one_role(desk, account):
    user = account(roles.CURATOR)
    assert change(desk, user, role=roles.CONTRIBUTOR).status_code == 302
    assert [group.name for group in user.groups.all()] == [roles.CONTRIBUTOR]


def test_an_administrator_lets_somebody_in(desk, django_user_model):
    data = {
        "username": "nora",
        "role": roles.CONTRIBUTOR,
        "password1": "a long enough phrase",
        "password2": "a long enough phrase",
    }
    answer = desk.post(list_address(django_user_model, "add"), data)
    assert answer.status_code == 302
    client = entered("nora", "a long enough phrase")
    assert client.get("/admin/").status_code == 200


def test_no_form_makes_a_superuser(desk, account):
    user = account(roles.CONTRIBUTOR)
    change(desk, user, is_superuser="on", is_staff="on", groups=["1", "2", "3"])
    user.refresh_from_db()
    assert not user.is_superuser
    assert roles.role_of(user) == roles.CONTRIBUTOR


def test_a_superuser_who_becomes_a_curator_is_one_no_more(desk, curator):
    change(desk, curator, role=roles.CURATOR)
    curator.refresh_from_db()
    assert not curator.is_superuser
    assert roles.role_of(curator) == roles.CURATOR


# The last administrator


@pytest.mark.parametrize("given", [{"role": roles.CURATOR}, {"is_active": None}])
def test_the_last_administrator_stays(desk, administrator, given):
    page = change(desk, administrator, **given)
    assert page.status_code == 200
    assert LAST in page.text
    administrator.refresh_from_db()
    assert administrator.is_active
    assert roles.role_of(administrator) == roles.ADMINISTRATOR


def test_the_last_administrator_keeps_a_password(desk, administrator):
    page = desk.post(
        f"{address(administrator).removesuffix('change/')}password/",
        {"usable_password": "false", "unset-password": "1"},
    )
    assert LAST in page.text
    administrator.refresh_from_db()
    assert administrator.has_usable_password()


def test_one_of_two_administrators_may_go(desk, administrator, account):
    account(roles.ADMINISTRATOR, "second")
    assert change(desk, administrator, role=roles.CURATOR).status_code == 302
    assert roles.role_of(administrator) == roles.CURATOR


def test_who_cannot_sign_in_is_no_administrator_to_count_on(
    desk, administrator, account
):
    second = account(roles.ADMINISTRATOR, "second")
    second.set_unusable_password()
    second.save()
    assert LAST in change(desk, administrator, role=roles.CURATOR).text


def test_the_first_administrator_is_created_in_the_group(
    monkeypatch, django_user_model
):
    for name, value in (
        ("USERNAME", "first"),
        ("PASSWORD", "a long enough phrase"),
        ("EMAIL", "first@example.org"),
    ):
        monkeypatch.setenv(f"DJANGO_SUPERUSER_{name}", value)
    call_command("create_administrator", "--noinput", stdout=io.StringIO())
    first = django_user_model.objects.get(username="first")
    assert [group.name for group in first.groups.all()] == [roles.ADMINISTRATOR]
    assert roles.is_last_administrator(first)


# Forgotten passwords


def test_a_link_by_email_gives_a_new_password(client, account, settings):
    settings.SITE_URL = "https://recovery.example.org"
    user = account(roles.CURATOR)
    user.email = "curator@example.org"
    user.save()
    assert "comes by e-mail" in client.get("/admin/login/").text
    client.post("/admin/password-reset/", {"email": user.email}, HTTP_HOST="localhost")
    (message,) = mail.outbox
    (link,) = re.findall(r"https://recovery\.example\.org(/\S+)", message.body)
    page = client.get(link, follow=True)
    data = dict.fromkeys(("new_password1", "new_password2"), "a quite new phrase")
    client.post(page.redirect_chain[-1][0], data)
    assert (
        entered(user.username, "a quite new phrase").get("/admin/").status_code == 200
    )


@pytest.fixture
def nora(account):
    """Return a curator to whom a link can be sent."""
    user = account(roles.CURATOR, "nora")
    user.email = "nora@example.org"
    user.save()
    return user


RESET = "/admin/password-reset/"


def test_whether_an_address_is_known_shows_neither_in_the_answer_nor_in_its_queries(
    client, nora
):
    """What takes time comes after the answer: until then both do the same."""
    seen = []
    for email in (nora.email, "nobody@example.org"):
        request = RequestFactory().post(RESET, {"email": email})
        with CaptureQueriesContext(connection) as captured:
            answer = PasswordReset.as_view()(csrf_exempt_of(request))
        seen.append((answer.status_code, answer["Location"], len(captured)))
        assert mail.outbox == []
        if email == nora.email:
            answer.close()
            assert [one.to for one in mail.outbox] == [[nora.email]]
            mail.outbox.clear()
    assert seen[0] == seen[1] == (302, f"{RESET}sent/", 0)


def csrf_exempt_of(request):
    """Return a request that no stamp is asked of."""
    request._dont_enforce_csrf_checks = True
    return request


class SlowLetters(EmailBackend):
    """Letters that take their time."""

    def send_messages(self, messages):
        """Wait, then send."""
        time.sleep(2)
        return super().send_messages(messages)


@pytest.mark.django_db(transaction=True)
def test_a_server_answers_before_the_letter_is_sent(live_server, nora, settings):
    settings.EMAIL_BACKEND = f"{__name__}.SlowLetters"
    host = live_server.url.removeprefix("http://")
    with urllib.request.urlopen(live_server.url + RESET) as page:
        cookie = page.headers["Set-Cookie"].partition(";")[0]
        form = page.read().decode()
    (stamp,) = re.findall('csrfmiddlewaretoken" value="([^"]+)"', form)
    server = http.client.HTTPConnection(host)
    began = time.monotonic()
    server.request(
        "POST",
        RESET,
        urlencode({"email": nora.email, "csrfmiddlewaretoken": stamp}),
        {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
        },
    )
    answer = server.getresponse()
    answer.read()
    assert answer.status == 302
    assert time.monotonic() - began < 1
    assert mail.outbox == []
    server.close()
    deadline = time.monotonic() + 10
    while not mail.outbox and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [one.to for one in mail.outbox] == [[nora.email]]


def test_a_mailbox_is_not_flooded_and_whoever_asks_is_told_the_same(nora):
    answers = [
        Client(REMOTE_ADDR=f"198.51.100.{number}").post(RESET, {"email": email})
        for number, email in enumerate([nora.email, "NORA@example.org"] * 3)
    ]
    assert {(one.status_code, one["Location"]) for one in answers} == {
        (302, f"{RESET}sent/")
    }
    assert len(mail.outbox) == 3


def test_one_network_asks_for_ten_links_an_hour_and_no_other_waits_for_it(nora):
    network = [
        Client(REMOTE_ADDR=f"2001:db8:1:2::{number}").post(
            RESET, {"email": f"{number}@example.org"}
        )
        for number in range(11)
    ]
    assert [one.status_code for one in network] == [302] * 10 + [429]
    assert "Too many links were asked for" in network[-1].text
    assert 0 < int(network[-1]["Retry-After"]) <= 3601
    elsewhere = Client(REMOTE_ADDR="198.51.100.9")
    assert elsewhere.post(RESET, {"email": nora.email}).status_code == 302
    assert len(mail.outbox) == 1


def test_a_new_password_by_a_link_opens_the_door_that_guesses_closed(client, nora):
    for _time in range(10):
        entered("nora", "wrong")
    assert entered("nora", "nora").get("/admin/").status_code == 302
    client.post(RESET, {"email": nora.email})
    (link,) = re.findall(r"https?://[^/]+(/\S+)", mail.outbox[0].body)
    page = client.get(link, follow=True)
    data = dict.fromkeys(("new_password1", "new_password2"), "a quite new phrase")
    client.post(page.redirect_chain[-1][0], data)
    assert entered("nora", "a quite new phrase").get("/admin/").status_code == 200


def test_where_no_email_is_sent_an_administrator_helps(client, account, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    assert "An administrator sets a new one" in client.get("/admin/login/").text
    page = client.post("/admin/password-reset/", {"email": "curator@example.org"})
    assert "Ask an administrator" in page.text


def test_an_administrator_sets_a_new_password(desk, account):
    user = account(roles.CONTRIBUTOR)
    data = dict.fromkeys(("password1", "password2"), "a quite new phrase")
    desk.post(f"{address(user).removesuffix('change/')}password/", data)
    assert (
        entered(user.username, "a quite new phrase").get("/admin/").status_code == 200
    )
