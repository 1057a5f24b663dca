"""Write the search index again."""

from django.core.management.base import BaseCommand

from organizations.search.indexing import reindex_all


class Command(BaseCommand):
    """Derive facet values and search words from the records once more."""

    help = (
        "Write again what lists, counts and search read. Every save keeps it current; "
        "this is for after an upgrade or a repair of the database by hand."
    )

    def handle(self, **options):
        """Reindex everything and say how many organizations that were."""
        self.stdout.write(f"{reindex_all()} organizations indexed")
