"""Evidence summaries: what is known on one subject, and how surely."""

import datetime
import uuid
from collections.abc import Iterator

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence import grading
from evidence.choices import STRENGTH_IN_WORDS, Direction, Strength, SubjectKind
from recovery_directory.fields import LinesField, LongTextField, RowCheck
from recovery_directory.records.publication import Publishable, PublishableQuerySet
from recovery_directory.records.write_guard import GuardedManager

REVIEW_HOLDS = datetime.timedelta(days=730)
"""How long a review holds: research goes on."""


class EvidenceSummaryQuerySet(PublishableQuerySet):
    """Summaries by what a page needs, and by what is due."""

    def due_for_review(self, *, on: datetime.date):
        """Return published summaries that nobody reviewed, or not for two years."""
        late = models.Q(reviewed_on=None) | models.Q(reviewed_on__lt=on - REVIEW_HOLDS)
        return self.published().filter(late)

    def with_ratings(self):
        """Fetch the ratings with their outcomes, the main one among them."""
        return self.select_related("main_outcome").prefetch_related(
            models.Prefetch("ratings", OutcomeRating.objects.select_related("outcome"))
        )


class EvidenceSummary(Publishable):
    """What is known on one subject: an organization, type, intervention or topic."""

    subject_kind = models.CharField(
        _("about"), max_length=14, choices=SubjectKind.choices
    )
    title = models.CharField(_("title"), max_length=120)
    plain_statement = LongTextField(
        _("in one or two sentences"),
        help_text=_("For a patient: direction first, compared with what. 45 words."),
    )
    detail = LongTextField(
        _("in more detail"),
        blank=True,
        help_text=_("What was studied, in whom, compared with what, and found."),
    )
    limitations = LinesField(_("limits"), help_text=_("One on each line."))
    research_needs = LinesField(_("not yet known"), help_text=_("One on each line."))
    main_outcome = models.ForeignKey(
        "evidence.Outcome",
        on_delete=models.PROTECT,
        related_name="headlined_summaries",
        verbose_name=_("main outcome"),
        help_text=_("Its rating is the headline of this summary."),
    )
    sources = models.ManyToManyField(
        "evidence.Source",
        related_name="summaries",
        blank=True,
        verbose_name=_("sources"),
    )
    searched_on = models.DateField(_("searched on"), null=True, blank=True)
    searched_where = models.CharField(_("searched where"), max_length=200, blank=True)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    reviewed_by = LinesField(
        _("reviewed by"),
        help_text=_("Two people rate independently: their names, one on each line."),
    )

    objects = EvidenceSummaryQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["slug"]
        verbose_name = _("evidence summary")
        verbose_name_plural = _("evidence summaries")
        constraints = [
            *Publishable.Meta.constraints,
            RowCheck(
                condition=models.Q(subject_kind__in=SubjectKind.values),
                name="evidence_evidencesummary_subject_kind_is_known",
                violation_error_message=_("A summary is not about this kind of thing."),
            ),
            RowCheck(
                condition=models.Q(searched_on=None, searched_where="")
                | (models.Q(searched_on__isnull=False) & ~models.Q(searched_where="")),
                name="evidence_evidencesummary_search_is_described",
                violation_error_message=_(
                    "Say both when and where studies were searched, or neither."
                ),
            ),
        ]

    def __str__(self):
        """Return the title."""
        return self.title

    def get_absolute_url(self):
        """Return the page of this summary."""
        return reverse("evidence-summary", args=[self.slug])

    def publication_blockers(self) -> Iterator[str]:
        """Yield each rating above what the findings could support, without a reason."""
        yield from super().publication_blockers()
        for rating in self.ratings.all():
            if rating.above_ceiling_reason:
                continue
            ceiling = grading.above_ceiling(rating)
            if ceiling:
                yield _(
                    "“%(rating)s” is above what the stored findings could support "
                    "(%(ceiling)s): lower it, or write the reason."
                ) % {"rating": rating, "ceiling": Strength(ceiling.strength).label}

    @property
    def headline(self) -> "OutcomeRating | None":
        """Return the rating for the main outcome, or None where nobody rated it."""
        for rating in self.ratings.all():
            if rating.outcome_id == self.main_outcome_id:
                return rating
        return None

    @property
    def strength(self) -> Strength:
        """Return the strength of the headline."""
        headline = self.headline
        return Strength(headline.strength) if headline else Strength.NOT_ASSESSED

    @property
    def is_confirmed(self) -> bool:
        """Whether two named people reviewed the rating on a stated day."""
        return bool(self.reviewed_on) and len(self.reviewed_by) >= 2


class OutcomeRating(models.Model):
    """Strength and direction of one summary for one outcome, with the rule met."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    summary = models.ForeignKey(
        EvidenceSummary,
        on_delete=models.CASCADE,
        related_name="ratings",
        verbose_name=_("summary"),
    )
    outcome = models.ForeignKey(
        "evidence.Outcome",
        on_delete=models.PROTECT,
        related_name="ratings",
        verbose_name=_("outcome"),
    )
    strength = models.CharField(
        _("strength"),
        max_length=14,
        choices=Strength.choices,
        help_text=_("How sure one can be; not how good a group is."),
    )
    direction = models.CharField(
        _("direction"), max_length=14, choices=Direction.choices
    )
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    rule_met = LongTextField(
        _("rule that was met"),
        blank=True,
        help_text=_("Which rule of the scale, and by which studies."),
    )
    conditions_confirmed = LinesField(
        _("conditions confirmed"),
        help_text=_(
            "Conditions of the rule that the stored findings cannot show, one key on "
            "each line: what the rater made sure of."
        ),
    )
    above_ceiling_reason = LongTextField(
        _("reason for rating above the ceiling"),
        blank=True,
        help_text=_(
            "Needed where the rating is higher than the findings stored here could "
            "support. Public."
        ),
    )

    objects = GuardedManager()

    class Meta:
        ordering = ["outcome__position", "outcome__slug"]
        verbose_name = _("outcome rating")
        verbose_name_plural = _("outcome ratings")
        constraints = [
            models.UniqueConstraint(
                fields=["summary", "outcome"],
                name="evidence_outcomerating_outcome_is_rated_once",
                violation_error_message=_("This outcome is rated here already."),
            ),
            RowCheck(
                condition=models.Q(strength__in=Strength.values),
                name="evidence_outcomerating_strength_is_known",
            ),
            RowCheck(
                condition=models.Q(direction__in=Direction.values),
                name="evidence_outcomerating_direction_is_known",
            ),
        ]

    def __str__(self):
        """Return outcome and strength."""
        return f"{self.outcome}: {self.get_strength_display()}"

    @property
    def strength_in_words(self) -> str:
        """Return what the level means, in one plain sentence."""
        return STRENGTH_IN_WORDS[Strength(self.strength)]


class SummaryStatement(models.Model):
    """One cited sentence of a summary."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    summary = models.ForeignKey(
        EvidenceSummary,
        on_delete=models.CASCADE,
        related_name="statements",
        verbose_name=_("summary"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    text = LongTextField(_("statement"))
    sources = models.ManyToManyField(
        "evidence.Source", related_name="statements", verbose_name=_("sources")
    )

    objects = GuardedManager()

    class Meta:
        ordering = ["position"]
        verbose_name = _("statement")
        verbose_name_plural = _("statements")

    def __str__(self):
        """Return the statement."""
        return self.text
