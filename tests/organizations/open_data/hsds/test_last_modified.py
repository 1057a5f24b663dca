"""``modified_after`` gives each record whose answer changed, whatever changed it."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import Organization
from recovery_directory.records import revisions
from tests import factories
from tests.organizations.open_data.hsds.conftest import API

pytestmark = pytest.mark.django_db


def edit(record, **fields) -> None:
    """Change fields of a record as one revision."""
    with revisions.change(record, by=None, action="edit"):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


@pytest.fixture
def named() -> dict:
    """Return records of every kind, all of which the organization Harbor names."""
    broader = factories.term(taxonomy="focus", slug="drugs", published=True)
    summary_source = factories.source(published=True)
    records = {
        "type": factories.organization_type(published=True),
        "governance style": factories.governance_style(published=True),
        "evidence summary": factories.evidence_summary(published=True),
        "source of the summary": summary_source,
        "term": factories.term(taxonomy="focus", broader=broader, published=True),
        "broader term": broader,
        "related organization": factories.organization(name="Pier", published=True),
        "cited source": factories.source(published=True),
        "source of a number": factories.source(published=True),
        "source of a term": factories.source(published=True),
        "document on medication": factories.source(published=True),
    }
    with revisions.change(records["evidence summary"], by=None, action="edit"):
        records["evidence summary"].sources.add(summary_source)
    harbor = factories.organization(
        name="Harbor",
        slug="harbor",
        organization_type=records["type"],
        governance_style=records["governance style"],
        evidence_summary=records["evidence summary"],
        medication_stance="no-position",
        medication_document=records["document on medication"],
        medication_description="It has none.",
        published=True,
    )
    factories.add(
        harbor, "terms", term=records["term"], source=records["source of a term"]
    )
    factories.add(harbor, "citations", fact="cost", source=records["cited source"])
    factories.add(
        harbor, "relationships", kind="related", other=records["related organization"]
    )
    factories.add(
        harbor,
        "size_estimates",
        metric="groups",
        value=3,
        scope="here",
        source=records["source of a number"],
    )
    factories.organization(name="Lighthouse", slug="lighthouse", published=True)
    return records


CHANGES = {
    "type": {"name": "Secular, as they say"},
    "governance style": {"name": "From the bottom up"},
    "evidence summary": {"plain_statement": "More people stayed."},
    "source of the summary": {"title": "A newer edition"},
    "term": {"name": "Every other drug"},
    "broader term": {"name": "All drugs"},
    "related organization": {"name": "Pier and Quay"},
    "cited source": {"title": "A newer edition"},
    "source of a number": {"title": "A newer edition"},
    "source of a term": {"title": "A newer edition"},
    "document on medication": {"title": "A newer edition"},
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_what_an_answer_repeats_is_a_change_of_the_answer(
    client, named, what
):
    before = client.get(f"{API}/organizations?full=true")
    edit(named[what], **CHANGES[what])
    since = {"modified_after": before["Modified-After"]}
    # Nothing is modified after the newest moment but what this change has touched.
    moment = named[what].updated_at.isoformat()
    found = client.get(f"{API}/organizations", {"modified_after": moment}).json()
    changed = {one["name"]: one["last_modified"] for one in found["contents"]}
    assert "Harbor" in changed
    assert "Lighthouse" not in changed
    assert set(changed) <= {"Harbor", named["related organization"].name}
    [then] = [
        one["last_modified"]
        for one in before.json()["contents"]
        if one["name"] == "Harbor"
    ]
    assert changed["Harbor"] > then
    assert client.get(f"{API}/organizations", since).json()["total_items"] >= 1
    for address in ("services", "services?minimal=true"):
        services = client.get(f"{API}/{address}", {"modified_after": moment}).json()
        assert services["empty"] is False
        for service in services["contents"]:
            assert service["last_modified"] == changed["Harbor"]
    harbor = Organization.objects.get(slug="harbor")
    one = client.get(f"{API}/organizations/{harbor.pk}").json()
    assert one["last_modified"] == changed["Harbor"]
    assert one["services"][0]["last_modified"] == changed["Harbor"]
    rows = client.get("/data/organizations.json")
    table = {row["name"]: row["updated_at"] for row in json_of(rows)}
    assert table["Harbor"] == changed["Harbor"]


def json_of(answer):
    """Return the JSON of a stream."""
    return json.loads(answer.getvalue())


def test_what_is_withdrawn_leaves_the_answers_that_repeat_it(client, named):
    before = client.get(f"{API}/organizations?full=true")["Modified-After"]
    named["cited source"].withdraw(
        by=None, reason="It was a mistake.", even_if_used=True
    )
    found = client.get(
        f"{API}/organizations", {"modified_after": before, "full": "true"}
    ).json()["contents"]
    [harbor] = [one for one in found if one["name"] == "Harbor"]
    assert harbor["last_modified"] >= before
    assert str(named["cited source"].pk) not in str(harbor)


def test_last_modified_costs_the_same_for_one_and_for_several(client, named):
    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    addresses = [
        f"{API}/organizations?full=true",
        f"{API}/services?minimal=true",
        f"{API}/services?modified_after=2020-01-01",
    ]
    few = [queries(address) for address in addresses]
    for _number in range(3):
        factories.organization(terms=[named["term"]], published=True)
    assert [queries(address) for address in addresses] == few
