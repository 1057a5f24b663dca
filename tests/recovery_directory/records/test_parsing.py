"""Parsing: a file becomes a record, or its problems are named."""

import pytest

from evidence.records import SOURCE
from organizations.records import ORGANIZATION
from recovery_directory import yaml_files
from recovery_directory.records.parsing import parse_directory, parse_record
from recovery_directory.records.problems import RefusedFiles
from tests.record_files import record_file

ID = "0b6b2c1e-7f0a-4a45-9d4e-1a52f5c1c001"
OTHER_ID = "0b6b2c1e-7f0a-4a45-9d4e-1a52f5c1c002"

FINDING = {"key": "f001", "outcome": "abstinence", "direction": "mixed"}


def source_record(**changes):
    """Return a source as a file may state it."""
    record = {"id": ID, "slug": "a-book", "kind": "book", "title": "A book"}
    return {key: value for key, value in (record | changes).items() if value is not ...}


def refused(root) -> list[str]:
    """Return the problems for which the files below ``root`` are refused."""
    with pytest.raises(RefusedFiles) as refusal:
        parse_directory(root)
    return [str(problem) for problem in refusal.value.problems]


# What a file states


def test_a_record_is_read_in_the_order_of_its_format_with_its_state():
    record, problems = parse_record(
        SOURCE, {"title": "A book", "kind": "book", "slug": "a-book", "id": ID}, "f"
    )
    assert problems == []
    assert list(record.items()) == [
        ("id", ID),
        ("slug", "a-book"),
        ("publication_state", "draft"),
        ("kind", "book"),
        ("title", "A book"),
    ]


def test_what_is_read_can_be_written():
    record, _problems = parse_record(SOURCE, source_record(findings=[FINDING]), "f")
    assert yaml_files.load(yaml_files.dump(record)) == record


def test_spaces_around_texts_and_windows_line_ends_are_dropped():
    data = source_record(title="  A book ", curator_note="One.\r\n\r\nTwo.\n")
    record, problems = parse_record(SOURCE, data, "f")
    assert problems == []
    assert (record["title"], record["curator_note"]) == ("A book", "One.\n\nTwo.")


def test_a_whole_number_may_stand_for_a_text():
    record, problems = parse_record(SOURCE, source_record(issued=2013, volume=12), "f")
    assert problems == []
    assert (record["issued"], record["volume"]) == ("2013", "12")


def test_keys_inside_a_value_have_one_order():
    data = source_record(authors=[{"given": "John F.", "family": "Kelly"}])
    record, _problems = parse_record(SOURCE, data, "f")
    assert list(record["authors"][0]) == ["family", "given"]


def test_children_without_an_order_of_their_own_are_sorted_by_their_key():
    rows = [FINDING | {"key": "f002"}, FINDING]
    record, _problems = parse_record(SOURCE, source_record(findings=rows), "f")
    assert [row["key"] for row in record["findings"]] == ["f001", "f002"]


def test_the_order_of_citations_is_kept():
    data = {
        "citations": [
            {"fact": "summary", "source": "z"},
            {"fact": "founding", "source": "a"},
        ]
    }
    record, _problems = parse_record(ORGANIZATION, data, "f")
    assert [row["source"] for row in record["citations"]] == ["z", "a"]


# What is refused in a record


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"id": ...}, "id", "is no UUID"),
        ({"id": "42"}, "id", "is no UUID"),
        ({"colour": "red"}, "colour", "is no field"),
        ({"version": 3}, "version", "is no field"),
        ({"title": ...}, "title", "is missing"),
        ({"title": None}, "title", "is missing"),
        ({"title": "   "}, "title", "cannot be blank"),
        ({"title": ["A book"]}, "title", "is not a text"),
        ({"title": True}, "title", "is not a text"),
        ({"title": 1.5}, "title", "is not a text"),
        ({"title": "x" * 401}, "title", "at most 400"),
        ({"title": "A\0book"}, "title", "U+0000 (null) after “A”"),
        ({"authors": [{"literal": "\x1b"}]}, "authors", "begins with U+001B"),
        ({"slug": "a book"}, "slug", "slug"),
        ({"slug": "../../etc"}, "slug", "slug"),
        ({"kind": "scroll"}, "kind", "'scroll'"),
        ({"publication_state": "secret"}, "publication_state", "'secret'"),
        ({"participants": "many"}, "participants", "is not a whole number"),
        ({"participants": 1.5}, "participants", "is not a whole number"),
        ({"participants": True}, "participants", "is not a whole number"),
        ({"participants": -1}, "participants", "greater than or equal to 0"),
        ({"was_seen": "yes"}, "was_seen", "is neither true nor false"),
        ({"was_seen": 0}, "was_seen", "is neither true nor false"),
        ({"accessed_on": 2013}, "accessed_on", "is not a date"),
        ({"accessed_on": ["2013-01-31"]}, "accessed_on", "is not a date"),
        ({"accessed_on": "2013-02-31"}, "accessed_on", "date"),
        ({"issued": "1935-13"}, "issued", "Write a date as"),
        ({"url": "javascript:alert(1)"}, "url", "Begin it with https://"),
        ({"doi": "doi:10.1/x"}, "doi", "A DOI begins with 10."),
        ({"authors": "Kelly"}, "authors", "Authors are a list"),
        ({"authors": [{"name": "Kelly"}]}, "authors", "is no name"),
        ({"unchecked_fields": "issued"}, "unchecked_fields", "list of texts"),
        ({"unchecked_fields": [1]}, "unchecked_fields", "list of texts"),
        ({"unchecked_fields": ["a\nb"]}, "unchecked_fields", "list of texts"),
        ({"superseded_by": 5}, "superseded_by", "is not the slug of a record"),
        ({"former_slugs": "old"}, "former_slugs", "is not a list of slugs"),
        ({"former_slugs": {}}, "former_slugs", "is not a list of slugs"),
        ({"former_slugs": ["an old one"]}, "former_slugs", "is no slug"),
        ({"former_slugs": ["old", "old"]}, "former_slugs", "names old twice"),
        ({"findings": {}}, "findings", "is not a list"),
        ({"findings": ["f001"]}, "findings[1]", "is not a mapping of fields"),
        (
            {"findings": [FINDING | {"colour": "red"}]},
            "findings[1].colour",
            "is no field",
        ),
        (
            {"findings": [{"key": "f001", "direction": "mixed"}]},
            "findings[1].outcome",
            "is missing",
        ),
        (
            {"findings": [FINDING, FINDING | {"direction": "against"}]},
            "findings[2]",
            "has the same key as entry 1",
        ),
        (
            {"findings": [FINDING | {"summaries": ["aa", "aa"]}]},
            "findings[1].summaries",
            "names aa twice",
        ),
        *(
            (
                {"findings": [FINDING | {"estimate": estimate}]},
                "findings[1].estimate",
                "is not a number",
            )
            for estimate in ("nan", "1.5", True, float("inf"), [1])
        ),
    ],
)
def test_a_breach_is_named_once_with_its_field_and_reason(changes, field, reason):
    _record, problems = parse_record(SOURCE, source_record(**changes), "a-book.yaml")
    assert [(problem.file, problem.field) for problem in problems] == [
        ("a-book.yaml", field)
    ]
    assert reason in problems[0].reason


@pytest.mark.parametrize("data", [None, [], "text", 5])
def test_a_file_that_holds_no_mapping_is_refused(data):
    _record, problems = parse_record(SOURCE, data, "f")
    assert [problem.reason for problem in problems] == [
        "holds no record (a mapping of fields)"
    ]


# What is refused of a file


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "holds no record", id="empty"),
        pytest.param(b"# only a remark\n", "holds no record", id="a remark"),
        pytest.param(b"title: \xff\n", "not UTF-8", id="latin-1"),
        pytest.param("title: Büro\n".encode("utf-16"), "not UTF-8", id="utf-16"),
        pytest.param(
            b"title: one\ntitle: two\n",
            "line 2: title stands here twice",
            id="key twice",
        ),
        pytest.param(
            b"findings:\n- key: a\n  key: b\n",
            "line 3: key stands here twice",
            id="key twice inside",
        ),
        pytest.param(b"1: one\n", "line 1: 1 is not a field name", id="number as key"),
        pytest.param(b"title: [one\n", "line 2: ", id="open list"),
        pytest.param(b"title: a: b\n", "line 1: ", id="mapping in text"),
        pytest.param(b"title: one\n---\ntitle: two\n", "line 2: ", id="two documents"),
        pytest.param(
            b"a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
            "line 2: aliases",
            id="alias bomb",
        ),
        pytest.param(
            b"title: !!python/name:os.system\n", "line 1: tags", id="object tag"
        ),
        pytest.param(
            b"accessed_on: !!timestamp 2013-01-31\n", "line 1: tags", id="date tag"
        ),
        pytest.param(
            b"title: " + b"[" * 5000 + b"]" * 5000, "line 1: nested deeper", id="deep"
        ),
        pytest.param(b"title: '\x07'\n", "not readable as YAML", id="bell"),
        pytest.param(
            b"title: >\n" + b"  text\n" * 160_000, "larger than 1024 KB", id="large"
        ),
    ],
)
def test_an_unreadable_file_is_refused_with_the_reason(tmp_path, content, reason):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "bad.yaml").write_bytes(content)
    [problem] = refused(tmp_path)
    assert problem.startswith(f"sources/bad.yaml: {reason}")


def test_a_number_of_thousands_of_digits_is_refused(tmp_path):
    record_file(tmp_path, "sources", **source_record())
    path = tmp_path / "sources" / "a-book.yaml"
    path.write_text(path.read_text() + "participants: " + "9" * 5000)
    assert refused(tmp_path) == [
        "sources/a-book.yaml: participants: is not a whole number"
    ]


def test_a_byte_order_mark_is_accepted(tmp_path):
    path = record_file(tmp_path, "sources", **source_record())
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    [parsed] = parse_directory(tmp_path)
    assert parsed.record["id"] == ID


def test_all_problems_of_all_files_are_named_at_once(tmp_path):
    record_file(tmp_path, "sources", **source_record(kind="scroll", doi="x"))
    record_file(tmp_path, "outcomes", id=OTHER_ID, slug="an-outcome")
    assert [problem.split(": ")[:2] for problem in refused(tmp_path)] == [
        ["outcomes/an-outcome.yaml", "name"],
        ["outcomes/an-outcome.yaml", "definition"],
        ["outcomes/an-outcome.yaml", "group"],
        ["outcomes/an-outcome.yaml", "better"],
        ["sources/a-book.yaml", "kind"],
        ["sources/a-book.yaml", "doi"],
    ]


def test_a_file_in_no_folder_of_records_is_refused(tmp_path):
    record_file(tmp_path, "pictures", **source_record())
    [problem] = refused(tmp_path)
    assert problem.startswith("pictures/a-book.yaml: lies in no folder of records")
    assert "sources" in problem


def test_a_file_with_another_ending_is_not_overlooked(tmp_path):
    path = record_file(tmp_path, "sources", **source_record())
    path.rename(path.with_suffix(".yml"))
    assert refused(tmp_path) == ["sources/a-book.yml: ends in .yml; name it .yaml"]


def test_a_folder_without_files_is_refused(tmp_path):
    [problem] = refused(tmp_path)
    assert "holds no record files" in problem


# The canonical text


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "true",
        "null",
        "~",
        "1.5",
        "1.0e-05",
        "007",
        "0x1F",
        "1_000",
        "12:30:45",
        "2013-01",
        "2013-01-31",
        "=",
        "<<",
        "*star",
        "&and",
        "!bang",
        "% of",
        "@at",
        "- dash",
        "key: value",
        "a # remark",
        "# remark",
        'it\'s “quoted” "twice"',
        "one\n\n  two\nthree",
        "tab\there",
        "naïve – 日本語 🙂",
        "\u2028line\u2028separators",
        "word " * 60 + "end",
        "x" * 300,
    ],
)
def test_every_text_is_read_as_it_was_written(text):
    assert yaml_files.load(yaml_files.dump({"text": text, "list": [text]})) == {
        "text": text,
        "list": [text],
    }


def test_a_value_that_stands_twice_is_written_twice():
    names = ["Ann"]
    assert "&" not in yaml_files.dump({"founders": names, "reviewed_by": names})


@pytest.mark.parametrize("number", [0, -3, 67000, 0.5, 1e-05, 1e16, -0.25])
def test_every_number_is_read_as_it_was_written(number):
    found = yaml_files.load(yaml_files.dump({"number": number}))["number"]
    assert found == number
    assert type(found) is type(number)
