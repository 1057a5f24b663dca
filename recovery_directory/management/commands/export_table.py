"""Write records of one kind as a table or as whole records, in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from recovery_directory.configuration import private_file
from recovery_directory.curation.tables.writers import KINDS, write
from recovery_directory.records import formats


def format_named(folder: str):
    """Return the format of the records that lie in ``folder``."""
    known = {record_format.folder: record_format for record_format in formats()}
    if folder not in known:
        raise CommandError(
            f"There are no records called {folder}; write one of {', '.join(known)}."
        )
    return known[folder]


def take_file_and_kind(parser) -> None:
    """Let a command take a file and the kind of record in it."""
    parser.add_argument("path", metavar="PATH", type=Path)
    parser.add_argument(
        "--kind",
        default="organizations",
        help="organizations (default), sources, terms, summaries ...",
    )


class Command(BaseCommand):
    """The way out for people: a table to edit and to import again."""

    help = (
        "Write all records of one kind, whatever their state, to PATH. Its ending says "
        "how: .csv or .xlsx (a row for a record), .json or .zip (whole records). Each "
        "states its version, so that import_table can tell what changed since."
    )

    def add_arguments(self, parser):
        """Take the file and the kind of record."""
        take_file_and_kind(parser)

    def handle(self, *, path: Path, kind: str, **options):
        """Print how many records were written."""
        record_format = format_named(kind)
        suffixes = [kind.suffix for kind in KINDS]
        if path.suffix not in suffixes:
            raise CommandError(f"Let PATH end in one of {', '.join(suffixes)}.")
        unfinished = path.with_name(f"{path.name}.part")
        try:
            private_file(unfinished)
            with unfinished.open("wb") as file:
                written = write(
                    file, path.suffix, record_format, record_format.queryset()
                )
            unfinished.replace(path)
        except OSError as error:
            raise CommandError(
                f"{path} cannot be written: {error.strerror}."
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)
        self.stdout.write(f"{written.count} {kind} in {path}")
        if written.warning:
            self.stderr.write(written.warning)
