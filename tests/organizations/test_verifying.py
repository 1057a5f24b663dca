"""Verification: how long a look holds, what is due again, and what readers are told."""

import datetime
import random
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from organizations.choices import VerificationPart
from organizations.models import Organization, Phone, Verification
from organizations.models.verification import (
    MONTHS_GOOD,
    months_later,
    oldest_good,
)
from recovery_directory.records.revisions import history
from tests import factories
from tests.admin_forms import act, list_address, messages_of

TODAY = datetime.date(2026, 3, 31)


def looked(part: str, on: datetime.date, **more):
    """Make a published organization that somebody looked at."""
    organization = factories.organization(published=True, **more)
    look_at(organization, part, on)
    return organization


def look_at(organization, part: str, on: datetime.date):
    factories.add(
        organization,
        "verifications",
        part=part,
        verified_on=on,
        verified_by="curator",
        method="website",
    )


@pytest.mark.parametrize("part", VerificationPart.values)
def test_a_look_holds_until_the_day_so_many_months_later(part):
    dice = random.Random(20260331)
    for _time in range(2000):
        on = datetime.date(2024, 1, 1) + datetime.timedelta(days=dice.randrange(1500))
        first = oldest_good(part, on)
        before = first - datetime.timedelta(days=1)
        assert months_later(first, MONTHS_GOOD[part]) >= on
        assert months_later(before, MONTHS_GOOD[part]) < on


def due(part: str) -> set:
    return set(Organization.objects.due_for_verification(on=TODAY, part=part))


@pytest.mark.django_db
def test_what_nobody_looked_at_is_due():
    published = factories.organization(published=True)
    factories.organization()
    factories.organization(withdrawn=True)
    for part in ("whole", "contact", "medication"):
        assert due(part) == {published}
    assert due("figures") == due("evidence") == set()


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["whole", "contact", "medication"])
def test_a_part_is_due_once_its_look_no_longer_holds(part):
    held = looked(part, oldest_good(part, TODAY))
    late = looked(part, oldest_good(part, TODAY) - datetime.timedelta(days=1))
    assert due(part) == {late}
    look_at(late, part, TODAY)
    assert due(part) == set()
    assert held.is_published


@pytest.mark.django_db
def test_a_look_at_the_whole_is_one_at_each_part_and_not_the_other_way():
    whole = looked("whole", TODAY)
    contact = looked("contact", TODAY)
    assert due("contact") == set()
    assert due("medication") == {contact}
    assert due("whole") == {contact}
    assert whole not in due("whole")


@pytest.mark.django_db
def test_figures_and_evidence_are_due_only_where_there_are_any():
    counted = factories.organization(published=True)
    factories.add(counted, "size_estimates", metric="groups", value=3, scope="here")
    studied = factories.organization(
        published=True, evidence_summary=factories.evidence_summary(published=True)
    )
    assert due("figures") == {counted}
    assert due("evidence") == {studied}


@pytest.mark.django_db
def test_what_is_due_is_one_query():
    looked("contact", datetime.date(2020, 1, 1))
    looked("contact", TODAY)
    with CaptureQueriesContext(connection) as captured:
        assert len(due("contact")) == 1
    assert len(captured) == 1


# What readers are told


def page_of(client, organization) -> str:
    return re.sub(r"\s+", " ", client.get(organization.get_absolute_url()).text)


@pytest.mark.django_db
def test_a_page_says_when_each_part_was_last_checked(client):
    today = timezone.localdate()
    organization = looked("whole", today - datetime.timedelta(days=200))
    look_at(organization, "medication", today)
    page = page_of(client, organization)
    assert "Last checked here on" in page
    assert f"Last checked {today:%B %Y}." in page
    # Links and phones hold six months, the record a year.
    since = f"{today - datetime.timedelta(days=200):%B %Y}"
    assert f"Not checked since {since}; this may have changed." in page
    assert "facts may have changed" not in page


@pytest.mark.django_db
def test_a_page_that_was_not_checked_for_long_says_so(client):
    organization = looked("whole", datetime.date(2021, 3, 5))
    page = page_of(client, organization)
    assert "Not checked since March 2021; facts may have changed." in page
    assert page.count("Not checked since March 2021; this may have changed.") == 2


@pytest.mark.django_db
def test_a_page_that_nobody_checked_says_so_once(client):
    page = page_of(client, factories.organization(published=True))
    assert page.count("Not confirmed by telephone here.") == 1
    assert "Not checked since" not in page


# Several at once


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["whole", "contact"])
def test_several_records_are_looked_at_from_the_list_but_not_their_numbers(
    curator_client, part
):
    records = [factories.organization(published=True) for _row in range(2)]
    for number, record in enumerate(records):
        factories.add(record, "phones", number=f"+1-212-555-010{number}", kind="office")
        record.refresh_from_db()
    asked = act(curator_client, "verify_chosen", *records)
    assert not Verification.objects.exists()
    seen = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', asked.text))
    assert len(seen) == 2
    numbers = {f"number-{phone.pk}": "called" for phone in Phone.objects.all()}
    form = {"part": part, "method": "phone", "note": "Called."} | seen | numbers
    page = act(curator_client, "verify_chosen", *records, **form)
    assert any("2 records" in text for text in messages_of(page))
    assert any("Telephone numbers stay" in text for text in messages_of(page))
    assert set(Verification.objects.values_list("part", "note")) == {(part, "Called.")}
    assert not Phone.objects.exclude(verified_on=None).exists()
    for record in records:
        latest = history(record)[0]
        assert (latest.action, latest.reason) == ("verify", "Called.")


@pytest.mark.django_db
def test_nothing_is_chosen_for_whoever_looked_at_several(curator_client):
    record = factories.organization(published=True)
    asked = act(curator_client, "verify_chosen", record)
    form = asked.context["form"]
    assert [form[name].value() for name in ("part", "method")] == [None, None]
    assert form.fields["part"].choices[0][0] == ""
    seen = dict(re.findall(r'name="(seen-[^"]+)" value="([^"]+)"', asked.text))
    act(curator_client, "verify_chosen", record, part="", method="", **seen)
    assert not Verification.objects.exists()


@pytest.mark.django_db
def test_one_that_changed_since_the_list_was_opened_is_not_verified(
    curator_client, curator
):
    same, changed = (factories.organization() for _row in range(2))
    seen = {f"seen-{record.pk}": record.version for record in (same, changed)}
    changed.submit(by=curator)
    form = {"part": "whole", "method": "website"} | seen
    page = act(curator_client, "verify_chosen", same, changed, **form)
    assert Verification.objects.get().organization == same
    assert any(f"“{changed}” changed after" in text for text in messages_of(page))


@pytest.mark.django_db
def test_without_the_versions_that_were_seen_nothing_is_verified(curator_client):
    record = factories.organization()
    for seen in ({}, {f"seen-{record.pk}": "x"}, {"seen-nonsense": "1"}):
        form = {"part": "whole", "method": "website"} | seen
        act(curator_client, "verify_chosen", record, **form)
    assert not Verification.objects.exists()


@pytest.mark.django_db
def test_only_a_curator_is_offered_to_verify(client, django_user_model):
    from django.contrib.auth.models import Permission

    record = factories.organization()
    writer = django_user_model.objects.create_user("writer", is_staff=True)
    names = ("view_organization", "change_organization")
    writer.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(writer)
    assert "verify_chosen" not in client.get(list_address(Organization)).text
    form = {"part": "whole", "method": "website", f"seen-{record.pk}": "1"}
    act(client, "verify_chosen", record, **form)
    assert not Verification.objects.exists()
