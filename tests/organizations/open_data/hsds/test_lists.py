"""What lists give: published records, every condition at once, few queries."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.catalog import loading
from organizations.open_data.hsds import selection, vocabularies
from recovery_directory.records import revisions
from tests import factories
from tests.organizations.open_data.hsds.conftest import API

pytestmark = pytest.mark.django_db


def term(vocabulary: str, slug: str, **given):
    """Make a published term."""
    return factories.term(taxonomy=vocabulary, slug=slug, published=True, **given)


@pytest.fixture
def groups():
    """Make three groups that meet in different ways."""
    in_person, online = term("format", "in-person"), term("format", "online")
    alcohol, family = term("focus", "alcohol"), term("audience", "family-and-friends")
    return {
        "harbor": factories.organization(
            name="Harbor", terms=[in_person, online, alcohol], published=True
        ),
        "lantern": factories.organization(
            name="Lantern",
            terms=[online, family],
            operating_status="historic",
            published=True,
        ),
        "quiet": factories.organization(name="Quiet", published=True),
        "draft": factories.organization(name="Draft", terms=[online]),
        "gone": factories.organization(name="Gone", withdrawn=True),
        "alcohol": alcohol,
        "online": online,
        "family": family,
    }


def names(records: list[dict]) -> list[str]:
    """Return the names of records."""
    return [record["name"] for record in records]


def test_only_published_organizations_exist(groups, client, every):
    assert sorted(names(every("/organizations"))) == ["Harbor", "Lantern", "Quiet"]
    for hidden in ("draft", "gone"):
        response = client.get(f"{API}/organizations/{groups[hidden].pk}")
        assert response.status_code == 404
        assert groups[hidden].name not in response.content.decode()


def test_services_follow_the_ways_of_meeting(groups, every):
    assert sorted(names(every("/services"))) == [
        "Harbor: meetings in person",
        "Harbor: meetings online",
        "Lantern: meetings online",
        "Lantern: support for family and friends",
        "Quiet: mutual help",
    ]


def test_a_helpline_is_a_service_once_its_number_is_verified(groups, every):
    quiet = groups["quiet"]
    factories.add(quiet, "phones", number="+1-212-555-0100", kind="helpline")
    assert "Quiet: helpline" not in names(every("/services"))
    with revisions.change(quiet, by=None, action="verify"):
        quiet.phones.update(verified_on="2026-05-01")
    service = every("/services", search="Quiet", full="true")[0]
    assert service["name"] == "Quiet: helpline"
    assert service["phones"][0]["number"] == "+1-212-555-0100"


def test_the_status_tells_what_runs(groups, every):
    status = {one["name"]: one["status"] for one in every("/services")}
    assert status["Harbor: meetings online"] == "active"
    assert status["Lantern: meetings online"] == "defunct"


def test_an_uncertain_organization_is_active_with_an_alert(every):
    factories.organization(operating_status="uncertain", published=True)
    service = every("/services")[0]
    assert service["status"] == "active"
    assert "uncertain" in service["alert"]


def test_a_service_keeps_its_id_when_its_organization_is_renamed(groups, every):
    before = {one["id"] for one in every("/services")}
    groups["quiet"].name = "Calm"
    groups["quiet"].slug = "calm"
    groups["quiet"].save()
    assert {one["id"] for one in every("/services")} == before


def test_a_term_finds_the_services_that_carry_it(groups, every):
    online = every("/services", taxonomy_term_id=groups["online"].pk)
    assert sorted(names(online)) == [
        "Harbor: meetings online",
        "Lantern: meetings online",
    ]
    alcohol = every("/services", taxonomy_term_id=groups["alcohol"].pk)
    assert sorted(names(alcohol)) == [
        "Harbor: meetings in person",
        "Harbor: meetings online",
    ]


def test_all_conditions_hold_at_once(groups, every):
    both = {
        "taxonomy_term_id": groups["online"].pk,
        "organization_id": groups["lantern"].pk,
    }
    assert names(every("/services", **both)) == ["Lantern: meetings online"]
    nothing = both | {"taxonomy_id": groups["alcohol"].taxonomy_id}
    assert every("/services", **nothing) == []
    assert every("/services", meeting_format="online", status="active") != []
    assert names(
        every("/organizations", meeting_format="online", status="historic")
    ) == ["Lantern"]


def test_a_way_of_meeting_narrows_services_to_those_that_stand_for_it(groups, every):
    assert names(every("/services", meeting_format="online")) == [
        "Harbor: meetings online",
        "Lantern: meetings online",
    ]


def test_every_term_finds_exactly_the_records_that_carry_it(shipped, every):
    organizations = every("/organizations", full="true")
    services = every("/services", full="true")
    terms = every("/taxonomy_terms")
    closed = {str(one.id) for one in vocabularies.CLOSED}
    sample = [one for one in terms if one["taxonomy_id"] in closed] + [
        one
        for one in terms
        if one["taxonomy_id"] not in closed and one["taxonomy"] != "Country"
    ][::4]
    assert len(sample) > 30
    for path, records in (("/organizations", organizations), ("/services", services)):
        for one in sample:
            if path == "/services" and one["taxonomy"] in {"Language", "Country"}:
                continue
            carrying = [
                record["id"]
                for record in records
                if one["id"]
                in {link["taxonomy_term_id"] for link in record.get("attributes", ())}
            ]
            found = every(path, taxonomy_term_id=one["id"])
            assert [record["id"] for record in found] == carrying, one["name"]


def test_every_taxonomy_finds_the_organizations_that_carry_any_term(shipped, every):
    organizations = every("/organizations", full="true")
    for taxonomy in every("/taxonomies"):
        carrying = [
            record["id"]
            for record in organizations
            if any(
                link["taxonomy_term"]["taxonomy_id"] == taxonomy["id"]
                for link in record["attributes"]
            )
        ]
        found = every("/organizations", taxonomy_id=taxonomy["id"])
        assert [record["id"] for record in found] == carrying, taxonomy["name"]


def test_an_unpublished_term_is_nowhere(groups, every, client):
    hidden = factories.term(taxonomy="focus", name="Hidden", slug="hidden")
    factories.add(groups["harbor"], "terms", term=hidden)
    record = json.dumps(every("/organizations", full_service="true"))
    assert "Hidden" not in record
    assert "Hidden" not in json.dumps(every("/taxonomy_terms"))
    assert client.get(f"{API}/taxonomy_terms/{hidden.pk}").status_code == 404
    assert every("/organizations", taxonomy_term_id=hidden.pk) == []


def test_an_unpublished_relation_source_or_summary_is_nowhere(groups, client):
    harbor = groups["harbor"]
    secret = factories.source(title="Secret source")
    factories.add(harbor, "relationships", kind="part-of", other=groups["draft"])
    factories.add(harbor, "alternate_names", kind="acronym", name="HB", source=secret)
    harbor.evidence_summary = factories.evidence_summary(title="Secret summary")
    harbor.save()
    record = client.get(f"{API}/organizations/{harbor.pk}").content.decode()
    assert "HB" in record
    for hidden in (str(groups["draft"].pk), "Secret", str(secret.pk)):
        assert hidden not in record


def test_terms_can_be_asked_for_by_taxonomy_and_parent(groups, every, client):
    narrower = factories.term(
        taxonomy="focus", slug="beer", broader=groups["alcohol"], published=True
    )
    parent = groups["alcohol"]
    assert [one["id"] for one in every("/taxonomy_terms", parent_id=parent.pk)] == [
        str(narrower.pk)
    ]
    of_focus = every("/taxonomy_terms", taxonomy_id=parent.taxonomy_id)
    assert {one["code"] for one in of_focus} == {"alcohol", "beer"}
    top = every("/taxonomy_terms", taxonomy_id=parent.taxonomy_id, top_only="true")
    assert [one["code"] for one in top] == ["alcohol"]
    both = {"parent_id": parent.pk, "top_only": "true"}
    assert client.get(f"{API}/taxonomy_terms", both).status_code == 400


def test_search_finds_terms_by_everyday_words(every):
    term("focus", "cannabis", name="Cannabis", synonyms=["weed", "adicción"])
    for typed in ("WEED", "adiccion", "adiccio\u0301n"):
        found = every("/taxonomy_terms", search=typed)
        assert [one["code"] for one in found] == ["cannabis"], typed


def test_a_stream_gives_what_the_pages_give(groups, client, every):
    for path, given in (
        ("/organizations", {"full": "true"}),
        ("/services", {}),
        ("/service_at_locations", {}),
        ("/taxonomy_terms", {}),
    ):
        response = client.get(f"{API}{path}", given | {"format": "ndjson"})
        assert response["Content-Type"] == "application/x-ndjson"
        lines = b"".join(response.streaming_content).splitlines()
        assert [json.loads(line) for line in lines] == every(path, **given)


LISTS = (
    "/services",
    "/services?full=true",
    "/services?search=group&meeting_format=online",
    "/organizations",
    "/organizations?full_service=true",
    "/service_at_locations?full=true",
    "/taxonomy_terms",
)


def test_no_query_names_more_organizations_than_a_database_takes(client, monkeypatch):
    """A query takes some ten thousands of values; a directory may be larger."""
    made = [factories.organization(published=True) for _number in range(5)]
    monkeypatch.setattr(selection, "FEW", 2)
    asked = {"modified_after": "2000-01-01", "per_page": 1}
    for kind in ("organizations", "services"):
        with CaptureQueriesContext(connection) as captured:
            found = client.get(f"{API}/{kind}", asked).json()
        assert found["total_items"] == 5
        for query in captured.captured_queries:
            sql = query["sql"].replace("-", "")
            assert sum(one.pk.hex in sql for one in made) <= 2, sql


def test_ten_organizations_cost_as_many_queries_as_one(client):
    online = term("format", "online")
    focus = term("focus", "alcohol")
    style = factories.shared(factories.governance_style)
    document = factories.source(published=True)

    def add_one():
        factories.organization(
            summary="A group.",
            terms=[online, focus],
            governance_style=style,
            medication_stance="supportive",
            medication_document=document,
            evidence_summary=factories.evidence_summary(published=True),
            urls=[{"kind": "website", "url": "https://a.example/"}],
            alternate_names=[{"kind": "acronym", "name": "AG"}],
            relationships=[{"kind": "related", "other_name": "Another"}],
            published=True,
        )

    def costs() -> dict[str, int]:
        found = {}
        for query in LISTS:
            loading.forget()
            client.get("/organizations/?q=group")  # what is held in memory is read
            with CaptureQueriesContext(connection) as captured:
                assert client.get(f"{API}{query}").json()["total_items"] >= 1
            found[query] = len(captured)
        return found

    add_one()
    with_one = costs()
    for _number in range(9):
        add_one()
    assert costs() == with_one
    assert 0 < max(with_one.values()) <= 25
