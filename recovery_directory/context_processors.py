"""What every template may print without asking."""

from django.conf import settings
from django.http import HttpRequest

from recovery_directory import telephones
from recovery_directory.accounts.outgoing_mail import sends_email
from recovery_directory.web import demonstration


def site(request: HttpRequest) -> dict:
    """Return who runs the site, whom to call, its URL, whether it sends e-mail."""
    return {
        "emergency_number": settings.EMERGENCY_NUMBER,
        "crisis_lines": telephones.crisis_lines,
        "operator_name": settings.OPERATOR_NAME,
        "operator_contact": settings.OPERATOR_CONTACT,
        "demo_notice": demonstration.notice(),
        "site_url": settings.SITE_URL,
        "sends_email": sends_email(),
    }
