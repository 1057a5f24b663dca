"""Who asks the API too often waits, and nobody's address is kept."""

import pickle

import pytest
import time_machine
from django.core.cache import cache, caches

from recovery_directory.configuration import Rate
from tests import factories

pytestmark = pytest.mark.django_db

API = "/api/hsds/"


@pytest.fixture(autouse=True)
def _three_a_minute(settings):
    settings.API_RATE = Rate(3, 60)
    with time_machine.travel("2026-11-26T12:00:15+00:00", tick=False):
        yield


def statuses(client, times: int, path: str = API, **headers) -> list[int]:
    return [client.get(path, **headers).status_code for _time in range(times)]


def test_who_asks_too_often_is_told_when_to_come_back(client):
    assert statuses(client, 3) == [200, 200, 200]
    response = client.get(API)
    assert response.status_code == 429
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert response["Access-Control-Allow-Origin"] == "*"
    wait = int(response["Retry-After"])
    assert 0 < wait <= 60
    assert f"in {wait} seconds" in response.json()["detail"]
    with time_machine.travel("2026-11-26T12:01:01+00:00", tick=False):
        assert statuses(client, 1) == [200]


@pytest.mark.parametrize("path", ["/data/organizations.csv", "/feeds/changes/"])
def test_dumps_and_feeds_count_too(client, path):
    assert statuses(client, 4, path) == [200, 200, 200, 429]


def test_pages_for_people_are_not_counted(client):
    factories.organization(published=True)
    assert statuses(client, 5, "/organizations/") == [200] * 5


def test_each_client_is_counted_alone(client):
    assert statuses(client, 4, REMOTE_ADDR="192.0.2.1")[-1] == 429
    assert statuses(client, 1, REMOTE_ADDR="192.0.2.2") == [200]


def test_one_half_of_an_ipv6_address_is_one_client(client):
    for number in range(3):
        client.get(API, REMOTE_ADDR=f"2001:db8:1:2::{number}")
    assert statuses(client, 1, REMOTE_ADDR="2001:db8:1:2:ffff::1") == [429]
    assert statuses(client, 1, REMOTE_ADDR="2001:db8:1:3::1") == [200]


def test_a_forwarded_address_counts_behind_a_trusted_proxy_only(client, settings):
    def ask(told: str) -> int:
        headers = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": told}
        return client.get(API, **headers).status_code

    # Made up: the sender is one client, whatever it says.
    assert [ask(f"192.0.2.{number}") for number in range(4)][-1] == 429
    caches["limits"].clear()
    settings.TRUSTED_PROXIES = ["10.0.0.1", "10.0.0.2"]
    assert [ask(f"192.0.2.{number}") for number in range(4)] == [200] * 4
    # What a client wrote before its own address is hearsay.
    assert [ask(f"203.0.113.{number}, 192.0.2.9, 10.0.0.2") for number in range(4)] == [
        *(200, 200, 200),
        429,
    ]
    # Of whom nothing is told is nobody: they do not wait for each other.
    for told in ("nonsense", "unknown", ""):
        assert [ask(told) for _time in range(4)] == [200] * 4
    assert [ask(f"192.0.2.77:{number}") for number in range(4)][-1] == 429


def test_no_address_is_stored(client):
    client.get(API, REMOTE_ADDR="192.0.2.77")
    kept = pickle.dumps(dict(caches["limits"]._cache)).decode("latin-1")
    assert ":api:" in kept
    assert "192.0.2.77" not in kept


def test_yesterdays_digest_says_nothing_today(client):
    client.get(API, REMOTE_ADDR="192.0.2.77")
    before = {key for key in caches["limits"]._cache if ":api:" in key}
    with time_machine.travel("2026-11-27T12:00:15+00:00", tick=False):
        client.get(API, REMOTE_ADDR="192.0.2.77")
    digests = {
        key.rpartition(":")[2] for key in caches["limits"]._cache if ":api:" in key
    }
    assert not {key.rpartition(":")[2] for key in before} - digests
    assert len(digests) == 2


def test_nobody_counts_where_the_operator_says_so(client, settings):
    settings.API_RATE = None
    assert statuses(client, 10) == [200] * 10


def test_pages_cannot_push_out_what_is_counted(client):
    assert statuses(client, 4)[-1] == 429
    for number in range(2000):
        cache.set(f"page:{number}", b"a page")
    assert statuses(client, 1) == [429]
