"""Verifying in the admin: the form for one record, and the action for several."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from organizations.choices import VerificationMethod, VerificationPart
from organizations.verifying import verify
from recovery_directory.admin.steps import seen_versions, shown_versions
from recovery_directory.characters import PlainTexts
from recovery_directory.revisions import Conflict


class VerificationForm(PlainTexts, forms.Form):
    """What a curator says about having looked."""

    part = forms.ChoiceField(
        label=_("Part"),
        choices=VerificationPart.choices,
        help_text=_(
            "Telephone numbers become public with links and phones, or with the whole "
            "record. Call them first."
        ),
    )
    method = forms.ChoiceField(label=_("How"), choices=VerificationMethod.choices)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For curators."),
    )


@admin.action(permissions=["curate"], description=_("Looked, still right…"))
def verify_chosen(model_admin, request, queryset):
    """Ask once what was looked at, then keep it for each record chosen."""
    asked = "part" in request.POST
    form = VerificationForm(request.POST if asked else None)
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
    return None


def _ask(model_admin, request, queryset, form):
    """Return the page that asks what was looked at; it keeps the versions seen."""
    context = {
        **model_admin.admin_site.each_context(request),
        "title": gettext("Looked, still right"),
        "opts": model_admin.opts,
        "step": {"verb": verify_chosen.__name__},
        "records": queryset,
        "form": form,
        "from_list": True,
        "seen": seen_versions(request, queryset),
        "checkbox_name": ACTION_CHECKBOX_NAME,
    }
    return render(request, "admin/record_step.html", context)
