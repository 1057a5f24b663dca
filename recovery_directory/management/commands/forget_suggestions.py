"""Take the words out of suggestions that were decided long ago."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from recovery_directory.curation.proposals import Proposal


class Command(BaseCommand):
    """For a timer, once a day; ``send_digest`` does the same."""

    help = (
        "Take out what visitors wrote in suggestions that were decided more than "
        "SUGGESTION_DAYS days ago. That they were sent, and what became of them, stays."
    )

    def handle(self, **options):
        """Forget, and say how many."""
        count = Proposal.objects.forget(timezone.now())
        self.stdout.write(
            f"{count} suggestions forgotten, decided more than "
            f"{settings.SUGGESTION_DAYS} days ago."
        )
