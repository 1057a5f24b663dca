"""What every template may print without asking."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict:
    """Return the operator's name and contact, the crisis lines and the site's URL."""
    return {
        "crisis_lines": settings.CRISIS_LINES,
        "operator_name": settings.OPERATOR_NAME,
        "operator_contact": settings.OPERATOR_CONTACT,
        "site_url": settings.SITE_URL,
    }
