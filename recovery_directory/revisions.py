"""Revisions: every change of a record leaves the whole record as it then stood.

``change`` is the one way in. Forms, files, actions, verbs and reverts all write
inside it, so that one change makes exactly one numbered revision, with its children,
and none is written when nothing changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """What made a revision."""

    LOAD = "load", _("loaded from a file")
    EDIT = "edit", _("edited")
    SUBMIT = "submit", _("submitted for review")
    SEND_BACK = "send-back", _("sent back")
    PUBLISH = "publish", _("published")
    WITHDRAW = "withdraw", _("withdrawn")
    RESTORE = "restore", _("restored")
    VERIFY = "verify", _("verified")
    REVERT = "revert", _("reverted")


class Conflict(Exception):
    """Somebody else changed the record since it was read."""

    def __init__(self, record, expected: int, found: int):
        """Keep the record and both versions for the page that explains them."""
        self.record, self.expected, self.found = record, expected, found
        super().__init__(
            f"{record} is at version {found}; this change was made from version "
            f"{expected}. Look at the newer version and change it again."
        )


class Revision(models.Model):
    """A whole record, children included, as it stood after one change."""

    record_kind = models.CharField(_("kind of record"), max_length=40)
    record_id = models.UUIDField(_("record"))
    number = models.PositiveIntegerField(_("number"))
    record = models.JSONField(_("whole record"))
    action = models.CharField(_("action"), max_length=12, choices=Action.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("made by"),
    )

    class Meta:
        ordering = ["record_kind", "record_id", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "record_id", "number"],
                name="recovery_directory_revision_number_is_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(action__in=Action.values),
                name="recovery_directory_revision_action_is_known",
            ),
        ]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")

    def __str__(self):
        """Return for example ``organization smart-recovery, version 4``."""
        name = self.record.get("slug", self.record_id)
        return f"{self.record_kind} {name}, version {self.number}"


class FormerSlug(models.Model):
    """An old address of a record, renamed or merged: it redirects for good."""

    record_kind = models.CharField(_("kind of record"), max_length=40)
    record_id = models.UUIDField(_("record"))
    slug = models.CharField(_("former slug"), max_length=140)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "slug"],
                name="recovery_directory_formerslug_leads_to_one_record",
            )
        ]
        indexes = [models.Index(fields=["record_kind", "record_id"])]
        verbose_name = _("former slug")
        verbose_name_plural = _("former slugs")

    def __str__(self):
        """Return the old slug."""
        return self.slug


def history(record) -> models.QuerySet[Revision]:
    """Return the revisions of ``record``, newest first."""
    return Revision.objects.filter(
        record_kind=record._meta.model_name, record_id=record.pk
    ).order_by("-number")


@contextmanager
def change(
    record, *, by, action: str, reason: str = "", expected_version: int | None = None
) -> Iterator[None]:
    """Keep whatever is written to ``record`` inside this block as one revision.

    ``by`` is the user, or None for the loader. ``expected_version`` is the version
    that the writer saw; where the record has moved on, Conflict is raised before
    anything is written. Everything in the block is one transaction.
    """
    from recovery_directory.records import format_of

    model = type(record)
    with transaction.atomic():
        before = (
            model.objects.select_for_update()
            .filter(pk=record.pk)
            .values_list("version", "slug")
            .first()
        )
        version, slug = before or (0, None)
        if expected_version is not None and expected_version != version:
            raise Conflict(record, expected_version, version)
        yield
        if slug and slug != record.slug:
            _remember_slug(record, slug)
        _keep(record, format_of(model), version, by, action, reason)


def _remember_slug(record, old: str) -> None:
    kind = record._meta.model_name
    FormerSlug.objects.filter(record_kind=kind, slug=record.slug).delete()
    FormerSlug.objects.update_or_create(
        record_kind=kind, slug=old, defaults={"record_id": record.pk}
    )


def _keep(record, record_format, version, by, action, reason) -> None:
    """Write the next revision, unless the record is as the last one has it."""
    now = record_format.read(record.pk)
    last = history(record).values_list("record", flat=True).first()
    if now == last:
        return
    record.version = version + 1
    record.updated_at = timezone.now()
    record.updated_by = by
    record.save(update_fields=["version", "updated_at", "updated_by"])
    Revision.objects.create(
        record_kind=record_format.kind,
        record_id=record.pk,
        number=record.version,
        record=now,
        action=action,
        reason=reason[:300],
        made_at=record.updated_at,
        made_by=by,
    )
