"""Load record files into the database."""

from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError

from recovery_directory.records.applying import apply
from recovery_directory.records.directory import DirectoryEntry, StoredDirectory
from recovery_directory.records.parsing import parse_directory
from recovery_directory.records.planning import Planned, Step, plan, summary
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.records.rules import unpublished_references


def shipped_folders() -> list[Path]:
    """Return the ``data`` folders of the installed apps: the shipped directory."""
    folders = [Path(config.path) / "data" for config in apps.get_app_configs()]
    return [folder for folder in folders if folder.is_dir()]


def load_beside_records() -> None:
    """Let every app load what comes with the site and is no record."""
    for config in apps.get_app_configs():
        if load_shipped := getattr(config, "load_shipped", None):
            load_shipped()


def not_with_its_sources(planned: list[Planned]) -> Iterator[Problem]:
    """Yield what published records of a plan name that is not published.

    Nobody loads less for it: a file brings its publication state, and a source may have
    been withdrawn while public records rested on it.
    """
    entries = [
        DirectoryEntry(one.parsed.file, one.parsed.record_format, one.standing)
        for one in planned
    ]
    directory = StoredDirectory(entries)
    for entry in entries:
        for breach in unpublished_references(
            entry.record_format, entry.record, directory
        ):
            yield Problem(entry.place, breach.field, f"{breach.reason} {breach.remedy}")


class Command(BaseCommand):
    """Parse, plan, apply: all records or none."""

    help = (
        "Load record files (YAML) from PATH, or the shipped directory without PATH. "
        "A bad file is refused with all others; a record changed here since it was "
        "loaded is reported as a conflict and left alone. A published record that "
        "names a draft or a withdrawn one is loaded, with a warning. Loading twice "
        "changes nothing."
    )

    def add_arguments(self, parser):
        """Take a folder, and whether to only look."""
        parser.add_argument("path", nargs="?", metavar="PATH", type=Path)
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would happen, change nothing",
        )

    def handle(self, *, path: Path | None, dry_run: bool, verbosity: int, **options):
        """Print every record that changes, then the counts."""
        if path is not None and not path.is_dir():
            raise CommandError(f"{path} is no folder.")
        folders = [path] if path else shipped_folders()
        try:
            parsed = [one for folder in folders for one in parse_directory(folder)]
            planned = plan(parsed)
            apply(planned, dry_run=dry_run)
            if not (path or dry_run):
                load_beside_records()
        except RefusedFiles as refused:
            lines = "\n".join(f"  {problem}" for problem in refused.problems)
            raise CommandError(
                f"Nothing was loaded; {len(refused.problems)} to mend:\n{lines}"
            ) from refused
        for entry in planned:
            if entry.step is Step.CONFLICT:
                self.stdout.write(
                    f"conflict: {entry.parsed.file}: changed here since it was loaded; "
                    "the record here was kept"
                )
            elif entry.step is not Step.UNCHANGED and (dry_run or verbosity > 1):
                self.stdout.write(f"{entry.step.value}: {entry.parsed.file}")
        for problem in not_with_its_sources(planned):
            self.stdout.write(self.style.WARNING(f"warning: {problem}"))
        prefix = "would: " if dry_run else ""
        self.stdout.write(f"{prefix}{summary(planned)}")
