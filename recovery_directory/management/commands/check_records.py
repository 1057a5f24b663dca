"""Name everything that stands against the records."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from recovery_directory.management.commands.load_directory import shipped_folders
from recovery_directory.records.directory import Directory, read_database, read_folders
from recovery_directory.records.integrity import violations
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.records.rules import beside_records, blockers, check


class Command(BaseCommand):
    """Every breach of every record, by the same rules for files and database."""

    help = (
        "Check all records: citations, references, terms, dates of figures, phones, "
        "medication, length, reading grade, stigmatizing words, claims above the rated "
        "evidence. Without PATH the records of the database, whether each that is "
        "published could be published today, and whether each is what its newest "
        "revision says; with PATH the record files below it, for "
        "which no database is needed. Several folders are checked as one directory: "
        "what one refers to may lie in another. Exit status 1 where anything is to "
        "mend."
    )

    def add_arguments(self, parser):
        """Take folders, or the word for the shipped ones."""
        parser.add_argument("paths", nargs="*", metavar="PATH", type=Path)
        parser.add_argument(
            "--shipped",
            action="store_true",
            help="check the record files that came with the site",
        )

    def handle(self, *, paths: list[Path], shipped: bool, **options):
        """Print each breach with file or record, field, reason and what to do."""
        for path in paths:
            if not path.is_dir():
                raise CommandError(f"{path} is no folder.")
        if shipped:
            paths = [*shipped_folders(), *paths]
        if paths:
            try:
                entries, problems = read_folders(paths)
            except RefusedFiles as refused:
                raise CommandError(str(refused)) from refused
        else:
            entries = read_database()
            problems = [*blockers(), *violations(), *beside_records()]
        problems += check(Directory(entries))
        checked = f"{len(entries)} records checked"
        for problem in problems:
            self.stdout.write(str(problem))
        if problems:
            raise CommandError(f"{checked}, {len(problems)} to mend.")
        self.stdout.write(f"{checked}, nothing to mend.")
