"""Hashing: cheap enough for the site, at most two at a time, and old hashes open."""

import threading
import time
from pathlib import Path
from runpy import run_path

import pytest
from django.conf import settings as of_the_suite
from django.contrib.auth.hashers import (
    Argon2PasswordHasher,
    PBKDF2PasswordHasher,
    check_password,
    make_password,
)
from django.test import Client

from recovery_directory.accounts import password_hashers

SITE = run_path(str(Path(of_the_suite.BASE_DIR, "recovery_directory/settings.py")))
LOGIN = "/admin/login/"


@pytest.fixture(autouse=True)
def _as_the_site_has_it(settings):
    """Hash in earnest: the suite itself hashes quickly."""
    settings.PASSWORD_HASHERS = SITE["PASSWORD_HASHERS"]


def test_passwords_are_kept_with_argon2_at_nineteen_megabytes():
    assert make_password("a").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.django_db
@pytest.mark.parametrize("older", [Argon2PasswordHasher, PBKDF2PasswordHasher])
def test_an_older_hash_opens_and_is_renewed(django_user_model, monkeypatch, older):
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)
    user = django_user_model.objects.create(username="nurse", is_staff=True)
    user.password = older().encode("right", "a salt of twenty two l")
    user.save()
    data = {"username": "nurse", "password": "right"}
    assert Client().post(LOGIN, data).status_code == 302
    user.refresh_from_db()
    assert "m=19456,t=2,p=1" in user.password
    assert Client().post(LOGIN, data).status_code == 302


@pytest.mark.parametrize("hasher", [password_hashers.Argon2, password_hashers.PBKDF2])
def test_at_most_two_are_computed_at_a_time(monkeypatch, hasher):
    under_way, most = [], []

    def slowly(self, *args, **kwargs):
        under_way.append(1)
        most.append(len(under_way))
        time.sleep(0.05)
        under_way.pop()
        return "argon2$x"

    above = hasher.__mro__[2]
    monkeypatch.setattr(above, "encode", slowly)
    threads = [
        threading.Thread(target=hasher().encode, args=("a", "b")) for _n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 8
    assert max(most) == 2


@pytest.fixture
def _all_turns_taken(monkeypatch):
    """Have two others hash for longer than anybody waits."""
    monkeypatch.setattr(password_hashers, "PATIENCE", 0.01)
    for _turn in range(password_hashers.AT_A_TIME):
        password_hashers._turns.acquire()
    yield
    for _turn in range(password_hashers.AT_A_TIME):
        password_hashers._turns.release()


@pytest.mark.usefixtures("_all_turns_taken")
@pytest.mark.django_db
@pytest.mark.parametrize("name", ["nurse", "nobody"])
def test_whoever_gets_no_turn_is_told_to_try_again(django_user_model, name):
    user = django_user_model.objects.create(username="nurse", is_staff=True)
    user.password = Argon2PasswordHasher().encode("right", "a salt of twenty two l")
    user.save()
    client = Client(raise_request_exception=False)
    answer = client.post(LOGIN, {"username": name, "password": "a secret"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "a secret" not in answer.text


@pytest.mark.usefixtures("_all_turns_taken")
def test_verifying_waits_for_its_turn_too():
    encoded = Argon2PasswordHasher().encode("right", "a salt of twenty two l")
    with pytest.raises(password_hashers.TooManyAtOnce):
        check_password("right", encoded)
