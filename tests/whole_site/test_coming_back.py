"""Addresses that come back: no browser and no cache keeps a redirect or a 410 for good.

A record is renamed and renamed back, withdrawn and listed again, merged and parted.
Whoever asked in between is asked to ask again.
"""

import pytest

from organizations.handouts.sheet_codes import sheet_code
from organizations.merging.merge import merge
from recovery_directory.records import revisions
from tests import factories
from tests.whole_site.routes import public_routes

pytestmark = pytest.mark.django_db

MAKERS = {
    "organization": factories.organization,
    "type": factories.organization_type,
    "style": factories.governance_style,
    "source": factories.source,
    "summary": lambda **given: factories.evidence_summary(
        subject_kind="topic", **given
    ),
}

NOT_THE_PAGE = {301, 302, 303, 307, 308, 404, 405, 410}
KEPT_FOR_GOOD = {301, 308, 404, 410}
"""What browsers or proxies keep without being told to."""


def rename(record, slug: str) -> None:
    """Give a record another address."""
    with revisions.change(record, by=None, action="edit"):
        record.slug = slug
        record.save()


@pytest.fixture
def addresses() -> list[str]:
    """Return every address of records that were renamed, merged, withdrawn or never."""
    slugs, codes = ["nobody"], ["zzzzzz"]
    for kind, make in MAKERS.items():
        renamed = make(slug=f"old-{kind}", published=True)
        rename(renamed, f"new-{kind}")
        make(slug=f"gone-{kind}", published=True).withdraw(by=None, reason="Closed.")
        slugs += [f"old-{kind}", f"gone-{kind}", f"draft-{kind}"]
        make(slug=f"draft-{kind}")
        codes.append(sheet_code(renamed.pk))
    survivor = factories.organization(slug="survivor", published=True)
    duplicate = factories.organization(slug="duplicate", published=True)
    merge(survivor=survivor, duplicate=duplicate, by=None)
    slugs += ["duplicate", "survivor"]
    codes += [sheet_code(duplicate.pk), sheet_code(survivor.pk)]
    values = [{"slug": slug, "extension": "ris"} for slug in slugs]
    values += [{"code": code, "version": "1"} for code in codes]
    found = {
        address
        for route in public_routes()
        for given in values
        if (address := route.filled(**given))
    }
    found |= {address.rstrip("/") for address in found if address != "/"}
    found |= {f"{address}?discreet=1" for address in found if "print" in address}
    return sorted(found)


def test_whatever_is_not_the_page_is_asked_for_again(client, addresses):
    seen = set()
    for address in addresses:
        answer = client.get(address)
        seen.add(answer.status_code)
        if answer.status_code in NOT_THE_PAGE:
            stated = answer.get("Cache-Control", "")
            assert "no-cache" in stated or "no-store" in stated, address
    assert seen >= KEPT_FOR_GOOD - {308}


def test_a_form_sent_to_an_old_address_is_not_kept_on_its_way(client):
    harbor = factories.organization(slug="harbor", published=True)
    rename(harbor, "haven")
    answer = client.post("/organizations/harbor/suggest/", {"note": "It has moved."})
    assert answer.status_code == 308
    assert "no-cache" in answer["Cache-Control"]


def test_the_icon_by_its_old_address_follows_each_new_drawing(client):
    answer = client.get("/favicon.ico")
    assert answer.status_code == 301
    assert "no-cache" in answer["Cache-Control"]


def test_somebody_signed_in_still_gets_nothing_that_may_be_stored(curator_client):
    factories.organization(slug="gone", withdrawn=True)
    answer = curator_client.get("/organizations/gone/")
    assert "no-store" in answer["Cache-Control"]


def test_renamed_there_and_back_and_listed_again_an_address_answers(client):
    harbor = factories.organization(slug="harbor", published=True)
    rename(harbor, "haven")
    assert client.get("/organizations/harbor/")["Location"] == "/organizations/haven/"
    rename(harbor, "harbor")
    assert client.get("/organizations/harbor/").status_code == 200
    assert client.get("/organizations/haven/")["Location"] == "/organizations/harbor/"
    harbor.withdraw(by=None, reason="Closed.")
    assert client.get("/organizations/harbor/").status_code == 410
    harbor.restore(by=None)
    harbor.publish(by=None)
    assert client.get("/organizations/harbor/").status_code == 200
