"""The digest: curators are told by e-mail what waits, and nobody else is."""

import datetime

import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from recovery_directory.curation.proposals import Proposal
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(django_user_model):
    """Make two curators, and others who are not to get a letter."""
    make = django_user_model.objects.create_user
    curate = Permission.objects.get(codename="curate")
    for name, email, fields in (
        ("curator", "curator@example.org", {"is_staff": True}),
        ("second", "second@example.org", {"is_staff": True}),
        ("gone", "gone@example.org", {"is_staff": True, "is_active": False}),
        ("without", "", {"is_staff": True}),
        ("outside", "outside@example.org", {"is_staff": False}),
    ):
        make(name, email, **fields).user_permissions.add(curate)
    make("writer", "writer@example.org", is_staff=True)


@pytest.fixture
def waiting():
    """Have an organization wait for review, and a suggestion for a decision."""
    factories.organization(name="Xanthippe", in_review=True)
    Proposal.objects.create(
        origin="visitor", record_kind="organization", text="Xanthippe"
    )


def test_each_curator_gets_a_letter_of_their_own(people, waiting, settings):
    settings.SITE_URL = "https://directory.example"
    call_command("send_digest")
    assert sorted(letter.to for letter in mail.outbox) == [
        ["curator@example.org"],
        ["second@example.org"],
    ]
    text = mail.outbox[0].body
    assert "1  Organizations in review" in text
    assert (
        "https://directory.example/admin/organizations/organization/"
        "?publication_state__exact=in-review" in text
    )
    assert "https://directory.example/admin/\n" in text
    assert "&amp;" not in text


def test_a_letter_names_no_record_and_repeats_nobody(people, waiting):
    call_command("send_digest")
    assert "Xanthippe" not in mail.outbox[0].body


def test_where_nothing_waits_nothing_is_sent(people, capsys):
    call_command("send_digest")
    assert "Nothing waits" in capsys.readouterr().out
    assert mail.outbox == []


def test_a_dry_run_prints_the_letter_and_sends_nothing(people, waiting, capsys):
    call_command("send_digest", "--dry-run")
    printed = capsys.readouterr().out
    assert "To: curator@example.org, second@example.org" in printed
    assert "1  Organizations in review" in printed
    assert mail.outbox == []


def test_without_mail_it_says_so(people, waiting, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    with pytest.raises(CommandError, match="EMAIL_URL"):
        call_command("send_digest")


def test_without_readers_it_says_so(waiting):
    with pytest.raises(CommandError, match="No curator has an e-mail address"):
        call_command("send_digest")


@pytest.mark.parametrize(("arguments", "left"), [([], ""), (["--dry-run"], "old")])
def test_it_forgets_what_was_decided_long_ago(people, waiting, arguments, left):
    old = Proposal.objects.create(
        origin="visitor",
        record_kind="organization",
        text="old",
        state="declined",
        decided_at=timezone.now() - datetime.timedelta(days=400),
    )
    call_command("send_digest", *arguments)
    old.refresh_from_db()
    assert old.text == left
