"""Files that cannot be read: a clear sentence each, never a failure."""

import io
import zipfile

import pytest

from organizations.models import Organization
from recovery_directory.curation.tables.readers import LARGEST_FILE
from recovery_directory.curation.tables.uploads import TableUpload
from tests import factories
from tests.tables import (
    as_csv,
    as_xlsx,
    as_zip,
    exported,
    outcomes,
    page,
    problems,
    reviewed,
    row_for,
    send,
)

pytestmark = pytest.mark.django_db

HEADER = b"slug,name\r\n"


def bomb() -> bytes:
    """Return an archive that unfolds to 300 MB."""
    file = io.BytesIO()
    archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
    with archive, archive.open("organizations/a.yaml", "w") as member:
        for _megabyte in range(300):
            member.write(b"a" * 1024 * 1024)
    return file.getvalue()


def locked() -> bytes:
    """Return an archive that says that it is locked."""
    content = bytearray(as_zip(organizations__a_yaml=b"a"))
    start = content.index(b"PK\x01\x02")
    content[start + 8] |= 1
    return bytes(content)


def wide() -> bytes:
    """Return a sheet that claims a million rows."""
    content = as_xlsx(["slug", "name"])
    source = zipfile.ZipFile(io.BytesIO(content))
    files = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    rows = b"".join(
        b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (number, number)
        for number in range(2, 250)
    )
    files[sheet] = files[sheet].replace(b"</sheetData>", rows + b"</sheetData>")
    return as_zip(**files)


def entities() -> bytes:
    """Return a sheet whose XML unfolds itself."""
    content = as_xlsx(["slug", "name"])
    source = zipfile.ZipFile(io.BytesIO(content))
    files = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]>'
    files[sheet] = bomb + files[sheet].partition(b"?>")[2].lstrip()
    return as_zip(**files)


FILES = {
    "empty": ("t.csv", lambda: b"", "The file is empty"),
    "blank": ("t.csv", lambda: b"\xef\xbb\xbf \r\n", "The file is empty"),
    "only a header": ("t.csv", lambda: HEADER, "holds no records"),
    "no header": ("t.csv", lambda: b"a,b\r\n1,2\r\n", "There is none called “a”, “b”"),
    "unknown column": ("t.csv", lambda: b"slug,nmae\r\nx,y\r\n", "called “nmae”"),
    "column twice": ("t.csv", lambda: b"slug,name,name\r\n", "stand twice: name"),
    "no key": ("t.csv", lambda: b"name\r\nx\r\n", "neither a column “id” nor “slug”"),
    "windows": (
        "t.csv",
        lambda: HEADER + b"x,Caf\xe9\r\n",
        "line 2 near “lug,name x,Caf",
    ),
    "nulls": ("t.csv", lambda: "slug,name\nx,y".encode("utf-16-le"), "null characters"),
    "half utf-16": ("t.csv", lambda: b"\xff\xfea", "not in UTF-8"),
    "open quote": ("t.csv", lambda: HEADER + b'x,"y\r\n', "breaks off near line"),
    "picture": ("t.png", lambda: b"\x89PNG", "“.png” files are not read"),
    "no ending": ("table", lambda: HEADER, "“nameless” files are not read"),
    "xlsx named csv": ("t.csv", lambda: as_xlsx(["slug"]), "looks like .xlsx"),
    "csv named xlsx": ("t.xlsx", lambda: HEADER, "looks like .csv"),
    "old excel": ("t.xls", lambda: b"\xd0\xcf\x11\xe0", "of the old kind (.xls)"),
    "libreoffice": ("t.ods", lambda: as_zip(**{"content.xml": b"x"}), "LibreOffice"),
    "macros": (
        "t.xlsm",
        lambda: as_zip(**{"xl/workbook.xml": b"", "xl/vbaProject.bin": b""}),
        "holds macros",
    ),
    "damaged": ("t.xlsx", lambda: as_xlsx(["slug"])[:-200], "damaged"),
    "no workbook": ("t.xlsx", lambda: as_zip(**{"xl/workbook.xml": b"<x"}), "damaged"),
    "bomb": ("t.zip", bomb, "would unfold to 300 MB"),
    "locked": ("t.zip", locked, "locked by a password"),
    "too many cells": ("t.xlsx", wide, "more than 3000000 cells"),
    "entities": ("t.xlsx", entities, "damaged"),
    "bad json": ("t.json", lambda: b"{", "not readable as JSON"),
    "json of others": (
        "t.json",
        lambda: b'{"kind": "sources", "records": []}',
        "holds sources",
    ),
    "json without list": ("t.json", lambda: b'{"kind": "organizations"}', "no list"),
    "json twice": ("t.json", lambda: b'[{"slug": "a", "slug": "b"}]', "has slug twice"),
    "half a character": ("t.json", lambda: b'[{"slug": "\\ud800"}]', "not readable"),
    "deep json": ("t.json", lambda: b"[" * 100_000, "not readable as JSON"),
    "zip of others": (
        "t.zip",
        lambda: as_zip(**{"sources/a.yaml": b"id: 1"}),
        "holds sources",
    ),
    "empty zip": ("t.zip", lambda: as_zip(**{"readme.txt": b"x"}), "holds no records"),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_cannot_be_read_says_why(curator_client, case):
    name, make, reason = FILES[case]
    shown = send(curator_client, Organization, make(), name)
    assert shown.status_code == 200
    assert reason in shown.context["unreadable"]
    assert "Send another file" in shown.text


def test_a_file_of_50_mb_is_refused_and_not_kept(curator_client):
    shown = send(curator_client, Organization, b"a" * (15 * 1024 * 1024))
    assert "The file has 15 MB; at most 10 are read." in shown.text
    shown = send(curator_client, Organization, b"a" * (50 * 1024 * 1024))
    assert shown.status_code == 413
    assert "At most 20 MB are read." in shown.text
    assert not TableUpload.objects.exists()


def test_no_file_is_said_too(curator_client):
    shown = curator_client.post(page(Organization, "import"), {})
    assert "This field is required" in shown.text


def test_the_command_refuses_a_large_file(tmp_path):
    from django.core.management import CommandError, call_command

    path = tmp_path / "t.csv"
    path.write_bytes(b"a" * (LARGEST_FILE + 1))
    with pytest.raises(CommandError, match="has more than 10 MB"):
        call_command("import_table", path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_other_programs_are_read(encoding, delimiter):
    harbor = factories.organization(slug="harbor", name="Café, Haven; Harbor")
    text = as_csv(row_for(harbor), delimiter=delimiter).decode()
    content = f"\n{text}\n\n".encode(encoding)
    if delimiter == ";":
        content = f"sep=;\r\n{text}".encode(encoding)
    assert outcomes(reviewed(Organization, content)) == ["unchanged"]


def test_cells_beyond_the_last_column_are_refused():
    review = reviewed(Organization, HEADER + b"x,y,z\r\n")
    assert problems(review) == [("row 2", "", "has cells beyond the last column: “z”")]


@pytest.mark.parametrize(
    "data", [b"[1]", b'[{"id": {}}]', b'[{"version": []}]', b'[{"slug": ["a"]}]',
             b'[{"name": {"a": 1}}]', b'[{"urls": [1]}]', b'[{"phones": 1}]']
)  # fmt: skip
def test_whole_records_of_any_shape_are_refused_and_never_fail(curator_client, data):
    shown = send(curator_client, Organization, data, "t.json")
    assert shown.status_code == 200
    assert shown.context["review"].problems


def test_one_bad_file_in_an_archive_is_named():
    harbor = factories.organization(slug="harbor")
    source = zipfile.ZipFile(io.BytesIO(exported(harbor, ".zip")))
    files = {name: source.read(name) for name in source.namelist()}
    content = as_zip(**files, **{"organizations/bad.yaml": b"a: *b"})
    review = reviewed(Organization, content, "t.zip")
    assert outcomes(review) == ["unchanged", "refused"]
    [(place, _column, reason)] = problems(review)
    assert place == "organizations/bad.yaml"
    assert "aliases" in reason
