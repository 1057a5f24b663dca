"""Organizations side by side."""

import re

import pytest

from tests import factories

pytestmark = pytest.mark.django_db


def address(*organizations) -> str:
    """Return the address that compares these."""
    chosen = "&".join(f"organization={one.slug}" for one in organizations)
    return f"/compare/?{chosen}"


@pytest.fixture
def pair():
    """Return two published organizations that differ in faith alone."""
    return [
        factories.organization(name="First Door", spirituality="none", published=True),
        factories.organization(
            name="Second Door", spirituality="religious", published=True
        ),
    ]


def row(page: str, label: str) -> str:
    """Return the table row with this label."""
    match = re.search(rf'<tr[^>]*>\s*<th scope="row">{label}.*?</tr>', page, re.DOTALL)
    assert match, label
    return match[0]


def test_rows_that_differ_say_so_in_words(client, pair):
    page = client.get(address(*pair)).content.decode()
    assert "differs" in row(page, "Faith")
    assert "differs" not in row(page, "Goal")


def test_columns_keep_the_order_of_the_address(client, pair):
    page = client.get(address(*reversed(pair))).content.decode()
    table = page[page.index("<thead>") :]
    assert table.index("Second Door") < table.index("First Door")


def test_references_are_kept(client, pair):
    page = client.get(address(*pair)).content.decode()
    assert 'href="#reference-1"' in page
    assert 'id="reference-1"' in page


def test_two_to_five_can_be_compared(client):
    doors = [factories.organization(published=True) for _number in range(6)]
    assert client.get(address(*doors[:2])).status_code == 200
    assert client.get(address(*doors[:5])).status_code == 200
    too_many = client.get(address(*doors))
    assert too_many.status_code == 400
    assert "At most 5" in too_many.content.decode()


@pytest.mark.parametrize("query", ["", "?organization=", "?organization=nowhere"])
def test_too_few_is_400_with_a_clear_sentence(client, query):
    response = client.get(f"/compare/{query}")
    assert response.status_code == 400
    assert "Choose at least two" in response.content.decode()


def test_an_unknown_slug_is_named_and_the_valid_choices_are_kept(client, pair):
    response = client.get(address(*pair) + "&organization=nowhere")
    page = response.content.decode()
    assert response.status_code == 400
    assert "“nowhere” is not in this directory" in page
    assert page.count(" checked>") == 2


def test_a_draft_is_as_unknown_as_a_slug_that_nothing_has(client, pair):
    draft = factories.organization(name="Hidden Door")
    response = client.get(address(*pair, draft))
    assert response.status_code == 400
    assert "Hidden Door" not in response.content.decode()


def test_a_former_slug_counts_as_the_new_one(client, pair, curator):
    from recovery_directory.records import revisions

    first, second = pair
    old = address(first, second)
    with revisions.change(first, by=curator, action="edit"):
        first.slug = "renamed-door"
        first.save()
    assert client.get(old).status_code == 200


def test_the_same_one_twice_is_one(client, pair):
    assert client.get(address(pair[0], pair[0])).status_code == 400


def test_comparing_five_costs_as_many_queries_as_comparing_two(
    client, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    doors = [factories.organization(published=True) for _number in range(5)]
    client.get(address(*doors))
    with CaptureQueriesContext(connection) as two:
        client.get(address(*doors[:2]))
    with django_assert_num_queries(len(two)):
        client.get(address(*doors))
