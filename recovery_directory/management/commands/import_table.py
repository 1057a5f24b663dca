"""Import records of one kind from a table or a file of whole records."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from recovery_directory.curation.tables.archives import UnreadableFile
from recovery_directory.curation.tables.dry_run import Review, RowOutcome, review
from recovery_directory.curation.tables.importing import NotImported, import_file
from recovery_directory.curation.tables.readers import LARGEST_FILE
from recovery_directory.management.commands.export_table import (
    format_named,
    take_file_and_kind,
)


class Command(BaseCommand):
    """Review, then write: all rows or none."""

    help = (
        "Import records from PATH (.csv, .xlsx, .json, .yaml, .zip), as export_table "
        "writes them. A row of a record that changed here since it was exported is a "
        "conflict and never overwrites; new records arrive as drafts. A blank cell "
        "leaves its field as it is, a lone - empties it."
    )

    def add_arguments(self, parser):
        """Take the file, the kind of record, who does it, and whether to only look."""
        take_file_and_kind(parser)
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would happen, change nothing",
        )
        parser.add_argument(
            "--leave-conflicts",
            action="store_true",
            help="leave rows in conflict out and import the others",
        )
        parser.add_argument(
            "--by", metavar="USERNAME", help="who stands in the history"
        )

    def handle(self, *, path, kind, dry_run, leave_conflicts, by, **options):
        """Print every row that changes something or is refused, then the counts."""
        record_format = format_named(kind)
        user = self._user(by)
        try:
            if path.stat().st_size > LARGEST_FILE:
                raise CommandError(
                    f"{path} has more than {LARGEST_FILE // (1024 * 1024)} MB."
                )
            content = path.read_bytes()
            if dry_run:
                self._print(review(record_format, content, path.name), "would: ")
                return
            reviewed = import_file(
                record_format,
                content,
                path.name,
                by=user,
                leave_conflicts=leave_conflicts,
            )
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        except NotImported as refused:
            self._print(refused.review, "would: ")
            raise CommandError(refused.reason) from refused
        self._print(reviewed, "")

    def _user(self, name: str | None):
        if name is None:
            return None
        users = get_user_model()
        user = users.objects.filter(**{users.USERNAME_FIELD: name}).first()
        if user is None:
            raise CommandError(f"Nobody here is called {name}.")
        return user

    def _print(self, reviewed: Review, prefix: str) -> None:
        for row in reviewed.rows:
            if row.outcome is RowOutcome.UNCHANGED:
                continue
            self.stdout.write(f"{row.outcome.value}: {row.place}: {row.slug}")
            for difference in row.differences:
                self.stdout.write(
                    f"  {difference.name}: {difference.before!r} -> "
                    f"{difference.after!r}"
                )
            for problem in row.problems:
                self.stdout.write(f"  {problem.field}: {problem.reason}")
        counts = ", ".join(
            f"{number} {outcome.value}" for outcome, number in reviewed.counts.items()
        )
        self.stdout.write(f"{prefix}{counts}")
