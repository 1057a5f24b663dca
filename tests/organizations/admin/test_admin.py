"""The desk of a curator: saving organizations, with all that is inside them."""

import pytest

from organizations.models import Organization
from recovery_directory.records import format_of
from recovery_directory.records.formats import child_id
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.revisions import (
    Revision,
    history,
)
from tests import factories
from tests.admin_forms import add_row, address, list_address, save, typed

pytestmark = pytest.mark.django_db


# Saving


def test_saving_fields_and_rows_is_one_revision(curator_client, curator):
    organization = factories.organization()
    source = factories.source()
    term = factories.term()
    data = typed(curator_client.get(address(organization)))
    data |= {"philosophy": "One step at a time.", "change_reason": "From its website."}
    seen = {"source": source.pk, "was_seen": "on", "checked_on": "2026-05-01"}
    add_row(data, "terms", term=term.pk, **seen)
    add_row(data, "citations", fact="philosophy", **seen)
    answer = curator_client.post(address(organization), data)
    assert answer.status_code == 302
    latest, first = history(organization)
    assert (latest.number, latest.made_by) == (2, curator)
    assert (latest.action, latest.reason) == ("edit", "From its website.")
    assert latest.record["philosophy"] == "One step at a time."
    assert latest.record["citations"][0]["source"] == source.slug
    assert latest.record["terms"][0]["term"] == term.record_key


def test_saving_what_nobody_changed_is_no_revision(curator_client):
    text = "First paragraph.\n\nSecond paragraph."
    organization = factories.organization(published=True, philosophy=text)
    version = organization.version
    assert save(curator_client, organization).status_code == 302
    organization.refresh_from_db()
    assert (organization.version, organization.philosophy) == (version, text)


def test_a_new_organization_is_a_draft_with_its_first_revision(curator_client):
    data = typed(curator_client.get(list_address(Organization, "add")))
    data |= {
        "name": "The Harbor",
        "slug": "harbor",
        "summary": "People meet.",
        "organization_type": factories.organization_type().pk,
    }
    add_row(data, "alternate_names", kind="acronym", name="HB", language="")
    add_row(data, "terms", term=factories.term().pk)
    add_row(data, "relationships", kind="related", other_name="Lighthouse")
    answer = curator_client.post(list_address(Organization, "add"), data)
    assert answer.status_code == 302
    harbor = Organization.objects.get(slug="harbor")
    assert (harbor.version, harbor.publication_state) == (1, "draft")
    assert harbor.sort_name == "Harbor"
    assert history(harbor).get().record["alternate_names"][0]["name"] == "HB"


def test_a_changed_slug_leaves_a_former_address(curator_client):
    organization = factories.organization(slug="old-name")
    assert save(curator_client, organization, slug="new-name").status_code == 302
    assert FormerSlug.objects.get(slug="old-name").record_id == organization.pk
    assert "old-name" in curator_client.get(address(organization)).text


def test_the_state_cannot_be_typed(curator_client):
    organization = factories.organization()
    save(curator_client, organization, publication_state="published", version="9")
    organization.refresh_from_db()
    assert (organization.publication_state, organization.version) == ("draft", 1)


def test_a_breach_is_shown_beside_the_form_and_nothing_is_saved(curator_client):
    organization = factories.organization()
    answer = save(curator_client, organization, medication_stance="supportive")
    assert "Name the document that states the stance" in answer.text
    organization.refresh_from_db()
    assert organization.version == 1


@pytest.mark.parametrize("seen", ["", "x", "99999999999999999999", "\x00"])
def test_a_version_that_was_never_shown_is_a_conflict(curator_client, seen):
    organization = factories.organization()
    answer = save(curator_client, organization, seen_version=seen, philosophy="New.")
    assert answer.status_code == 200
    organization.refresh_from_db()
    assert organization.version == 1


# Rows keep the ids that files give them


def natural_ids(organization, name: str) -> dict:
    """Return what loading the record from a file would give as ids."""
    child = next(
        child for child in format_of(Organization).children if child.name == name
    )
    rows = getattr(organization, name).all()
    return {
        row.pk: child_id(
            child,
            str(organization.pk),
            [
                str(getattr(row, f"{part}_id", getattr(row, part))) or ""
                for part in child.key
            ],
        )
        for row in rows
    }


def test_a_new_row_has_the_id_that_loading_would_give(curator_client):
    organization = factories.organization()
    data = typed(curator_client.get(address(organization)))
    add_row(data, "urls", kind="website", url="https://a.example")
    add_row(data, "terms", term=factories.term().pk)
    curator_client.post(address(organization), data)
    for name in ("urls", "terms"):
        ids = natural_ids(organization, name)
        assert len(ids) == 1
        assert set(ids) == set(ids.values())


def test_two_rows_may_swap_what_they_say(curator_client):
    organization = factories.organization()
    for kind in ("website", "forum"):
        factories.add(organization, "urls", kind=kind, url="https://a.example")
    data = typed(curator_client.get(address(organization)))
    kinds = data["urls-0-kind"], data["urls-1-kind"]
    data["urls-1-kind"], data["urls-0-kind"] = kinds
    data["urls-0-label"] = "swapped"
    assert curator_client.post(address(organization), data).status_code == 302
    ids = natural_ids(organization, "urls")
    assert len(ids) == 2
    assert set(ids) == set(ids.values())
    assert organization.urls.get(label="swapped").kind == kinds[1]


def test_a_row_may_be_deleted_and_another_take_its_place(curator_client):
    organization = factories.organization()
    factories.add(
        organization, "urls", kind="website", url="https://a.example", label="old"
    )
    factories.add(organization, "urls", kind="forum", url="https://b.example")
    data = typed(curator_client.get(address(organization)))
    first = 0 if data["urls-0-label"] == "old" else 1
    data[f"urls-{first}-DELETE"] = "on"
    data[f"urls-{1 - first}-kind"] = "website"
    data[f"urls-{1 - first}-url"] = "https://a.example"
    assert curator_client.post(address(organization), data).status_code == 302
    assert organization.urls.get().label == ""
    ids = natural_ids(organization, "urls")
    assert set(ids) == set(ids.values())


def test_two_rows_that_say_the_same_are_refused(curator_client):
    organization = factories.organization()
    data = typed(curator_client.get(address(organization)))
    for label in ("one", "two"):
        add_row(data, "urls", kind="website", url="https://a.example", label=label)
    answer = curator_client.post(address(organization), data)
    assert "is here twice" in answer.text
    assert not organization.urls.exists()


def test_rows_in_order_are_numbered_anew(curator_client):
    organization = factories.organization()
    for title in ("First", "Second", "Third"):
        factories.add(organization, "literature", title=title)
    data = typed(curator_client.get(address(organization)))
    add_row(data, "literature", title="Last", position="")
    data["literature-2-position"] = "0"
    data["literature-0-position"] = "5"
    data["literature-1-position"] = "5"
    assert curator_client.post(address(organization), data).status_code == 302
    rows = organization.literature.values_list("position", "title")
    assert list(rows) == [(0, "Third"), (1, "First"), (2, "Second"), (3, "Last")]
    assert organization.version + 1 == history(organization)[0].number


def test_rows_that_nobody_touched_move_up_where_one_goes(curator_client):
    organization = factories.organization()
    for title in ("First", "Second", "Third"):
        factories.add(organization, "literature", title=title)
    save(curator_client, organization, **{"literature-0-DELETE": "on"})
    rows = organization.literature.values_list("position", "title")
    assert list(rows) == [(0, "Second"), (1, "Third")]


def test_what_the_admin_saved_loads_again_unchanged(curator_client, tmp_path):
    from django.core.management import call_command

    organization = factories.organization()
    data = typed(curator_client.get(address(organization)))
    add_row(data, "urls", kind="website", url="https://a.example")
    add_row(data, "handout_texts", language="en", what="People meet.")
    curator_client.post(address(organization), data)
    call_command("export_directory", str(tmp_path), verbosity=0)
    before = Revision.objects.count()
    call_command("load_directory", str(tmp_path), verbosity=0)
    assert Revision.objects.count() == before
