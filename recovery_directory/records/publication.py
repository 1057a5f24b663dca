"""Publication: what the public may see is decided here, and only here.

``Publishable`` is the abstract base of every record of the site: an organization, a
type, a term, a source, a summary. Nothing that is not published appears anywhere
public; every public reader asks the queryset for ``published()``.
"""

import uuid
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from recovery_directory.fields import RowCheck, account
from recovery_directory.records import revisions, uses
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.publication_states import PublicationState
from recovery_directory.records.revisions import Action
from recovery_directory.records.word_hints import hints
from recovery_directory.records.write_guard import GuardedQuerySet


def published_q(relation: str = "") -> models.Q:
    """Return "is published" as a condition, on a related record where one is named."""
    prefix = f"{relation}__" if relation else ""
    return models.Q((f"{prefix}publication_state", PublicationState.PUBLISHED))


MOVES = {
    Action.SUBMIT: ({PublicationState.DRAFT}, PublicationState.IN_REVIEW),
    Action.SEND_BACK: ({PublicationState.IN_REVIEW}, PublicationState.DRAFT),
    Action.PUBLISH: (
        {PublicationState.DRAFT, PublicationState.IN_REVIEW},
        PublicationState.PUBLISHED,
    ),
    Action.WITHDRAW: ({PublicationState.PUBLISHED}, PublicationState.WITHDRAWN),
    Action.RESTORE: ({PublicationState.WITHDRAWN}, PublicationState.DRAFT),
}
"""From which states each verb leads, and to which."""


class PublishableQuerySet(GuardedQuerySet):
    """The vocabulary of visibility."""

    def published(self):
        """Return what everybody may see."""
        return self.filter(published_q())

    def in_use(self):
        """Return what is public or on its way there: all but the withdrawn."""
        return self.exclude(publication_state=PublicationState.WITHDRAWN)

    def in_review(self):
        """Return what somebody asked a curator to look at."""
        return self.filter(publication_state=PublicationState.IN_REVIEW)

    def withdrawn(self):
        """Return what was public once and is no longer."""
        return self.filter(publication_state=PublicationState.WITHDRAWN)

    def visible_to(self, user):
        """Return what ``user`` may see: a curator sees drafts too."""
        return self if user.is_active and user.is_staff else self.published()


class Publishable(models.Model):
    """A record: it has an id for life, a slug, a version and a state.

    The id is minted once and never computed again; it is the HSDS id. The version
    counts revisions. States change by the verbs below, never by assignment.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(
        _("slug"),
        max_length=100,
        unique=True,
        help_text=_("The last part of the address. Changing it leaves a redirect."),
    )
    publication_state = models.CharField(
        _("publication state"),
        max_length=12,
        choices=PublicationState.choices,
        default=PublicationState.DRAFT,
        editable=False,
    )
    state_reason = models.CharField(
        _("reason for the state"),
        max_length=300,
        blank=True,
        help_text=_("Why it is a draft, or why it was withdrawn. Not public."),
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    updated_at = models.DateTimeField(_("last changed"), null=True, editable=False)
    updated_by = account(_("last changed by"), blank=True, editable=False)

    objects = PublishableQuerySet.as_manager()

    is_a_basis = False
    """Whether others rest on it: they are public only while it is."""

    needed_to_publish: tuple[str, ...] = ()
    """Fields that may be empty, but not in public."""

    asks_before_leaving = True
    """Whether withdrawing it has to be meant where public records use it."""

    class Meta:
        abstract = True
        constraints = [
            RowCheck(
                condition=models.Q(publication_state__in=PublicationState.values),
                name="%(app_label)s_%(class)s_state_is_known",
                violation_error_message=_("This publication state does not exist."),
            )
        ]

    @property
    def record_key(self) -> str:
        """Return what other records call this one by."""
        return self.slug

    @property
    def is_published(self) -> bool:
        """Whether the public sees this record: the twin of ``published()``."""
        return self.publication_state == PublicationState.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        """Whether the record was public once and is no longer."""
        return self.publication_state == PublicationState.WITHDRAWN

    def validate_unique(self, exclude=None):
        """Refuse the former address of another record too: it redirects there."""
        super().validate_unique(exclude)
        joins = getattr(self, "record_key_joins", ())
        if {"slug", *joins} & set(exclude or ()):
            return
        former = FormerSlug.objects.filter(
            record_kind=self._meta.model_name, slug=self.record_key
        )
        if former.exclude(record_id=self.pk).exists():
            raise ValidationError(
                {
                    "slug": _(
                        "This is the old address of another record; choose another."
                    )
                }
            )

    def publication_blockers(self) -> Iterator[str]:
        """Yield, as sentences, what this kind of record still lacks to be published."""
        yield from self.unpublished_bases()
        for name in self.needed_to_publish:
            if not getattr(self, name):
                label = self._meta.get_field(name).verbose_name
                yield _("“%(field)s” is empty.") % {"field": label}

    def unpublished_bases(self) -> Iterator[str]:
        """Yield a sentence for each source that it rests on and that is not public."""
        said = _("It rests on “%(record)s”, which is %(state)s: publish that first.")
        for base in uses.unpublished_bases(self):
            state = base.get_publication_state_display()
            yield said % {"record": base, "state": state}

    def blockers(self, record: dict | None = None) -> list[str]:
        """Return everything that stands against publishing: lacks, and its words.

        ``record`` is the whole of it, where the caller has read that.
        """
        words = [str(hint) for hint in hints(self, record) if hint.blocks]
        return [*self.publication_blockers(), *words]

    # Verbs

    def submit(self, *, by) -> None:
        """Ask a curator to look at this draft."""
        self._move(Action.SUBMIT, by)

    def send_back(self, *, by, reason: str) -> None:
        """Give a draft in review back to its writer, with a note."""
        self._move(Action.SEND_BACK, by, reason)

    def publish(self, *, by, reason: str = "") -> None:
        """Show this record to the public.

        Raises ValidationError with all blockers at once.
        """
        self._move(Action.PUBLISH, by, note=reason)

    def withdraw(self, *, by, reason: str, even_if_used: bool = False) -> None:
        """Take a published record from the public; its address says so from now on.

        Where public records use it, ValidationError says which, unless whoever
        withdraws it knows: ``even_if_used``.
        """
        if not reason.strip():
            raise ValidationError(_("Say why it is withdrawn."), code="reason")
        asks = self.asks_before_leaving and not even_if_used
        if asks and (users := uses.published_users(self)):
            raise ValidationError(uses.in_words(users), code="used")
        self._move(Action.WITHDRAW, by, reason)

    def restore(self, *, by) -> None:
        """Bring a withdrawn record back, as a draft."""
        self._move(Action.RESTORE, by)

    def _move(self, action: Action, by, reason: str = "", note: str = "") -> None:
        allowed, state = MOVES[action]
        self._meta.get_field("state_reason").clean(reason, self)
        changing = revisions.change(self, by=by, action=action, reason=note or reason)
        with changing as before:
            # Somebody may have moved it since this instance was read.
            self.refresh_from_db(fields=["publication_state"])
            if self.publication_state not in allowed:
                raise ValidationError(
                    _("%(record)s is %(state)s: this step is not possible from there.")
                    % {"record": self, "state": self.get_publication_state_display()},
                    code="state",
                )
            publishes = state == PublicationState.PUBLISHED
            if publishes and (blockers := self.blockers(before)):
                raise ValidationError(blockers, code="blocked")
            self.publication_state = state
            self.state_reason = reason
            self.save(update_fields=["publication_state", "state_reason"])
