"""The demonstration: a site whose meetings are made up says so wherever one looks."""

from django.conf import settings
from django.utils.translation import gettext as _


def notice() -> str:
    """Return what every page and sheet of a demonstration says; else an empty text."""
    if not settings.DEMO:
        return ""
    return _("Demonstration: these meetings do not exist.")
