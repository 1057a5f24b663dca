"""Look whether the database is whole."""

from django.core.management.base import BaseCommand, CommandError

from recovery_directory.operations.backups import BackupError, verify


class Command(BaseCommand):
    """Verify that the database opens, fits, and agrees with its own history."""

    help = (
        "Read the whole database: it must be whole and of this version, and every "
        "record must be what its newest revision says. Prints what it holds."
    )

    def handle(self, **options):
        """Print one line for each kind."""
        try:
            counts = verify()
        except BackupError as error:
            raise CommandError(str(error)) from error
        for kind, count in counts.items():
            self.stdout.write(f"{kind} {count}")
