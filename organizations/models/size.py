"""How large an organization is, as somebody counted it at some time."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.choices import WORLDWIDE, SizeMetric
from organizations.models.citation import Sourced
from recovery_directory.fields import (
    PartialDateField,
    RowCheck,
    partial_date_in_words,
)

GROUP_METRICS = frozenset({SizeMetric.GROUPS, SizeMetric.WEEKLY_MEETINGS})
"""What counts groups: one that meets every week is as much as one meeting a week."""


class SizeEstimate(Sourced):
    """One figure: what was counted, where, when, by whom.

    Several may stand side by side and disagree; none is corrected by another.
    """

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="size_estimates",
        verbose_name=_("organization"),
    )
    metric = models.CharField(_("of what"), max_length=32, choices=SizeMetric.choices)
    value = models.PositiveBigIntegerField(_("number"), null=True, blank=True)
    value_text = models.CharField(
        _("number in words"),
        max_length=80,
        blank=True,
        help_text=_("Only where there is no number: “several thousand”."),
    )
    qualifier = models.CharField(
        _("qualifier"), max_length=60, blank=True, help_text=_("“over”, “about”.")
    )
    scope = models.CharField(
        _("where"),
        max_length=120,
        help_text=_(
            "“worldwide”, and nothing more, where all of them were counted; else "
            "where: “United States”. What was counted belongs in the note."
        ),
    )
    as_of = PartialDateField(
        _("as of"),
        blank=True,
        help_text=_("1935, 1935-06 or 1935-06-10; empty is undated."),
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("Public, a few words.")
    )

    class Meta(Sourced.Meta):
        ordering = ["metric", "-as_of", "scope"]
        verbose_name = _("figure of size")
        verbose_name_plural = _("figures of size")
        constraints = [
            *Sourced.Meta.constraints,
            RowCheck(
                condition=models.Q(metric__in=SizeMetric.values),
                name="organizations_sizeestimate_metric_is_known",
            ),
            RowCheck(
                condition=models.Q(value__isnull=False, value_text="")
                | (models.Q(value=None) & ~models.Q(value_text="")),
                name="organizations_sizeestimate_has_number_or_words",
                violation_error_message=_(
                    "Give a number, or words where there is none."
                ),
            ),
        ]

    def __str__(self):
        """Return for example ``about 67000 groups, worldwide``."""
        number = self.value if self.value is not None else self.value_text
        metric = self.get_metric_display()
        return f"{self.qualifier} {number} {metric}, {self.scope}".strip()

    @property
    def as_of_in_words(self) -> str:
        """Return the date of the figure, or that it has none."""
        return partial_date_in_words(self.as_of) or str(_("undated"))

    @property
    def is_worldwide(self) -> bool:
        """Whether all of them were counted, and not those of some place."""
        return self.scope.strip().casefold() == WORLDWIDE

    @property
    def power_of_ten(self) -> int:
        """Return how large the number is, roughly: 3 for 1,000 to 9,999."""
        return len(str(self.value)) - 1


def count_of_groups(estimates: Iterable[SizeEstimate]) -> SizeEstimate | None:
    """Return the figure that stands for how many groups an organization has.

    Groups or weekly meetings; a worldwide figure before one of some place; then the
    newest that has a date, else the largest without one.
    """
    counts = [one for one in estimates if one.metric in GROUP_METRICS and one.value]
    return max(
        counts,
        key=lambda one: (one.is_worldwide, one.as_of, one.value, one.scope, one.metric),
        default=None,
    )
