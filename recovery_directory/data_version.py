"""The data version: one short text that is another after every change.

Whatever is derived from records and kept (pages, counts) is kept under the version it
was made from, so that nothing has to be thrown away after a save and nothing old can be
shown. Records change it by their revisions; whatever else the public sees, as the
operator's own notes, calls ``moved``.
"""

import time

from django.db import Error, connection, models, transaction
from django.utils.translation import gettext_lazy as _

REMEMBERED_FOR = 0.5
"""Seconds for which a process does not ask again."""

RECENT = 1000
"""Newest numbers whose revisions are counted.

A revision may be committed after one with a higher number; then the highest stays what
it was, and only the count tells.
"""

QUERY = f"""
SELECT newest, (SELECT count(*) FROM recovery_directory_revision
                WHERE id > newest - {RECENT}),
       (SELECT coalesce(sum(number), 0) FROM recovery_directory_dataversion)
FROM (SELECT coalesce(max(id), 0) AS newest FROM recovery_directory_revision) AS newest
"""


class DataVersion(models.Model):
    """How often what is no record, and yet public, has changed: one row."""

    number = models.PositiveBigIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("data version")
        verbose_name_plural = _("data versions")

    def __str__(self):
        """Return the number."""
        return str(self.number)


_known: list[tuple[float, str]] = [(float("-inf"), "")]
"""When this process last asked, and what it was told."""


def fresh() -> str:
    """Ask the database for the version of this moment: one query over two indexes."""
    with connection.cursor() as cursor:
        cursor.execute(QUERY)
        version = ".".join(map(str, cursor.fetchone()))
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


def moved() -> None:
    """Say that something public has changed that no revision tells of."""
    with transaction.atomic():
        if not DataVersion.objects.update(number=models.F("number") + 1):
            DataVersion.objects.create(number=1)
