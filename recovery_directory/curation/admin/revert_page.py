"""The page on which a curator reverts a record, having seen what will change."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recovery_directory.characters import PlainTexts
from recovery_directory.curation.admin import history_pages
from recovery_directory.curation.admin.admin_pages import page_of_record
from recovery_directory.records import format_of, reverting
from recovery_directory.records.differences import differences
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.records.publication_states import is_public
from recovery_directory.records.revisions import Conflict


class RevertForm(PlainTexts, forms.Form):
    """Why a record is reverted, and the version that was compared."""

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For curators; kept in the history. Not public."),
    )


def urls(model_admin) -> list:
    """Return the address of the page."""
    return [page_of_record(model_admin, "history/<int:number>/revert/", page, "revert")]


def page(model_admin, request, object_id, number):
    """Show what reverting would change, ask why, and do it."""
    record = history_pages.past_record(model_admin, request, object_id)
    context = history_pages.context_of(model_admin, request, record, "")
    if not context["may_revert"]:
        raise PermissionDenied
    revision = history_pages.revision_of(record, number)
    title = gettext("Bring back") if context["is_gone"] else gettext("Revert")
    context |= {"title": title, "revision": revision}
    version = 0 if context["is_gone"] else record.version
    form = RevertForm(request.POST or None, initial={"seen_version": version})
    refused = []
    if form.is_valid():
        try:
            return _revert(model_admin, request, revision, form.cleaned_data)
        except RefusedFiles as refusal:
            refused = refusal.problems
        except Conflict:
            refused = []
            messages.error(
                request,
                gettext(
                    "The record changed after you opened this page. Look again at what "
                    "will change."
                ),
            )
            typed = request.POST.copy()
            typed["seen_version"] = version
            form = RevertForm(typed)
    context |= _preview(model_admin, record, revision, context["is_gone"])
    context |= {"form": form, "refused": refused or context["refused"]}
    return render(request, "admin/record_revert.html", context)


def _preview(model_admin, record, revision, is_gone: bool) -> dict:
    record_format = format_of(model_admin.model)
    current = None if is_gone else record_format.read(record.pk)
    wanted = reverting.reversion(record_format, revision, current)
    was_public, becomes_public = map(is_public, (current, wanted.record))
    return {
        "differences": differences(record_format, current or {}, wanted.record),
        "problems": wanted.left_out,
        "refused": reverting.problems_of_reverting(record_format, revision),
        "leaves_public": was_public and not becomes_public,
        "becomes_public": becomes_public and not was_public,
    }


def _revert(model_admin, request, revision, typed: dict) -> HttpResponseRedirect:
    record = reverting.revert(
        format_of(model_admin.model),
        revision,
        by=request.user,
        reason=typed["reason"],
        expected_version=typed["seen_version"],
    )
    done = gettext("“%(record)s” is again what it was in version %(number)s.")
    messages.success(request, done % {"record": record, "number": revision.number})
    return model_admin.redirect_to("change", record)
