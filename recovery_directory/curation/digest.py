"""The digest: what waits on the desk, by e-mail to those who decide."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from recovery_directory.curation import work_queue
from recovery_directory.curation.roles import can_curate
from recovery_directory.curation.work_queue import Counted


def readers() -> list:
    """Return the curators who have an e-mail address."""
    users = get_user_model().objects.filter(is_active=True, is_staff=True)
    users = users.exclude(email="").order_by("email")
    return [user for user in users if can_curate(user)]


def lines() -> list[Counted]:
    """Return what waits, most pressing first."""
    counted = (
        Counted(work, work.waiting().count())
        for work in work_queue.works()
        if work.is_listed
    )
    return [line for line in counted if line.count]


def written(waiting: list[Counted]) -> tuple[str, str]:
    """Return subject and text of the letter."""
    context = {
        "headings": work_queue.by_heading(waiting),
        "desk": settings.SITE_URL + reverse("admin:index"),
        "site": settings.SITE_URL,
        "operator_name": settings.OPERATOR_NAME,
    }
    subject = _("Recovery Directory: what waits")
    return subject, render_to_string("admin/digest.txt", context)


def send(subject: str, text: str, users: list) -> int:
    """Send a letter to each by itself, so that nobody sees the others' addresses."""
    letters = [EmailMessage(subject, text, to=[user.email]) for user in users]
    with get_connection() as connection:
        return connection.send_messages(letters) or 0
