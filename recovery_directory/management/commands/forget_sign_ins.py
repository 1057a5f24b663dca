"""Forget who signed in, or tried to, long ago."""

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.utils import timezone


class Command(BaseCommand):
    """Delete sign-in attempts after 30 days, and sessions that are over."""

    help = (
        "Delete names, addresses and times of sign-ins and of attempts after "
        f"{settings.SIGN_INS_KEPT_DAYS} days, and sessions that are over. Run it daily."
    )

    def handle(self, **options):
        """Print how many were deleted."""
        days = settings.SIGN_INS_KEPT_DAYS
        limit = timezone.now() - timezone.timedelta(days=days)
        count = AxesProxyHandler.reset_logs(age_days=days)
        old = AccessAttempt.objects.filter(attempt_time__lte=limit)
        count += old.delete()[0]
        SessionStore.clear_expired()
        self.stdout.write(f"{count} sign-ins forgotten")
