"""Forgotten passwords: a link by e-mail, where this site sends any.

Elsewhere an administrator sets a new password on the page of the account; the page
for signing in says which it is.

Nobody finds out here who has an account: the answer is the same for every address, and
it is sent before the site looks whether there is one to write to.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import views
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.translation import ngettext

from recovery_directory.accounts import signing_in
from recovery_directory.accounts.outgoing_mail import sends_email
from recovery_directory.configuration import Rate
from recovery_directory.web import rate_limits

FROM_ONE = Rate(10, 60 * 60)
"""So many requests for a link in so many seconds from one network."""
TO_ONE = Rate(3, 60 * 60)
"""So many links to one address; whoever asks for more is answered the same."""


class AnswerFirst(HttpResponseRedirect):
    """Leads on at once; what there is to do is done when the answer has been sent."""

    def __init__(self, address: str, work: Callable[[], None]):
        """Take where to lead, and what to do then."""
        super().__init__(address)
        self.work = work

    def close(self) -> None:
        """Do the work: the server closes an answer once all of it is sent."""
        try:
            self.work()
        finally:
            super().close()


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

    def form_valid(self, form):
        """Answer, then look who it is and write to them."""
        wait = rate_limits.seconds_to_wait(self.request, "password-reset", FROM_ONE)
        if wait:
            return self.too_many(form, wait)
        address = form.cleaned_data["email"].casefold()
        if rate_limits.seconds_to_wait_for(address, "password-reset-to", TO_ONE):
            return HttpResponseRedirect(self.get_success_url())
        send = super().form_valid
        return AnswerFirst(self.get_success_url(), lambda: send(form))

    def too_many(self, form, wait: int):
        """Say after how long another link may be asked for."""
        minutes = -(-wait // 60)
        said = ngettext(
            "Too many links were asked for from your network. Wait %(count)d minute, "
            "or ask an administrator to set a new password.",
            "Too many links were asked for from your network. Wait %(count)d minutes, "
            "or ask an administrator to set a new password.",
            minutes,
        )
        form.add_error("email", said % {"count": minutes})
        answer = self.render_to_response(self.get_context_data(form=form), status=429)
        answer.headers["Retry-After"] = str(wait)
        return answer


class NewPassword(views.PasswordResetConfirmView):
    """Takes the new password of whoever followed a link."""

    def form_valid(self, form):
        """Let them in from wherever they guessed wrongly before."""
        signing_in.forget_guesses(self.user)
        return super().form_valid(form)


# /admin/password-reset/
urlpatterns = [
    path("", PasswordReset.as_view(), name="password_reset"),
    path("sent/", views.PasswordResetDoneView.as_view(), name="password_reset_done"),
    path(
        "<uidb64>/<token>/",
        NewPassword.as_view(),
        name="password_reset_confirm",
    ),
    path(
        "done/",
        views.PasswordResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
]
