"""Runs: each time a list came, and what became of it."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """What became of one list."""

    APPLIED = "applied", _("applied")
    HELD = "held", _("held for a curator")
    DROPPED = "dropped", _("dropped by a curator")
    REFUSED = "refused", _("refused: it could not be read")
    SUPERSEDED = "superseded", _("a later list came")


class RunQuerySet(models.QuerySet):
    """Which runs."""

    def held(self):
        """Return those that wait for a curator's decision."""
        return self.filter(state=RunState.HELD)


class Run(models.Model):
    """One list that came: what it added, changed, lost and set aside, and why.

    A held run keeps what it read until somebody has decided, as it would be stored: so
    without anything about people.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feed = models.ForeignKey(
        "meetings.Feed",
        on_delete=models.CASCADE,
        related_name="runs",
        verbose_name=_("feed"),
    )
    came_at = models.DateTimeField(_("came at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=12, choices=RunState.choices)
    reasons = models.JSONField(
        _("reasons"), default=list, help_text=_("Why it was held or refused.")
    )
    rows_in = models.PositiveIntegerField(_("rows"), default=0)
    added = models.PositiveIntegerField(_("added"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    absent = models.PositiveIntegerField(_("absent"), default=0)
    gone = models.PositiveIntegerField(_("gone"), default=0)
    quarantined = models.PositiveIntegerField(_("set aside"), default=0)
    problems = models.JSONField(
        _("problems"),
        default=list,
        help_text=_("Row, reason, value, and whether the row was set aside."),
    )
    unknown_codes = models.JSONField(_("unknown codes"), default=dict)
    rows = models.JSONField(_("what was read"), default=list, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, editable=False)

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-came_at"]
        get_latest_by = "came_at"
        verbose_name = _("run of a feed")
        verbose_name_plural = _("runs of feeds")

    def __str__(self):
        """Return the feed and the day."""
        return f"{self.feed}, {self.came_at:%Y-%m-%d %H:%M}"
