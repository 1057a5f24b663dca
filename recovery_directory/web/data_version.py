"""Data version: the state of the data and the state of the code, one account for all.

Whatever is derived from records and kept (pages, counts) is kept under the versions it
was made from, so that nothing has to be thrown away after a save and nothing old can be
shown. Pages, streams and feeds are tagged by them.

The state of the data is one row. Whoever changes what the public sees locks it until
the transaction ends, so it moves in the order in which changes are committed: where it
says that something changed at a moment, everything that changed before is there to be
read. Records move it by their revisions (``stamping``); whatever else the public sees,
as the operator's own notes, calls ``bump``.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache as once
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import Error, models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REMEMBERED_FOR = 0.5
"""Seconds for which a process does not ask again."""

ONLY = 1
"""The id of the one row."""

TICK = timedelta(microseconds=1)
"""What databases can tell apart."""

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands for the moment of the newest change where there is none."""


class DataVersion(models.Model):
    """How often what is public has changed, and when a record last did: one row."""

    number = models.PositiveBigIntegerField(_("number"), default=0)
    changed_at = models.DateTimeField(
        _("last change of a record"), null=True, editable=False
    )

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")

    def __str__(self):
        """Return the number."""
        return str(self.number)


# The state of the data


@dataclass(frozen=True)
class State:
    """The state of the data at one moment.

    Every change of a record up to ``changed_at`` can be read, and whatever is committed
    afterwards carries a later moment.
    """

    number: int = 0
    changed_at: datetime | None = None

    def __str__(self):
        """Return a short text that is another after every change.

        The number alone could come twice: it is taken back with its transaction.
        """
        since = (self.changed_at or BEGINNING) - BEGINNING
        return f"{self.number}.{since // TICK}"


def state() -> State:
    """Ask the database for the state of this moment: one query for one row."""
    rows = DataVersion.objects.filter(pk=ONLY).values_list("number", "changed_at")
    return State(*(rows.first() or ()))


_known: list[tuple[float, str]] = [(float("-inf"), "")]
"""When this process last asked, and what it was told."""


def fresh() -> str:
    """Ask the database for the version of this moment."""
    version = str(state())
    _known[0] = (time.monotonic(), version)
    return version


def current() -> str:
    """Return the version as of at most half a second ago.

    While the database does not answer nobody can have changed anything, so the last
    version that was seen still stands.
    """
    asked_at, version = _known[0]
    if time.monotonic() - asked_at < REMEMBERED_FOR:
        return version
    try:
        return fresh()
    except Error:
        if not version:
            raise
        return version


def bump() -> None:
    """Say that something public has changed that no revision tells of."""
    with transaction.atomic():
        row = _locked()
        row.number += 1
        row.save()


def moment_of_change() -> datetime:
    """Return the moment at which records change, later than every one before.

    The row stays locked until the transaction ends: nobody can commit a later moment
    before this one.
    """
    row = _locked()
    row.number += 1
    row.changed_at = max(timezone.now(), (row.changed_at or BEGINNING) + TICK)
    row.save()
    return row.changed_at


def start_over() -> None:
    """Take a number that no version had, after the whole database was replaced."""
    with transaction.atomic():
        row = _locked()
        row.number = max(row.number, time.time_ns() // 1_000_000)
        row.save()


def _locked() -> DataVersion:
    """Return the row, which only this transaction may write until it ends."""
    return DataVersion.objects.select_for_update().get_or_create(pk=ONLY)[0]


# The state of the code


@once
def code_version() -> str:
    """Return a digest of all that makes an answer beside records: code and settings.

    Servers that share a cache, one of them already updated, keep their pages apart.
    """
    folders = [Path(settings.BASE_DIR, name) for name in ("templates", "locale")]
    folders += [
        Path(config.path)
        for config in apps.get_app_configs()
        if Path(settings.BASE_DIR) in Path(config.path).parents
    ]
    digest = hashlib.blake2b(digest_size=16)
    for folder in folders:
        for path in sorted(folder.rglob("*.*")):
            if "site-packages" not in path.parts and path.suffix in {
                *(".py", ".html", ".txt", ".xml", ".json", ".css", ".js", ".mo"),
            }:
                digest.update(path.read_bytes())
    shown = (
        "SITE_URL",
        "OPERATOR_NAME",
        "OPERATOR_CONTACT",
        "CRISIS_LINES",
        "COUNTRY",
        "TIME_ZONE",
        "DEMO",
    )
    digest.update(repr([getattr(settings, name) for name in shown]).encode())
    return digest.hexdigest()
