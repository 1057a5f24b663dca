"""Two people at one record: the second sees both versions, and nothing is lost."""

import re

import pytest
from django.test import Client

from organizations.models import Citation, Organization
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import revisions
from recovery_directory.records.revisions import history
from tests import factories
from tests.admin_forms import add_row, address, messages_of, save, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague_client(django_user_model):
    """Return the client of another curator."""
    colleague = django_user_model.objects.create_superuser("colleague")
    client = Client()
    client.force_login(colleague)
    return client


@pytest.fixture
def harbor():
    """Return an organization at version 1."""
    return factories.organization(
        name="Harbor",
        summary="People meet.",
        urls=[
            {"kind": "website", "url": "https://a.example"},
            {"kind": "forum", "url": "https://b.example"},
        ],
    )


def choices(page) -> dict[str, str]:
    """Return the choices on a conflict page, and what is chosen."""
    assert page.status_code == 409
    return {choice.name: chosen for _field, choice, chosen in page.context["choices"]}


def choose(client, page, to: str = "", **chosen):
    """Send a conflict page as a browser does, with some choices made."""
    made = choices(page) | chosen
    data = {f"choice-{name}": side for name, side in made.items() if side}
    data |= {
        name: re.search(f'name="{name}" value="([^"]*)"', page.text)[1]
        for name in ("theirs", "carried")
    }
    return client.post(to or page.context["address"], data)


def test_both_changes_survive_where_each_changed_something_else(
    curator_client, colleague_client, curator, harbor
):
    mine = typed(curator_client.get(address(harbor)))
    mine |= {"philosophy": "Mine.", "change_reason": "From its leaflet."}
    save(colleague_client, harbor, founded="1999")
    page = curator_client.post(address(harbor), mine)
    assert "colleague changed this record after you opened version 1" in page.text
    assert choices(page) == {"founded": "theirs", "philosophy": "mine"}
    harbor.refresh_from_db()
    assert (harbor.version, harbor.philosophy) == (2, "")

    assert choose(curator_client, page).status_code == 302
    harbor.refresh_from_db()
    assert (harbor.founded, harbor.philosophy) == ("1999", "Mine.")
    latest = history(harbor)[0]
    assert (latest.number, latest.action, latest.made_by) == (3, "edit", curator)
    assert latest.reason == "From its leaflet."


@pytest.mark.parametrize("side", ["theirs", "mine"])
def test_what_both_changed_stands_as_chosen(
    curator_client, colleague_client, harbor, side
):
    mine = typed(curator_client.get(address(harbor))) | {"summary": "mine"}
    save(colleague_client, harbor, summary="theirs")
    page = curator_client.post(address(harbor), mine)
    assert choices(page) == {"summary": ""}
    assert "People meet." in page.text

    page = choose(curator_client, page)
    assert "Choose one in every field that is marked" in page.text
    assert history(harbor).count() == 2

    assert choose(curator_client, page, summary=side).status_code == 302
    harbor.refresh_from_db()
    assert (harbor.summary, harbor.version) == (side, 3 if side == "mine" else 2)


def test_rows_of_both_are_kept(curator_client, colleague_client, harbor):
    source = factories.source()
    mine = typed(curator_client.get(address(harbor)))
    mine |= {"urls-0-label": "Mine", "urls-1-DELETE": "on"}
    add_row(mine, "citations", fact="summary", source=source.pk)
    theirs = typed(colleague_client.get(address(harbor)))
    add_row(theirs, "urls", kind="website", url="https://theirs.example")
    colleague_client.post(address(harbor), theirs)
    page = curator_client.post(address(harbor), mine)
    assert set(choices(page).values()) == {"mine", "theirs"}
    assert choose(curator_client, page).status_code == 302
    record = history(harbor)[0].record
    assert len(record["urls"]) == 2
    assert {row.get("label") for row in record["urls"]} == {"Mine", None}
    assert "https://theirs.example" in {row["url"] for row in record["urls"]}
    assert Citation.objects.get(organization=harbor).source == source


def test_a_row_that_a_colleague_took_out_or_renamed_is_no_obstacle(
    curator_client, colleague_client, harbor
):
    mine = typed(curator_client.get(address(harbor)))
    mine |= {"urls-0-label": "Mine", "urls-1-label": "Mine too"}
    changed = {"urls-0-DELETE": "on", "urls-1-url": "https://renamed.example"}
    save(colleague_client, harbor, **changed)
    page = curator_client.post(address(harbor), mine)
    asked = [name for name, chosen in choices(page).items() if not chosen]
    assert len(asked) == 2
    choose(curator_client, page, **dict.fromkeys(asked, "mine"))
    labels = {row["url"]: row.get("label") for row in history(harbor)[0].record["urls"]}
    assert labels["https://renamed.example"] is None
    assert set(labels.values()) == {"Mine", "Mine too", None}


def test_mistakes_of_mine_are_told_with_the_change_of_the_other(
    curator_client, colleague_client, harbor
):
    mine = typed(curator_client.get(address(harbor)))
    mine |= {"philosophy": "Mine.", "name": ""}
    save(colleague_client, harbor, founded="1999", **{"urls-0-DELETE": "on"})
    page = curator_client.post(address(harbor), mine)
    assert page.status_code == 200
    assert "colleague changed this record after you opened it" in messages_of(page)[-1]
    form = page.context["adminform"].form
    assert form["name"].errors
    assert form["philosophy"].value() == "Mine."
    assert form["seen_version"].value() == "1"

    page = curator_client.post(address(harbor), mine | {"name": "Harbor"})
    assert set(choices(page).values()) == {"mine", "theirs"}
    choose(curator_client, page)
    harbor.refresh_from_db()
    assert (harbor.philosophy, harbor.founded) == ("Mine.", "1999")
    assert harbor.urls.count() == 1


def test_a_third_person_meanwhile_brings_the_page_again(
    curator_client, colleague_client, harbor
):
    mine = typed(curator_client.get(address(harbor)))
    mine |= {"summary": "mine", "philosophy": "Mine."}
    save(colleague_client, harbor, summary="theirs")
    page = curator_client.post(address(harbor), mine)
    save(colleague_client, harbor, founded="1999")
    page = choose(curator_client, page, summary="mine")
    assert choices(page) == {
        "founded": "theirs",
        "philosophy": "mine",
        "summary": "mine",
    }
    assert history(harbor).count() == 3
    choose(curator_client, page)
    harbor.refresh_from_db()
    assert (harbor.summary, harbor.philosophy) == ("mine", "Mine.")
    assert harbor.founded == "1999"


def test_what_is_no_valid_record_together_is_refused_and_the_choices_stay(
    curator_client, colleague_client, harbor
):
    document = factories.source()
    mine = typed(curator_client.get(address(harbor)))
    mine |= {
        "medication_stance": "supportive",
        "medication_document": document.pk,
        "medication_description": "Members may take prescribed medicine.",
    }
    save(colleague_client, harbor, founded="1999")
    page = curator_client.post(address(harbor), mine)
    page = choose(curator_client, page, medication_document="theirs")
    assert "Together this is not a valid record" in page.text
    assert choices(page)["medication_document"] == "theirs"
    assert history(harbor).count() == 2


def test_the_button_that_was_pressed_is_remembered(
    curator_client, colleague_client, harbor
):
    mine = typed(curator_client.get(address(harbor)))
    mine |= {"philosophy": "Mine.", "_submit": "1"}
    save(colleague_client, harbor, founded="1999")
    page = curator_client.post(address(harbor), mine)
    choose(curator_client, page)
    assert [one.action for one in history(harbor)[:2]] == ["submit", "edit"]


def test_a_state_changed_meanwhile_stays(curator_client, harbor):
    mine = typed(curator_client.get(address(harbor))) | {"philosophy": "Mine."}
    Organization.objects.get(pk=harbor.pk).submit(by=None)
    page = curator_client.post(address(harbor), mine)
    choose(curator_client, page)
    harbor.refresh_from_db()
    assert (harbor.publication_state, harbor.philosophy) == ("in-review", "Mine.")


def test_a_record_of_another_kind_is_joined_too(curator_client, colleague_client):
    summary = factories.evidence_summary(sources=[factories.source()])
    mine = typed(curator_client.get(address(summary))) | {"detail": "Mine."}
    mine["sources"] = [*mine["sources"], str(factories.source().pk)]
    save(colleague_client, summary, sources=[str(factories.source().pk)])
    page = curator_client.post(address(summary), mine)
    assert choices(page) == {"detail": "mine", "sources": ""}
    choose(curator_client, page, sources="both")
    assert len(history(summary)[0].record["sources"]) == 2


@pytest.mark.parametrize("carried", ["", "forged", "e30:1:x"])
def test_what_was_not_carried_from_a_form_is_not_written(
    curator_client, harbor, carried
):
    data = {"carried": carried, "theirs": "1"}
    answer = curator_client.post(address(harbor, "conflict"), data)
    assert answer.url == address(harbor)
    assert curator_client.get(address(harbor, "conflict")).url == address(harbor)
    assert history(harbor).count() == 1


def test_what_was_carried_from_one_record_is_not_written_to_another(
    curator_client, colleague_client, harbor
):
    other = factories.organization()
    mine = typed(curator_client.get(address(harbor))) | {"philosophy": "Mine."}
    save(colleague_client, harbor, founded="1999")
    page = curator_client.post(address(harbor), mine)
    choose(curator_client, page, to=address(other, "conflict"))
    assert history(other).count() == 1


def test_a_version_that_is_in_no_history_is_told_and_everything_typed_stays(
    curator_client, harbor
):
    mine = {"philosophy": "Mine.", "seen_version": "7"}
    page = save(curator_client, harbor, **mine)
    form = page.context["adminform"].form
    assert "changed this record after you opened it" in page.text
    assert form["philosophy"].value() == "Mine."
    again = mine | {"seen_version": form["seen_version"].value()}
    assert save(curator_client, harbor, **again).status_code == 302


def test_a_deleted_record_says_so(curator_client, harbor):
    mine = typed(curator_client.get(address(harbor))) | {"philosophy": "Mine."}
    revisions.remove(Organization.objects.get(pk=harbor.pk), by=None)
    page = curator_client.post(address(harbor), mine, follow=True)
    assert "doesn’t exist" in messages_of(page)[-1]


# Whoever proposes


@pytest.fixture
def published():
    """Return an organization that a contributor can only propose changes of."""
    return factories.organization(
        summary="People meet.", philosophy="Listen.", published=True
    )


def test_a_proposal_from_a_stale_form_undoes_nothing_of_a_colleague(
    signed_in, colleague_client, published
):
    client = signed_in("contributor")
    seen = published.version
    mine = typed(client.get(address(published))) | {"philosophy": "Talk."}
    save(colleague_client, published, summary="At the beach.", philosophy="Wait.")
    answer = client.post(address(published), mine | {"_save": "1"})
    proposal = Proposal.objects.get()
    assert answer.url == address(proposal)
    assert proposal.changes == {"philosophy": "Talk."}
    assert proposal.base_version == seen
    assert [field.is_stale for field in proposal.fields()] == [True]
    published.refresh_from_db()
    assert (published.summary, published.philosophy) == ("At the beach.", "Wait.")


def test_a_stale_form_with_a_mistake_comes_back_with_all_that_was_typed(
    signed_in, colleague_client, published
):
    client = signed_in("contributor")
    mine = typed(client.get(address(published)))
    mine |= {"philosophy": "Talk.", "email": "no", "_save": "1"}
    save(colleague_client, published, summary="At the beach.")
    page = client.post(address(published), mine)
    assert page.context["adminform"].form["philosophy"].value() == "Talk."
    assert "Enter a valid email" in page.text
    client.post(address(published), typed(page) | {"email": "", "_save": "1"})
    assert Proposal.objects.get().changes == {"philosophy": "Talk."}
