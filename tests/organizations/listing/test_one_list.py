"""One list: page, API and dumps give what a slow look at every row gives, in its order.

What each of them says is taken from its answer, so whatever leaves somebody out, lets a
draft in or turns the order round is seen at every door.
"""

import io
import json
import random
import zipfile
from collections.abc import Iterator

import pytest
import yaml
from django.http import QueryDict

from organizations.catalog import facets, loading
from organizations.choices import OperatingStatus
from organizations.finder.answers import Answers
from organizations.listing.filters import OrganizationFilter
from organizations.listing.list_query import SORTS, ListQuery
from organizations.models import Organization, OrganizationType, TaxonomyTerm
from organizations.open_data.hsds.selection import NARROWING
from tests import factories
from tests.organizations.listing.listing_oracle import Oracle

pytestmark = pytest.mark.django_db

WORDS = ("", "weed", "alcoholics anonimous", "my son", "no god", "christian", "zzz")
ORDERS = ("", *SORTS)
ON_THE_PAGE = ("active", "uncertain")
EVERY_STATUS = tuple(OperatingStatus.values)
API_NAMES = {"q": "search", "format": "meeting_format"}


@pytest.fixture
def oracle(shipped) -> Oracle:
    """Add to the shipped directory some who must be listed nowhere."""
    made = {
        "organization_type": OrganizationType.objects.get(slug="secular"),
        "terms": list(TaxonomyTerm.objects.filter(slug__in=["alcohol", "online"])),
    }
    factories.organization(name="A Christian draft", **made)
    gone = factories.organization(name="A Christian gone", published=True, **made)
    gone.withdraw(by=None, reason="A test.")
    return Oracle()


def one_thing_each() -> Iterator[QueryDict]:
    """Yield each facet with its first value, each order and all words by themselves."""
    for name, labels in loading.current().values.labels.items():
        yield QueryDict(f"{name}={next(iter(labels))}")
    for sort in SORTS:
        yield QueryDict(f"sort={sort}")
    for words in WORDS:
        yield QueryDict(f"q={words}")


def combinations(how_many: int) -> Iterator[QueryDict]:
    """Yield random ones, always the same."""
    chance = random.Random(11)
    for _round in range(how_many):
        data = QueryDict(mutable=True)
        for kind in chance.sample(facets.KINDS, chance.randint(0, 3)):
            values = list(loading.current().values.labels[kind.name])
            data.setlist(kind.name, chance.sample(values, min(3, len(values))))
        data["q"], data["sort"] = chance.choice(WORDS), chance.choice(ORDERS)
        yield data


def asked() -> list[QueryDict]:
    """Return what is asked at every door."""
    return [*one_thing_each(), *combinations(10)]


def test_what_is_listed_is_what_a_slow_look_finds(oracle):
    for data in [*one_thing_each(), *combinations(150)]:
        expected = [one.slug for one in oracle.listed(data, statuses=ON_THE_PAGE)]
        results = ListQuery(data).results
        assert [one.slug for one in results[:]] == expected, data.urlencode()
        assert len(results) == len(expected)
        middle = len(expected) // 2
        part = [one.slug for one in results[middle : middle + 5]]
        assert part == expected[middle : middle + 5]
        door = OrganizationFilter(data)
        assert set(door.qs.values_list("slug", flat=True)) == set(expected)


def test_the_page_lists_what_a_slow_look_finds(oracle, client):
    for data in asked():
        expected = [one.slug for one in oracle.listed(data, statuses=ON_THE_PAGE)]
        response = client.get("/organizations/", data)
        assert response.context["paginator"].count == len(expected), data.urlencode()
        shown = [one.slug for one in response.context["object_list"]]
        assert shown == expected[:20], data.urlencode()
        page = response.content.decode()
        assert all(f'href="/organizations/{slug}/"' in page for slug in shown)
        if len(expected) > 20:
            second = client.get(f"/organizations/?{data.urlencode()}&page=2")
            shown = [one.slug for one in second.context["object_list"]]
            assert shown == expected[20:40], data.urlencode()


def test_the_api_lists_what_a_slow_look_finds(oracle, client):
    for data in asked():
        expected = oracle.listed(data, statuses=EVERY_STATUS, unless_sorted="id")
        given = QueryDict(mutable=True)
        for name, values in data.lists():
            given.setlist(API_NAMES.get(name, name), [one for one in values if one])
        given["per_page"] = "200"
        answer = client.get("/api/hsds/organizations", given).json()
        assert answer["total_items"] == len(expected), data.urlencode()
        ids = [one["id"] for one in answer["contents"]]
        assert ids == [str(one.pk) for one in expected], data.urlencode()


def test_the_dumps_hold_what_a_slow_look_finds(oracle, client):
    for number, data in enumerate(asked()):
        expected = oracle.listed(data, statuses=EVERY_STATUS, unless_sorted="id")
        answer = client.get("/data/organizations.json", data)
        ids = [row["id"] for row in json.loads(answer.getvalue())]
        assert ids == [str(one.pk) for one in expected], data.urlencode()
        if number % 10 == 0:
            archive = client.get("/data/records.zip", data).getvalue()
            with zipfile.ZipFile(io.BytesIO(archive)) as file:
                held = {
                    yaml.safe_load(file.read(name))["id"]
                    for name in file.namelist()
                    if name.startswith("organizations/")
                }
            assert held == set(ids), data.urlencode()


def test_the_finder_counts_what_a_slow_look_finds(oracle):
    for query in ("with=alcohol&faith=no", "with=opioids&goal=stop", "with=drugs"):
        answers = Answers.read(QueryDict(query))
        nearest = QueryDict(answers.list_address)
        expected = oracle.listed(nearest, statuses=ON_THE_PAGE)
        assert {one.pk for one in answers.results[:]} == {one.pk for one in expected}
        assert expected


def test_a_draft_that_only_the_catalog_lets_in_is_shown_nowhere(
    oracle, client, monkeypatch
):
    """Page and finder count it, and break above; whatever is fetched is asked again."""
    read_rows = loading._rows
    everybody = Organization.objects.all()
    monkeypatch.setattr(loading, "_rows", lambda _published: read_rows(everybody))
    loading.forget()
    data = QueryDict("type=secular&focus=alcohol&sort=name")
    draft = Organization.objects.get(name="A Christian draft")
    assert draft.pk in ListQuery(data).results.ids
    public = [one.slug for one in oracle.listed(data, statuses=ON_THE_PAGE)]
    page = client.get("/organizations/", data)
    assert page.context["paginator"].count > len(public)
    for address in (
        "organizations/",
        "api/hsds/organizations",
        "data/organizations.json",
    ):
        answer = client.get(f"/{address}", data).getvalue().decode()
        assert public[0] in answer
        assert draft.slug not in answer
        assert draft.name not in answer
    loading.forget()


def test_what_the_standard_narrows_keeps_the_order_of_the_list(oracle, client):
    """``modified_after`` and its like leave some out and move nobody."""
    term = TaxonomyTerm.objects.get(taxonomy__slug="focus", slug="alcohol")
    assert {"taxonomy_term_id", "modified_after"} <= set(NARROWING)
    for query in ("sort=founded", "sort=name&type=secular", "search=recovery"):
        everybody = client.get(f"/api/hsds/organizations?per_page=200&{query}").json()
        some = client.get(
            f"/api/hsds/organizations?per_page=200&{query}&taxonomy_term_id={term.pk}"
            "&modified_after=2000-01-01"
        ).json()
        carrying = set(
            Organization.objects.filter(terms__term=term).values_list("pk", flat=True)
        )
        ids = [one["id"] for one in everybody["contents"]]
        assert [one["id"] for one in some["contents"]] == [
            one for one in ids if one in set(map(str, carrying))
        ]
        assert 0 < some["total_items"] < everybody["total_items"]


def test_the_form_of_the_filter_knows_every_parameter_and_its_values(shipped):
    door = OrganizationFilter(QueryDict("focus=alcohol&focus=zzz&q=weed&sort=name"))
    assert set(door.filters) == {*(kind.name for kind in facets.KINDS), "q", "sort"}
    assert door.form.is_valid()
    assert door.form.cleaned_data["focus"] == ["alcohol"]
    assert door.form.cleaned_data["q"] == "weed"
    values = dict(door.form.fields["focus"].choices)
    assert values == door.list_query.values.labels["focus"]
