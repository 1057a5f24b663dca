"""Name everything that stands against the records."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from recovery_directory.management.commands.load_directory import shipped_folders
from recovery_directory.records.directory import Directory, read_database, read_folders
from recovery_directory.records.integrity import violations
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.records.rules import (
    Covered,
    beside_records,
    blockers,
    check,
    coverage,
)


class Command(BaseCommand):
    """Every breach of every record, by the same rules for files and database."""

    help = (
        "Check all records: citations, references, terms, dates of figures, phones, "
        "mirrors, medication, length, reading grade, stigmatizing words, claims above "
        "the rated evidence. Without PATH the records of the database, whether each "
        "that is published could be published today, and whether each is what its "
        "newest revision says; with PATH the record files below it, for "
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
        parser.add_argument(
            "--coverage",
            action="store_true",
            help="count instead of how many records each fact is known, seen or not",
        )
        parser.add_argument(
            "--json", action="store_true", help="print the coverage as JSON"
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
            problems = []
            if not options["coverage"]:
                problems = [*blockers(), *violations(), *beside_records()]
        if options["coverage"]:
            self._tell_coverage(coverage(Directory(entries)), as_json=options["json"])
            return
        problems += check(Directory(entries))
        checked = f"{len(entries)} records checked"
        for problem in problems:
            self.stdout.write(str(problem))
        if problems:
            raise CommandError(f"{checked}, {len(problems)} to mend.")
        self.stdout.write(f"{checked}, nothing to mend.")

    def _tell_coverage(self, covered: list[Covered], *, as_json: bool) -> None:
        """Print of how many organizations each fact is known."""
        if as_json:
            self.stdout.write(json.dumps([asdict(row) for row in covered], indent=2))
            return
        width = max(len(row.name) for row in covered)
        self.stdout.write(f"{'fact':{width}}  seen  not seen  none")
        for row in covered:
            self.stdout.write(
                f"{row.name:{width}}  {row.seen:4}  {row.not_seen:8}  {row.none:4}"
            )
