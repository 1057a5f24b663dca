"""Whether mail leaves is asked in one place, by pages and by the digest."""

import pytest
from django.core.mail.backends import console

from recovery_directory.accounts.outgoing_mail import sends_email


class Shouted(console.EmailBackend):
    """An operator's own way of printing letters."""


@pytest.mark.parametrize(
    ("backend", "leaves"),
    [
        ("django.core.mail.backends.console.EmailBackend", False),
        ("django.core.mail.backends.dummy.EmailBackend", False),
        ("django.core.mail.backends.filebased.EmailBackend", False),
        (f"{__name__}.Shouted", False),
        ("django.core.mail.backends.smtp.EmailBackend", True),
        ("django.core.mail.backends.locmem.EmailBackend", True),
    ],
)
def test_mail_leaves_unless_it_is_kept_here(settings, backend, leaves):
    settings.EMAIL_BACKEND = backend
    assert sends_email() is leaves


def test_no_page_offers_a_letter_that_does_not_leave(client, db, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Shouted"
    assert "An administrator sets a new one" in client.get("/admin/login/").text
