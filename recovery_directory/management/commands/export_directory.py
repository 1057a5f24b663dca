"""Write every record as a file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from recovery_directory.curation.tables.writers import characters_left_out
from recovery_directory.records.applying import export


class Command(BaseCommand):
    """The way out: one YAML file a record, in the canonical form."""

    help = (
        "Write every record, whatever its state, as YAML below PATH. Loading the "
        "folder into an empty database gives the same records; record files there "
        "that no record has any more are removed."
    )

    def add_arguments(self, parser):
        """Take the folder."""
        parser.add_argument("path", metavar="PATH", type=Path)

    def handle(self, *, path: Path, **options):
        """Print how many files were written."""
        try:
            path.mkdir(parents=True, exist_ok=True)
            count, mended = export(path)
        except OSError as error:
            reason = error.strerror
            raise CommandError(f"{path} cannot be written: {reason}.") from error
        self.stdout.write(f"{count} records in {path}")
        if mended:
            self.stderr.write(characters_left_out(mended))
