"""Proposals: changes that wait for a curator.

One mechanism for a contributor's change to a published record, for a curator who wants
to preview one, and for what visitors suggest. A proposal holds the fields that would
change, as the record format writes them, and the version from which they were made; a
visitor's may be words only. It is applied, in whole or field by field, as one
revision, or declined with a reason. What a visitor typed is not kept for ever: see
``forget`` and ``erase``.
"""

import datetime
import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    """Who proposes."""

    STAFF = "staff", _("somebody signed in")
    VISITOR = "visitor", _("a visitor")


class ProposalState(models.TextChoices):
    """What became of a proposal."""

    WAITING = "waiting", _("waiting")
    APPLIED = "applied", _("applied")
    DECLINED = "declined", _("declined")


def new_ticket() -> str:
    """Return the unguessable part of a proposal's private address."""
    return secrets.token_urlsafe(16)


WORDLESS = {"text": "", "note": "", "source_url": "", "changes": {}}
"""A proposal in which nothing is left of what somebody typed."""


class ProposalQuerySet(models.QuerySet):
    """The vocabulary of proposals."""

    def waiting(self):
        """Return those that nobody has decided."""
        return self.filter(state=ProposalState.WAITING)

    def from_visitors(self):
        """Return what visitors suggested."""
        return self.filter(origin=Origin.VISITOR)

    def to_forget(self, now: datetime.datetime):
        """Return decided suggestions whose words have been kept long enough."""
        long_ago = now - datetime.timedelta(days=settings.SUGGESTION_DAYS)
        return self.from_visitors().filter(decided_at__lt=long_ago, erased_at=None)

    def forget(self, now: datetime.datetime) -> int:
        """Take the words out of suggestions decided long ago; return how many."""
        return self.to_forget(now).update(**WORDLESS, erased_at=now)


class Proposal(models.Model):
    """A change of one record that waits, or waited, for a curator.

    ``changes`` maps fields of the record format (``summary``, ``phones``) to their
    proposed values; null empties a field. No ``record_id`` means a record that is not
    there yet.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record_kind = models.CharField(_("kind of record"), max_length=40)
    record_id = models.UUIDField(_("record"), null=True, blank=True)
    base_version = models.PositiveIntegerField(_("made from version"), default=0)
    changes = models.JSONField(_("changes"), default=dict, blank=True)
    text = models.TextField(_("in their own words"), blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    source_url = models.URLField(
        _("seen at"),
        max_length=500,
        blank=True,
        help_text=_("Where whoever proposed it saw it."),
    )
    origin = models.CharField(_("from"), max_length=8, choices=Origin.choices)
    ticket = models.CharField(
        _("ticket"), max_length=40, unique=True, default=new_ticket, editable=False
    )
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("made by"),
    )
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=ProposalState.choices,
        default=ProposalState.WAITING,
    )
    accepted = models.JSONField(_("fields taken over"), default=list, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decision = models.CharField(
        _("reason for the decision"),
        max_length=300,
        blank=True,
        help_text=_("Whoever proposed it reads this."),
    )
    erased_at = models.DateTimeField(_("text erased at"), null=True, blank=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("text erased by"),
        help_text=_("Empty where its time was over."),
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        indexes = [
            models.Index(fields=["state", "made_at"], name="proposals_waiting"),
            models.Index(fields=["record_kind", "record_id"], name="proposals_of"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=ProposalState.values),
                name="recovery_directory_proposal_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(origin__in=Origin.values),
                name="recovery_directory_proposal_origin_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state=ProposalState.WAITING, decided_at=None)
                | (
                    ~models.Q(state=ProposalState.WAITING)
                    & models.Q(decided_at__isnull=False)
                ),
                name="recovery_directory_proposal_decided_has_a_day",
            ),
        ]

    def __str__(self):
        """Return for example ``organization, 2026-05-01``."""
        return f"{self.record_kind}, {self.made_at:%Y-%m-%d}"

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided it."""
        return self.state == ProposalState.WAITING

    # Verbs

    def erase(self, *, by) -> None:
        """Take out what somebody typed, for good; that it was there remains.

        One that waits is declined with it: nothing is left to decide.
        """
        now = timezone.now()
        for field, nothing in WORDLESS.items():
            setattr(self, field, nothing)
        self.erased_at, self.erased_by = now, by
        if self.is_waiting:
            self.state = ProposalState.DECLINED
            self.decided_at, self.decided_by = now, by
            self.decision = gettext("What it said was erased.")
        self.save()
