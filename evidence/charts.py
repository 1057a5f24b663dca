"""Forest plots: the numbers of findings as a drawing, and as the same words.

A plot holds results of one outcome in one measure, so never two scales or two units
on one axis. This module computes words and geometry; the template
``evidence/includes/forest_plot.html`` writes the SVG. Ratios stand on a log scale with
no effect at 1, differences on a linear scale with no effect at 0.
"""

import functools
import itertools
import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from evidence import numbers
from evidence.choices import RATIO_MEASURES, Better, Direction, EffectMeasure
from evidence.models import Finding, Outcome
from evidence.scales import MARGIN, WIDTH, Axis, axis_around

# Layout, in units of the drawing

LINE = 16
LETTERS = 44
"""How many letters of the row text fit the width."""
LETTERS_OF_SIDE = 20
"""How many letters of a side's label fit half the width."""
STRIP = 20
"""Height of the strip in which an estimate and its interval are drawn."""
GAP = 12


_wrapped = functools.partial(textwrap.wrap, break_on_hyphens=False)


@dataclass(frozen=True)
class PlotText:
    """A line of text at its place."""

    x: float
    y: float
    words: str
    anchor: str = "start"
    is_label: bool = False


@dataclass(frozen=True)
class PlotRow:
    """One result: its words, and where its estimate and interval are drawn."""

    finding: Finding
    label: str
    words: str
    lines: tuple[PlotText, ...]
    y: float
    x: float
    x_low: float
    x_high: float
    is_pooled: bool

    @property
    def top(self) -> float:
        """Return where the strip of this result begins."""
        return self.y - STRIP / 2

    @property
    def bottom(self) -> float:
        """Return where the strip of this result ends."""
        return self.y + STRIP / 2

    @property
    def square_x(self) -> float:
        """Return the left edge of the mark of a single study, 8 wide."""
        return round(self.x - 4, 3)

    @property
    def square_y(self) -> float:
        """Return the upper edge of the mark of a single study."""
        return self.y - 4

    @property
    def diamond(self) -> str:
        """Return the corners of the mark of a pooled result."""
        return " ".join(
            f"{self.x + dx:.3f},{self.y + dy:.3f}"
            for dx, dy in ((-6, 0), (0, -6), (6, 0), (0, 6))
        )


@dataclass(frozen=True)
class ForestPlot:
    """The results of one outcome in one measure, ready to be drawn and read out."""

    key: str
    outcome: Outcome
    measure: str
    title: str
    scale_in_words: str
    axis: Axis
    ticks: tuple[PlotText, ...]
    sides: tuple[PlotText, ...]
    rows: tuple[PlotRow, ...]
    x_no_effect: float
    y_axis: float
    height: float
    width: int = WIDTH

    @property
    def description(self) -> str:
        """Return the whole plot as sentences, with the same numbers."""
        return " ".join([self.scale_in_words, *(f"{row.words}." for row in self.rows)])

    @property
    def last_tick(self) -> PlotText:
        """Return the tick at the right end."""
        return self.ticks[-1]

    @property
    def y_tick(self) -> float:
        """Return how far down a tick goes."""
        return self.y_axis + 4


@dataclass(frozen=True)
class LeftOut:
    """A result that is not drawn, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True)
class Charts:
    """All plots of one subject, and the results that are in none."""

    plots: tuple[ForestPlot, ...]
    left_out: tuple[LeftOut, ...]


def forest_plots(
    findings: Iterable[Finding],
    *,
    subject: str,
    tested: Mapping[object, str] | None = None,
) -> Charts:
    """Return one plot for each outcome and measure among ``findings`` of ``subject``.

    ``subject`` names what was tested, for the label "better with ..."; where a study
    tested something else, for example facilitation by professionals, ``tested`` names
    that by the finding's id (see ``grading.tested_indirectly``). Findings come with
    their source and outcome; those with no number at all are not mentioned.
    """
    drawn, left_out = [], []
    for finding in findings:
        if finding.estimate is None:
            continue
        reason = why_not_drawn(finding)
        if reason:
            left_out.append(LeftOut(finding, reason))
        else:
            drawn.append(finding)
    drawn.sort(key=_group)
    groups = [list(group) for _key, group in itertools.groupby(drawn, key=_group)]
    return Charts(
        plots=tuple(_plot(group, subject, tested or {}) for group in groups),
        left_out=tuple(left_out),
    )


def why_not_drawn(finding: Finding) -> str:
    """Return why ``finding`` has no place on a plot, or an empty text where it has."""
    if not numbers.are_checked(finding, (*numbers.EFFECT_FIELDS, "outcome")):
        return _("its number or its outcome is not checked")
    if not _has_drawable_ends(finding):
        return _("no checked 95 % interval, so its uncertainty cannot be drawn")
    if not finding.comparator or not finding.is_checked("comparator"):
        return _("the source names no comparison, so the sides have no names")
    if not _is_read_as_expected(finding):
        return _("it is not known which side of the scale is better")
    return ""


def _has_drawable_ends(finding: Finding) -> bool:
    """Whether there is a checked interval, and one that its scale can show."""
    if not numbers.has_interval(finding):
        return False
    ends = (finding.ci_low, finding.estimate, finding.ci_high)
    is_ratio = finding.effect_measure in RATIO_MEASURES
    return all(math.isfinite(end) and (end > 0 or not is_ratio) for end in ends)


def _is_read_as_expected(finding: Finding) -> bool:
    """Whether the estimate lies on the side that its direction calls better.

    Some studies report the odds of relapse for an outcome named abstinence: drawn
    under the labels of this plot, such a number would say the opposite.
    """
    expected = {Direction.FAVOURS: 1, Direction.AGAINST: -1}.get(
        Direction(finding.direction)
    )
    if expected is None or finding.outcome.better == Better.NEITHER:
        return True
    no_effect = 1 if finding.effect_measure in RATIO_MEASURES else 0
    sign = 1 if finding.outcome.better == Better.HIGHER else -1
    return (finding.estimate - no_effect) * sign * expected >= 0


def _group(finding: Finding) -> tuple[int, str, str]:
    outcome = finding.outcome
    return outcome.position, outcome.slug, finding.effect_measure


# One plot


def _plot(
    findings: Sequence[Finding], subject: str, tested: Mapping[object, str]
) -> ForestPlot:
    outcome = findings[0].outcome
    measure = EffectMeasure(findings[0].effect_measure)
    axis = axis_around(
        [end for one in findings for end in (one.ci_low, one.ci_high)],
        is_log=measure in RATIO_MEASURES,
    )
    named = {tested.get(one.pk, subject) for one in findings}
    side = named.pop() if len(named) == 1 else subject
    left, right = _sides(outcome, side)
    sides, y = _side_texts(left, right)
    rows = []
    for finding in findings:
        row = _row(finding, tested.get(finding.pk, ""), axis, y)
        rows.append(row)
        y = row.y + STRIP / 2 + GAP
    ticks = tuple(
        PlotText(axis.x(tick), y + LINE, numbers.figure(tick), anchor="middle")
        for tick in axis.ticks
    )
    return ForestPlot(
        key=f"{outcome.slug}-{measure.value.lower()}",
        outcome=outcome,
        measure=measure.label,
        title=_("%(outcome)s: %(measure)s")
        % {"outcome": capfirst(outcome.name), "measure": measure.label},
        scale_in_words=_scale_in_words(axis, left, right),
        axis=axis,
        ticks=ticks,
        sides=sides,
        rows=tuple(rows),
        x_no_effect=axis.x(axis.no_effect),
        y_axis=y,
        height=y + LINE + GAP,
    )


def _row(finding: Finding, tested: str, axis: Axis, y: float) -> PlotRow:
    label = source_in_short(finding)
    facts = (
        numbers.follow_up_in_words(finding),
        numbers.studies_in_words(finding),
        numbers.participants_in_words(finding),
    )
    silent = (numbers.not_stated(), numbers.not_printed())
    parts = [
        _("tested: %(what)s") % {"what": tested} if tested else "",
        _("compared with %(what)s") % {"what": finding.comparator},
        ", ".join(fact for fact in facts if fact not in silent),
        numbers.estimate_in_words(finding),
    ]
    wrapped = [(line, True) for line in _wrapped(label, LETTERS)] + [
        (line, False) for part in parts for line in _wrapped(capfirst(part), LETTERS)
    ]
    return PlotRow(
        finding=finding,
        label=label,
        words="; ".join(filter(None, (label, *parts))),
        lines=tuple(
            PlotText(MARGIN, y + LINE * position, line, is_label=is_label)
            for position, (line, is_label) in enumerate(wrapped, start=1)
        ),
        y=y + LINE * len(wrapped) + GAP / 2 + STRIP / 2,
        x=axis.x(finding.estimate),
        x_low=axis.x(finding.ci_low),
        x_high=axis.x(finding.ci_high),
        is_pooled=(finding.studies or 1) > 1 and finding.is_checked("studies"),
    )


def source_in_short(finding: Finding) -> str:
    """Return ``Kelly 2020``, or the title where there is no author."""
    source = finding.source
    names = source.names
    name = names[0].sort_name if names else source.title
    return f"{name} {source.year}".strip()


# Sides


def _sides(outcome: Outcome, subject: str) -> tuple[str, str]:
    """Return what lies left and right of no effect."""
    if outcome.better == Better.NEITHER:
        return (
            _("less with %(subject)s") % {"subject": subject},
            _("more with %(subject)s") % {"subject": subject},
        )
    sides = (
        _("better with the comparison"),
        _("better with %(subject)s") % {"subject": subject},
    )
    return sides if outcome.better == Better.HIGHER else sides[::-1]


def _side_texts(left: str, right: str) -> tuple[tuple[PlotText, ...], float]:
    """Return the labels of both sides, each in its half, and the height they take."""
    halves = (
        ("start", MARGIN, _wrapped(f"←\u00a0{left}", LETTERS_OF_SIDE)),
        ("end", WIDTH - MARGIN, _wrapped(f"{right}\u00a0→", LETTERS_OF_SIDE)),
    )
    texts = tuple(
        PlotText(x, LINE * position, line, anchor=anchor)
        for anchor, x, lines in halves
        for position, line in enumerate(lines, start=1)
    )
    return texts, LINE * max(len(lines) for *_place, lines in halves) + GAP


def _scale_in_words(axis: Axis, left: str, right: str) -> str:
    scale = (
        _("The scale is logarithmic; 1 means no difference.")
        if axis.is_log
        else _("The scale is linear; 0 means no difference.")
    )
    sides = _("Left of it: %(left)s. Right of it: %(right)s.")
    marks = _(
        "A diamond is a result of several studies put together; a square is one study, "
        "or a result whose number of studies is not checked."
    )
    return f"{scale} {sides % {'left': left, 'right': right}} {marks}"
