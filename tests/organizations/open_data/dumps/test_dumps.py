"""The dumps: what the filter leaves, and only what the public may see."""

import csv
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from jsonschema import Draft4Validator, FormatChecker

from organizations.models import Organization
from organizations.open_data.dumps.table import COLUMNS, as_csv, cell
from recovery_directory.records import revisions
from recovery_directory.yaml_files import load
from tests import factories

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).parent
DUMPS = (
    "/data/organizations.csv",
    "/data/organizations.json",
    "/data/records.zip",
    "/data/datapackage.json",
)


def body(response) -> bytes:
    """Return what a response holds, streamed or not."""
    assert response.status_code == 200
    return response.getvalue()


@pytest.fixture
def table(client):
    """Return the rows of the CSV file."""

    def rows(query: str = "") -> list[dict[str, str]]:
        text = body(client.get(f"/data/organizations.csv{query}")).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    return rows


@pytest.fixture
def archive(client):
    """Return the archive of the records."""

    def opened(query: str = "") -> zipfile.ZipFile:
        written = body(client.get(f"/data/records.zip{query}"))
        return zipfile.ZipFile(io.BytesIO(written))

    return opened


def names(rows) -> list[str]:
    return [row["name"] for row in rows]


# What is chosen


@pytest.fixture
def harbor_and_lantern(db):
    secular = factories.shared(factories.organization_type, slug="secular")
    religious = factories.shared(factories.organization_type, slug="religious")
    harbor = factories.organization(
        name="Harbor", organization_type=secular, published=True
    )
    factories.organization(name="Lantern", organization_type=religious, published=True)
    factories.organization(
        name="Old Mill",
        organization_type=secular,
        operating_status="historic",
        published=True,
    )
    factories.organization(name="Draft", organization_type=secular)
    return harbor


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Harbor", "Lantern", "Old Mill"]),
        ("?status=active", ["Harbor", "Lantern"]),
        ("?type=secular", ["Harbor", "Old Mill"]),
        ("?type=secular&type=religious&status=active", ["Harbor", "Lantern"]),
        ("?q=lantern", ["Lantern"]),
        ("?type=religious&status=historic", []),
    ],
)
def test_every_dump_holds_what_the_filter_leaves(
    client, harbor_and_lantern, table, archive, query, found
):
    assert sorted(names(table(query))) == found
    answer = json.loads(body(client.get(f"/data/organizations.json{query}")))
    assert sorted(names(answer)) == found
    files = [one for one in archive(query).namelist() if one.startswith("organiza")]
    records = [load(archive(query).read(one).decode()) for one in files]
    assert sorted(names(records)) == found


def test_the_list_links_to_its_own_table(client, harbor_and_lantern, table):
    page = client.get("/organizations/?type=secular").content.decode()
    order = "sort=relevance"
    query = f"?type=secular&amp;status=active&amp;status=uncertain&amp;{order}"
    assert f'href="/data/organizations.csv{query}"' in page
    assert f'href="/data/organizations.json{query}"' in page
    assert names(table(query.replace("&amp;", "&"))) == ["Harbor"]


@pytest.mark.parametrize("path", DUMPS)
@pytest.mark.parametrize(
    ("query", "parameter"),
    [("type=buddhist", "type"), ("sort=strength", "sort"), ("page=2", "page")]
    + [("search=weed", "search"), ("colour=blue", "colour"), ("format=%00", "format")],
)
def test_what_is_unknown_is_refused_and_named(client, path, query, parameter):
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [one["parameter"] for one in response.json()["errors"]] == [parameter]


def test_too_long_an_address_is_refused_as_data(client):
    response = client.get("/data/organizations.csv?q=" + "x" * 8200)
    assert response.status_code == 414
    assert response["Content-Type"] == "application/problem+json"


# What is said


def test_a_row_says_what_the_page_says(client, everything, table):
    [row] = [one for one in table() if one["slug"] == everything.slug]
    assert row["id"] == str(everything.pk)
    assert row["first_meeting"] == "Says first_meeting."
    assert row["acronym"] == "Says alternate"
    assert row["is_free"] == "true"
    assert row["format"] == "in-person; online"
    assert row["helpline"] == "tel:+1-212-555-0100"
    assert row["office_phone"] == ""
    assert row["evidence"] == "promising"
    assert row["last_verified_on"] == "2026-06-01"
    [same] = [
        one
        for one in json.loads(body(client.get("/data/organizations.json")))
        if one["slug"] == everything.slug
    ]
    assert list(same) == list(row) == [column.name for column in COLUMNS]
    assert same["format"] == ["in-person", "online"]
    assert same["is_free"] is True
    assert same["meeting_minutes_min"] == 60
    assert same["office_phone"] == []
    for name, value in same.items():
        assert row[name] == cell(value)


def test_what_nobody_knows_is_empty_and_not_no(client, table):
    factories.organization(published=True)
    [row] = table()
    assert row["is_free"] == ""
    [same] = json.loads(body(client.get("/data/organizations.json")))
    assert same["is_free"] is None
    assert same["website"] is None


STARTS_OF_FORMULAS = (
    *("=", "+", "-", "@", "＝", "＋", "－", "＠"),
    *(" =", "\u00a0+", "\n@", "\u3000－"),
)


@pytest.mark.parametrize("start", STARTS_OF_FORMULAS)
def test_no_cell_is_a_formula(client, table, start):
    factories.organization(
        name="Harbor", published=True, philosophy=f"{start}1+cmd|'/c calc'!A0"
    )
    [row] = table()
    assert row["philosophy"].startswith("'")
    [same] = json.loads(body(client.get("/data/organizations.json")))
    assert not same["philosophy"].startswith("'")


@pytest.mark.parametrize("start", STARTS_OF_FORMULAS)
def test_no_column_is_a_formula(start):
    row = {one.name: [f"{start}1"] if one.is_list else f"{start}1" for one in COLUMNS}
    text = b"".join(as_csv([row])).decode("utf-8-sig")
    [read] = csv.DictReader(io.StringIO(text, newline=""))
    assert len(read) == len(COLUMNS)
    for name, value in read.items():
        assert value == f"'{start}1", name


def test_quotes_and_lines_come_back_as_they_were(table):
    text = 'People say "come back", and\nthey mean it, ¡sí!'
    factories.organization(published=True, summary=text)
    assert table()[0]["summary"] == text


def test_excel_is_told_that_the_table_is_utf_8(client):
    response = client.get("/data/organizations.csv")
    written = body(response)
    assert written.startswith(b"\xef\xbb\xbfid,slug,")
    assert written.endswith(b"\r\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].endswith('filename="organizations.csv"')


def test_the_table_goes_into_a_database_by_its_description(client, everything, table):
    description = json.loads(body(client.get("/data/datapackage.json")))
    fields = description["resources"][0]["schema"]["fields"]
    columns = ", ".join(f'"{one["name"]}" text' for one in fields)
    database = sqlite3.connect(":memory:")
    database.execute(f"create table organizations ({columns}, primary key (id))")
    marks = ", ".join("?" * len(fields))
    database.executemany(
        f"insert into organizations values ({marks})",
        [list(row.values()) for row in table()],
    )
    [(count,)] = database.execute("select count(*) from organizations")
    assert count == Organization.objects.published().count()
    database.close()


# The description


def problems(name: str, value) -> list[str]:
    """Return what is wrong by a schema of Frictionless Data."""
    schema = json.loads((FOLDER / f"{name}.json").read_text())
    checker = FormatChecker(["uri", "email"])
    return [
        f"{one.json_path}: {one.message[:120]}"
        for one in Draft4Validator(schema, format_checker=checker).iter_errors(value)
    ]


def test_the_description_is_a_valid_data_package(client, settings):
    settings.OPERATOR_CONTACT = "library@clinic.example"
    factories.organization(published=True)
    package = json.loads(body(client.get("/data/datapackage.json?status=active")))
    assert problems("data-package", package) == []
    table, *others = package["resources"]
    assert problems("tabular-data-resource", table) == []
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert package["contributors"][0]["email"] == "library@clinic.example"
    for resource in (table, *others):
        path = resource["path"].removeprefix(settings.SITE_URL)
        assert path.endswith("?status=active")
        assert body(client.get(path))


def test_a_fault_in_the_description_is_seen(client):
    package = json.loads(body(client.get("/data/datapackage.json")))
    del package["resources"][0]["path"]
    assert problems("data-package", package)


def test_every_column_is_described(client):
    package = json.loads(body(client.get("/data/datapackage.json")))
    fields = package["resources"][0]["schema"]["fields"]
    assert [one["name"] for one in fields] == [column.name for column in COLUMNS]
    assert all(len(one["description"]) > 3 for one in fields)


# Bytes, caches, methods


@pytest.mark.parametrize("path", DUMPS)
def test_nothing_changes_while_nothing_changes(client, everything, path):
    first = client.get(path)
    again = client.get(path)
    assert body(first) == body(again)
    assert first["ETag"] == again["ETag"]
    assert first["Cache-Control"] == "public, max-age=60"
    same = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert same.status_code == 304
    assert same.getvalue() == b""
    with revisions.change(everything, by=None, action=revisions.Action.EDIT):
        everything.summary = "People meet at the harbor."
        everything.save()
    changed = client.get(path, HTTP_IF_NONE_MATCH=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_another_filter_has_another_tag(client):
    tags = {client.get(f"/data/organizations.csv{query}")["ETag"] for query in QUERIES}
    assert len(tags) == len(QUERIES)


QUERIES = ("", "?status=active", "?status=historic")


@pytest.mark.parametrize("path", DUMPS)
def test_a_dump_has_the_manners_of_the_api(client, path):
    response = client.get(path)
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "creativecommons.org/licenses/by/4.0" in response["Link"]
    head = client.head(path)
    assert head.getvalue() == b""
    assert head["ETag"] == response["ETag"]
    assert client.options(path).status_code == 204
    assert client.post(path).status_code == 405
    assert client.get(path, HTTP_ACCEPT="image/png").status_code == 406


@pytest.mark.parametrize("path", DUMPS)
def test_what_somebody_searched_for_is_never_stored(client, path):
    response = client.get(f"{path}?q=weed")
    assert response["Cache-Control"] == "no-store"
    assert "weed" not in response["Link"]


def test_entries_of_the_archive_carry_no_time(archive, everything):
    entries = archive().infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert len({entry.filename for entry in entries}) == len(entries)
    assert archive().testzip() is None
