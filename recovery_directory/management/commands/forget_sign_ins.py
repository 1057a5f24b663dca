"""Forget who signed in, or tried to, long ago."""

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.utils import timezone

from recovery_directory.curation.tables.uploads import TableUpload


class Command(BaseCommand):
    """Delete sign-ins after 30 days, and sessions and uploads that are over."""

    help = (
        "Delete names, addresses and times of sign-ins and of attempts after "
        f"{settings.SIGN_INS_KEPT_DAYS} days, sessions that are over, and uploads of "
        "tables whose day is over. Run it daily."
    )

    def handle(self, **options):
        """Print how many were deleted."""
        days = settings.SIGN_INS_KEPT_DAYS
        limit = timezone.now() - timezone.timedelta(days=days)
        count = AxesProxyHandler.reset_logs(age_days=days)
        old = AccessAttempt.objects.filter(attempt_time__lte=limit)
        count += old.delete()[0]
        SessionStore.clear_expired()
        TableUpload.objects.expired().delete()
        self.stdout.write(f"{count} sign-ins forgotten")
