"""Findings: single results of single sources."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.choices import RATIO_MEASURES, Certainty, Direction, EffectMeasure
from recovery_directory.fields import LinesField, LongTextField, RowCheck
from recovery_directory.records.write_guard import GuardedManager


class Finding(models.Model):
    """One result in one source: who, compared with what, after how long, how much."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(
        "evidence.Source",
        on_delete=models.CASCADE,
        related_name="findings",
        verbose_name=_("source"),
    )
    key = models.SlugField(
        _("key"), max_length=20, help_text=_("Names it within its source: f001.")
    )
    summaries = models.ManyToManyField(
        "evidence.EvidenceSummary",
        related_name="findings",
        verbose_name=_("summaries"),
        help_text=_("Whose evidence this is; the first subject and all others."),
    )
    outcome = models.ForeignKey(
        "evidence.Outcome",
        on_delete=models.PROTECT,
        related_name="findings",
        verbose_name=_("outcome"),
    )
    population = models.CharField(_("population"), max_length=300, blank=True)
    comparator = models.CharField(
        _("compared with"), max_length=200, blank=True, help_text=_("Always name it.")
    )
    follow_up_months = models.PositiveSmallIntegerField(
        _("follow-up in months"),
        null=True,
        blank=True,
        help_text=_("0 is a snapshot; empty is not stated."),
    )
    effect_measure = models.CharField(
        _("effect measure"),
        max_length=4,
        choices=EffectMeasure.choices,
        default=EffectMeasure.NONE,
    )
    estimate = models.FloatField(_("estimate"), null=True, blank=True)
    ci_low = models.FloatField(_("95 % interval from"), null=True, blank=True)
    ci_high = models.FloatField(_("95 % interval to"), null=True, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    studies = models.PositiveSmallIntegerField(_("studies"), null=True, blank=True)
    direction = models.CharField(
        _("direction"), max_length=14, choices=Direction.choices
    )
    compares_people = models.BooleanField(
        _("compares kinds of people"),
        default=False,
        help_text=_(
            "Women with men, for example: it says who gains more, or who goes more "
            "often, and is counted neither for nor against the help."
        ),
    )
    certainty = models.CharField(
        _("certainty"),
        max_length=8,
        choices=Certainty.choices,
        blank=True,
        help_text=_("Only as a review states it by GRADE."),
    )
    was_seen = models.BooleanField(
        _("seen"),
        default=False,
        help_text=_("The result itself was read. One not seen is never printed."),
    )
    unchecked_fields = LinesField(
        _("fields not checked"),
        help_text=_("Their values are never printed. One on each line."),
    )
    curator_note = LongTextField(
        _("note for curators"), blank=True, help_text=_("Never shown to the public.")
    )

    objects = GuardedManager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        constraints = [
            models.UniqueConstraint(
                fields=["source", "key"],
                name="evidence_finding_key_is_unique_in_source",
                violation_error_message=_("This source has a finding of this key."),
            ),
            models.CheckConstraint(
                condition=models.Q(ci_low=None, ci_high=None)
                | models.Q(
                    estimate__isnull=False,
                    ci_low__isnull=False,
                    ci_high__isnull=False,
                    ci_low__lte=models.F("estimate"),
                    ci_high__gte=models.F("estimate"),
                ),
                name="evidence_finding_interval_holds_estimate",
                violation_error_message=_(
                    "The interval needs both ends, and the estimate between them."
                ),
            ),
            RowCheck(
                condition=models.Q(estimate=None)
                | ~models.Q(effect_measure=EffectMeasure.NONE),
                name="evidence_finding_estimate_has_measure",
                violation_error_message=_("Say what measure the estimate is of."),
            ),
            models.CheckConstraint(
                condition=~models.Q(effect_measure__in=sorted(RATIO_MEASURES))
                | models.Q(estimate=None)
                | models.Q(estimate__gt=0),
                name="evidence_finding_ratio_is_positive",
                violation_error_message=_("A ratio is greater than 0."),
            ),
            RowCheck(
                condition=models.Q(effect_measure__in=EffectMeasure.values),
                name="evidence_finding_effect_measure_is_known",
            ),
            RowCheck(
                condition=models.Q(certainty__in=["", *Certainty.values]),
                name="evidence_finding_certainty_is_known",
            ),
            RowCheck(
                condition=models.Q(direction__in=Direction.values),
                name="evidence_finding_direction_is_known",
            ),
        ]

    def __str__(self):
        """Return key and outcome."""
        return f"{self.key}: {self.outcome}"

    def is_checked(self, name: str) -> bool:
        """Whether the value of the field ``name`` may be printed."""
        return self.was_seen and not {name, "all"} & set(self.unchecked_fields)
