"""Results: a list in order, of which only the part that is shown is fetched."""

from collections.abc import Sequence

from django.db.models import QuerySet

from organizations.catalog.snapshot import Catalog


class Results(Sequence):
    """Organizations in order: as long as all of them, fetched a page at a time.

    ``levels`` are sets of the catalog that come one after another, each in the order
    of ``sort``. Whoever has been withdrawn since the catalog was read is left out: by
    the twin of ``published()``, for its condition would lead SQLite away from the ids,
    through everybody who is published.
    """

    def __init__(
        self, catalog: Catalog, levels: list[int], sort: str, queryset: QuerySet
    ):
        """Keep what makes up the list; ``queryset`` says what is fetched with them."""
        self.catalog = catalog
        self.levels = levels
        self.sort = sort
        self.queryset = queryset

    def __len__(self) -> int:
        """Return how many there are, without fetching any."""
        return sum(bits.bit_count() for bits in self.levels)

    @property
    def ids(self) -> list:
        """Return the ids of all of them in order, without fetching any."""
        return self.catalog.listed(self.levels, self.sort, slice(None))

    def __getitem__(self, part):
        """Return one, or a part as a list."""
        if isinstance(part, int):
            return self[part : part + 1][0]
        ids = self.catalog.listed(self.levels, self.sort, part)
        found = self.queryset.in_bulk(ids)
        return [found[pk] for pk in ids if pk in found and found[pk].is_published]
