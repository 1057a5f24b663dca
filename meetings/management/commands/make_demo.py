"""Fill a demonstration: made-up meetings, local notes, one account of each role."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from meetings import made_up, receiving
from meetings.models import Feed, may_have_feeds
from organizations.models import LocalNote
from recovery_directory.curation.roles import ROLES, assign

NAME = "Made-up list"
NOTES = {
    "alcoholics-anonymous": "Made up: the meeting on our corridor, Thursdays at 6.",
    "smart-recovery": "Made up: ask at the front desk for room 214, Mondays at 5.",
    "al-anon-family-groups": "Made up: families meet in the chapel, Sundays at 3.",
}


class Command(BaseCommand):
    """Meetings that do not exist, for a site that says so on every page."""

    help = (
        "Fill the database of a demonstration (DEMO=on) with made-up meetings, local "
        "notes and one account of each role, whose passwords are printed once. Safe to "
        "repeat."
    )

    @transaction.atomic
    def handle(self, **options):
        """Write what is missing, and say what there is."""
        if not settings.DEMO:
            raise CommandError("This is no demonstration: set DEMO=on, or `make demo`.")
        organizations = {one.slug: one for one in may_have_feeds()}
        count = 0
        for one in made_up.lists():
            organization = organizations.get(one.organization)
            if organization is None:
                raise CommandError(f"“{one.organization}” is not published and active.")
            feed, _is_new = Feed.objects.get_or_create(
                organization=organization,
                name=NAME,
                defaults={
                    "format": one.list_format,
                    "zone": made_up.ZONE,
                    "permitted_by": "Nobody: these meetings do not exist",
                    "permitted_on": timezone.localdate(),
                    "attribution": "Made up for a demonstration",
                },
            )
            receiving.receive(feed, one.data, is_approved=True)
            count += feed.meetings.filter(gone_on=None).count()
        for slug, text in NOTES.items():
            LocalNote.objects.get_or_create(
                organization=organizations[slug], defaults={"text": text}
            )
        self.stdout.write(f"{count} made-up meetings of {len(made_up.ORGANIZATIONS)}")
        self._make_accounts()

    def _make_accounts(self) -> None:
        users = get_user_model().objects
        for role in ROLES:
            name = f"demo-{role}"
            if users.filter(username=name).exists():
                self.stdout.write(f"{name} is there, with the password of then.")
                continue
            password = secrets.token_urlsafe(15)
            assign(users.create_user(name, password=password), role)
            self.stdout.write(f"{name}, password (shown once): {password}")
