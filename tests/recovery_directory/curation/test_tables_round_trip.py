"""Tables: what goes out comes back the same, whatever a cell holds."""

import csv
import io
import json
import zipfile

import pytest
from django.db import models
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from evidence.models import Source
from organizations.models import Organization, TaxonomyTerm
from recovery_directory import yaml_files
from recovery_directory.curation.tables import cells, writers
from recovery_directory.curation.tables.columns import columns_of, header_of
from recovery_directory.curation.tables.writers import KINDS
from recovery_directory.fields import LinesField
from recovery_directory.records import format_of, formats
from recovery_directory.records.revisions import change
from tests import factories
from tests.tables import exported, outcomes, page, problems, reviewed

pytestmark = pytest.mark.django_db

SUFFIXES = [kind.suffix for kind in KINDS]

AWKWARD = [
    "=1+1",
    "+1-212-555-0100",
    "-",
    "- a dash",
    "@SUM(A1)",
    "'=1+1",
    "''quoted",
    "'tis",
    "＝1+1",
    'a "quoted" word, a comma; a semicolon',
    "two\nlines | a bar \\ and \\n a backslash",
    "kind: website | url: x",
    "1e5",
    "007",
    "2024-01-02",
    "yes",
    "é ü 日本語 🙂",
]


@pytest.fixture
def harbor():
    """Return an organization with something in every kind of field."""
    return factories.organization(
        name="Harbor",
        slug="harbor",
        published=True,
        is_free=True,
        meeting_minutes_min=60,
        founded="1935-06",
        founders=["Bill W.", "Dr. Bob"],
        philosophy="First.\n\nSecond | third.",
        terms=[factories.term(taxonomy="focus", slug="alcohol")],
        urls=[{"kind": "website", "url": "https://harbor.example/?a=1|2"}],
        phones=[{"kind": "helpline", "number": "+1-212-555-0100"}],
    )


# Every kind of record and of file


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_exported_is_unchanged_when_it_comes_back(harbor, suffix):
    review = reviewed(Organization, exported(harbor, suffix), f"table{suffix}")
    assert outcomes(review) == ["unchanged"]
    assert review.problems == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_awkward_texts_survive_and_can_be_brought_back(suffix):
    for text in AWKWARD:
        record = factories.organization(
            philosophy=text, founders=["A", text.replace("\n", " ")]
        )
        factories.add(
            record, "urls", kind="website", url="https://a.example", label=text
        )
    name = f"t{suffix}"
    content = exported(Organization, suffix)
    assert set(outcomes(reviewed(Organization, content, name))) == {"unchanged"}
    before = list(format_of(Organization).read_all())
    for record in Organization.objects.all():
        with change(record, by=None, action="edit"):
            record.urls.all().delete()
            Organization.objects.filter(pk=record.pk).update(philosophy="", founders=[])
    planned = reviewed(Organization, content, name).planned
    assert len(planned) == len(AWKWARD)
    assert [one.parsed.record for one in planned] == before


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_shipped_directory_survives(shipped, suffix):
    for record_format in formats():
        review = reviewed(
            record_format.model, exported(record_format.model, suffix), f"t{suffix}"
        )
        assert problems(review) == []
        assert set(outcomes(review)) == {"unchanged"}, record_format.folder


ANYTHING = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t"),
    max_size=40,
)
BEGINNINGS = st.sampled_from(
    ["", "=", "+", "-", "@", "＝", " ＋", "'", "'=", "' =", "\t", "|", "\\", "\\n"]
)


@given(BEGINNINGS, ANYTHING)
def test_no_cell_is_a_formula_and_every_cell_is_taken_back(beginning, text):
    text = beginning + text
    cell = cells.escape_formula(text)
    assert not cell.startswith(tuple("\t\r\n"))
    assert not cell.strip().startswith(tuple("=+-@＝＋－＠"))
    assert cells.unescape_formula(cell) == text


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("start", ["=", "＝", "＋", "－", "＠", "\u3000＝"])
def test_no_column_is_a_formula(suffix, start, monkeypatch):
    """Each text of each kind of record, so that no column goes its own way."""
    for record_format in formats():
        texts = {
            name: [f"{start}1"] if isinstance(field, LinesField) else f"{start}1"
            for name in record_format.all_fields
            if isinstance(
                field := record_format.model._meta.get_field(name),
                (models.CharField, models.TextField, LinesField),
            )
        }
        record = texts | {"id": "1", "slug": f"{start}1"}
        monkeypatch.setattr(writers, "_records", lambda *_of, one=record: [(one, 1)])
        file = io.BytesIO()
        writers.write(file, suffix, record_format, record_format.queryset())
        row = table_rows(file.getvalue(), suffix)[1]
        shown = dict(zip(header_of(record_format), row, strict=True))
        for name in texts:
            assert shown[name] == f"'{start}1", (record_format.kind, name)


def table_rows(content: bytes, suffix: str) -> list[list[str]]:
    """Return the rows of a table."""
    if suffix == ".xlsx":
        sheet = load_workbook(io.BytesIO(content)).active
        return [[cell.value for cell in row] for row in sheet.iter_rows()]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@given(st.lists(st.tuples(BEGINNINGS, ANYTHING), max_size=3))
@settings(max_examples=60)
def test_rows_inside_a_record_are_taken_back(texts):
    [child] = [c for c in format_of(Organization).children if c.name == "literature"]
    rows = [
        {"title": f"{beginning}{text}".strip() or "A", "was_seen": True}
        for beginning, text in texts
    ]
    written = cells.rows_as_text(child, rows)
    assert written.count("\n") == max(0, len(rows) - 1)
    assert cells.rows_from_text(child, written) == rows


# The forms themselves


def test_a_csv_opens_in_excel_with_its_accents(harbor):
    content = exported(harbor)
    assert content.startswith(b"\xef\xbb\xbf")
    [row] = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert row["version"] == str(harbor.version)
    assert row["terms"].startswith("term: focus/alcohol | source: ")
    assert row["founders"] == "Bill W.\nDr. Bob"
    assert row["is_free"] == "yes"


def test_every_field_and_list_has_a_column():
    for record_format in formats():
        names = {column.name for column in columns_of(record_format)}
        children = {child.name for child in record_format.children}
        assert names == {*record_format.all_fields, *children}


def test_a_spreadsheet_holds_text_and_no_formula():
    factories.organization(philosophy="=HYPERLINK(A1)")
    sheet = load_workbook(io.BytesIO(exported(Organization, ".xlsx"))).active
    assert sheet.title == "organizations"
    types = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert types == {"s"}
    assert "'=HYPERLINK(A1)" in {cell.value for cell in sheet[2]}


def test_whole_records_state_their_version(harbor):
    [record] = json.loads(exported(harbor, ".json"))["records"]
    expected = format_of(Organization).read(harbor.pk)
    assert record == expected | {"version": harbor.version}
    archive = zipfile.ZipFile(io.BytesIO(exported(harbor, ".zip")))
    text = archive.read("organizations/harbor.yaml").decode()
    assert yaml_files.load(text) == record


def test_an_export_takes_no_more_queries_for_more_records(
    django_assert_max_num_queries,
):
    for _row in range(12):
        factories.organization()
    with django_assert_max_num_queries(18):
        exported(Organization)


# The admin and the command


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_list_goes_out_as_it_is_filtered(curator_client, harbor, suffix):
    factories.organization(name="Lighthouse")
    address = page(Organization, "export_as", suffix[1:])
    answer = curator_client.get(address, {"q": "Harbor"})
    assert "organizations-" in answer["Content-Disposition"]
    review = reviewed(Organization, b"".join(answer), f"t{suffix}")
    assert [row.slug for row in review.rows] == ["harbor"]
    chosen = curator_client.get(page(Organization, "export"), {"q": "Harbor"})
    assert "1 record, as the list was filtered" in chosen.text
    assert f"{address}?q=Harbor" in chosen.text


def test_selected_records_go_out(curator_client, harbor):
    from tests.admin_forms import act

    factories.organization(name="Lighthouse")
    answer = act(curator_client, "export_csv", harbor)
    assert [row.slug for row in reviewed(Organization, b"".join(answer)).rows] == [
        "harbor"
    ]


def test_a_filter_that_there_is_not_is_404(curator_client):
    address = page(Organization, "export_as", "csv")
    assert curator_client.get(address, {"nonsense__x": "1"}).status_code == 404
    assert curator_client.get(page(Organization, "export_as", "pdf")).status_code == 404


def test_sources_and_terms_go_out_too(curator_client):
    source = factories.source(authors=[{"family": "Kelly", "given": "John F."}])
    term = factories.term(synonyms=["weed", "pot"])
    assert outcomes(reviewed(Source, exported(source))) == ["unchanged"]
    assert outcomes(reviewed(TaxonomyTerm, exported(term))) == ["unchanged"]
