"""The desk: every count leads to exactly what it counts, for whoever may see it."""

import datetime
import re
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.models import Organization
from recovery_directory.curation import work_queue
from recovery_directory.curation.proposals import Proposal
from recovery_directory.operations.link_checks import LinkCheck
from recovery_directory.operations.safe_http import LinkAnswer, Verdict
from recovery_directory.records import revisions
from tests import factories

pytestmark = pytest.mark.django_db

DRAWN = re.compile(
    r'<a href="([^"]+)"><span class="desk__count">(\d+)</span> '
    r'<span class="desk__label">([^<]+)</span>'
)


def drawn(client) -> dict[str, tuple[str, int]]:
    """Return what the desk shows: the address and the count of each label."""
    page = client.get("/admin/").text
    return {
        label: (unescape(address), int(count))
        for address, count, label in DRAWN.findall(page)
    }


def failed(address: str) -> None:
    """Have a link fail on two days."""
    now = timezone.now()
    for days in (2, 1):
        LinkCheck.objects.keep(
            address,
            LinkAnswer(Verdict.FAILED, "Gone.", 404),
            now - datetime.timedelta(days),
        )


@pytest.fixture
def work(curator):
    """Make some work of every kind, two organizations that differ in each."""
    summary = factories.evidence_summary(published=True)
    full = factories.organization(name="Full", published=True, evidence_summary=summary)
    factories.add(full, "size_estimates", metric="groups", value=1, scope="here")
    factories.add(full, "urls", kind="website", url="https://full.example/")
    factories.source(url="https://source.example/", published=True)
    failed("https://full.example/")
    failed("https://source.example/")
    looked = LinkAnswer(Verdict.LOOK, "Moved.", 200)
    LinkCheck.objects.keep("https://moved.example/", looked, timezone.now())
    for origin in ("visitor", "staff"):
        Proposal.objects.create(
            origin=origin, record_kind="organization", record_id=full.pk, text="Wrong."
        )
    factories.organization(in_review=True)
    factories.source(in_review=True)
    factories.organization(withdrawn=True)
    translated = factories.organization(published=True)
    texts = [("en", None), ("es", datetime.date(2020, 1, 1))]
    for language, day in texts:
        factories.add(
            translated,
            "handout_texts",
            language=language,
            what="A group.",
            translated_on=day,
        )
    with revisions.change(translated, by=None, action=revisions.Action.EDIT):
        translated.handout_texts.filter(language="en").update(what="A new text.")
    return full


def test_every_kind_of_work_is_on_the_desk(curator_client, work):
    shown = {address for address, _count in drawn(curator_client).values()}
    expected = {
        one.address
        for one in work_queue.works()
        if one.is_listed and one.waiting().exists()
    }
    assert shown == expected
    names = {one.name for one in work_queue.works() if one.waiting().exists()}
    assert names >= {
        "proposals-visitor",
        "proposals-staff",
        "in-review-organization",
        "in-review-source",
        "due-contact",
        "due-medication",
        "due-whole",
        "due-figures",
        "due-evidence",
        "due-for-review",
        "broken-links",
        "to-look-at",
        "unseen",
        "unchecked-facts",
        "missing-citations",
        "without-spanish",
        "stale-translation",
    }


def test_every_count_leads_to_the_list_of_exactly_that(curator_client, work):
    found = drawn(curator_client)
    assert len(found) > 12
    for label, (address, count) in found.items():
        listed = curator_client.get(address).context["cl"]
        assert listed.result_count == count, label
        assert listed.full_result_count >= count


def test_the_most_pressing_comes_first(curator_client, work):
    labels = list(drawn(curator_client))
    pressing = [label for label in labels if "not looked at" in label]
    assert [label.split()[0] for label in pressing] == [
        "Links",
        "Stances",
        "Whole",
        "Figures",
        "Links",
    ]


def test_names_of_work_are_unique_in_each_list():
    for model in {one.model for one in work_queue.works()}:
        names = [one.name for one in work_queue.works() if one.model is model]
        assert len(names) == len(set(names))


def test_an_empty_desk_says_so(curator_client):
    assert "Nothing waits." in curator_client.get("/admin/").text
    assert drawn(curator_client) == {}


def test_the_desk_costs_the_same_however_much_waits(curator_client, work):
    def queries():
        # Suspected pairs are kept until a record changes; counted is finding them.
        cache.clear()
        with CaptureQueriesContext(connection) as captured:
            curator_client.get("/admin/")
        return len(captured)

    queries()
    few = queries()
    for number in range(5):
        factories.organization(published=True)
        factories.organization(in_review=True)
        failed(f"https://{number}.example/")
    assert queries() == few


def test_whoever_may_see_little_is_told_of_little(client, django_user_model, work):
    writer = django_user_model.objects.create_user("writer", is_staff=True)
    client.force_login(writer)
    assert drawn(client) == {}
    permission = Permission.objects.get(codename="view_source")
    writer.user_permissions.add(permission)
    assert set(drawn(client)) == {
        "Sources in review",
        "Sources with a broken link",
        "Sources that nobody here has seen",
    }
    permission = Permission.objects.get(codename="view_organization")
    writer.user_permissions.add(permission)
    assert not any("not looked at" in label for label in drawn(client))


def test_an_unknown_kind_of_work_narrows_nothing(curator_client, work):
    page = curator_client.get("/admin/organizations/organization/?work=nonsense")
    assert page.context["cl"].result_count == Organization.objects.count()


# What the verbs find


def test_missing_citations_are_what_blocks_publishing():
    bare = factories.organization(first_meeting="Listen.", how_to_start="Go.")
    cited = factories.organization(published=True)
    factories.add(cited, "urls", kind="website", url="https://a.example/", source=None)
    partly = factories.organization(
        published=True, is_free=True, meeting_minutes_max=90, founded="1935"
    )
    only_free = factories.organization(
        is_free=True, citations=[{"fact": "summary"}, {"fact": "first_meeting"}]
    )
    found = set(Organization.objects.missing_citations())
    for organization in (bare, cited, partly, only_free):
        blockers = [str(one) for one in organization.publication_blockers()]
        is_missing = any("cites no source" in one for one in blockers)
        assert (organization in found) is is_missing, organization
    assert found == {bare, cited, only_free}


def test_a_translation_is_stale_once_the_english_text_changed():
    kept, changed = (factories.organization(published=True) for _row in range(2))
    for organization in (kept, changed):
        factories.add(organization, "handout_texts", language="en", what="A group.")
        factories.add(
            organization,
            "handout_texts",
            language="es",
            what="Un grupo.",
            translated_on=datetime.date(2020, 1, 1),
        )
    first = revisions.Revision._base_manager.filter(record_kind="organization")
    first.filter(number__lte=4).update(
        made_at=datetime.datetime(2019, 1, 1, tzinfo=datetime.UTC)
    )
    assert not Organization.objects.with_stale_handouts().exists()
    for organization, field in ((kept, "philosophy"), (changed, None)):
        with revisions.change(organization, by=None, action="edit"):
            if field:
                setattr(organization, field, "New.")
                organization.save()
            else:
                organization.handout_texts.filter(language="en").update(what="New.")
    assert list(Organization.objects.with_stale_handouts()) == [changed]
