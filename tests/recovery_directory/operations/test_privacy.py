"""What /about/privacy/ promises for a time is kept by the timer that is shipped."""

import re
import shlex
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from axes.models import AccessAttempt, AccessLog
from django.conf import settings as of_the_site
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from recovery_directory.curation.proposals import Proposal
from recovery_directory.curation.tables.uploads import TableUpload
from tests import factories

pytestmark = pytest.mark.django_db

UNITS = Path(of_the_site.BASE_DIR, "deploy/systemd")
DAILY = (UNITS / "recovery-directory-daily.service").read_text()

KEPT_BY = {
    "A suggestion is kept": "forget_suggestions",
    "One exception, for curators": "forget_sign_ins",
    "So that nobody floods this site": None,
}
"""Promises that name a time, and the command; None: the cache forgets by itself."""


def commands() -> list[list[str]]:
    """Return what the timer runs of ``manage.py``, in its order."""
    lines = re.findall(r"^ExecStart=(.+)$", DAILY, re.MULTILINE)
    found = [re.search(r"manage\.py ([^']+)", line) for line in lines]
    return [shlex.split(match[1]) for match in found if match]


def promises(client) -> list[str]:
    """Return the sentences of the page that name a time."""
    page = client.get("/about/privacy/").text
    points = [
        " ".join(re.sub(r"<[^>]+>", "", point).split())
        for point in re.findall(r"<li>(.*?)</li>", page, re.DOTALL)
    ]
    span = re.compile(r"\b(second|minute|hour|day|week|month|year)s?\b")
    return [point for point in points if span.search(point)]


@pytest.mark.parametrize("days", [1, 90])
def test_every_promise_that_names_a_time_is_kept_by_the_shipped_timer(
    client, settings, days
):
    settings.SUGGESTION_DAYS = days
    run = {name for name, *_rest in commands()}
    found = promises(client)
    assert len(found) == len(KEPT_BY)
    for promise in found:
        (kept_by,) = [
            command for begins, command in KEPT_BY.items() if promise.startswith(begins)
        ]
        assert kept_by is None or kept_by in run, promise


def test_the_timer_runs_every_day_also_after_a_night_without_power():
    timer = (UNITS / "recovery-directory-daily.timer").read_text()
    assert "OnCalendar=*-*-* " in timer
    assert "Persistent=true" in timer
    assert "WantedBy=timers.target" in timer


def test_forgetting_waits_for_no_backup():
    names = [name for name, *_rest in commands()]
    assert names.index("backup") == len(names) - 1


def test_what_the_timer_runs_leaves_nothing_that_was_to_be_forgotten(
    client, curator, settings
):
    settings.SUGGESTION_DAYS = 90
    suggestion = Proposal.objects.create(
        record_kind="organization",
        record_id=factories.organization().pk,
        origin="visitor",
        text="They moved.",
        source_url="https://a.example/",
        changes={"name": "Haven"},
    )
    suggestion.decline(by=curator, reason="No source says so.")
    client.post("/admin/login/", {"username": "curator", "password": "wrong"})
    Client().post("/admin/login/", {"username": "curator", "password": "curator"})
    TableUpload.keep(record_kind="source", name="a.csv", content=b"a", by=curator)
    assert AccessLog.objects.exists()
    later = timezone.now() + timedelta(days=91)
    with time_machine.travel(later):
        for name, *rest in commands():
            if name != "backup":
                call_command(name, *rest, stdout=StringIO())
    suggestion.refresh_from_db()
    assert (suggestion.text, suggestion.source_url, suggestion.changes) == ("", "", {})
    assert suggestion.decision == "No source says so."
    for forgotten in (AccessAttempt, AccessLog, Session, TableUpload):
        assert not forgotten.objects.exists(), forgotten
