"""Measure every page that grows with the directory, and what it is compared with."""

import gc
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import (
    CaptureQueriesContext,
    override_settings,
    setup_test_environment,
    teardown_test_environment,
)
from django.urls import Resolver404, resolve

from organizations.catalog import loading
from organizations.models import Organization
from organizations.records import ORGANIZATION
from recovery_directory.records.revisions import Action
from recovery_directory.records.saving import rewrite
from tests.admin_forms import address, typed

THREE = {"focus": "alcohol", "country": "us", "spirituality": "none"}
CHOSEN = ("alcoholics-anonymous", "smart-recovery", "lifering")

SEARCHES = {
    "search, exact": "alcoholics anonymous",
    "search, typing mistake": "celebrate recvery",
    "search, everyday word": "weed",
    "search, no hit": "xqzzyv",
}


def pages() -> dict[str, str]:
    """Return the address of each page that is measured."""
    listed = Organization.objects.published().operating().count()
    found = {
        "list": "/organizations/",
        "list, three filters": f"/organizations/?{urlencode(THREE)}",
        **{
            name: f"/organizations/?{urlencode({'q': words})}"
            for name, words in SEARCHES.items()
        },
        "list, last page": f"/organizations/?page={-(-listed // 20)}",
        "detail, shipped": "/organizations/alcoholics-anonymous/",
        "detail, made": "/organizations/made-80/",
        "hand-out": "/organizations/alcoholics-anonymous/print/",
        "compare, three": "/compare/?"
        + urlencode({"organization": CHOSEN}, doseq=True),
        "evidence map": "/evidence/",
        "API, services in full": "/api/hsds/services?full=true",
        "API, 100 services in full": "/api/hsds/services?per_page=100&full=true",
        "CSV": "/data/organizations.csv",
    }
    return {name: address for name, address in found.items() if exists(address)}


def exists(address: str) -> bool:
    """Whether this site has such an address."""
    try:
        resolve(address.split("?")[0])
    except Resolver404:
        return False
    return True


def timed(action: Callable[[], object], rounds: int) -> dict:
    """Return how long ``action`` takes, in milliseconds: elapsed, and of the processor.

    On a machine with other work only the processor's time, the shortest above all,
    says something.
    """
    elapsed, used = [], []
    gc.collect()
    for _round in range(rounds):
        started, worked = time.perf_counter(), time.process_time()
        action()
        used.append(1000 * (time.process_time() - worked))
        elapsed.append(1000 * (time.perf_counter() - started))
    return {
        "p50": median(elapsed),
        "p95": sorted(elapsed)[int(0.95 * (rounds - 1))],
        "cpu": min(used),
    }


def measure_page(address: str, rounds: int) -> dict:
    """Return the figures of one page, made anew each time."""
    client = Client()

    def ask() -> bytes:
        response = client.get(address)
        assert response.status_code == 200, (address, response.status_code)
        return response.getvalue()

    ask()
    with CaptureQueriesContext(connection) as captured:
        size = len(ask())
    return {"queries": len(captured), "bytes": size} | timed(ask, rounds)


def measure_once(address: str) -> dict:
    """Return the figures of what takes so long that once says enough."""
    sizes = []
    with CaptureQueriesContext(connection) as captured:
        figures = timed(
            lambda: sizes.append(len(Client().get(address).getvalue())), rounds=1
        )
    return {"queries": len(captured), "bytes": sizes[0]} | figures


def measure(rounds: int) -> dict[str, dict]:
    """Return the figures of everything at the present size."""
    with pages_made_anew():
        found = {"reading the catalog": timed(loading.read, 3)}
        found["empty view"] = measure_page("/healthz", rounds)
        for name, address in pages().items():
            if name == "CSV":
                found[name] = measure_once(address)
            else:
                few = name.startswith("API")
                found[name] = measure_page(
                    address, max(3, rounds // 4) if few else rounds
                )
        found["bare SQL of the list, three filters"] = bare_sql(rounds)
        found |= saving(max(5, rounds // 4))
    kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found["memory"] = {"bytes": kilobytes * 1024}
    return found


def measure_shipped(rounds: int) -> dict[str, dict]:
    """Return the figures of the directory as it is shipped, where it is read most."""
    asked = ("list", "list, three filters", "API, 100 services in full")
    with pages_made_anew():
        found = {"empty view": measure_page("/healthz", rounds)}
        return found | {name: measure_page(pages()[name], rounds) for name in asked}


@contextmanager
def pages_made_anew() -> Iterator[None]:
    """Keep no page, and ask for no collected static files."""
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        PAGES_ARE_KEPT=False,
        ALLOWED_HOSTS=["*"],
        STORAGES=settings.STORAGES | {"staticfiles": static},
    ):
        loading.forget()
        yield


def bare_sql(rounds: int) -> dict:
    """Return the figures of the list's own queries, without anything around them."""
    with CaptureQueriesContext(connection) as captured:
        Client().get(pages()["list, three filters"])
    statements = [query["sql"] for query in captured.captured_queries]

    def ask() -> None:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement.replace("%", "%%"))
                cursor.fetchall()

    return {"queries": len(statements)} | timed(ask, rounds)


def saving(rounds: int) -> dict[str, dict]:
    """Return the figures of a save, and of the list for the first who comes after."""
    slug = "made-80"
    organization = Organization.objects.get(slug=slug)
    number = iter(range(1_000_000))

    def save() -> None:
        record = ORGANIZATION.read(organization.pk)
        record["size_note"] = f"Counted {next(number)} times by {time.time()}."
        rewrite(ORGANIZATION, record, by=None, action=Action.EDIT)

    client, after = Client(), []
    address = pages()["list, three filters"]
    for _round in range(rounds):
        save()
        after.append(timed(lambda: client.get(address), 1))
    first = {key: median(one[key] for one in after) for key in ("p50", "p95", "cpu")}
    first["p95"] = max(one["p95"] for one in after)
    return {
        "save": timed(save, rounds),
        "save, by the form": timed(form_of(slug), rounds),
        "save, by the largest form": timed(form_of(CHOSEN[0]), rounds),
        "list, three filters, after a save": first,
    }


def form_of(slug: str) -> Callable[[], None]:
    """Return what sends the form of an organization with one text changed."""
    organizations = Organization.objects.filter(slug=slug)
    page = address(organizations.get())
    curator, _is_new = get_user_model().objects.get_or_create(
        username="benchmark", is_staff=True, is_superuser=True
    )
    client = Client()
    client.force_login(curator)
    setup_test_environment()  # an answer then says which form it shows
    sent = typed(client.get(page))
    teardown_test_environment()

    def send() -> None:
        sent["seen_version"] = str(organizations.values_list("version", flat=True)[0])
        sent["size_note"] = f"Counted by {time.time()}."
        response = client.post(page, sent)
        assert response.status_code == 302, (page, response.status_code)

    return send
