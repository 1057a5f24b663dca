"""Kept pages: made once, never old, never half, and nothing personal among them."""

import gzip
import pickle
import re
import threading
import time

import environ
import pytest
import time_machine
from django.core.cache import cache
from django.core.cache.backends.redis import RedisCacheClient
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from organizations.models import Organization
from organizations.views.organization_views import OrganizationDetail
from recovery_directory.configuration import cache as cache_settings
from recovery_directory.records import revisions
from recovery_directory.web import data_version, page_cache
from recovery_directory.web.resilient_cache import ResilientRedisCache
from tests import factories
from tests.whole_site.routes import public_routes

pytestmark = pytest.mark.django_db

ADDRESS = "/organizations/open-door/"


@pytest.fixture(autouse=True)
def _pages_are_kept(settings, monkeypatch):
    """Keep pages, and ask for the version each time."""
    settings.PAGES_ARE_KEPT = True
    monkeypatch.setattr(data_version, "REMEMBERED_FOR", 0)


@pytest.fixture
def organization():
    return factories.organization(slug="open-door", name="Open Door", published=True)


@pytest.fixture
def made(monkeypatch) -> list[str]:
    """Return the addresses of the detail pages that were really made."""
    addresses = []
    render = OrganizationDetail.get

    def get(self, request, *args, **kwargs):
        addresses.append(request.get_full_path())
        return render(self, request, *args, **kwargs)

    monkeypatch.setattr(OrganizationDetail, "get", get)
    return addresses


def rename(organization, name: str) -> None:
    """Save a record with another name."""
    with revisions.change(organization, by=None, action="edit"):
        Organization.objects.filter(pk=organization.pk).update(name=name)


# Made once


def test_a_page_is_made_once(client, organization, made):
    first, second = client.get(ADDRESS), client.get(ADDRESS)
    assert made == [ADDRESS]
    assert first.content == second.content
    assert first.headers["ETag"] == second.headers["ETag"]
    assert second["Content-Type"] == "text/html; charset=utf-8"
    assert second["X-Frame-Options"] == "DENY"
    assert "default-src" in second["Content-Security-Policy"]


def test_a_kept_page_costs_one_query(client, organization, django_assert_num_queries):
    client.get(ADDRESS)
    with django_assert_num_queries(1):  # the version
        client.get(ADDRESS)


def test_within_half_a_second_a_kept_page_costs_no_query(
    client, organization, monkeypatch, django_assert_num_queries
):
    client.get(ADDRESS)
    monkeypatch.setattr(data_version, "REMEMBERED_FOR", 60)
    with django_assert_num_queries(0):
        client.get(ADDRESS)


def test_a_browser_that_has_the_page_gets_304_and_nothing_is_made(
    client, organization, made
):
    tag = client.get(ADDRESS)["ETag"]
    cache.clear()
    answer = client.get(ADDRESS, headers={"if-none-match": tag})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer["ETag"] == tag
    assert made == [ADDRESS]


def test_a_kept_page_is_compressed_for_whoever_reads_that(client, organization):
    plain = client.get(ADDRESS)
    packed = client.get(ADDRESS, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) == len(packed.content)
    assert packed["ETag"].startswith('W/"')
    assert "Accept-Encoding" in packed["Vary"]


def test_head_gets_the_same_headers(client, organization):
    kept = client.get(ADDRESS)
    head = client.head(ADDRESS)
    assert head["ETag"] == kept["ETag"]


def test_those_who_ask_at_once_wait_for_one_that_makes_it(client, monkeypatch):
    """The page itself asks nothing, so that threads share no database."""
    calls, gate = [], threading.Event()
    monkeypatch.setattr(data_version, "fresh", lambda: "1")
    monkeypatch.setattr(data_version, "current", lambda: "1")

    def get_response(request):
        calls.append(request.path)
        gate.wait(5)
        return HttpResponse("page")

    request = client.get("/about/").wsgi_request
    cache.clear()
    answer = page_cache.keep_pages(get_response)
    askers = [threading.Thread(target=answer, args=[request]) for _number in range(8)]
    for asker in askers:
        asker.start()
    time.sleep(0.1)
    gate.set()
    for asker in askers:
        asker.join()
    assert len(calls) == 1


# Never old, never half


def test_after_a_save_everybody_sees_the_new_page(client, organization, made):
    tag = client.get(ADDRESS)["ETag"]
    rename(organization, "Harbor House")
    answer = client.get(ADDRESS, headers={"if-none-match": tag})
    assert answer.status_code == 200
    assert "Harbor House" in answer.content.decode()
    assert len(made) == 2


def test_what_is_no_record_moves_the_version_too(organization):
    before = data_version.fresh()
    data_version.bump()
    between = data_version.fresh()
    data_version.bump()
    assert len({before, between, data_version.fresh()}) == 3


def test_a_version_that_was_taken_back_is_not_that_of_the_next_change(organization):
    before = data_version.fresh()
    with revisions.rehearsal():
        rename(organization, "Harbor House")
        rehearsed = data_version.fresh()
    assert data_version.fresh() == before
    rename(organization, "Harbor Inn")
    assert len({before, rehearsed, data_version.fresh()}) == 3


def test_a_page_that_was_overtaken_by_a_save_is_made_again(
    client, organization, monkeypatch
):
    render = OrganizationDetail.get
    saved = []

    def get(self, request, *args, **kwargs):
        response = render(self, request, *args, **kwargs).render()
        if not saved:
            saved.append(rename(organization, "Harbor House"))
        return response

    monkeypatch.setattr(OrganizationDetail, "get", get)
    assert "Harbor House" in client.get(ADDRESS).content.decode()
    assert "Harbor House" in client.get(ADDRESS).content.decode()


def test_a_new_day_makes_new_pages(client, organization, made):
    """Midnight is that of the site: four hours after that of Greenwich."""
    with time_machine.travel("2026-05-02 03:50Z", tick=False):
        client.get(ADDRESS)
    with time_machine.travel("2026-05-02 04:10Z", tick=False):
        client.get(ADDRESS)
    assert len(made) == 2


def test_an_address_is_kept_with_its_parameters_in_their_order(client, organization):
    one = client.get("/organizations/?type=secular&focus=alcohol")
    other = client.get("/organizations/?focus=alcohol&type=secular")
    assert one["ETag"] != other["ETag"]


def test_the_last_version_stands_while_the_database_does_not_answer(
    client, organization, monkeypatch
):
    page = client.get(ADDRESS)

    def fail():
        raise OperationalError("gone")

    monkeypatch.setattr(data_version, "fresh", fail)
    assert client.get(ADDRESS).content == page.content


@pytest.mark.parametrize("begins", ["/evil", "/organizations"])
def test_no_header_leads_a_kept_page_elsewhere(client, organization, begins):
    told = client.get(ADDRESS, SCRIPT_NAME=begins)
    assert "evil" not in told.text
    page = client.get(ADDRESS)
    assert (page.status_code, page.text) == (200, told.text)
    assert f'href="{ADDRESS}' in page.text


# Not kept


def test_somebody_signed_in_gets_a_page_of_their_own(
    curator_client, organization, made
):
    for _time in range(2):
        answer = curator_client.get(ADDRESS)
        assert "no-store" in answer["Cache-Control"]
    assert len(made) == 2


@pytest.mark.parametrize(
    "address", ["/organizations/?q=weed", f"{ADDRESS}print/?prepared_by=Kim"]
)
def test_what_somebody_typed_is_stored_nowhere(
    client, organization, monkeypatch, address
):
    monkeypatch.setattr(cache, "set", lambda *args: pytest.fail("kept"))
    answer = client.get(address)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "ETag" not in answer


def test_what_is_not_there_is_not_kept(client, monkeypatch):
    monkeypatch.setattr(cache, "set", lambda *args: pytest.fail("kept"))
    assert client.get("/organizations/nobody/").status_code == 404


def test_no_kept_page_holds_a_form_that_is_sent(client):
    """A form that is posted carries a time, which grows old in a kept page."""
    factories.organization(slug="open-door", published=True)
    for route in public_routes():
        address = route.filled(slug="open-door")
        answer = client.get(address) if address else None
        if (
            answer
            and not answer.streaming
            and "no-store" not in answer.get("Cache-Control", "")
        ):
            assert not re.search(rb'<form[^>]+method="post"', answer.content), address


def test_the_admin_is_not_compressed(curator_client):
    answer = curator_client.get("/admin/", headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in answer
    search = Client().get("/organizations/?q=weed", headers={"accept-encoding": "gzip"})
    assert search["Content-Encoding"] == "gzip"


# A lost cache


def test_a_lost_cache_is_a_miss_and_one_line_in_the_log(monkeypatch, caplog):
    monkeypatch.setenv("CACHE_URL", "rediscache://127.0.0.1:1/1")
    given = cache_settings(environ.Env(), "CACHE_URL", most=1)
    assert given["BACKEND"].endswith("ResilientRedisCache")
    lost = ResilientRedisCache(given["LOCATION"], {"OPTIONS": given["OPTIONS"]})
    monkeypatch.setattr(ResilientRedisCache, "_rests_until", {})
    lost.set("a", 1)
    assert lost.get("a", "nothing") == "nothing"
    assert lost.get_many(["a"]) == {}
    assert caplog.messages == ["The shared cache is lost: ConnectionError."]


@pytest.fixture
def in_redis(monkeypatch):
    """Return a cache as Redis has it, and what lies in it: no server is asked."""
    held: dict[str, bytes] = {}

    class Held:
        def get(self, key):
            return held.get(key)

        def set(self, key, value, **_how):
            held[key] = value if isinstance(value, bytes) else str(value).encode()

    monkeypatch.setattr(RedisCacheClient, "get_client", lambda *args, **kwargs: Held())
    return ResilientRedisCache("redis://127.0.0.1:1/1", {}), held


def test_what_a_shared_cache_keeps_comes_back_as_it_was(in_redis):
    kept, held = in_redis
    for value in (5, -1, True, None, "5", b"\0\xff", b"5", [1, ["a"]], {"a": 1}):
        kept.set("a", value)
        assert kept.get("a") == value
        assert type(kept.get("a")) is type(value)
    assert held == {":1:a": b'j{"a": 1}'}


def test_nothing_in_a_shared_cache_is_unpickled(in_redis, tmp_path):
    kept, held = in_redis
    made = tmp_path / "made by whoever can write to Redis"

    class Planted:
        def __reduce__(self):
            return (open, (str(made), "w"))

    for planted in (pickle.dumps(Planted()), b"", b"j{", b"x", b"j" + b"[" * 100_000):
        held[":1:a"] = planted
        assert kept.get("a", "nothing") == "nothing"
    assert not made.exists()
    with pytest.raises(TypeError):
        kept.set("a", Planted())


@pytest.mark.parametrize(
    "planted", ["text", b"", b"no json\nbody", 5, [1], b"[]\nbody"]
)
def test_a_kept_page_that_is_none_is_made_anew(client, organization, made, planted):
    client.get(ADDRESS)
    (key,) = [key for key in cache._cache if "page:" in key]
    cache.set(key.removeprefix(":1:"), planted)
    assert client.get(ADDRESS).status_code == 200
    assert len(made) == 2


def test_one_lost_cache_does_not_rest_another(monkeypatch):
    monkeypatch.setattr(ResilientRedisCache, "_rests_until", {})
    one, other = (
        ResilientRedisCache(f"redis://127.0.0.1:{port}/1", {}) for port in (1, 2)
    )
    one.get("a")
    assert one._rests_until.keys() == {("redis://127.0.0.1:1/1",)}
    other.get("a")
    assert len(one._rests_until) == 2


def test_pages_go_on_with_a_lost_cache(settings, client, organization, made):
    settings.CACHES = settings.CACHES | {
        "default": {
            "BACKEND": "recovery_directory.web.resilient_cache.ResilientRedisCache",
            "LOCATION": "redis://127.0.0.1:1/1",
        }
    }
    for _time in range(2):
        assert client.get(ADDRESS).status_code == 200
    assert len(made) == 2
