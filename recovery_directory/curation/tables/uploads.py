"""Uploads: a file between its dry run and its import, kept on the server for a day.

In the database, so that every process finds it; only whoever sent it does. The file
itself is read anew at each step, and a table is no record, so nothing here has a
history.
"""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from recovery_directory import characters

KEPT_FOR = datetime.timedelta(days=1)


class TableUploadQuerySet(models.QuerySet):
    """Which uploads."""

    def of(self, user):
        """Return those that ``user`` sent and that are still kept."""
        return self.filter(made_by=user, made_at__gt=timezone.now() - KEPT_FOR)

    def expired(self):
        """Return those whose day is over."""
        return self.filter(made_at__lte=timezone.now() - KEPT_FOR)


class TableUpload(models.Model):
    """A file that somebody sent and has not imported yet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_kind = models.CharField(_("kind of record"), max_length=40)
    name = models.CharField(_("file name"), max_length=200)
    content = models.BinaryField(_("file"))
    made_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("sent by"),
    )

    objects = TableUploadQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("upload of a table")
        verbose_name_plural = _("uploads of tables")

    def __str__(self):
        """Return the name of the file."""
        return self.name

    @classmethod
    def keep(cls, *, record_kind: str, name: str, content: bytes, by) -> "TableUpload":
        """Keep a file, and forget those whose day is over."""
        cls.objects.expired().delete()
        return cls.objects.create(
            record_kind=record_kind,
            name=characters.mended(name)[-200:],
            content=content,
            made_by=by,
        )
