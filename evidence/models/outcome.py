"""Outcomes: what studies measure."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.choices import Better, OutcomeGroup
from recovery_directory.fields import RowCheck
from recovery_directory.records.publication import Publishable


class Outcome(Publishable):
    """What a study measures, for example continuous abstinence, with what is good."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    definition = models.CharField(
        _("definition"), max_length=300, help_text=_("One plain sentence.")
    )
    group = models.CharField(_("group"), max_length=16, choices=OutcomeGroup.choices)
    better = models.CharField(
        _("which way is good"), max_length=8, choices=Better.choices
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Order in tables, small numbers first.")
    )

    class Meta(Publishable.Meta):
        ordering = ["position", "slug"]
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            *Publishable.Meta.constraints,
            RowCheck(
                condition=models.Q(group__in=OutcomeGroup.values),
                name="evidence_outcome_group_is_known",
                violation_error_message=_("There is no such group of outcomes."),
            ),
            RowCheck(
                condition=models.Q(better__in=Better.values),
                name="evidence_outcome_better_is_known",
                violation_error_message=_("Say which way is good: higher or lower."),
            ),
        ]

    def __str__(self):
        """Return the plain name."""
        return self.name
