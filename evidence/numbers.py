"""The numbers of a finding in words a reader can quote.

Only what somebody checked in the source is printed; the rest is "not printed". Every
page, table and chart asks here, so no unchecked number slips through.
"""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.choices import EffectMeasure
from evidence.models import Finding

EFFECT_FIELDS = ("effect_measure", "estimate")
INTERVAL_FIELDS = ("ci_low", "ci_high")


def not_printed() -> str:
    """Return the words in place of a number that nobody checked."""
    return _("not printed (not checked)")


def not_stated() -> str:
    """Return the words in place of a number that the source does not give."""
    return _("not stated")


def are_checked(finding: Finding, names: tuple[str, ...]) -> bool:
    """Whether all the named values of ``finding`` may be printed."""
    return all(finding.is_checked(name) for name in names)


def has_effect(finding: Finding) -> bool:
    """Whether ``finding`` has a checked estimate."""
    return finding.estimate is not None and are_checked(finding, EFFECT_FIELDS)


def has_interval(finding: Finding) -> bool:
    """Whether ``finding`` has a checked estimate with a checked 95 % interval."""
    return (
        has_effect(finding)
        and finding.ci_low is not None
        and are_checked(finding, INTERVAL_FIELDS)
    )


def figure(value: float) -> str:
    """Return a number with the decimals it was recorded with: 1.21, −4.36, 0.001.

    None are added: 3.6 printed as 3.60 would claim more than the source does.
    """
    decimals = len(f"{value:.6f}".rstrip("0").partition(".")[2])
    return number_format(value, decimal_pos=decimals).replace("-", "−")


def interval_in_words(finding: Finding) -> str:
    """Return ``1.03 to 1.42``, or why it is not printed."""
    if finding.ci_low is None:
        return not_stated()
    if not has_interval(finding):
        return not_printed()
    return _("%(low)s to %(high)s") % {
        "low": figure(finding.ci_low),
        "high": figure(finding.ci_high),
    }


def estimate_in_words(finding: Finding) -> str:
    """Return ``risk ratio 1.21 (95 % CI 1.03 to 1.42)``, or why there is no number."""
    if finding.effect_measure == EffectMeasure.NONE or finding.estimate is None:
        return _("no number given")
    if not has_effect(finding):
        return not_printed()
    values = {
        "measure": finding.get_effect_measure_display(),
        "estimate": figure(finding.estimate),
        "interval": interval_in_words(finding),
    }
    return _("%(measure)s %(estimate)s (95 %% CI %(interval)s)") % values


def _why_not_said(finding: Finding, name: str) -> str:
    """Return why the value of a field is not printed, or an empty text."""
    if getattr(finding, name) in (None, ""):
        return not_stated()
    return "" if finding.is_checked(name) else not_printed()


def participants_in_words(finding: Finding) -> str:
    """Return ``1,936 people``, or why there is no number."""
    count = finding.participants
    return _why_not_said(finding, "participants") or ngettext(
        "%(count)s person", "%(count)s people", count
    ) % {"count": thousands(count)}


def studies_in_words(finding: Finding) -> str:
    """Return ``2 studies``, or why there is no number."""
    count = finding.studies
    return _why_not_said(finding, "studies") or ngettext(
        "%(count)s study", "%(count)s studies", count
    ) % {"count": thousands(count)}


def follow_up_in_words(finding: Finding) -> str:
    """Return ``after 12 months`` or ``at one time``, or why it is not said."""
    months = finding.follow_up_months
    if why_not := _why_not_said(finding, "follow_up_months"):
        return why_not
    if months == 0:
        return _("at one time")
    return ngettext("after %(count)s month", "after %(count)s months", months) % {
        "count": thousands(months)
    }


def comparator_in_words(finding: Finding) -> str:
    """Return what the subject was compared with, or why it is not said."""
    return _why_not_said(finding, "comparator") or finding.comparator


def certainty_in_words(finding: Finding) -> str:
    """Return the certainty as the review states it, or why it is not said."""
    return _why_not_said(finding, "certainty") or finding.get_certainty_display()


def direction_in_words(finding: Finding) -> str:
    """Return which way the result points, or why it is not said."""
    return _why_not_said(finding, "direction") or finding.get_direction_display()


def thousands(number: int) -> str:
    """Return ``1,936``: whole numbers are read in groups of three."""
    return number_format(number, force_grouping=True)
