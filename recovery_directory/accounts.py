"""Forgotten passwords: a link by e-mail, where this site sends any.

Elsewhere an administrator sets a new password on the page of the account; the page
for signing in says which it is.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import views
from django.shortcuts import render
from django.urls import path

KEPT_HERE = ("console", "dummy", "filebased")
"""The back ends of Django's that send nothing out."""


def sends_email() -> bool:
    """Whether e-mail leaves this site."""
    return settings.EMAIL_BACKEND.split(".")[-2] not in KEPT_HERE


class PasswordReset(views.PasswordResetView):
    """Asks for an e-mail address; the link leads to the site's own address.

    Never to the host that a request names, which anybody may make up.
    """

    @property
    def extra_email_context(self) -> dict[str, str]:
        """Return where the link leads and who writes."""
        site = urlsplit(settings.SITE_URL)
        return {
            "protocol": site.scheme,
            "domain": site.netloc,
            "site_name": settings.OPERATOR_NAME,
        }

    def dispatch(self, request, *args, **kwargs):
        """Say who helps where no e-mail is sent."""
        if not sends_email():
            return render(request, "registration/password_reset_by_hand.html")
        return super().dispatch(request, *args, **kwargs)


# /admin/password-reset/
urlpatterns = [
    path("", PasswordReset.as_view(), name="password_reset"),
    path("sent/", views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "done/",
        views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
]
