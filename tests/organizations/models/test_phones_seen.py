"""Telephone numbers: who may see one, on which day, and with which words.

A number is public where a curator verified it here, or where it was seen on the
organization's own or a public body's page of which the copy is at most three years old;
a local body's line only as that of its area.
"""

import datetime
import itertools

import pytest
import time_machine

from organizations.models import Organization, Phone
from recovery_directory.records import revisions
from tests import factories
from tests.sheets import harbor, sheet_of, text_of

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 12, 1)
NUMBER = "+1-212-555-0100"
PAGE = "/organizations/sober-harbor/"
OWN = {"publisher_kind": "organization", "copy_on": "2024", "published": True}


def seen(source: dict, **phone) -> Organization:
    """Make an organization whose number was seen in this source."""
    row = {"number": NUMBER, "kind": "helpline", "was_seen": True}
    return harbor(phones=[row | {"source": factories.source(**source)} | phone])


@pytest.fixture
def today():
    """Let it be this day."""
    with time_machine.travel(noon(TODAY), tick=False):
        yield


def noon(day: datetime.date) -> datetime.datetime:
    """Return the middle of a day."""
    return datetime.datetime.combine(day, datetime.time(18), datetime.UTC)


def test_rows_and_queries_agree_on_every_number():
    kinds = ("", "organization", "local-body", "public-body")
    copies = ("", "2023-11-30", "2023-12", "2024")
    looks = (None, datetime.date(2023, 11, 30), datetime.date(2025, 12, 1))
    sources = [
        factories.source(
            publisher_kind=kind,
            copy_on=copy_on,
            copy_seen=mirror,
            accessed_on=looked_on,
            published=(kind, looked_on) != ("organization", None),
        )
        for kind, copy_on, mirror, looked_on in itertools.product(
            kinds, copies, ("", "mirror.example"), looks
        )
    ]
    organization = factories.organization(published=True)
    rows = itertools.product(sources, ("", "Ventura County"), (True, False))
    with revisions.change(organization, by=None, action=revisions.Action.EDIT):
        for number, (source, area, was_seen) in enumerate(rows, start=1000):
            Phone(
                organization=organization,
                number=f"+1-212-555-{number}",
                kind="office",
                area=area,
                source=source,
                was_seen=was_seen,
            ).save()
    phones = Phone.objects.select_related("source")
    for day in (TODAY, datetime.date(2026, 1, 1), datetime.date(2028, 3, 5)):
        shown = {one.pk for one in phones if one.is_public_on(day)}
        asked = set(phones.public(on=day).values_list("pk", flat=True))
        held = set(phones.held_back(on=day).values_list("pk", flat=True))
        assert shown == asked
        assert asked.isdisjoint(held)
        assert 0 < len(asked) < len(held)
        assert len(asked | held) == phones.count()


@pytest.mark.parametrize(
    ("source", "phone", "said"),
    [
        (OWN, {}, "from their website, 2024"),
        (OWN | {"copy_on": "2023-12-01"}, {}, "from their website, 2023"),
        (OWN | {"copy_on": "2023-12"}, {}, "from their website, 2023"),
        (OWN | {"copy_on": "2023-11-30"}, {}, ""),
        (OWN | {"copy_on": "2023"}, {}, ""),
        (OWN | {"copy_on": ""}, {}, ""),
        (
            OWN | {"copy_on": "", "accessed_on": datetime.date(2025, 5, 1)},
            {},
            "from their website, 2025",
        ),
        (
            OWN
            | {
                "copy_on": "",
                "copy_seen": "mirror.example",
                "accessed_on": datetime.date(2025, 5, 1),
            },
            {},
            "",
        ),
        (OWN | {"publisher_kind": ""}, {}, ""),
        (OWN | {"publisher_kind": "public-body"}, {}, "from a public body’s page"),
        (OWN | {"publisher_kind": "local-body"}, {}, ""),
        (
            OWN | {"publisher_kind": "local-body"},
            {"area": "Ventura County"},
            "only for Ventura County",
        ),
        (OWN, {"was_seen": False}, ""),
    ],
)
def test_a_number_is_shown_where_it_was_seen_and_says_so(
    client, today, source, phone, said
):
    organization = seen(source, **phone)
    pages = {
        "page": text_of(client.get(PAGE)),
        "card": client.get("/organizations/").content.decode(),
        "sheet": sheet_of(client.get(f"{PAGE}print/")),
        "text": client.get(f"{PAGE}print/?as=text").content.decode(),
    }
    data = {
        "linked": client.get(PAGE).content.decode(),
        "api": client.get(
            f"/api/hsds/organizations/{organization.pk}"
        ).content.decode(),
        "csv": client.get("/data/organizations.csv").getvalue().decode(),
        "json": client.get("/data/organizations.json").getvalue().decode(),
    }
    for where, text in (pages | data).items():
        assert ("555-0100" in text or "5550100" in text) == bool(said), where
    for where in ("page", "sheet"):
        assert said in pages[where]
    page = "No phone number can be shown yet"
    assert (page in pages["page"]) == (not said)


def test_a_number_disappears_everywhere_on_the_day_its_copy_is_too_old(
    client, settings, today
):
    settings.PAGES_ARE_KEPT = True
    organization = seen(OWN | {"copy_on": "2023-12-01"})
    addresses = (
        PAGE,
        "/organizations/",
        f"{PAGE}print/",
        f"/api/hsds/organizations/{organization.pk}",
        "/api/hsds/services?full=true",
        "/api/hsds/services?full=true&format=ndjson",
        "/data/organizations.csv",
        "/data/organizations.json",
    )
    tags = {}
    for address in addresses:
        response = client.get(address)
        assert b"555" in response.getvalue(), address
        tags[address] = response["ETag"]
    with time_machine.travel(noon(TODAY + datetime.timedelta(days=1)), tick=False):
        for address in addresses:
            again = client.get(address, headers={"if-none-match": tags[address]})
            assert again.status_code == 200, address
            body = again.getvalue()
            assert b"555-0100" not in body, address
            assert b"5550100" not in body, address
        assert b"helpline" not in client.get("/api/hsds/services").content
