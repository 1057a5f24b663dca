"""The axes of forest plots: logarithmic for ratios, linear for differences."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 320
"""Units of a drawing across: as wide as the narrowest screen."""
MARGIN = 16
TICK_ROOM = 26
"""Distance between ticks so that their numbers do not touch."""

FINE_RATIOS = (0.4, 0.5, 0.6, 0.8, 1, 1.25, 1.5, 2, 2.5)
"""Ticks for ratios near 1; wider ones have ticks at 1, 2 and 5 of each decade."""


@dataclass(frozen=True)
class Axis:
    """The scale of one plot: its ends, its ticks, where there is no effect."""

    low: float
    high: float
    ticks: tuple[float, ...]
    is_log: bool

    @property
    def no_effect(self) -> float:
        """Return the value that means no effect."""
        return 1.0 if self.is_log else 0.0

    def x(self, value: float) -> float:
        """Return where ``value`` stands, in units of the drawing."""
        position, low, high = (
            math.log(one) if self.is_log else one
            for one in (value, self.low, self.high)
        )
        share = (position - low) / (high - low)
        return round(MARGIN + share * (WIDTH - 2 * MARGIN), 3)


def axis_around(ends: Sequence[float], *, is_log: bool) -> Axis:
    """Return the axis that holds ``ends`` and no effect, ticks at round numbers."""
    low, high = min(ends), max(ends)
    ticks = _log_ticks(low, high) if is_log else _linear_ticks(low, high)
    axis = Axis(ticks[0], ticks[-1], tuple(ticks), is_log)
    return Axis(axis.low, axis.high, _readable(axis), is_log)


def _log_ticks(low: float, high: float) -> list[float]:
    """Return ticks from below ``low`` to above ``high``, with room around 1."""
    low, high = min(low, 0.8), max(high, 1.25)
    if low >= FINE_RATIOS[0] and high <= FINE_RATIOS[-1]:
        candidates = list(FINE_RATIOS)
    else:
        decades = range(
            math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2
        )
        candidates = [
            float(f"{step}e{decade}") for decade in decades for step in (1, 2, 5)
        ]
    return _enclosing(candidates, low, high)


def _linear_ticks(low: float, high: float) -> list[float]:
    """Return evenly spaced ticks from below ``low`` to above ``high`` and around 0."""
    low, high = min(low, 0.0), max(high, 0.0)
    rough = (high - low) / 5 or 1.0
    decade = 10.0 ** math.floor(math.log10(rough))
    step = next(size * decade for size in (1, 2, 5, 10) if size * decade >= rough)
    first = math.floor(low / step) if low < 0 else -1
    last = math.ceil(high / step) if high > 0 else 1
    return [round(number * step, 10) for number in range(first, last + 1)]


def _enclosing(candidates: list[float], low: float, high: float) -> list[float]:
    """Return ``candidates`` from the last one at or below ``low`` to above ``high``."""
    start = max(one for one in candidates if one <= low)
    end = min(one for one in candidates if one >= high)
    return [one for one in candidates if start <= one <= end]


def _readable(axis: Axis) -> tuple[float, ...]:
    """Return the ticks whose numbers do not touch; no effect and both ends first."""
    kept: list[float] = []
    for tick in sorted(
        axis.ticks,
        key=lambda one: (one != axis.no_effect, one not in (axis.low, axis.high), one),
    ):
        if all(abs(axis.x(tick) - axis.x(other)) >= TICK_ROOM for other in kept):
            kept.append(tick)
    return tuple(sorted(kept))
