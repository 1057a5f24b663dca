"""Measuring search: what pages show for what people type, and how often that is right.

The searches lie in ``said.yaml`` and ``said_held_apart.yaml``, the answers to the
finder in ``answered.yaml``, and whom a counsellor
would name to somebody who says such a thing in ``groups.yaml``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

HERE = Path(__file__).parent

FIRST = 3
FEW = 5


@cache
def groups() -> dict[str, list[str]]:
    """Return whom each name of a group stands for."""
    return yaml.safe_load((HERE / "groups.yaml").read_text(encoding="utf-8"))


def _slugs(names: Iterable[str]) -> frozenset[str]:
    return frozenset(slug for name in names for slug in groups().get(name, [name]))


@dataclass(frozen=True)
class Said:
    """What somebody typed, and what the page should show for it."""

    q: str
    fits: frozenset[str] = frozenset()
    first: frozenset[str] = frozenset()
    five: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    crisis: bool = False


@cache
def said(name: str) -> tuple[Said, ...]:
    """Return one file: ``said``, ``said_held_apart``, or ``answered`` to the finder."""
    rows = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return tuple(
        Said(
            q=row["q"],
            crisis=row.get("crisis", False),
            **{
                key: _slugs(row.get(key, ()))
                for key in ("fits", "first", "five", "never")
            },
        )
        for row in rows
    )


@dataclass(frozen=True)
class Shown:
    """What the page showed: who came first, and whether whom to call came before."""

    said: Said
    slugs: tuple[str, ...]
    is_crisis: bool

    @property
    def precision(self) -> float:
        """Return the share of the first three places that hold somebody who fits."""
        places = min(FIRST, len(self.said.fits))
        return len(self.said.fits & set(self.slugs[:places])) / places

    @property
    def faults(self) -> Iterator[str]:
        """Yield what is wrong, beyond the first three, in a few words."""
        if self.is_crisis != self.said.crisis:
            yield "no line to call" if self.said.crisis else "taken for an emergency"
        if self.said.crisis:
            return
        few = set(self.slugs[:FEW])
        if self.said.first and not self.said.first & set(self.slugs[:1]):
            yield "another is first"
        if missing := self.said.five - few:
            yield f"not among five: {', '.join(sorted(missing))}"
        if wrong := self.said.never & few:
            yield f"among five: {', '.join(sorted(wrong))}"

    @property
    def is_right(self) -> bool:
        """Whether a counsellor would have nothing to say against it."""
        if self.said.crisis:
            return self.is_crisis
        return self.precision == 1 and not any(self.faults)


@dataclass(frozen=True)
class Figures:
    """How well search does with one set of searches."""

    shown: tuple[Shown, ...]

    @classmethod
    def of(cls, searches: Iterable[Said], page: Callable[[str], tuple]) -> "Figures":
        """Search for each; ``page`` returns the slugs, and whether it says to call."""
        return cls(tuple(Shown(one, *page(one.q)) for one in searches))

    @property
    def plain(self) -> list[Shown]:
        """Return those that are no emergency."""
        return [one for one in self.shown if not one.said.crisis]

    @property
    def precision(self) -> float:
        """Return the mean precision of the first three."""
        return sum(one.precision for one in self.plain) / len(self.plain)

    @property
    def crisis_recall(self) -> float:
        """Return the share of emergencies that are answered first as such."""
        crises = [one for one in self.shown if one.said.crisis]
        return sum(one.is_crisis for one in crises) / len(crises) if crises else 1.0

    @property
    def alarms(self) -> int:
        """Return how many others were taken for an emergency."""
        return sum(one.is_crisis for one in self.plain)

    @property
    def right(self) -> float:
        """Return the share of searches with which nothing is wrong."""
        return sum(one.is_right for one in self.shown) / len(self.shown)

    def worst(self, number: int = 20) -> list[Shown]:
        """Return those that do worst, worst first."""
        wrong = [one for one in self.shown if not one.is_right]
        wrong.sort(key=lambda one: (one.precision if one.said.fits else 0, one.said.q))
        return wrong[:number]

    def report(self, title: str, number: int = 20) -> str:
        """Return the figures and the worst searches as text."""
        lines = [
            f"{title}: {len(self.shown)} searches",
            f"  precision of the first three  {self.precision:.3f}",
            f"  emergencies answered first    {self.crisis_recall:.3f}",
            f"  taken for an emergency        {self.alarms}",
            f"  nothing wrong                 {self.right:.3f}",
        ]
        for one in self.worst(number):
            faults = "; ".join(one.faults) or "others than expected"
            lines += [
                f"  {one.precision if one.said.fits else 0:.2f}  {one.said.q}",
                f"        {faults}",
                f"        shows {', '.join(one.slugs[:FEW]) or 'nobody'}",
            ]
        return "\n".join(lines)
