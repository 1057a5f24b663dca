"""Outgoing mail: whether a letter to somebody with an account leaves this site."""

from django.conf import settings
from django.core.mail.backends import console, dummy, filebased
from django.utils.module_loading import import_string

KEPT_HERE = (console.EmailBackend, dummy.EmailBackend, filebased.EmailBackend)
"""The back ends of Django's that send nothing out, and whatever is made of them."""


def sends_email() -> bool:
    """Whether e-mail leaves this site."""
    return not issubclass(import_string(settings.EMAIL_BACKEND), KEPT_HERE)
