"""Suspected duplicates: found by what records are called and reached by."""

import pytest

from evidence.models import Source
from organizations.duplicates import suspected
from organizations.models import NotDuplicate, Organization
from tests import factories
from tests.admin_forms import act, address, list_address, messages_of, save, typed

pytestmark = pytest.mark.django_db

LIST = "/admin/organizations/organization/duplicates/organization/"
MERGE = "/admin/organizations/organization/merge/organization/"


def organization(name, **given):
    """Make an organization of this name."""
    return factories.organization(name=name, **given)


def found(model=Organization) -> list[tuple[set[str], list[str]]]:
    """Return the suspected pairs by their names, each with the reasons."""
    return [
        ({str(pair.one), str(pair.other)}, pair.reasons) for pair in suspected(model)
    ]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Al-Anon Family Groups", "al anon family groups", "the same name"),
        ("Cocaïne Anonymous", "Cocaine  Anonymous", "the same name"),
        ("Harbor Fellowship", "Harbour Fellowship", "names alike"),
        ("Harbor Felowship", "Harbor Fellowshop", None),
        ("Harbor District 1", "Harbor District 2", None),
        ("Harbor", "Haven", None),
    ],
)
def test_names_that_are_the_same_or_alike(one, other, reason):
    organization(one)
    organization(other)
    assert found() == ([({one, other}, [reason])] if reason else [])


def test_another_name_counts_too():
    organization("Harbor", alternate_names=[{"kind": "former", "name": "The Haven"}])
    organization("the haven")
    assert found() == [({"Harbor", "the haven"}, ["the same name"])]


def test_addresses_and_numbers_however_they_are_written():
    organization(
        "One",
        urls=[{"kind": "website", "url": "https://www.a.example/x/"}],
        phones=[{"kind": "office", "number": "+1 (212) 555-0100"}],
    )
    organization(
        "Two",
        urls=[{"kind": "app", "url": "http://A.example/x"}],
        phones=[{"kind": "helpline", "number": "212-555-0100"}],
    )
    assert found() == [
        ({"One", "Two"}, ["the same web address", "the same telephone number"])
    ]


def test_what_many_share_says_nothing():
    for number in range(9):
        organization(f"{number}", urls=[{"kind": "app", "url": "https://a.example"}])
    assert found() == []


def test_sources_of_one_title_and_year_or_pmid():
    factories.source(title="A study", issued="2020", pmid="123")
    factories.source(title="A  Study", issued="2020-05", pmid="123")
    factories.source(title="A study", issued="2019")
    [pair] = suspected(Source)
    assert sorted(pair.reasons) == ["the same PMID", "the same title and year"]


def test_looking_at_one_record_finds_what_looking_at_all_does():
    def reached_by(url: str, number: str) -> dict:
        return {
            "urls": [{"kind": "website", "url": url}],
            "phones": [{"kind": "office", "number": number}],
        }

    former = [{"kind": "former", "name": "Härbor-Fellowship"}]
    organization(
        "Harbor Fellowship", **reached_by("https://b.example", "+1-212-555-0100")
    )
    organization(
        "Harbour Fellowship",
        **reached_by("https://www.a.example/?q", "+1-212-555-0101"),
    )
    organization("Fellowship", **reached_by("http://b.example/x", "+1 (212) 5550100"))
    organization(
        "Arbor Fellowship H", **reached_by("http://A.example?q", "+1-212-555-0102")
    )
    organization(
        "H Arbor Fellowship", **reached_by("https://c.example", "+1-212-555-0103")
    )
    organization("Lighthouse", alternate_names=former)
    organization("Light House", alternate_names=[{"kind": "acronym", "name": "HF"}])
    organization("Lighthouses", withdrawn=True)
    everything = suspected(Organization)
    assert len(everything) >= 7
    for record in Organization.objects.all():
        theirs = [pair for pair in everything if record in {pair.one, pair.other}]
        assert suspected(Organization, record) == theirs


def test_the_shipped_directory_has_few(shipped):
    assert len(suspected(Organization)) < 12


# In the admin


def test_a_pair_is_listed_until_somebody_says_that_they_are_two(
    curator_client, curator
):
    one = organization("Harbor Fellowship")
    other = organization("Harbour Fellowship")
    shown = curator_client.get(LIST)
    assert "names alike" in shown.text
    answer = curator_client.post(LIST, {"one": one.pk, "other": other.pk}, follow=True)
    assert "Kept: these are two." in answer.text
    assert "No two records look like one." in answer.text
    assert NotDuplicate.objects.get().decided_by == curator


def test_what_was_withdrawn_or_merged_is_not_listed():
    organization("Harbor Fellowship")
    organization("Harbour Fellowship", withdrawn=True)
    assert found() == []


def test_saving_warns_of_a_record_that_may_be_here(curator_client):
    organization("Harbor Fellowship")
    other = organization("Lighthouse")
    page = save(curator_client, other, follow=True, name="Harbour Fellowship")
    assert any("may be here already" in text for text in messages_of(page))
    page = save(curator_client, other, follow=True, philosophy="New.")
    assert not any("may be here already" in text for text in messages_of(page))


def test_merging_shows_what_comes_of_it_and_then_does_it(curator_client):
    harbor = organization("Harbor", published=True)
    haven = organization(
        "Haven", published=True, philosophy="Listen.", summary="Another text."
    )
    organization("Third", relationships=[{"kind": "related", "other": haven}])
    preview = act(curator_client, "merge_selected", harbor, haven)
    assert preview.context["survivor"] == harbor
    assert "Listen." in preview.text
    assert "Organizations: 1" in preview.text
    data = {
        "one": harbor.pk,
        "other": haven.pk,
        "survivor": harbor.pk,
        "seen_one": harbor.version,
        "seen_other": haven.version,
        "choice-summary": "duplicate",
        "reason": "One group.",
    }
    done = curator_client.post(MERGE, data, follow=True)
    assert "is merged into" in done.text
    harbor.refresh_from_db()
    assert (harbor.summary, harbor.philosophy) == ("Another text.", "Listen.")


def test_a_preview_that_is_out_of_date_merges_nothing(curator_client):
    harbor, haven = organization("Harbor"), organization("Haven")
    data = {"one": harbor.pk, "other": haven.pk, "survivor": harbor.pk}
    data |= {"seen_one": harbor.version, "seen_other": haven.version}
    save(curator_client, haven, philosophy="New.")
    page = curator_client.post(MERGE, data)
    assert "is at version 2" in page.text
    assert curator_client.post(MERGE, data | {"seen_one": "x"}).status_code == 200
    haven.refresh_from_db()
    assert not haven.is_withdrawn


def test_addresses_that_lead_nowhere_are_404(curator_client):
    one = organization("Harbor")
    assert curator_client.get(MERGE).status_code == 404
    assert curator_client.get(MERGE, {"one": one.pk, "other": "x"}).status_code == 404
    assert (
        curator_client.get(LIST.replace("s/organization/", "s/x/")).status_code == 404
    )
    assert (
        curator_client.get(MERGE, {"one": one.pk, "other": one.pk}).status_code == 200
    )


def test_the_pages_are_for_curators(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("h", is_staff=True))
    one = organization("Harbor")
    assert client.get(LIST).status_code == 403
    assert client.get(MERGE, {"one": one.pk, "other": one.pk}).status_code == 403
    assert client.get(address(one)).status_code == 403


def test_saving_warns_of_a_source_that_may_be_here(curator_client):
    factories.source(title="Twelve-step programs", pmid="32159228")
    other = factories.source(title="Another review")
    page = save(curator_client, other, follow=True, pmid="32159228")
    [warning] = [text for text in messages_of(page) if "may be here already" in text]
    assert "as “Twelve-step programs”: the same PMID" in warning
    page = save(curator_client, other, follow=True, publisher="Somebody")
    assert not any("may be here already" in text for text in messages_of(page))


def test_a_new_source_that_may_be_here_is_named_at_once(curator_client):
    url = "https://review.example/12"
    factories.source(title="Twelve-step programs", url=url)
    data = typed(curator_client.get(list_address(Source, "add")))
    data |= {"title": "Programs", "slug": "programs", "kind": "webpage", "url": url}
    page = curator_client.post(list_address(Source, "add"), data, follow=True)
    assert any("the same web address" in text for text in messages_of(page))


def test_a_proposal_warns_of_no_twin(curator_client):
    organization("Harbor Fellowship")
    other = organization("Lighthouse")
    renamed = {"name": "Harbour Fellowship", "_propose": "1"}
    page = save(curator_client, other, follow=True, **renamed)
    assert not any("may be here already" in text for text in messages_of(page))
