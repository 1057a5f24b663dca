"""Hostile files: read in a process of its own, within limits, and said so if not."""

import datetime
import io
import json
import subprocess
import sys
import zipfile

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from evidence.models import Source
from organizations.models import Organization
from recovery_directory.curation.tables import sandbox, sandboxed_reader
from tests import factories
from tests.tables import (
    as_xlsx,
    as_zip,
    exported,
    outcomes,
    page,
    problems,
    reviewed,
    send,
)

pytestmark = pytest.mark.django_db


def parts_of(content: bytes) -> dict[str, bytes]:
    """Return the parts of a workbook by name."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    return {name: archive.read(name) for name in archive.namelist()}


def one_text_in_every_cell() -> bytes:
    """Return a small workbook that names one long text in 38,000 cells."""
    parts = parts_of(as_xlsx(["slug", "name"]))
    rows = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c><c r="B%d" t="s"><v>0</v></c></row>'
        % (number, number, number)
        for number in range(2, 19_000)
    )
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", rows + b"</sheetData>")
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="%s+xml"/></Types>'
        % kind,
    )
    namespace = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    text = b"long " * 6_000
    parts["xl/sharedStrings.xml"] = b'<sst xmlns="%s"><si><t>%s</t></si></sst>' % (
        namespace,
        text,
    )
    return as_zip(**parts)


def a_large_part(name: str, megabytes: int) -> bytes:
    """Return a workbook one part of which is large, and packs to little."""
    parts = parts_of(as_xlsx(["slug", "name"]))
    noise = b"".join(b"<!--%d-->" % number for number in range(megabytes * 90_000))
    parts[name] = parts.get(name, b"<a/>") + noise
    return as_zip(**parts)


BOUNDED = {
    "a text named everywhere": ("t.xlsx", one_text_in_every_cell, "more memory"),
    "a large style sheet": (
        "t.xlsx",
        lambda: a_large_part("xl/styles.xml", 6),
        "“xl/styles.xml” in the workbook is larger",
    ),
    "large shared strings": (
        "t.xlsx",
        lambda: a_large_part("xl/sharedStrings.xml", 40),
        "“xl/sharedStrings.xml” in the workbook is larger",
    ),
    "a thousand parts": (
        "t.xlsx",
        lambda: as_zip(
            **parts_of(as_xlsx(["slug"])),
            **{f"xl/media/{number}.xml": b"" for number in range(1000)},
        ),
        "more than 1000 parts",
    ),
    "binary workbook": (
        "t.xlsb",
        lambda: as_zip(**{"xl/workbook.bin": b""}),
        "Binary workbooks (.xlsb) are not read",
    ),
    "strict": (
        "t.xlsx",
        lambda: as_zip(
            **{
                name: part.replace(
                    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                    b"http://purl.oclc.org/ooxml/spreadsheetml/main",
                )
                for name, part in parts_of(as_xlsx(["slug"])).items()
            }
        ),
        "“Strict Open XML Spreadsheet”",
    ),
    "two marks": (
        "t.csv",
        lambda: b"\xef\xbb\xbf\xef\xbb\xbfslug,name\r\n",
        "two byte order marks",
    ),
    "two marks in utf-16": (
        "t.csv",
        lambda: b"\xff\xfe\xff\xfe" + "slug,name\r\n".encode("utf-16-le"),
        "two byte order marks",
    ),
}


@pytest.mark.parametrize("case", BOUNDED)
def test_a_file_beyond_its_bounds_is_refused_with_a_sentence(curator_client, case):
    name, make, reason = BOUNDED[case]
    shown = send(curator_client, Organization, make(), name)
    assert shown.status_code == 200
    assert reason in shown.context["unreadable"]


NOISE = b" ".join(b"%d" % number for number in range(200_000))

BOMB = b"\n".join(
    [b"a: &a [x,x,x,x,x,x,x,x,x]"]
    + [
        b"%c: &%c [*%c,*%c,*%c,*%c,*%c]" % (97 + n, 97 + n, *[96 + n] * 5)
        for n in range(1, 20)
    ]
)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (BOMB, "aliases"),
        (b"id: 1\nname: " + NOISE, "larger than a record"),
        (b"a: " + b"[" * 5000, "nested deeper"),
        (b"\xef\xbb\xbf\xef\xbb\xbfid: 1", "two byte order marks"),
    ],
    ids=["aliases", "size", "depth", "two marks"],
)
@pytest.mark.parametrize("is_packed", [False, True], ids=["bare", "in a zip"])
def test_every_yaml_is_bounded_bare_or_in_a_zip(
    curator_client, content, reason, is_packed
):
    name = "organizations/a.yaml"
    if is_packed:
        shown = send(curator_client, Organization, as_zip(**{name: content}), "t.zip")
    else:
        shown = send(curator_client, Organization, content, "a.yaml")
    context = shown.context
    said = context.get("unreadable") or context["review"].problems[0].reason
    assert shown.status_code == 200
    assert reason in said


def test_json_deeper_than_a_record_is_refused_by_record():
    data = b'[{"slug": "a", "name": ' + b"[" * 300 + b"]" * 300 + b"}]"
    [(place, _column, reason)] = problems(reviewed(Organization, data, "t.json"))
    assert (place, reason) == ("record 1", "is nested deeper than a record is")


def test_a_reader_that_dies_or_hangs_takes_nothing_along(curator_client, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(sandbox, "MOST_SECONDS", 0.01)
        shown = send(curator_client, Organization, b"slug,name\r\nx,y\r\n")
    assert shown.status_code == 200
    assert "more memory or time to read" in shown.context["unreadable"]
    with monkeypatch.context() as patched:
        patched.setattr(sandbox.sys, "executable", "/bin/false")
        shown = send(curator_client, Organization, b"slug,name\r\nx,y\r\n")
    assert shown.status_code == 200
    assert "more memory or time to read" in shown.context["unreadable"]


def test_the_reader_can_neither_take_all_memory_nor_write():
    code = (
        "import json, os, resource\n"
        "from recovery_directory.curation.tables import sandboxed_reader\n"
        "sandboxed_reader._bound_this_process()\n"
        "limits = [resource.getrlimit(one)[0] for one in (resource.RLIMIT_AS, "
        "resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)]\n"
        "try:\n"
        "    bytearray(sandboxed_reader.MOST_MEMORY)\n"
        "    is_held = False\n"
        "except MemoryError:\n"
        "    is_held = True\n"
        "print(json.dumps([limits, is_held]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    limits, is_held = json.loads(done.stdout)
    assert limits == [
        sandboxed_reader.MOST_MEMORY,
        sandboxed_reader.MOST_PROCESSOR_SECONDS,
        0,
    ]
    assert is_held


# One cell, one row


def test_a_cell_that_is_too_long_stops_only_its_row():
    harbor = factories.organization(slug="harbor", philosophy="We listen.")
    other = factories.organization(slug="other")
    long = "y" * 140_000
    content = f"slug,version,philosophy\nharbor,1,{long}\nother,1,Kind.\n".encode()
    review = reviewed(Organization, content)
    [(place, column, reason)] = problems(review)
    assert (place, column) == ("row 2", "philosophy")
    assert "longer than a table may hold" in reason
    assert outcomes(review)[1] == "update"
    assert {harbor.slug, other.slug} == {row.slug for row in review.rows}


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_text_too_long_for_a_workbook_leaves_every_other_cell(
    curator_client, suffix, tmp_path
):
    long = ["long" * 120] * 80
    factories.organization(slug="harbor", philosophy="We listen.", founders=long)
    factories.organization(slug="other", philosophy="Kind.")
    answer = curator_client.get(page(Organization, "export_as", suffix[1:]))
    content = b"".join(answer)
    review = reviewed(Organization, content, f"t{suffix}")
    assert outcomes(review) == ["unchanged", "unchanged"]
    next_page = curator_client.get(page(Organization, "changelist"))
    assert ("founders (harbor)" in next_page.text) == (suffix == ".xlsx")
    said = io.StringIO()
    path = tmp_path / f"t{suffix}"
    call_command("export_table", path, stdout=io.StringIO(), stderr=said)
    assert ("founders (harbor)" in said.getvalue()) == (suffix == ".xlsx")


def formatted(column: str, value, number_format: str) -> bytes:
    """Return a workbook in which one cell is kept in a format."""
    workbook = Workbook()
    workbook.active.append(["slug", "version", column])
    workbook.active.append(["harbor", 1, value])
    workbook.active["C2"].number_format = number_format
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


DAY = datetime.datetime(1935, 6, 1)


@pytest.mark.parametrize(
    ("column", "value", "number_format", "said"),
    [
        ("founded", DAY, "yyyy-mm-dd", "cell C2 is kept as the date 1935-06-01"),
        ("founded", DAY, "mmm yyyy", "cell C2 shows a part of the date 1935-06-01"),
        ("name", DAY, "d. mmmm yyyy", "cell C2 is kept as the date 1935-06-01"),
        ("philosophy", datetime.time(19, 30), "h:mm", "kept as the time 19:30"),
        ("philosophy", datetime.timedelta(hours=26), "[h]:mm", "cell C2 is kept as"),
        ("name", True, "General", "kept as TRUE or FALSE"),
        ("name", 0.5, "0%", "kept as the number 0.5"),
        ("name", 7, "000", "kept as the number 7"),
    ],
)
def test_a_cell_that_a_program_turned_into_something_is_refused_by_name(
    column, value, number_format, said
):
    factories.organization(slug="harbor", name="Harbor")
    content = formatted(column, value, number_format)
    [(place, field, reason)] = problems(reviewed(Organization, content, "t.xlsx"))
    assert (place, field) == ("row 2", column)
    assert said in reason


@pytest.mark.parametrize(
    ("column", "value", "number_format", "kept"),
    [
        ("founded", 1935, "General", "1935"),
        ("founded", "1935-06", "@", "1935-06"),
        ("is_free", True, "General", True),
        ("meeting_minutes_min", 60, "#,##0", 60),
        ("name", 988, "General", "988"),
    ],
)
def test_a_cell_of_the_kind_of_its_column_is_read(column, value, number_format, kept):
    factories.organization(slug="harbor", name="Harbor", version=1)
    content = formatted(column, value, number_format)
    review = reviewed(Organization, content, "t.xlsx")
    assert problems(review) == []
    assert review.planned[0].parsed.record[column] == kept


def test_a_date_column_takes_a_whole_date_and_no_part_of_one():
    factories.source(slug="harbor")
    whole = formatted("accessed_on", DAY, "dd/mm/yyyy")
    review = reviewed(Source, whole, "t.xlsx")
    assert review.planned[0].parsed.record["accessed_on"] == "1935-06-01"
    part = formatted("accessed_on", DAY, "mmmm yyyy")
    [(_place, field, reason)] = problems(reviewed(Source, part, "t.xlsx"))
    assert field == "accessed_on"
    assert "shows a part of the date" in reason


def test_escapes_of_workbooks_are_read_and_written():
    factories.organization(slug="harbor", philosophy="Says _x000D_ and _x005F_.")
    content = exported(Organization, ".xlsx")
    assert outcomes(reviewed(Organization, content, "t.xlsx")) == ["unchanged"]
    table = as_xlsx(
        ["slug", "version", "philosophy"],
        ["harbor", 1, "One._x000D_\nTwo _x005F_x000D_ \N{RIGHTWARDS ARROW}_x00E9_."],
    )
    review = reviewed(Organization, table, "t.xlsx")
    record = review.planned[0].parsed.record
    assert record["philosophy"] == "One.\nTwo _x000D_ \N{RIGHTWARDS ARROW}é."


# Archives as systems make them


def test_an_archive_made_by_macos_or_windows_is_read():
    for slug in ("harbor", "other"):
        factories.organization(slug=slug)
    source = zipfile.ZipFile(io.BytesIO(exported(Organization, ".zip")))
    records = [
        source.read(f"organizations/{slug}.yaml") for slug in ("harbor", "other")
    ]
    litter = b"\x00\x05\x16\x07 Mac OS X"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("My Récords/", b"")
        archive.writestr("My Récords/.DS_Store", litter)
        archive.writestr("My Récords/Thumbs.db", litter)
        archive.writestr("My Récords/desktop.ini", litter)
        archive.writestr("My Récords/organizations/harbor.yaml", records[0])
        archive.writestr("My Récords/organizations/._harbor.yaml", litter)
        archive.writestr("__MACOSX/My Récords/organizations/._harbor.yaml", litter)
        archive.writestr("__MACOSX/My Récords/organizations/harbor.yaml", litter)
        archive.writestr("My Récords\\organizations\\OTHER.YAML", records[1])
    # macOS does not say that its names are in UTF-8.
    content = bytearray(file.getvalue())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.find(mark)
        while start >= 0:
            content[start + flags + 1] &= ~0x08 & 0xFF
            start = content.find(mark, start + 1)
    review = reviewed(Organization, bytes(content), "t.zip")
    assert [row.place for row in review.rows] == [
        "My Récords/organizations/harbor.yaml",
        "My Récords/organizations/OTHER.YAML",
    ]
    assert outcomes(review) == ["unchanged", "unchanged"]


def test_what_a_system_leaves_in_a_folder_of_records_is_not_loaded(tmp_path):
    factories.organization(slug="harbor")
    call_command("export_directory", tmp_path, stdout=io.StringIO())
    for name in ("organizations/._harbor.yaml", "__MACOSX/organizations/a.yaml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"\x00\x05\x16\x07")
    said = io.StringIO()
    call_command("load_directory", tmp_path, stdout=said)
    assert "unchanged" in said.getvalue()
    path = tmp_path / "organizations/harbor.yaml"
    path.write_bytes(b"\xef\xbb\xbf" * 2 + path.read_bytes())
    with pytest.raises(CommandError, match="two byte order marks"):
        call_command("load_directory", tmp_path, stdout=said, stderr=said)
