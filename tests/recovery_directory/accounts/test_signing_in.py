"""Signing in: guessing is limited, and a second step stands behind the password."""

import re
import time
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from recovery_directory.web.page_cache import API
from tests import factories

pytestmark = pytest.mark.django_db

LOGIN = "/admin/login/"
STEP = "/admin/two-factor/"


@pytest.fixture
def nurse(django_user_model):
    return django_user_model.objects.create_superuser("nurse", password="right")


def sign_in(client, password="right", address="203.0.113.9", **more):
    """Fill in the form and send it."""
    data = {"username": "nurse", "password": password, "next": "/admin/"} | more
    return client.post(LOGIN, data, REMOTE_ADDR=address)


def code_of(device: TOTPDevice, later: int = 0) -> str:
    """Return what the telephone shows, ``later`` half minutes from now."""
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + 30 * later
    return f"{totp.token():06d}"


@pytest.fixture
def telephone(nurse) -> TOTPDevice:
    return TOTPDevice.objects.create(user=nurse, name="telephone", confirmed=True)


# Guessing


@pytest.fixture
def _guessed(client, nurse):
    """Have somebody guess until it is enough."""
    for _time in range(10):
        answer = sign_in(client, "wrong")
    assert answer.status_code == 429


@pytest.mark.usefixtures("_guessed")
def test_ten_wrong_passwords_close_the_door_and_say_for_how_long(client):
    answer = sign_in(client, "right")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    for helps in ("quarter of an hour", "another network", "then it is open at once"):
        assert helps in answer.text


@pytest.mark.usefixtures("_guessed")
def test_the_curator_comes_in_from_elsewhere():
    assert sign_in(Client(), "right", address="198.51.100.4").status_code == 302


@pytest.mark.usefixtures("_guessed")
def test_colleagues_come_in_from_the_same_address(client, django_user_model):
    django_user_model.objects.create_superuser("doctor", password="theirs")
    assert sign_in(client, "theirs", username="doctor").status_code == 302


def guess(times: int, address: str, **more) -> list[int]:
    """Send wrong passwords from ``address`` and return what was answered."""
    return [
        sign_in(Client(), "wrong", address=address.format(number), **more).status_code
        for number in range(times)
    ]


def test_one_half_of_an_ipv6_address_is_one_network(nurse):
    assert guess(10, "2001:db8:1:2::{}")[-1] == 429
    assert sign_in(Client(), address="2001:db8:1:2:ffff::1").status_code == 429
    assert sign_in(Client(), address="2001:db8:1:3::1").status_code == 302


def test_whoever_goes_through_names_closes_the_network_and_no_other(nurse):
    for number in range(50):
        sign_in(Client(), "wrong", username=f"name{number}")
    answer = sign_in(Client())
    assert answer.status_code == 429
    assert "for several names" in answer.text
    assert sign_in(Client(), address="198.51.100.4").status_code == 302
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert sign_in(Client()).status_code == 302


def test_the_right_password_for_one_name_does_not_open_a_network_for_others(
    nurse, django_user_model
):
    django_user_model.objects.create_superuser("mole", password="own")
    for number in range(49):
        sign_in(Client(), "wrong", username=f"name{number}")
        if number % 10 == 9:
            assert sign_in(Client(), "own", username="mole").status_code == 302
    sign_in(Client(), "wrong", username="one more")
    assert sign_in(Client(), "own", username="mole").status_code == 429


@pytest.mark.parametrize("told", ["unknown", "_hidden", "nonsense", ""])
def test_of_whom_a_proxy_tells_nothing_is_no_network(nurse, settings, told):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]

    def come(password: str, said: str, **more) -> int:
        data = {"username": "nurse", "password": password} | more
        sender = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": said}
        return Client().post(LOGIN, data, **sender).status_code

    for number in range(60):
        come("wrong", told, username=f"name{number}")
    assert come("right", told) == 302
    for _time in range(10):
        come("wrong", told)
    assert come("right", told) == 429
    assert come("right", "203.0.113.9") == 302


@pytest.mark.usefixtures("_guessed")
def test_a_made_up_forwarded_address_opens_nothing(client):
    data = {"username": "nurse", "password": "right"}
    headers = {"x-forwarded-for": "198.51.100.4"}
    answer = client.post(LOGIN, data, REMOTE_ADDR="203.0.113.9", headers=headers)
    assert answer.status_code == 429


@pytest.mark.usefixtures("_guessed")
def test_the_door_opens_after_a_quarter_of_an_hour(client):
    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert sign_in(client, "right").status_code == 302


def test_attempts_are_kept_without_password_browser_or_path(client, nurse):
    client.post(
        LOGIN,
        {"username": "nurse", "password": "a secret", "next": "/admin/?q=weed"},
        headers={"user-agent": "Browser of somebody", "accept": "text/curious"},
    )
    kept = AccessAttempt.objects.values().get()
    assert kept["username"] == "nurse"
    assert kept["ip_address"] == "127.0.0.1"
    for planted in ("a secret", "weed", "Browser", "curious"):
        assert planted not in str(kept)


def test_sign_ins_are_forgotten_after_thirty_days(client, nurse):
    sign_in(client, "wrong")
    sign_in(Client(), address="198.51.100.4")
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        call_command("forget_sign_ins", stdout=StringIO())
        assert (AccessAttempt.objects.count(), AccessLog.objects.count()) == (1, 1)
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        call_command("forget_sign_ins", stdout=StringIO())
        assert (AccessAttempt.objects.count(), AccessLog.objects.count()) == (0, 0)


@pytest.mark.usefixtures("_guessed")
def test_a_new_password_of_an_administrator_opens_the_door_at_once(nurse, admin_client):
    data = dict.fromkeys(("password1", "password2"), "a quite new phrase")
    admin_client.post(f"/admin/auth/user/{nurse.pk}/password/", data)
    assert sign_in(Client(), "a quite new phrase").status_code == 302


# The second step


def test_a_password_alone_is_not_enough_with_a_second_step(client, telephone):
    answer = sign_in(client)
    assert answer.status_code == 200
    assert "This account has a second step" in answer.content.decode()
    assert client.get("/admin/").status_code == 302


def test_the_code_of_the_telephone_opens(client, telephone):
    assert sign_in(client, otp_token=code_of(telephone)).status_code == 302
    assert client.get("/admin/").status_code == 200


def test_a_code_opens_once(client, telephone):
    code = code_of(telephone)
    sign_in(client, otp_token=code)
    assert (
        "wrong, used or too old" in sign_in(Client(), otp_token=code).content.decode()
    )


def test_the_telephone_of_somebody_else_opens_nothing(
    client, telephone, django_user_model
):
    other = django_user_model.objects.create_superuser("doctor", password="theirs")
    theirs = TOTPDevice.objects.create(user=other, confirmed=True)
    assert sign_in(client, otp_token=code_of(theirs)).status_code == 200


def test_a_curator_sets_up_the_second_step_and_signs_in_on_paper(client, nurse):
    sign_in(client)
    page = client.post(STEP, {"step": "start"}).content.decode()
    device = TOTPDevice.objects.get(confirmed=False)
    assert "<svg" in page
    assert (
        "This code is wrong"
        in client.post(STEP, {"step": "confirm", "code": "000000"}).content.decode()
    )
    device.refresh_from_db()
    device.throttle_reset()
    done = client.post(STEP, {"step": "confirm", "code": code_of(device)})
    codes = re.findall(r"<li><code>(\w+)</code>", done.content.decode())
    assert len(set(codes)) == 10
    assert not re.findall(r"<li><code>", client.get(STEP).content.decode())
    assert sign_in(Client(), otp_token=codes[3].upper()).status_code == 302
    assert sign_in(Client(), otp_token=codes[3]).status_code == 200


def test_the_second_step_ends_with_a_code_and_not_without(client, telephone):
    sign_in(client, otp_token=code_of(telephone))
    client.post(STEP, {"step": "end", "code": "123456"})
    telephone.refresh_from_db()
    telephone.throttle_reset()
    client.post(STEP, {"step": "end", "code": code_of(telephone, later=1)})
    assert not TOTPDevice.objects.exists()
    assert sign_in(Client()).status_code == 302


def test_an_administrator_finds_devices_under_everyday_words(admin_client):
    page = admin_client.get("/admin/otp_totp/totpdevice/").text
    for words in ("Telephones", "Sheets of recovery codes", "Select telephone"):
        assert words in page
    for jargon in ("Otp_Totp", "Otp_Static", "TOTP device", "tatic device"):
        assert jargon not in page


def test_the_page_is_for_people_who_sign_in(client):
    assert client.get(STEP).status_code == 302


# Required


@pytest.fixture
def _required(settings):
    settings.REQUIRE_TWO_FACTOR = True


@pytest.mark.usefixtures("_required")
def test_where_it_is_required_there_is_nothing_else_before_it(client, nurse):
    factories.organization(slug="draft-door")
    sign_in(client)
    for address in ("/admin/", "/admin/organizations/organization/"):
        assert client.get(address)["Location"] == STEP
    assert client.get("/organizations/draft-door/").status_code == 404
    assert "asks every curator" in client.get(STEP).content.decode()


@pytest.mark.usefixtures("_required")
def test_where_it_is_required_it_opens_everything_and_cannot_be_ended(
    client, telephone
):
    factories.organization(slug="draft-door")
    sign_in(client, otp_token=code_of(telephone))
    assert client.get("/admin/").status_code == 200
    assert client.get("/organizations/draft-door/").status_code == 200
    client.post(STEP, {"step": "end", "code": code_of(telephone, later=1)})
    assert TOTPDevice.objects.exists()


# Bodies


@pytest.mark.parametrize(
    ("address", "megabytes", "status"),
    [("/find/", 2, 413), (f"{API}hsds/services", 2, 413), (LOGIN, 6, 413)],
)
def test_a_body_that_is_too_large_is_413(client, address, megabytes, status):
    answer = client.post(
        address, "x", "text/plain", CONTENT_LENGTH=str(megabytes * 1024 * 1024)
    )
    assert answer.status_code == status


@pytest.mark.parametrize("address", ["/find/", f"{API}hsds/services", LOGIN])
@pytest.mark.parametrize(
    "stated",
    [
        {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
        {"CONTENT_LENGTH": "many"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "\u0661\u0662"},
    ],
)
def test_a_body_of_unknown_length_is_never_taken_for_none(client, address, stated):
    body = '{"search": "nothing is called so"}'
    answer = client.post(address, body, "application/json", **stated)
    assert answer.status_code == 411
    assert b"Content-Length" in answer.content
