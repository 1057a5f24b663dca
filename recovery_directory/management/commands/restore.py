"""Put a backup in the place of the database."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from recovery_directory.operations.backups import BackupError, is_empty, restore


class Command(BaseCommand):
    """Restore while the site runs, after a trial beside it."""

    help = (
        "Try the backup FILE beside this database, verify every record in it, and put "
        "it in the place of what is here. Curators who are signed in may have to sign "
        "in again."
    )

    def add_arguments(self, parser):
        """Take the file, and whether records here may be lost."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="overwrite the records and people that are here",
        )

    def handle(self, *, file: Path, replace: bool, **options):
        """Print what was restored."""
        if not file.is_file():
            raise CommandError(f"{file} is no file.")
        if not replace and not is_empty():
            raise CommandError(
                "There are records here, and a restore overwrites them: make a backup "
                "of them first, then add --replace."
            )
        try:
            counts = restore(file.resolve())
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        for kind, count in counts.items():
            self.stdout.write(f"{kind} {count}")
