"""Fetch every public list of meetings that is due."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from meetings import receiving
from meetings.fetching import asked, fetch_due
from meetings.list_readers.meeting_rows import UnreadableList
from meetings.models import Feed, RunState
from meetings.summaries import in_words, looked_in_words
from recovery_directory.operations.safe_http import NotFetched


class Command(BaseCommand):
    """All feeds that are due; for a timer, every hour."""

    help = (
        "Fetch every feed of meetings that is due, apply what is plainly right and "
        "hold what looks wrong for a curator. A feed that fails is asked again later, "
        "and its meetings stay. Private networks are never asked."
    )

    def add_arguments(self, parser):
        """Offer to look alone."""
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="say what would change; write nothing",
        )

    def handle(self, *, dry_run, **options):
        """Print a line for each feed."""
        if dry_run:
            self._look()
            return
        count = 0
        for feed, run in fetch_due():
            count += 1
            if run is None:
                self.stdout.write(f"{feed}: nothing new.")
            else:
                write = self.stdout if run.state == RunState.APPLIED else self.stderr
                write.write(f"{feed}: {in_words(run)}")
        if not count:
            self.stdout.write("No feed is due.")

    def _look(self) -> None:
        for feed in Feed.objects.due(timezone.now()).select_related("organization"):
            try:
                fetched = asked(feed)
                if fetched.is_unchanged:
                    self.stdout.write(f"{feed}: nothing new.")
                    continue
                looked = receiving.look(feed, fetched.content)
            except (NotFetched, UnreadableList) as error:
                self.stderr.write(f"{feed}: {error}")
                continue
            self.stdout.write(f"{feed}: {looked_in_words(looked)}")
