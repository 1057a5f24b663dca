"""Write to curators what waits for them."""

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from recovery_directory.accounts.outgoing_mail import sends_email
from recovery_directory.curation import digest


class Command(BaseCommand):
    """For a timer, once a day or a week."""

    help = (
        "Mail every curator who has an e-mail address what waits on the desk, with "
        "links; nothing is sent where nothing waits. Forgets the words of suggestions "
        "decided long ago, as forget_suggestions does. With --dry-run the letter is "
        "printed, and nothing is sent or forgotten."
    )

    def add_arguments(self, parser):
        """Take the wish to see the letter only."""
        parser.add_argument(
            "--dry-run", action="store_true", help="print the letter and its readers"
        )

    def handle(self, *, dry_run: bool, **options):
        """Forget what is over, then send what waits."""
        if not dry_run:
            call_command("forget_suggestions", stdout=self.stdout)
        waiting = digest.lines()
        if not waiting:
            self.stdout.write("Nothing waits: no letter.")
            return
        subject, text = digest.written(waiting)
        users = digest.readers()
        if dry_run:
            to = ", ".join(user.email for user in users) or "nobody"
            self.stdout.write(f"To: {to}\nSubject: {subject}\n\n{text}")
            return
        if not sends_email():
            raise CommandError(
                "E-mail is not configured, so no letter was sent: set EMAIL_URL, or "
                "read the desk at /admin/. --dry-run prints the letter."
            )
        if not users:
            raise CommandError(
                "No curator has an e-mail address, so no letter was sent: add one "
                "under Users in the admin."
            )
        sent = digest.send(subject, text, users)
        self.stdout.write(f"{sent} letters sent.")
