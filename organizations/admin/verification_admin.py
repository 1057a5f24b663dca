"""Verifying in the admin: the form for one record, and the action for several."""

import uuid

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from organizations.choices import NumberCheck, VerificationMethod, VerificationPart
from organizations.models import Organization, Phone
from organizations.verifying import NOT_THAT_PART, PARTS_WITH_PHONES, verify
from recovery_directory.characters import PlainTexts
from recovery_directory.curation.admin import admin_pages
from recovery_directory.curation.admin.transitions import seen_versions, shown_versions
from recovery_directory.records.revisions import Conflict


class LookForm(PlainTexts, forms.Form):
    """What a curator says about having looked at several records at once.

    Nothing is chosen beforehand: whoever looked says at what. Numbers are not here; on
    a list nobody sees them.
    """

    part = forms.ChoiceField(
        label=_("Part"),
        choices=[("", _("choose what you looked at")), *VerificationPart.choices],
        help_text=_(
            "Telephone numbers stay as they are: open a record to verify each of its "
            "numbers."
        ),
    )
    method = forms.ChoiceField(
        label=_("How"),
        choices=[("", _("choose how")), *VerificationMethod.choices],
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For curators."),
    )


class VerificationForm(LookForm):
    """What a curator says about having looked at one record, number by number."""

    part = forms.ChoiceField(label=_("Part"), choices=VerificationPart.choices)
    method = forms.ChoiceField(label=_("How"), choices=VerificationMethod.choices)

    def __init__(self, *args, organization: Organization, **kwargs):
        """Ask of each telephone number how it was verified, if it was."""
        super().__init__(*args, **kwargs)
        self.phones = {
            f"number-{phone.pk}": phone for phone in organization.phones.all()
        }
        for name, phone in self.phones.items():
            self.fields[name] = _number_field(phone)

    @property
    def numbers(self) -> dict[uuid.UUID, str]:
        """Return how each number was verified of which somebody said so."""
        return {
            phone.pk: self.cleaned_data[name]
            for name, phone in self.phones.items()
            if self.cleaned_data.get(name)
        }

    @property
    def look(self) -> dict[str, str]:
        """Return what was looked at, and how."""
        return {name: self.cleaned_data[name] for name in LookForm.base_fields}

    def clean(self):
        """Refuse a number that is no part of what was looked at."""
        cleaned = super().clean()
        part = cleaned.get("part")
        if part and part not in PARTS_WITH_PHONES and self.numbers:
            self.add_error("part", NOT_THAT_PART)
        return cleaned


def _number_field(phone: Phone) -> forms.ChoiceField:
    """Return the question whether a number is right, with the number to call."""
    return forms.ChoiceField(
        label=f"{phone.number} ({phone.get_kind_display()})",
        required=False,
        disabled=not phone.href,
        choices=[("", _("not looked at: leave it as it is")), *NumberCheck.choices],
        help_text=_state_of(phone),
    )


def _state_of(phone: Phone) -> str:
    """Return where a number stands, as a link that dials it."""
    if not phone.href:
        return gettext("It cannot be dialled: correct it in the record first.")
    said = gettext("Call {number}, or see it on their own page. It is not public.")
    why = ""
    if phone.is_public_on(timezone.localdate()):
        said = gettext("Call {number}, or see it on their own page. Public: {why}.")
        why = phone.standing_in_words
    link = format_html('<a href="{}">{}</a>', phone.href, phone.number)
    return format_html(said, number=link, why=why)


@admin.action(permissions=["curate"], description=_("Looked, still right…"))
def verify_chosen(model_admin, request, queryset):
    """Ask once what was looked at, then keep it for each record chosen."""
    asked = "part" in request.POST
    form = LookForm(request.POST if asked else None)
    if not form.is_valid():
        return _ask(model_admin, request, queryset, form)
    seen = shown_versions(request)
    done = 0
    for record in queryset:
        try:
            verify(
                record,
                by=request.user,
                expected_version=seen.get(str(record.pk), -1),
                **form.cleaned_data,
            )
        except Conflict:
            message = gettext(
                "“%(record)s” changed after you opened the list, so it is not "
                "verified. Look at it again."
            )
            messages.error(request, message % {"record": record})
        else:
            done += 1
    if done:
        message = ngettext(
            "Kept for %(count)d record: you looked, and it is still right.",
            "Kept for %(count)d records: you looked, and they are still right.",
            done,
        )
        messages.success(request, message % {"count": done})
        _tell_of_numbers(request, queryset)
    return None


def _tell_of_numbers(request, queryset) -> None:
    """Say which records have numbers that still wait: no list verifies them."""
    waiting = list(queryset.with_unverified_phones().values_list("name", flat=True))
    if waiting:
        message = gettext(
            "Telephone numbers stay as they were. Open these to verify theirs: "
            "%(records)s."
        )
        messages.warning(request, message % {"records": ", ".join(waiting)})


def _ask(model_admin, request, queryset, form):
    """Return the page that asks what was looked at; it keeps the versions seen."""
    return admin_pages.show(
        model_admin,
        request,
        "admin/record_step.html",
        gettext("Looked, still right"),
        step={"verb": verify_chosen.__name__},
        records=queryset,
        form=form,
        from_list=True,
        seen=seen_versions(request, queryset),
        checkbox_name=ACTION_CHECKBOX_NAME,
    )
