"""Learn the places of another country from the operator's table."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from recovery_directory.places import own_file

MOST_PROBLEMS = 20


class Command(BaseCommand):
    """Towns and postal codes, read beside those that are shipped."""

    help = (
        "Read a table (CSV, UTF-8) of towns and postal codes with the columns "
        f"{', '.join(own_file.COLUMNS)}. It takes the place of what was imported of "
        "its countries; COUNTRY says whose are used. All rows, or none."
    )

    def add_arguments(self, parser):
        """Take the file."""
        parser.add_argument("file", metavar="FILE", type=Path)

    def handle(self, *, file, **options):
        """Say how many rows there are of each country, or what is wrong."""
        try:
            counts = own_file.write(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except own_file.UnusableTable as error:
            said = error.problems[:MOST_PROBLEMS]
            more = len(error.problems) - len(said)
            said += [f"... and {more} more."] if more else []
            raise CommandError("\n".join(said)) from error
        for country, count in sorted(counts.items()):
            self.stdout.write(f"{country}: {count} rows")
