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
from collections.abc import Collection, Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recovery_directory.curation.proposed_changes import (
    ProposedField,
    chosen,
    proposed_fields,
)
from recovery_directory.curation.roles import can_curate
from recovery_directory.fields import LongTextField, RowCheck, account
from recovery_directory.records import schema_evolution
from recovery_directory.records.differences import changed, differences
from recovery_directory.records.formats import Record, RecordFormat, formats
from recovery_directory.records.publication import PublicationState
from recovery_directory.records.references import References
from recovery_directory.records.revisions import Action, Conflict, Revision
from recovery_directory.records.saving import rewrite
from recovery_directory.web_addresses import WebAddressField, web_address

NOT_PROPOSED = {"former_slugs", "publication_state", "state_reason"}
"""What follows from other acts: a change of the slug, a step of publication."""


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

    def visible_to(self, user):
        """Return what ``user`` may read: curators all, others what they proposed."""
        return self if can_curate(user) else self.filter(made_by=user)

    def about(self, record):
        """Return those that would change ``record``."""
        return self.filter(record_kind=record._meta.model_name, record_id=record.pk)

    def propose(
        self,
        record_format: RecordFormat,
        before: Record,
        after: Record,
        *,
        base_version: int,
        by,
        note: str = "",
    ) -> "Proposal | None":
        """Keep what ``after`` changes as somebody's proposal; None where it is nothing.

        ``before`` is the record as it stands, at ``base_version``.
        """
        changes = {
            difference.name: difference.after
            for difference in differences(record_format, before, after)
            if difference.name not in NOT_PROPOSED
        }
        if not changes:
            return None
        return self.create(
            record_kind=record_format.kind,
            record_id=before["id"],
            base_version=base_version,
            changes=changes,
            note=note,
            origin=Origin.STAFF,
            made_by=by,
        )

    def waiting(self):
        """Return those that nobody has decided."""
        return self.filter(state=ProposalState.WAITING)

    def from_visitors(self):
        """Return what visitors suggested."""
        return self.filter(origin=Origin.VISITOR)

    def expired(self, now: datetime.datetime):
        """Return decided suggestions whose words have been kept long enough."""
        long_ago = now - datetime.timedelta(days=settings.SUGGESTION_DAYS)
        return self.from_visitors().filter(decided_at__lt=long_ago, erased_at=None)

    def forget(self, now: datetime.datetime) -> int:
        """Take the words out of suggestions decided long ago; return how many."""
        return self.expired(now).update(**WORDLESS, erased_at=now)


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
    text = LongTextField(_("in their own words"), blank=True)
    note = models.CharField(_("why"), max_length=300, blank=True)
    source_url = WebAddressField(
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
    made_by = account(_("made by"), blank=True)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=ProposalState.choices,
        default=ProposalState.WAITING,
    )
    accepted = models.JSONField(_("fields taken over"), default=list, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = account(_("decided by"), blank=True)
    decision = models.CharField(
        _("reason for the decision"),
        max_length=300,
        blank=True,
        help_text=_("Whoever proposed it reads this."),
    )
    erased_at = models.DateTimeField(_("text erased at"), null=True, blank=True)
    erased_by = account(
        _("text erased by"), blank=True, help_text=_("Empty where its time was over.")
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
            RowCheck(
                condition=models.Q(state__in=ProposalState.values),
                name="recovery_directory_proposal_state_is_known",
            ),
            RowCheck(
                condition=models.Q(origin__in=Origin.values),
                name="recovery_directory_proposal_origin_is_known",
            ),
            RowCheck(
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
    def source_address(self) -> str:
        """Return where it was seen, or nothing where that leads nowhere."""
        return web_address(self.source_url)

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has decided it."""
        return self.state == ProposalState.WAITING

    @property
    def record_format(self) -> RecordFormat:
        """Return what a record of this kind holds."""
        return next(one for one in formats() if one.kind == self.record_kind)

    def record(self):
        """Return the record that would change, or None where it is not there."""
        if self.record_id is None:
            return None
        model = self.record_format.model
        return model._base_manager.filter(pk=self.record_id).first()

    def record_now(self) -> Record:
        """Return the record as it stands; an empty one where it is not there."""
        here = self.record_format.queryset().filter(pk=self.record_id)
        return next(self.record_format.read_all(here), {})

    def fields(self, now: Record | None = None) -> list[ProposedField]:
        """Return every field that would change, in the order of the record."""
        now = self.record_now() if now is None else now
        record_format = self.record_format
        theirs = {"record_kind": self.record_kind, "record_id": self.record_id}
        base = Revision.objects.filter(**theirs, number=self.base_version).first()
        proposed = record_format.in_fields_of_today(self.changes)
        changes = {n: proposed[n] for n in proposed if n not in NOT_PROPOSED}
        named = base.named if base else {}
        references = References.naming(record_format, [changes], [named]).as_of(named)
        then = schema_evolution.read(record_format, base)[0] if base else None
        return proposed_fields(
            record_format,
            references.canonical(record_format, changes),
            then={} if self.record_id is None else then,
            now=now,
        )

    def proposed_record(
        self, names: Collection[str] | None = None, now: Record | None = None
    ) -> Record:
        """Return the whole record as it would be with these fields, or all of them.

        Single rows of a list are named as in ``ProposedField.rows``.
        """
        now = self.record_now() if now is None else now
        taken = {
            field.name: field.proposed if names is None else field.taken(names)
            for field in self.fields(now)
            if names is None or not {field.name, *field.rows}.isdisjoint(names)
        }
        return changed(now or self._start(taken), taken)

    def _start(self, taken: Record) -> Record:
        """Return what a record that was suggested begins with."""
        slug = slugify(taken.get("name") or taken.get("title") or "")[:100]
        return {
            "id": str(self.record_id or self.pk),
            "slug": slug,
            "publication_state": PublicationState.DRAFT,
            "state_reason": gettext("It was suggested; nobody has checked it yet."),
        }

    # Verbs

    def apply(
        self,
        *,
        by,
        fields: Iterable[str] | None = None,
        reason: str = "",
        seen_version: int | None = None,
    ):
        """Take the proposal over, as one revision, and return the record.

        ``fields`` names those that are taken, or rows of them, also if changed since:
        whoever names them saw before, now and proposed, at ``seen_version``. Without,
        all are taken, and none may have changed since. Raises ValidationError,
        RefusedFiles with everything that is wrong with the record it would give, and
        Conflict.
        """
        with transaction.atomic():
            self._lock()
            record = self.record()
            if self.record_id and record is None:
                raise ValidationError(
                    _("The record is no longer there: decline the proposal."),
                    code="gone",
                )
            version = record.version if record else 0
            if record and seen_version not in (None, version):
                raise Conflict(record, seen_version, version)
            now = self.record_now()
            taken = chosen(self.fields(now), fields)
            record = rewrite(
                self.record_format,
                self.proposed_record(taken, now),
                by=by,
                action=Action.PROPOSAL,
                reason=reason or self.note,
                expected_version=version,
            )
            self.record_id = record.pk
            # Rows by their field: what they say is in the history, and may be erased.
            self.accepted = list(dict.fromkeys(n.partition("[")[0] for n in taken))
            self._decide(ProposalState.APPLIED, by, reason)
        return record

    def settle(self, *, by, reason: str = "") -> None:
        """Mark it as taken over by hand: somebody changed the record themselves."""
        with transaction.atomic():
            self._lock()
            self._decide(ProposalState.APPLIED, by, reason)

    @property
    def can_be_reopened(self) -> bool:
        """Whether it was only marked: nothing was taken over, and it says something."""
        is_marked = self.state == ProposalState.APPLIED and not self.accepted
        return is_marked and self.erased_at is None

    def reopen(self) -> None:
        """Let it wait again, after a mark that was a mistake."""
        with transaction.atomic():
            row = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
            if not row.can_be_reopened:
                raise ValidationError(
                    _("Only a mark can be undone; the history reverts a change."),
                    code="taken",
                )
            self.state, self.decision = ProposalState.WAITING, ""
            self.decided_at = self.decided_by = None
            self.save()

    def decline(self, *, by, reason: str) -> None:
        """Drop the proposal; whoever made it reads why."""
        if not reason.strip():
            raise ValidationError(
                _("Say why it is declined: whoever proposed it reads this."),
                code="reason",
            )
        with transaction.atomic():
            self._lock()
            self._decide(ProposalState.DECLINED, by, reason)

    def take_back(self) -> None:
        """Drop the proposal for whoever made it: they owe nobody a reason."""
        with transaction.atomic():
            self._lock()
            said = gettext("Taken back by whoever proposed it.")
            self._decide(ProposalState.DECLINED, self.made_by, said)

    def erase(self, *, by) -> None:
        """Take out what somebody typed, for good; that it was there remains.

        One that waits is declined with it: nothing is left to decide.
        """
        now = timezone.now()
        for field, nothing in WORDLESS.items():
            setattr(self, field, nothing)
        self.erased_at, self.erased_by = now, by
        self.decision = gettext("What it said was erased.")
        if self.is_waiting:
            self.state = ProposalState.DECLINED
            self.decided_at, self.decided_by = now, by
        self.save()

    def _lock(self) -> None:
        """Let nobody else decide it meanwhile; refuse what is decided already."""
        row = type(self).objects.select_for_update(of=("self",)).get(pk=self.pk)
        if not row.is_waiting:
            raise ValidationError(
                _("Somebody decided this proposal already: it was %(state)s.")
                % {"state": row.get_state_display()},
                code="decided",
            )

    def _decide(self, state: str, by, reason: str) -> None:
        self._meta.get_field("decision").clean(reason, self)
        self.state, self.decision = state, reason
        self.decided_at, self.decided_by = timezone.now(), by
        self.save()
