"""Take a list of meetings from a file."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meetings import receiving
from meetings.choices import ListFormat
from meetings.list_readers.meeting_rows import UnreadableList
from meetings.models import Feed, RunState, may_have_feeds
from meetings.models.feed import validate_zone
from meetings.summaries import in_words, looked_in_words, problem_in_words

MOST_PROBLEMS = 20
UPLOADED = "Uploaded list"


class Command(BaseCommand):
    """A list from a file, as a fetched one; a first list waits for a curator."""

    help = (
        "Read a list of meetings from a file and apply it. A first list, and one that "
        "looks wrong, is held for a curator unless --approve says that somebody has "
        "looked at it."
    )

    def add_arguments(self, parser):
        """Take the file, whose list it is, and how it is to be read."""
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument(
            "--timezone",
            required=True,
            metavar="ZONE",
            help="of rows that state none: America/New_York",
        )
        parser.add_argument(
            "--format", choices=ListFormat.values, default=ListFormat.MEETING_GUIDE
        )
        parser.add_argument("--dry-run", action="store_true", help="write nothing")
        parser.add_argument(
            "--approve", action="store_true", help="nothing holds it: it was looked at"
        )

    def handle(self, *, file, organization, timezone: str, dry_run, approve, **options):
        """Print what became of the list, and the first problems."""
        feed = self._feed(organization, timezone, options["format"])
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        try:
            looked = receiving.look(feed, data)
        except UnreadableList as error:
            raise CommandError(f"{file}: {error}") from error
        for problem in looked.read.problems[:MOST_PROBLEMS]:
            self.stderr.write(problem_in_words(problem))
        more = len(looked.read.problems) - MOST_PROBLEMS
        if more > 0:
            self.stderr.write(f"... and {more} more.")
        if dry_run:
            self.stdout.write(f"Would do: {looked_in_words(looked)}")
            return
        feed.save()
        run = receiving.receive(feed, data, is_approved=approve)
        write = self.stdout if run.state == RunState.APPLIED else self.stderr
        write.write(in_words(run))

    def _feed(self, slug: str, zone: str, list_format: str) -> Feed:
        """Return the feed of an organization's files, new where it has none."""
        organization = may_have_feeds().filter(slug=slug).first()
        if not organization:
            raise CommandError(
                f"There is no organization “{slug}” that is published and active."
            )
        try:
            validate_zone(zone)
        except ValidationError as error:
            raise CommandError(f"{zone}: {error.message}") from error
        uploaded = Feed.objects.filter(organization=organization, url="", name=UPLOADED)
        feed = uploaded.order_by("added_at").first() or Feed(
            organization=organization,
            name=UPLOADED,
            permitted_by="Whoever ran the command",
            permitted_on=timezone.localdate(),
        )
        feed.format, feed.zone = list_format, zone
        return feed
