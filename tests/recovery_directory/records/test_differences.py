"""Differences: texts by their words, rows by their keys, codes by their names."""

import uuid

import pytest

from evidence.models import Source
from organizations.models import Organization
from recovery_directory.records import format_of
from recovery_directory.records.differences import differences, in_few_words
from recovery_directory.records.labels import name_of, outline
from recovery_directory.records.parsing import parse_record
from recovery_directory.records.schema_evolution import readable

ORGANIZATION = format_of(Organization)
SOURCE = format_of(Source)


def difference(before: dict, after: dict, record_format=ORGANIZATION):
    """Return the only difference of two records."""
    [found] = differences(record_format, before, after)
    return found


def marked(difference) -> str:
    """Return the runs of a difference as one text: +{added}, -{taken out}."""
    signs = {"kept": "{}", "added": "+{{{}}}", "taken-out": "-{{{}}}"}
    return "".join(signs[run.fate].format(run.text) for run in difference.runs)


def test_what_is_the_same_is_no_difference():
    assert differences(ORGANIZATION, {"name": "Harbor"}, {"name": "Harbor"}) == []


def test_changed_words_of_a_text_are_told_apart():
    found = difference(
        {"summary": "People meet at the harbor every day."},
        {"summary": "People meet at the lighthouse every day."},
    )
    assert found.label == "what it is"
    assert marked(found) == "People meet at the -{harbor}+{lighthouse} every day."


def test_two_texts_with_little_in_common_are_shown_whole():
    found = difference({"summary": "One thing."}, {"summary": "Quite another matter!"})
    assert marked(found) == "-{One thing.}+{Quite another matter!}"


def test_a_text_of_any_length_is_compared():
    before = "word " * 30_000
    assert len(difference({"summary": before}, {"summary": before + "x"}).runs) == 2


def test_a_field_that_appears_or_goes_is_added_or_taken_out():
    assert marked(difference({}, {"founded": "1935"})) == "+{1935}"
    assert marked(difference({"founded": "1935"}, {})) == "-{1935}"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            {"publication_state": "draft"},
            {"publication_state": "in-review"},
            "-{draft}+{in review}",
        ),
        ({"is_free": True}, {"is_free": False}, "-{yes}+{no}"),
        (
            {"meeting_minutes_min": 60},
            {"meeting_minutes_min": 90},
            "-{60}+{90}",
        ),
    ],
)
def test_codes_and_numbers_are_shown_in_words(before, after, expected):
    assert marked(difference(before, after)) == expected


def test_entries_of_a_list_come_and_go():
    found = difference({"founders": ["Ann", "Bo"]}, {"founders": ["Ann", "Cy"]})
    assert [(run.fate, run.text) for run in found.entries] == [
        ("kept", "Ann"),
        ("taken-out", "Bo"),
        ("added", "Cy"),
    ]
    assert found.runs == []


def test_names_of_authors_are_shown_as_people_write_them():
    author = {"family": "Kelly", "given": "John F."}
    found = difference({}, {"authors": [author]}, SOURCE)
    assert [run.text for run in found.entries] == ["Kelly, John F."]


def test_rows_are_matched_by_their_keys():
    def url(path, **more):
        return {"kind": "website", "url": f"https://x.example/{path}"} | more

    found = difference(
        {"urls": [url("stays"), url("goes"), url("changes", label="Old label")]},
        {"urls": [url("changes", label="New label"), url("comes"), url("stays")]},
    )
    assert [(row.fate, row.name) for row in found.rows] == [
        ("taken-out", "website, https://x.example/goes"),
        ("changed", "website, https://x.example/changes"),
        ("added", "website, https://x.example/comes"),
    ]
    [part] = found.rows[1].differences
    assert (part.label, marked(part)) == ("label", "-{Old}+{New} label")
    assert found.in_few_words == "web addresses (1 added, 1 taken out, 1 changed)"


def test_rows_in_another_order_are_a_difference_of_their_own():
    first, second = {"title": "First"}, {"title": "Second"}
    found = difference({"literature": [first, second]}, {"literature": [second, first]})
    assert [(row.fate, row.name) for row in found.rows] == [("moved", "Second; First")]


def test_a_line_of_the_history_names_three_fields():
    before = dict.fromkeys(("name", "summary", "founded", "headquarters"), "x")
    found = differences(ORGANIZATION, before, {})
    assert in_few_words(found) == "name, what it is, founded and 1 more field"
    assert in_few_words(found[:2]) == "name, what it is"


# Values and older records


def test_an_outline_names_all_that_a_record_states():
    record = {
        "id": "1",
        "former_slugs": ["old"],
        "slug": "harbor",
        "name": "Harbor",
        "urls": [{"kind": "website", "url": "https://x.example"}],
    }
    shown = outline(ORGANIZATION, record)
    assert [(one.label, one.text) for one in shown] == [
        ("former addresses", "old"),
        ("slug", "harbor"),
        ("name", "Harbor"),
        ("web addresses", ""),
    ]
    assert [(part.label, part.text) for part in shown[-1].rows[0]] == [
        ("kind", "website"),
        ("address", "https://x.example"),
    ]
    assert name_of(record) == "Harbor"


@pytest.mark.parametrize(
    ("older", "named"),
    [
        ({"mood": "calm"}, "mood"),
        ({"name": {"en": "Harbor"}}, "name"),
        ({"organization_type": ["a", "b"]}, "organization_type"),
        ({"urls": "https://x.example"}, "urls"),
        ({"urls": ["https://x.example"]}, "urls"),
        ({"urls": [{"kind": "website", "rank": 1}]}, "urls[1].rank"),
        ({"terms": [{"term": ["a"]}]}, "terms[1].term"),
    ],
    ids=str,
)
def test_a_record_of_an_older_format_is_read_and_what_is_gone_is_named(older, named):
    record, problems = readable(ORGANIZATION, {"id": "1", "slug": "harbor"} | older)
    assert [problem.field for problem in problems] == [named]
    assert record["slug"] == "harbor"
    outline(ORGANIZATION, record)
    assert differences(ORGANIZATION, record, {"id": "1", "slug": "harbor"}) is not None


@pytest.mark.parametrize(
    ("older", "today"),
    [
        ({"is_official": True}, {"publisher_kind": "organization"}),
        ({"is_official": False}, {}),
        (
            {"is_official": True, "publisher_kind": "local-body"},
            {"publisher_kind": "local-body"},
        ),
    ],
    ids=str,
)
def test_what_a_field_of_old_said_is_read_in_the_field_that_replaced_it(older, today):
    stored = {"id": str(uuid.uuid4()), "slug": "leaflet"}
    assert readable(SOURCE, stored | older) == (stored | today, [])
    whole = stored | {"kind": "pamphlet", "title": "Welcome"}
    record, problems = parse_record(SOURCE, whole | older, "leaflet.yaml")
    assert (record.get("publisher_kind"), problems) == (
        today.get("publisher_kind"),
        [],
    )


def test_a_record_of_today_is_read_as_it_is():
    stored = {
        "id": "1",
        "former_slugs": ["old"],
        "slug": "harbor",
        "is_free": True,
        "founders": ["Ann"],
        "urls": [{"kind": "website", "url": "https://x.example"}],
    }
    assert readable(ORGANIZATION, stored) == (stored, [])
