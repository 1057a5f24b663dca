"""Importing a table: the dry run first, then all or nothing; nothing is overwritten."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organizations.models import Organization
from recovery_directory.curation.tables.importing import import_file
from recovery_directory.curation.tables.uploads import (
    KEPT_FOR,
    TableUpload,
)
from recovery_directory.records import format_of, revisions
from recovery_directory.records.revisions import history
from tests import factories
from tests.tables import (
    as_csv,
    as_xlsx,
    confirm,
    exported,
    outcomes,
    page,
    problems,
    reviewed,
    row_for,
    send,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbor():
    """Return a published organization with an address."""
    return factories.organization(
        name="Harbor",
        slug="harbor",
        published=True,
        philosophy="We listen.",
        urls=[{"kind": "website", "url": "https://harbor.example/"}],
    )


def new_row(**cells) -> dict[str, str]:
    """Return a row for an organization that is not here."""
    kind = factories.shared(factories.organization_type).slug
    return {
        "slug": "lighthouse",
        "name": "Lighthouse",
        "sort_name": "Lighthouse",
        "organization_type": kind,
        "summary": "People meet.",
    } | cells


def edit(record, **fields):
    """Change a record as a colleague does."""
    with revisions.change(record, by=None, action="edit"):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


# What rows do


def test_only_what_a_cell_changes_is_changed(harbor):
    before = history(harbor).first().record
    review = reviewed(
        Organization,
        as_csv({"id": str(harbor.pk), "version": "2", "philosophy": "We talk."}),
    )
    assert outcomes(review) == ["update"]
    [difference] = review.rows[0].differences
    assert (difference.before, difference.after) == ("We listen.", "We talk.")
    assert review.planned[0].parsed.record == before | {"philosophy": "We talk."}


def test_a_blank_cell_leaves_its_field_and_a_dash_empties_it(harbor):
    row = row_for(harbor, philosophy="", urls="")
    assert outcomes(reviewed(Organization, as_csv(row))) == ["unchanged"]
    review = reviewed(Organization, as_csv(row | {"philosophy": "-", "urls": "-"}))
    assert [one.name for one in review.rows[0].differences] == ["philosophy", "urls"]
    assert [one.after for one in review.rows[0].differences] == [None, None]


def test_a_new_record_arrives_as_a_draft(curator_client, curator):
    content = as_csv(new_row(publication_state="published"))
    confirm(curator_client, send(curator_client, Organization, content))
    lighthouse = Organization.objects.get(slug="lighthouse")
    assert lighthouse.publication_state == "draft"
    [revision] = history(lighthouse)
    assert (revision.action, revision.made_by) == ("import", curator)
    assert revision.reason == "table.csv"


def test_new_records_may_name_each_other():
    rows = [
        new_row(relationships="kind: related | other: harbor"),
        new_row(slug="harbor", name="Harbor"),
    ]
    assert outcomes(reviewed(Organization, as_csv(*rows))) == ["create", "create"]


def test_a_row_from_an_older_version_is_a_conflict(harbor):
    row = row_for(harbor, philosophy="Mine.")
    edit(harbor, philosophy="Theirs.")
    assert outcomes(reviewed(Organization, as_csv(row))) == ["conflict"]
    row.pop("version")
    assert outcomes(reviewed(Organization, as_csv(row))) == ["conflict"]


def test_a_row_finds_its_record_by_slug_and_former_slug(harbor):
    edit(harbor, slug="haven")
    row = {"slug": "harbor", "version": str(harbor.version), "philosophy": "New."}
    review = reviewed(Organization, as_csv(row))
    assert review.rows[0].record_id == str(harbor.pk)
    row = {"slug": "haven", "version": str(harbor.version), "philosophy": "New."}
    assert outcomes(reviewed(Organization, as_csv(row))) == ["update"]


def test_a_spreadsheet_s_own_numbers_and_truths_are_read(harbor):
    content = as_xlsx(
        ["id", "version", "founded", "meeting_minutes_min", "is_free"],
        [str(harbor.pk), 2, 1935, 60.0, True],
    )
    review = reviewed(Organization, content, "table.xlsx")
    after = {one.name: one.after for one in review.rows[0].differences}
    assert after == {
        "founded": "1935",
        "meeting_minutes_min": 60,
        "is_free": True,
    }


# What is refused


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"founded": "13/1/1935"}, "founded", "1935-06-10"),
        ({"is_free": "perhaps"}, "is_free", "is neither yes nor no"),
        ({"meeting_minutes_min": "an hour"}, "meeting_minutes_min", "whole number"),
        ({"meeting_minutes_min": "9" * 30}, "meeting_minutes_min", "less than"),
        ({"name": "-"}, "name", "is missing"),
        ({"kind": "club"}, "kind", "club"),
        ({"urls": "https://x.example"}, "urls", "line 1"),
        ({"urls": "kind: website | kind: app"}, "urls", "stands twice"),
        (
            {"urls": "kind: website | url: nonsense"},
            "urls[1].url",
            "Begin it with https://",
        ),
        ({"organization_type": "nothing"}, "organization_type", "there is no type"),
        ({"version": "two"}, "version", "is not the number"),
        ({"publication_state": "withdrawn"}, "publication_state", "act of its own"),
        (
            {"phones": "kind: office | number: 555-0100 | verified_on: 2024-01-01"},
            "phones[1].verified_on",
            "act of its own",
        ),
        (
            {"philosophy": "a\x07b"},
            "philosophy",
            "U+0007 (control character) after “a”",
        ),
        ({"founded": "1935-06", "founded_place": "Akron"}, "", "cites no source"),
    ],
)
def test_what_is_wrong_is_named_with_row_column_and_reason(
    harbor, cells, column, reason
):
    review = reviewed(Organization, as_csv(row_for(harbor, **cells)))
    assert outcomes(review) == ["refused"]
    [problem] = problems(review)
    assert problem[:2] == ("row 2", column)
    assert reason in problem[2]


def test_two_rows_of_one_record_are_refused(harbor):
    row = row_for(harbor)
    review = reviewed(Organization, as_csv(row, {"slug": "harbor"} | {"name": "X"}))
    assert problems(review) == [("row 3", "id", "is that of row 2 too")]


def test_a_formula_in_a_spreadsheet_is_refused(harbor):
    content = as_xlsx(
        ["id", "version", "name"], [str(harbor.pk), 2, '=CONCATENATE("a")']
    )
    review = reviewed(Organization, content, "table.xlsx")
    assert problems(review) == [
        ("row 2", "name", "holds a formula; paste its value instead")
    ]


def test_a_name_that_another_record_has_is_refused(harbor):
    review = reviewed(Organization, as_csv(new_row(name="Harbor")))
    assert problems(review) == [
        ("row 2", "name", "Harbor is that of record harbor here too")
    ]


# In the admin


def test_a_dry_run_shows_everything_and_changes_nothing(curator_client, harbor):
    shown = send(
        curator_client,
        Organization,
        as_csv(
            row_for(harbor, philosophy="<b>New</b>"),
            row_for(harbor) | new_row(id="", version=""),
        ),
    )
    assert "We listen." in shown.text
    assert "&lt;b&gt;New&lt;/b&gt;" in shown.text
    assert "lighthouse" in shown.text
    harbor.refresh_from_db()
    assert harbor.philosophy == "We listen."
    assert Organization.objects.count() == 1


def test_confirming_writes_one_revision_each_and_forgets_the_file(
    curator_client, curator, harbor
):
    shown = send(
        curator_client, Organization, as_csv(row_for(harbor, philosophy="New."))
    )
    done = confirm(curator_client, shown)
    assert "1 record imported from “table.csv”." in done.text
    revision = history(harbor).first()
    assert (revision.number, revision.action, revision.made_by) == (
        3,
        "import",
        curator,
    )
    assert revision.record["philosophy"] == "New."
    assert not TableUpload.objects.exists()


def test_a_change_after_the_dry_run_is_a_conflict_and_is_kept(curator_client, harbor):
    shown = send(
        curator_client, Organization, as_csv(row_for(harbor, philosophy="Mine."))
    )
    edit(harbor, philosophy="Theirs.")
    again = confirm(curator_client, shown)
    assert "Nothing was imported: some rows are in conflict." in again.text
    harbor.refresh_from_db()
    assert harbor.philosophy == "Theirs."
    assert TableUpload.objects.count() == 1


def test_conflicts_stay_out_only_where_the_curator_says_so(curator_client, harbor):
    stale = row_for(harbor, philosophy="Mine.")
    edit(harbor, philosophy="Theirs.")
    content = as_csv(stale, new_row())
    shown = send(curator_client, Organization, content)
    confirm(curator_client, shown)
    assert Organization.objects.count() == 1
    confirm(curator_client, shown, leave_conflicts="on")
    assert Organization.objects.count() == 2
    harbor.refresh_from_db()
    assert harbor.philosophy == "Theirs."


def test_one_refused_row_stops_all(curator_client, harbor):
    content = as_csv(row_for(harbor, philosophy="New."), new_row(kind="club"))
    shown = send(curator_client, Organization, content)
    assert "club" in shown.text
    assert 'value="Import"' not in shown.text
    again = confirm(curator_client, shown)
    assert "Nothing was imported" in again.text
    harbor.refresh_from_db()
    assert harbor.philosophy == "We listen."


@pytest.mark.parametrize("is_dry", [True, False])
def test_a_further_row_asks_the_database_little(is_dry):
    def asked(count: int) -> int:
        made = [factories.organization(published=True) for _number in range(count)]
        content = as_csv(*(row_for(one, sort_name="Sorted") for one in made))
        with CaptureQueriesContext(connection) as queries:
            if is_dry:
                found = reviewed(Organization, content)
            else:
                kind = format_of(Organization)
                found = import_file(kind, content, "table.csv", by=None)
        assert outcomes(found) == ["update"] * count
        return len(queries)

    # Dry: the record, its lock, its row and former addresses. Written: its revision,
    # its version and a savepoint too, and what is derived from it.
    assert asked(7) - asked(2) <= 5 * (6 if is_dry else 16)


def test_only_whoever_sent_a_file_sees_it_and_only_for_a_day(
    curator_client, client, django_user_model, harbor
):
    shown = send(curator_client, Organization, as_csv(row_for(harbor)))
    address = shown.request["PATH_INFO"]
    other = django_user_model.objects.create_superuser("other", password="x")
    client.force_login(other)
    assert client.get(address).status_code == 404
    upload = TableUpload.objects.get()
    upload.made_at -= KEPT_FOR
    upload.save()
    assert curator_client.get(address).status_code == 404
    send(curator_client, Organization, as_csv(row_for(harbor)))
    assert TableUpload.objects.count() == 1


def test_tables_are_for_curators(client, django_user_model, harbor):
    from django.contrib.auth.models import Permission

    helper = django_user_model.objects.create_user("h", is_staff=True)
    helper.user_permissions.add(
        *Permission.objects.filter(codename__endswith="_organization")
    )
    client.force_login(helper)
    for address in (
        page(Organization, "export"),
        page(Organization, "export_as", "csv"),
        page(Organization, "import"),
    ):
        assert client.get(address).status_code == 403, address
    assert client.post(page(Organization, "import")).status_code == 403
    listed = client.get(page(Organization, "changelist"))
    assert "Import…" not in listed.text
    assert "export_csv" not in listed.text


# As commands


def run(command, *arguments, **options) -> str:
    """Run a command and return what it prints."""
    printed = StringIO()
    call_command(command, *arguments, stdout=printed, **options)
    return printed.getvalue()


def test_the_commands_take_a_table_out_and_in(tmp_path, curator, harbor):
    path = tmp_path / "table.csv"
    assert run("export_table", path) == f"1 organizations in {path}\n"
    assert path.read_bytes() == exported(Organization)
    path.write_bytes(path.read_bytes().replace(b"We listen.", b"We talk."))
    printed = run("import_table", path, dry_run=True)
    assert "philosophy: 'We listen.' -> 'We talk.'" in printed
    assert "would: 0 create, 1 update" in printed
    harbor.refresh_from_db()
    assert harbor.version == 2
    run("import_table", path, by="curator")
    revision = history(harbor).first()
    assert (revision.action, revision.made_by) == ("import", curator)
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_table", tmp_path / "nothing.csv")


def test_the_commands_say_what_is_wrong(tmp_path, harbor):
    path = tmp_path / "table.csv"
    path.write_bytes(as_csv(row_for(harbor, is_free="perhaps")))
    with pytest.raises(CommandError, match="Nothing was imported: some rows are ref"):
        run("import_table", path)
    with pytest.raises(CommandError, match="There are no records called people"):
        run("export_table", path, kind="people")
    with pytest.raises(CommandError, match="Let PATH end in one of"):
        run("export_table", tmp_path / "table.pdf")
    with pytest.raises(CommandError, match="Nobody here is called x"):
        run("import_table", path, by="x")
