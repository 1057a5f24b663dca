"""Numbered references: small numbers beside facts, the sources below.

Numbers are given in the order in which a page is written, so the first fact cites
number 1, and a source cited twice keeps its number.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import prefetch_related_objects

from evidence.models import Source
from organizations.models import Organization

SOURCED = (
    "alternate_names",
    "urls",
    "phones",
    "size_estimates",
    "literature",
    "citations",
    "terms",
    "relationships",
    "relationships_from_others",
)
"""Rows of an organization that rest on a source and are shown on its page."""

COMPARED = ("citations", "size_estimates", "terms")
"""Those of them on which the comparison rests."""


def read_sources(
    organizations: Iterable[Organization], names: tuple[str, ...] = SOURCED
) -> None:
    """Fetch the sources of all rows of these ``names``, each once.

    A page cites the same few sources over and over, from rows of nine tables.
    """
    rows = [
        row
        for organization in organizations
        for name in names
        for row in getattr(organization, name).all()
    ]
    # Rows of all tables at once: each has ``source`` from ``Sourced``.
    prefetch_related_objects(rows, "source")


def years_of_sources(organization: Organization) -> tuple[int, int] | None:
    """Return from when the oldest and the newest source are on which its facts rest.

    That is when a source was published; where that is not known, from when the copy is
    that was read, or when somebody looked at it. Call ``read_sources`` before.
    """
    rows = (row for name in SOURCED for row in getattr(organization, name).all())
    sources = {row.source for row in rows if row.source_id}
    dates = (
        one.issued or one.copy_on or (one.accessed_on and one.accessed_on.isoformat())
        for one in sources
        if one.is_published
    )
    years = [int(date[:4]) for date in dates if date]
    return (min(years), max(years)) if years else None


@dataclass(frozen=True)
class ReferenceMark:
    """One number beside a fact."""

    number: int
    source: Source
    was_seen: bool


@dataclass
class NumberedReferences:
    """The references of one page."""

    _numbers: dict = field(default_factory=dict)
    _sources: list[Source] = field(default_factory=list)

    def marks(self, cited: Iterable) -> list[ReferenceMark]:
        """Return a mark for each source that rows carry; drafts are not cited.

        ``cited`` are citations or any other rows with ``source`` and ``was_seen``.
        """
        marks: dict[int, ReferenceMark] = {}
        for row in cited:
            if row.source_id and row.source.is_published:
                number = self.number(row.source)
                was_seen = row.was_seen or (number in marks and marks[number].was_seen)
                marks[number] = ReferenceMark(number, row.source, was_seen)
        return list(marks.values())

    def number(self, source: Source) -> int:
        """Return the number of a source, a new one where it has none yet."""
        if source.pk not in self._numbers:
            self._sources.append(source)
            self._numbers[source.pk] = len(self._sources)
        return self._numbers[source.pk]

    def __iter__(self) -> Iterator[tuple[int, Source]]:
        """Yield number and source, in order."""
        return iter(enumerate(self._sources, start=1))

    def __len__(self) -> int:
        """Return how many sources are cited."""
        return len(self._sources)
