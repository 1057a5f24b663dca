"""Origins: when organizations were founded, and who came from whom, as one drawing.

Only what records state: a founding year, and a relationship that names where an
organization comes from. Each stands under the one it came from, by year; the drawing
(``organizations/includes/origins.html``) has the same facts as a table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from organizations.choices import RelationshipKind
from organizations.models import Organization, Relationship
from recovery_directory.records.publication import published_q

KINDS = (
    RelationshipKind.SPLIT_FROM,
    RelationshipKind.SUCCESSOR_OF,
    RelationshipKind.FAMILY_COMPANION_OF,
    RelationshipKind.MODELLED_ON,
)
"""Relationships that say where an organization comes from, the closest first."""

# Layout, in units of the drawing

LABELS = 380
"""Width of the names."""
YEARS = 520
"""Width of the years."""
ROW = 22
TOP = 34
INDENT = 14
MARGIN = 22


@dataclass
class Founding:
    """One organization: its year, and the founding that it came from, if any.

    ``words`` says how it came from there: ``split from``.
    """

    organization: Organization
    year: int
    came_from: "Founding | None" = None
    words: str = ""
    depth: int = 0
    row: int = 0

    @property
    def y(self) -> int:
        """Return the middle of its row."""
        return TOP + ROW * self.row + ROW // 2

    @property
    def y_text(self) -> int:
        """Return the base line of its name."""
        return self.y + 4

    @property
    def x_text(self) -> int:
        """Return where its name begins: further in, the longer its line of descent."""
        return INDENT * self.depth


@dataclass(frozen=True)
class DecadeTick:
    """A decade on the axis of years."""

    year: int
    x: float


@dataclass(frozen=True)
class OriginMark:
    """A founding in the drawing: its place, and the line down from where it came."""

    founding: Founding
    x: float

    @property
    def line_from(self) -> int | None:
        """Return the height at which the line from its origin begins."""
        origin = self.founding.came_from
        return origin.y if origin else None


@dataclass(frozen=True)
class Lifeline:
    """The life of an organization up to the last one that came from it."""

    x_from: float
    x_to: float
    y: int


class Origins:
    """All foundings, each below the one it came from."""

    def __init__(self, organizations):
        """Read foundings and origins of ``organizations``: two queries."""
        self.foundings = list(_in_order(_read(organizations)))
        for number, founding in enumerate(self.foundings):
            founding.row = number

    @cached_property
    def decades(self) -> range:
        """Return the decades from the first founding to after the last."""
        years = [founding.year for founding in self.foundings]
        return range(min(years) // 10 * 10, max(years) // 10 * 10 + 11, 10)

    @property
    def ticks(self) -> list[DecadeTick]:
        """Return the decades with their places, every second one where many."""
        step = 20 if len(self.decades) > 12 else 10
        return [
            DecadeTick(year, self.x(year)) for year in self.decades if not year % step
        ]

    @property
    def width(self) -> int:
        """Return the width of the drawing."""
        return LABELS + YEARS

    @property
    def height(self) -> int:
        """Return the height of the drawing."""
        return TOP + ROW * len(self.foundings) + MARGIN

    @property
    def y_axis(self) -> int:
        """Return where the lines of the years begin."""
        return TOP - 6

    @property
    def marks(self) -> list[OriginMark]:
        """Return all foundings with their places."""
        return [
            OriginMark(founding, self.x(founding.year)) for founding in self.foundings
        ]

    @property
    def lines(self) -> list[Lifeline]:
        """Return the lives of those from whom others came."""
        last: dict[int, Founding] = {}
        for founding in self.foundings:
            if origin := founding.came_from:
                newest = last.setdefault(origin.row, founding)
                last[origin.row] = max(newest, founding, key=lambda one: one.year)
        return [
            Lifeline(self.x(self.foundings[row].year), self.x(child.year), origin_y)
            for row, child in last.items()
            for origin_y in [self.foundings[row].y]
        ]

    def x(self, year: int) -> float:
        """Return where ``year`` stands, in units of the drawing."""
        first, last = self.decades[0], self.decades[-1]
        share = (year - first) / (last - first)
        return round(LABELS + MARGIN + share * (YEARS - 2 * MARGIN), 2)


def _read(organizations) -> list[Founding]:
    """Return the foundings, each with the closest origin that is older."""
    founded = {
        organization.pk: Founding(organization, int(organization.founded[:4]))
        for organization in organizations.exclude(founded="")
        .select_related("organization_type")
        .order_by("founded", "sort_name", "slug")
    }
    rows = Relationship.objects.filter(
        published_q("other"), kind__in=KINDS, organization__in=founded
    ).order_by("other__founded", "other__slug")
    for row in sorted(rows, key=lambda row: KINDS.index(row.kind)):
        founding, origin = founded[row.organization_id], founded.get(row.other_id)
        if origin and founding.came_from is None and origin.year < founding.year:
            founding.came_from = origin
            founding.words = str(row.get_kind_display())
    return list(founded.values())


def _in_order(foundings: list[Founding]) -> Iterator[Founding]:
    """Yield each founding, then those that came from it, by year."""
    below: dict[int, list[Founding]] = {}
    for founding in foundings:
        below.setdefault(id(founding.came_from), []).append(founding)

    def descend(origin: Founding | None, depth: int) -> Iterator[Founding]:
        for founding in below.get(id(origin), []):
            founding.depth = depth
            yield founding
            yield from descend(founding, depth + 1)

    # Whoever has no origin here but others came from stands first.
    roots = below.get(id(None), [])
    roots.sort(key=lambda founding: id(founding) not in below)
    yield from descend(None, 0)
