"""The steps of publication, as buttons of a record and actions of a list.

Each is a verb of ``Publishable``; what stands against it is decided there.
"""

from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recovery_directory.characters import PlainTexts
from recovery_directory.curation.admin import admin_pages
from recovery_directory.curation.admin.admin_pages import form_of
from recovery_directory.records import revisions, uses
from recovery_directory.records.publication import MOVES
from recovery_directory.records.publication_states import PublicationState
from recovery_directory.records.revisions import Action, Conflict

SEEN = "seen-"
"""With the id of a record after it: the version of it that a page showed."""


@dataclass(frozen=True)
class Transition:
    """One verb of a record, as a button and an action offer it."""

    verb: str
    button: str
    action: str
    done: str
    asks_reason: bool = False
    permission: str = "curate"
    """What somebody must be allowed to do with the record to take it."""

    @property
    def offered_from(self) -> set[PublicationState]:
        """Return the states from which it leads on."""
        return MOVES[Action[self.verb.upper()]][0]

    @property
    def button_name(self) -> str:
        """Return the name under which the button is sent."""
        return f"_{self.verb}"

    def take(self, record, *, by, **said) -> None:
        """Take this step with ``record``; raises ValidationError.

        ``said`` is what was answered where the step asks.
        """
        getattr(record, self.verb)(by=by, **said)

    def users(self, record) -> list:
        """Return the public records that would lose ``record`` by this step."""
        return uses.published_users(record) if self.verb == "withdraw" else []


STEPS = (
    Transition(
        "submit",
        gettext_lazy("Save and submit for review"),
        gettext_lazy("Submit for review"),
        gettext_lazy("submitted for review"),
        permission="change",
    ),
    Transition(
        "publish",
        gettext_lazy("Save and publish"),
        gettext_lazy("Publish"),
        gettext_lazy("published"),
    ),
    Transition(
        "send_back",
        gettext_lazy("Save and send back…"),
        gettext_lazy("Send back to draft…"),
        gettext_lazy("sent back"),
        asks_reason=True,
    ),
    Transition(
        "withdraw",
        gettext_lazy("Save and withdraw…"),
        gettext_lazy("Withdraw from the public…"),
        gettext_lazy("withdrawn"),
        asks_reason=True,
    ),
    Transition(
        "restore",
        gettext_lazy("Save and restore as draft"),
        gettext_lazy("Restore as draft"),
        gettext_lazy("restored as draft"),
    ),
)


class ReasonForm(PlainTexts, forms.Form):
    """Why a record is withdrawn or sent back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("For curators; kept in the history. Not public."),
    )
    even_if_used = forms.BooleanField(
        label=gettext_lazy("Withdraw it all the same"),
        help_text=gettext_lazy(
            "Public records use it, as listed above: they stay public without it."
        ),
    )

    def __init__(self, step: Transition, records, *args, **kwargs):
        """Ask for a reason, and whether it is meant where public records use one."""
        super().__init__(*args, **kwargs)
        self.users = {record.pk: step.users(record) for record in records}
        asks = (one.asks_before_leaving and self.users[one.pk] for one in records)
        if not any(asks):
            del self.fields["even_if_used"]


def take(step: Transition, request, records, **said) -> None:
    """Take ``step`` with each record and say for each what came of it.

    A record that changed after the page showed it is left alone.
    """
    done, seen = 0, dict(seen_versions(request, records))
    for record in records:
        try:
            with transaction.atomic():
                revisions.lock(record, seen[record.pk])
                step.take(record, by=request.user, **said)
        except ValidationError as error:
            messages.error(request, refusal(record, error.messages))
        except Conflict:
            changed = _("It changed after this was shown to you. Look at it again.")
            messages.error(request, refusal(record, [changed]))
        else:
            done += 1
    if done:
        message = ngettext(
            "%(count)d record %(done)s.", "%(count)d records %(done)s.", done
        )
        messages.success(request, message % {"count": done, "done": step.done})


def seen_versions(request, records) -> list[tuple]:
    """Return the id of each record, and the version that the page showed of it.

    A record that was chosen unseen, with all of a long list, is seen as it is now.
    """
    shown = shown_versions(request)
    return [
        (record.pk, shown.get(str(record.pk), record.version)) for record in records
    ]


def shown_versions(request) -> dict[str, int]:
    """Return the version of each record that the page before showed."""
    return {
        name.removeprefix(SEEN): int(version)
        for name, version in request.POST.items()
        if name.startswith(SEEN) and version.isascii() and version.isdecimal()
    }


def refusal(record, reasons: list[str]) -> str:
    """Return a message with everything that stands against a step."""
    return format_html(
        "<strong>{}</strong>{}",
        _("“%(record)s” stays %(state)s:")
        % {"record": record, "state": record.get_publication_state_display()},
        format_html_join("", "<br>{}", ((reason,) for reason in reasons)),
    )


def ask_reason(
    request, model_admin, step: Transition, records, form, *, from_list: bool
):
    """Return the page that asks why; it sends the answer to its own address."""
    used = [
        (record, [(user, form_of(user)) for user in users])
        for record in records
        if (users := form.users[record.pk])
    ]
    return admin_pages.show(
        model_admin,
        request,
        "admin/record_step.html",
        step.action,
        step=step,
        records=records,
        used=used,
        seen=seen_versions(request, records),
        form=form,
        from_list=from_list,
        checkbox_name=ACTION_CHECKBOX_NAME,
    )


def list_action(step: Transition):
    """Return ``step`` as an action of a change list."""

    @admin.action(permissions=[step.permission], description=step.action)
    def act(model_admin, request, queryset):
        if not step.asks_reason:
            return take(step, request, queryset)
        sent = request.POST if "reason" in request.POST else None
        form = ReasonForm(step, queryset, sent)
        if not form.is_valid():
            return ask_reason(
                request, model_admin, step, queryset, form, from_list=True
            )
        return take(step, request, queryset, **form.cleaned_data)

    act.__name__ = step.verb
    return act
