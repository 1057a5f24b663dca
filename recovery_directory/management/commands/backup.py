"""Write the whole database to one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from recovery_directory.operations.backups import BackupError, back_up


class Command(BaseCommand):
    """Back up while the site runs."""

    help = (
        "Write the whole database, people and history included, to FILE while the site "
        "runs. Keep the file as you keep the database: it holds hashed passwords."
    )

    def add_arguments(self, parser):
        """Take the file, and whether it may be there already."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="write over FILE if it is there"
        )

    def handle(self, *, file: Path, replace: bool, **options):
        """Print how large the backup is."""
        if file.exists() and not replace:
            raise CommandError(
                f"{file} is there already: add --replace, or name another."
            )
        if not file.parent.is_dir():
            raise CommandError(f"{file.parent} is no folder: make it first.")
        try:
            back_up(file.resolve())
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{file}: {file.stat().st_size // 1024} KB, read back")
