"""The past of a record in the admin: its revisions, what differs, and the way back."""

import uuid

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from evidence.models import Source
from organizations.models import Organization
from recovery_directory.records.revisions import Revision, history
from tests import factories
from tests.admin_forms import address, list_address, messages_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbor(curator_client):
    """Return an organization with three versions."""
    organization = factories.organization(
        name="Harbor",
        slug="harbor",
        summary="People meet at the harbor.",
        urls=[{"kind": "website", "url": "https://a.example"}],
    )
    save(
        curator_client,
        organization,
        summary="People meet at the lighthouse.",
        change_reason="It moved.",
        **{"urls-0-DELETE": "on"},
    )
    save(curator_client, organization, founders="Ann", founded="1999")
    organization.refresh_from_db()
    return organization


@pytest.fixture
def helper_client(db, django_user_model):
    """Return the client of somebody who changes organizations and decides nothing."""
    helper = django_user_model.objects.create_user("helper", is_staff=True)
    for codename in ("change_organization", "view_organization"):
        helper.user_permissions.add(Permission.objects.get(codename=codename))
    client = Client()
    client.force_login(helper)
    return client


def gone_address(model, pk, page: str, *args) -> str:
    """Return the address of a page about a record that is gone."""
    return address(model(pk=pk), page, *args)


# The list


def test_the_history_says_who_changed_what_and_why(curator_client, harbor):
    page = curator_client.get(address(harbor, "history"))
    rows = [(one.number, changed) for one, changed in page.context["rows"]]
    assert rows == [
        (3, "founded, founders"),
        (2, "what it is, web addresses (1 taken out)"),
        (1, "the first version"),
    ]
    assert "It moved." in page.text
    assert "loader of record files" in page.text


def test_a_long_history_has_pages(curator_client):
    source = factories.source()
    first = history(source).get()
    for number in range(2, 56):
        first.pk, first.number = None, number
        first.record = first.record | {"title": f"Title {number}"}
        first.save()
    page = curator_client.get(address(source, "history"))
    assert len(page.context["rows"]) == 50
    assert page.context["rows"][-1][1] == "title"
    page = curator_client.get(address(source, "history") + "?page=2")
    assert [one.number for one, _changed in page.context["rows"]] == [5, 4, 3, 2, 1]
    assert page.context["rows"][-1][1] == "the first version"


def test_a_history_costs_the_same_for_one_revision_and_for_ten(
    curator_client, django_assert_max_num_queries
):
    source = factories.source()
    first = history(source).get()
    for number in range(2, 11):
        first.pk, first.number = None, number
        first.save()
    # Session, user, permissions aside: the record, its revisions four times (is there
    # one, the newest, the page, the choices), their number.
    with django_assert_max_num_queries(10):
        curator_client.get(address(source, "history"))


# Differences


def test_any_two_revisions_are_compared(curator_client, harbor):
    page = curator_client.get(address(harbor, "differences") + "?before=1&after=3")
    found = {one.name: one for one in page.context["differences"]}
    assert set(found) == {"summary", "founders", "founded", "urls"}
    assert "<del><span" in page.text
    assert "People meet at the <del>" in page.text
    assert "lighthouse</ins>" in page.text
    assert "website, https://a.example</del>" in page.text


def test_the_same_revision_twice_differs_in_nothing(curator_client, harbor):
    page = curator_client.get(address(harbor, "differences") + "?before=2&after=2")
    assert "Nothing differs." in page.text


@pytest.mark.parametrize("query", ["before=1", "before=x&after=2", "before=1&after=99"])
def test_a_revision_that_is_none_is_named_and_the_choice_stays(
    curator_client, harbor, query
):
    page = curator_client.get(address(harbor, "differences") + f"?{query}")
    assert page.status_code == 400
    assert "errorlist" in page.text
    assert 'name="after"' in page.text


def test_a_renamed_source_is_no_difference(curator_client, harbor):
    source = factories.source(slug="old-name")
    factories.add(harbor, "citations", fact="summary", source=source)
    save(curator_client, source, slug="new-name")
    save(curator_client, harbor, founded="2000")
    versions = f"?before={harbor.version}&after={harbor.version + 1}"
    page = curator_client.get(address(harbor, "differences") + versions)
    assert [one.name for one in page.context["differences"]] == ["founded"]


def test_markup_in_a_record_stays_text(curator_client, harbor):
    save(curator_client, harbor, philosophy="<script>alert(1)</script>")
    versions = "?before=3&after=4"
    page = curator_client.get(address(harbor, "differences") + versions)
    assert "<script>alert(1)" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


# One revision


def test_each_revision_is_readable_whole(curator_client, harbor):
    page = curator_client.get(address(harbor, "revision", 1))
    assert "People meet at the harbor." in page.text
    assert "https://a.example" in page.text
    assert curator_client.get(address(harbor, "revision", 9)).status_code == 404


def test_what_an_older_format_said_is_named(curator_client, harbor):
    first = history(harbor).get(number=1)
    first.record |= {"mood": "calm"}
    first.save()
    for page in (
        address(harbor, "revision", 1),
        address(harbor, "revert", 1),
        address(harbor, "differences") + "?before=1&after=2",
    ):
        text = curator_client.get(page).text
        assert "records have no such field any more; it said: calm" in text


# Reverting


def test_reverting_shows_what_will_change_and_asks_why(curator_client, curator, harbor):
    page = curator_client.get(address(harbor, "revert", 1))
    assert {one.name for one in page.context["differences"]} == {
        "summary",
        "founders",
        "founded",
        "urls",
    }
    data = {"seen_version": harbor.version, "reason": " "}
    assert curator_client.post(address(harbor, "revert", 1), data).status_code == 200
    assert history(harbor).count() == 3

    data["reason"] = "It did not move."
    answer = curator_client.post(address(harbor, "revert", 1), data, follow=True)
    assert messages_of(answer) == ["“Harbor” is again what it was in version 1."]
    latest = history(harbor)[0]
    assert (latest.number, latest.action, latest.made_by) == (4, "revert", curator)
    assert latest.reason == "It did not move."
    assert latest.record == history(harbor).get(number=1).record


def test_reverting_what_changed_meanwhile_shows_the_changes_again(
    curator_client, harbor
):
    save(curator_client, harbor, headquarters="Oslo")
    data = {"seen_version": 3, "reason": "It did not move."}
    page = curator_client.post(address(harbor, "revert", 1), data)
    assert "changed after you opened this page" in messages_of(page)[-1]
    assert "headquarters" in {one.name for one in page.context["differences"]}
    assert page.context["form"]["reason"].value() == "It did not move."
    assert history(harbor).count() == 4
    again = {"seen_version": page.context["form"]["seen_version"].value()}
    curator_client.post(address(harbor, "revert", 1), data | again)
    assert history(harbor).count() == 5


def test_what_stands_against_reverting_is_listed_and_there_is_no_button(curator_client):
    source = factories.source(slug="gone")
    harbor = factories.organization(citations=[{"fact": "summary", "source": source}])
    save(curator_client, harbor, **{"citations-0-DELETE": "on"})
    curator_client.post(address(source, "delete"), {"post": "yes"})
    page = curator_client.get(address(harbor, "revert", 1))
    assert "there is no source" in page.text
    assert 'type="submit" class="default"' not in page.text
    data = {"seen_version": 2, "reason": "Back."}
    page = curator_client.post(address(harbor, "revert", 1), data)
    assert "there is no source" in page.text
    assert history(harbor).count() == 2


def test_leaving_and_returning_to_the_public_is_said_before(curator_client):
    published = factories.organization(published=True)
    page = curator_client.get(address(published, "revert", 1))
    assert "the public will no longer see this record" in page.text
    withdrawn = factories.organization(withdrawn=True)
    page = curator_client.get(address(withdrawn, "revert", 2))
    assert "the public will see this record" in page.text


def test_only_a_curator_reverts(helper_client, harbor):
    assert helper_client.get(address(harbor, "history")).status_code == 200
    page = helper_client.get(address(harbor, "revision", 1))
    assert "Revert to" not in page.text
    data = {"seen_version": 3, "reason": "Because."}
    for answer in (
        helper_client.get(address(harbor, "revert", 1)),
        helper_client.post(address(harbor, "revert", 1), data),
    ):
        assert answer.status_code == 403
    assert history(harbor).count() == 3


PAST = [
    ("history", ()),
    ("differences", ()),
    ("revision", (1,)),
    ("revert", (1,)),
]


@pytest.mark.parametrize(("page", "args"), PAST, ids=lambda part: str(part))
def test_the_past_is_for_people_who_may_see_the_record(
    client, helper_client, page, args
):
    source = factories.source()
    assert helper_client.get(address(source, page, *args)).status_code == 403
    assert client.get(address(source, page, *args)).status_code == 302


@pytest.mark.parametrize(("page", "args"), PAST, ids=lambda part: str(part))
def test_what_never_was_has_no_past(curator_client, page, args):
    never = gone_address(Organization, uuid.uuid4(), page, *args)
    assert curator_client.get(never).status_code == 404


# Deleted records


def test_a_deleted_draft_keeps_its_history_and_is_brought_back(curator_client, curator):
    source = factories.source(slug="a-book", title="A book")
    pk = source.pk
    curator_client.post(address(source, "delete"), {"post": "yes"})
    assert not Source.objects.filter(pk=pk).exists()
    page = curator_client.get(gone_address(Source, pk, "history"))
    assert "This record is no longer here" in page.text
    assert "A book" in page.text
    actions = [one.action for one, _changed in page.context["rows"]]
    assert actions == ["delete", "edit"]
    page = curator_client.get(gone_address(Source, pk, "revision", 2))
    assert "Bring back…" in page.text
    data = {"seen_version": 0, "reason": "Needed after all."}
    back = gone_address(Source, pk, "revert", 1)
    assert curator_client.get(back).status_code == 200
    assert curator_client.post(back, data).status_code == 302
    found = Source.objects.get(pk=pk)
    assert (found.title, found.version) == ("A book", 3)


def test_deleted_records_are_found_in_the_list_of_all_revisions(curator_client):
    source = factories.source(slug="a-book")
    curator_client.post(address(source, "delete"), {"post": "yes"})
    page = curator_client.get(list_address(Revision) + "?action__exact=delete")
    assert "a-book" in page.text
    revision = Revision.objects.get(action="delete")
    page = curator_client.get(address(revision))
    assert gone_address(Source, revision.record_id, "history") in page.text
