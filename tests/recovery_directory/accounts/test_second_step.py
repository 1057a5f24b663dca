"""The second step: it is one person's own, a code opens once, and a loss is mended."""

import re
import threading
import time

import pytest
from axes.models import AccessAttempt
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from recovery_directory.curation import roles
from tests.admin_forms import address

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
STEP = "/admin/two-factor/"


def sign_in(name: str, code: str = "", client: Client | None = None) -> Client:
    """Fill in the form and send it; the password is the name."""
    client = client or Client()
    client.post(LOGIN, {"username": name, "password": name, "otp_token": code})
    return client


def is_in(client: Client) -> bool:
    """Whether somebody is signed in."""
    return client.get(STEP).status_code == 200


def code_of(device: TOTPDevice) -> str:
    """Return what the telephone shows."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time()
    return f"{totp.token():06d}"


@pytest.fixture
def nora(account):
    """Return a curator with a telephone and recovery codes, both lost."""
    user = account(roles.CURATOR, "nora")
    TOTPDevice.objects.create(user=user, name="telephone", confirmed=True)
    paper = StaticDevice.objects.create(user=user, name="recovery codes")
    StaticToken.objects.create(device=paper, token="aaaa")
    return user


@pytest.fixture
def desk(account) -> Client:
    """Return a client in which an administrator is signed in."""
    client = Client()
    client.force_login(account(roles.ADMINISTRATOR, "ada"))
    return client


def lost(user) -> str:
    """Return the address of the page for a lost telephone."""
    return f"/admin/auth/user/{user.pk}/lost-telephone/"


# A lost telephone


def test_one_act_of_an_administrator_lets_in_whoever_lost_the_telephone(desk, nora):
    assert not is_in(sign_in("nora"))
    assert lost(nora) in desk.get(address(nora)).text
    page = desk.get(lost(nora)).text
    assert "Let them in by the password alone" in page
    assert not is_in(sign_in("nora"))
    answer = desk.post(lost(nora), follow=True)
    assert "signs in with the password alone" in answer.text
    client = sign_in("nora")
    assert client.get("/admin/").status_code == 200
    assert "Set it up" in client.get(STEP).text
    assert lost(nora) not in desk.get(address(nora)).text
    assert "Lost telephone" in LogEntry.objects.get(object_id=nora.pk).change_message


def test_where_it_is_required_they_set_up_a_new_one_and_go_on(desk, nora, settings):
    desk.post(lost(nora))
    settings.REQUIRE_TWO_FACTOR = True
    client = sign_in("nora")
    assert client.get("/admin/")["Location"] == STEP
    client.post(STEP, {"step": "start"})
    device = TOTPDevice.objects.get(user=nora)
    client.post(STEP, {"step": "confirm", "code": code_of(device)})
    assert client.get("/admin/").status_code == 200


def test_the_lost_telephone_and_codes_open_nothing_and_whoever_has_them_is_out(
    desk, nora
):
    thief = sign_in("nora", "aaaa")
    assert is_in(thief)
    desk.post(lost(nora))
    assert not is_in(thief)
    assert not TOTPDevice.objects.exists()
    assert not StaticToken.objects.exists()


def test_wrong_passwords_before_do_not_keep_them_out(desk, nora):
    for _time in range(10):
        Client().post(LOGIN, {"username": "nora", "password": "wrong"})
    desk.post(lost(nora))
    assert not AccessAttempt.objects.exists()
    assert is_in(sign_in("nora"))


def test_a_telephone_deleted_alone_lets_them_in_too(nora):
    TOTPDevice.objects.all().delete()
    assert is_in(sign_in("nora"))


def test_nobody_says_it_of_themselves(account):
    ada = account(roles.ADMINISTRATOR, "ada")
    device = TOTPDevice.objects.create(user=ada, confirmed=True)
    client = sign_in("ada", code_of(device))
    assert lost(ada) not in client.get(address(ada)).text
    assert client.post(lost(ada)).status_code == 403
    assert TOTPDevice.objects.exists()


@pytest.mark.parametrize("role", [roles.CURATOR, roles.CONTRIBUTOR])
def test_only_an_administrator_says_it(signed_in, nora, role):
    assert signed_in(role).post(lost(nora)).status_code == 403
    assert TOTPDevice.objects.exists()


def test_of_whom_there_is_none_nothing_is_said(desk, nora):
    TOTPDevice.objects.all().delete()
    page = desk.post(lost(nora), follow=True)
    assert "The password alone opens this account already" in page.text
    assert desk.get("/admin/auth/user/987/lost-telephone/").status_code == 404


def test_too_many_wrong_codes_say_who_helps(nora):
    page = Client()
    for _time in range(2):
        data = {"username": "nora", "password": "nora", "otp_token": "000000"}
        answer = page.post(LOGIN, data)
    assert "An administrator lets you in again" in answer.text


# Setting it up


@pytest.fixture
def otto(account):
    """Return a curator without a second step."""
    return account(roles.CURATOR, "otto")


def test_setting_it_up_ends_the_other_sessions_of_that_person_only(otto, account):
    account(roles.CURATOR, "olga")
    here, elsewhere, olga = sign_in("otto"), sign_in("otto"), sign_in("olga")
    here.post(STEP, {"step": "start"})
    assert is_in(elsewhere)
    before = here.cookies["sessionid"].value
    code = code_of(TOTPDevice.objects.get())
    page = here.post(STEP, {"step": "confirm", "code": code}).text
    assert "signed out everywhere else" in page
    assert is_in(here)
    assert not is_in(elsewhere)
    assert is_in(olga)
    assert not Session.objects.filter(session_key=before).exists()


def test_a_key_is_shown_to_the_session_that_asked_for_it_and_to_no_other(otto):
    def key(client: Client) -> list[str]:
        return re.findall(r"<code>([A-Z2-7 ]+)</code>", client.get(STEP).text)

    thief, owner = sign_in("otto"), sign_in("otto")
    thief.post(STEP, {"step": "start"})
    known = TOTPDevice.objects.get()
    assert key(thief)
    assert not key(owner)
    owner.post(STEP, {"step": "start"})
    assert key(owner)
    assert not key(thief)
    page = thief.post(STEP, {"step": "confirm", "code": code_of(known)}).text
    assert "This code is wrong" in page
    assert not TOTPDevice.objects.filter(confirmed=True).exists()


# At the same time


def at_once(times: int, act) -> None:
    """Do the same in several threads that start together."""
    start = threading.Barrier(times)

    def run() -> None:
        start.wait()
        try:
            act()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _time in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["paper", "telephone"])
def test_a_code_opens_once_also_for_two_who_send_it_together(nora, kind, monkeypatch):
    """Each is held up where it has found the code; SQLite answers the second 503."""
    model, name = {
        "paper": (StaticToken, "delete"),
        "telephone": (TOTPDevice, "verify_is_allowed"),
    }[kind]
    quickly = getattr(model, name)

    def slowly(self):
        time.sleep(0.3)
        return quickly(self)

    monkeypatch.setattr(model, name, slowly)
    code = "aaaa" if kind == "paper" else code_of(TOTPDevice.objects.get())
    answers = []

    def come() -> None:
        data = {"username": "nora", "password": "nora", "otp_token": code}
        client = Client(raise_request_exception=False)
        answers.append(client.post(LOGIN, data).status_code)

    at_once(2, come)
    refused = 200 if connection.vendor == "postgresql" else 503
    assert sorted(answers) == sorted([302, refused])
