"""The desk of a curator: finding records, terms and what happened to them."""

import datetime

import pytest
from django.utils import timezone

from organizations.admin.verification_admin import verify
from organizations.models import Organization, TaxonomyTerm
from recovery_directory.records.revisions import history
from tests import factories
from tests.admin_forms import address, list_address, save, typed

pytestmark = pytest.mark.django_db


def names(client, query: str) -> set[str]:
    """Return the names in the change list."""
    page = client.get(list_address(Organization) + query)
    assert page.status_code == 200
    return {record.name for record in page.context["cl"].result_list}


def test_the_list_finds_by_name_other_name_and_slug(curator_client):
    one = factories.organization(name="Harbor", slug="safe-place")
    factories.add(one, "alternate_names", kind="acronym", name="HRB")
    factories.add(one, "alternate_names", kind="also-known-as", name="HRB Group")
    factories.organization(name="Other")
    for query in ("harbor", "hrb", "safe-place"):
        assert names(curator_client, f"?q={query}") == {"Harbor"}


def test_the_list_filters_by_work_that_waits(curator_client):
    factories.organization(name="Plain")
    checked = factories.organization(name="Checked")
    factories.add(
        checked,
        "urls",
        kind="website",
        url="https://a.example",
        was_seen=True,
        checked_on=datetime.date(2024, 5, 1),
    )
    waiting = factories.organization(name="Waiting")
    factories.add(waiting, "phones", number="+1-212-555-0100", kind="office")
    assert names(curator_client, "?unchecked=yes") == {"Waiting"}
    assert names(curator_client, "?unchecked=no") == {"Plain", "Checked"}
    assert names(curator_client, "?phone=yes") == {"Waiting"}
    assert names(curator_client, "?phone=no") == {"Plain", "Checked"}
    assert len(names(curator_client, "?phone=nonsense")) == 3


def test_the_list_shows_when_it_was_last_verified(curator_client, curator):
    organization = factories.organization()
    verify(organization, by=curator, part="figures", method="website")
    record = curator_client.get(list_address(Organization)).context["cl"].result_list[0]
    assert record.verified_last == timezone.localdate()


def test_a_draft_is_one_click_from_its_page(curator_client):
    organization = factories.organization()
    page = curator_client.get(address(organization))
    assert page.context["has_absolute_url"]
    answer = curator_client.get(page.context["absolute_url"])
    assert answer.url.endswith(organization.get_absolute_url())


def test_terms_are_found_by_everyday_words(curator_client):
    weed = factories.term(
        name="Cannabis", synonyms=["weed", "pot"], search_words=["bong"]
    )
    factories.term(name="Alcohol")
    for word in ("weed", "bong"):
        page = curator_client.get(list_address(TaxonomyTerm) + f"?q={word}")
        assert list(page.context["cl"].result_list) == [weed]


def test_a_term_without_a_vocabulary_is_an_error_and_no_crash(curator_client):
    data = typed(curator_client.get(list_address(TaxonomyTerm, "add")))
    data |= {"name": "Word", "slug": "word", "definition": "A word."}
    answer = curator_client.post(list_address(TaxonomyTerm, "add"), data)
    assert answer.status_code == 200
    assert "This field is required" in answer.text


def test_history_shows_who_did_what_and_why(curator_client):
    organization = factories.organization()
    save(
        curator_client, organization, philosophy="New.", change_reason="A new leaflet."
    )
    page = curator_client.get(address(organization, "history")).text
    assert "A new leaflet." in page
    assert "loader of record files" in page
    number = history(organization)[0].number
    whole = f"{address(organization, 'history')}{number}/"
    assert whole in page
    assert "New." in curator_client.get(whole).text
