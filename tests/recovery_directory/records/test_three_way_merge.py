"""Joining: what one person changed is taken, what both changed is asked."""

import pytest

from evidence.models import Source
from organizations.models import Organization
from recovery_directory.records import format_of
from recovery_directory.records.three_way_merge import ThreeWayMerge

ORGANIZATION = format_of(Organization)
BASE = {
    "id": "1",
    "slug": "harbor",
    "publication_state": "draft",
    "name": "Harbor",
    "summary": "People meet.",
}


def url(path: str, **more) -> dict:
    return {"kind": "website", "url": f"https://x.example/{path}"} | more


def joining(before: dict, theirs: dict, mine: dict) -> ThreeWayMerge:
    """Return the joining of three states of one record, each on top of the same."""
    return ThreeWayMerge(ORGANIZATION, BASE | before, BASE | theirs, BASE | mine)


def chosen(one: ThreeWayMerge) -> dict[str, str]:
    """Return the names of the choices, and what is chosen already."""
    return {choice.name: choice.chosen for choice in one.choices()}


def test_what_only_one_changed_is_chosen_already():
    one = joining({}, {"summary": "Theirs."}, {"founded": "1999"})
    assert chosen(one) == {"summary": "theirs", "founded": "mine"}
    joined = one.joined({})
    assert (joined["summary"], joined["founded"]) == ("Theirs.", "1999")


def test_what_both_changed_alike_is_no_choice():
    same = {"summary": "The same."}
    one = joining({}, same, same)
    assert chosen(one) == {}
    assert one.joined({})["summary"] == "The same."


@pytest.mark.parametrize("side", ["theirs", "mine"])
def test_what_both_changed_is_as_chosen(side):
    one = joining({}, {"summary": "theirs"}, {"summary": "mine"})
    assert chosen(one) == {"summary": ""}
    assert one.joined({"summary": side})["summary"] == side


def test_a_field_that_one_emptied_stays_empty():
    one = joining({"founded": "1999"}, {"founded": "1999"}, {})
    assert chosen(one) == {"founded": "mine"}
    assert "founded" not in one.joined({})


def test_what_was_chosen_already_may_be_chosen_otherwise():
    one = joining({}, {"summary": "Theirs."}, {})
    assert one.joined({"summary": "mine"})["summary"] == "People meet."


def test_the_state_and_the_addresses_are_those_of_now():
    now = {"publication_state": "published", "former_slugs": ["old"]}
    one = joining({}, now, {"summary": "Mine."})
    assert chosen(one) == {"summary": "mine"}
    joined = one.joined({})
    assert joined["publication_state"] == "published"
    assert joined["former_slugs"] == ["old"]


def test_rows_that_each_added_are_both_there():
    one = joining(
        {"urls": [url("a")]},
        {"urls": [url("a"), url("theirs")]},
        {"urls": [url("a"), url("mine")]},
    )
    assert set(chosen(one).values()) == {"theirs", "mine"}
    assert {row["url"][-4:] for row in one.joined({})["urls"]} == {
        "le/a",
        "eirs",
        "mine",
    }


def test_a_row_that_one_took_out_is_out():
    one = joining({"urls": [url("a"), url("b")]}, {"urls": [url("a")]}, {"urls": []})
    joined = one.joined({})
    assert "urls" not in joined


def test_a_row_that_one_took_out_and_the_other_changed_is_asked():
    one = joining({"urls": [url("a")]}, {}, {"urls": [url("a", label="Mine")]})
    [name] = chosen(one)
    assert chosen(one) == {name: ""}
    assert one.joined({name: "mine"})["urls"] == [url("a", label="Mine")]
    assert "urls" not in one.joined({name: "theirs"})


def test_fields_of_a_row_are_joined_one_by_one():
    one = joining(
        {"urls": [url("a", label="Before")]},
        {"urls": [url("a", label="Theirs")]},
        {"urls": [url("a", label="Before", was_seen=True)]},
    )
    assert sorted(chosen(one).values()) == ["mine", "theirs"]
    assert one.joined({})["urls"] == [url("a", label="Theirs", was_seen=True)]


def test_rows_of_the_same_key_that_each_added_are_joined():
    one = joining(
        {}, {"urls": [url("a", label="Theirs")]}, {"urls": [url("a", label="Mine")]}
    )
    [name] = chosen(one)
    assert name.endswith("#label")
    assert one.joined({name: "mine"})["urls"] == [url("a", label="Mine")]


def test_entries_of_a_list_may_be_taken_together():
    one = joining(
        {"founders": ["Ann", "Bo"]},
        {"founders": ["Ann", "Bo", "Theirs"]},
        {"founders": ["Ann", "Mine"]},
    )
    assert chosen(one) == {"founders": ""}
    [choice] = one.choices()
    assert choice.names == {"theirs", "mine", "both"}
    assert one.joined({"founders": "both"})["founders"] == ["Ann", "Theirs", "Mine"]


@pytest.mark.parametrize(
    ("theirs", "mine", "order"),
    [
        (["B", "A"], ["A", "B"], ["B", "A"]),
        (["A", "B"], ["B", "A"], ["B", "A"]),
        (["A", "B", "Theirs"], ["B", "A"], ["B", "A", "Theirs"]),
        (["B", "A"], ["A", "B", "Mine"], ["A", "B", "Mine"]),
    ],
)
def test_rows_in_order_stay_in_an_order(theirs, mine, order):
    def titled(titles):
        return {"literature": [{"title": title} for title in titles]}

    one = joining(titled(["A", "B"]), titled(theirs), titled(mine))
    assert [row["title"] for row in one.joined({})["literature"]] == order


def test_a_source_with_its_findings_is_joined_too():
    record_format = format_of(Source)
    finding = {"key": "f001", "outcome": "use", "summaries": ["a"]}
    one = ThreeWayMerge(
        record_format,
        {"id": "1", "findings": [finding]},
        {"id": "1", "findings": [finding | {"summaries": ["a", "b"]}]},
        {"id": "1", "findings": [finding | {"summaries": ["a", "c"]}]},
    )
    [choice] = one.choices()
    assert choice.where == "findings: f001"
    joined = one.joined({choice.name: "both"})
    assert joined["findings"][0]["summaries"] == ["a", "b", "c"]
