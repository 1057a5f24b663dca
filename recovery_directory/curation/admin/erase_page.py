"""The page on which an administrator erases text from the history of a record."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy, ngettext

from recovery_directory.curation.admin import history_pages
from recovery_directory.curation.admin.admin_pages import page_of_record
from recovery_directory.curation.erasing import erase


class EraseForm(forms.Form):
    """Which text goes."""

    text = forms.CharField(
        label=gettext_lazy("Text to erase"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "For example a name. It goes from every version of this record, from "
            "proposals about it and how they were decided, for good."
        ),
    )


def urls(model_admin) -> list:
    """Return the address of the page."""
    return [page_of_record(model_admin, "history/erase/", page, "erase")]


def page(model_admin, request, object_id):
    """Ask for the text, and erase it."""
    record = history_pages.past_record(model_admin, request, object_id)
    title = gettext("Erase text from the history")
    context = history_pages.context_of(model_admin, request, record, title)
    if not context["may_erase"]:
        raise PermissionDenied
    form = EraseForm(request.POST or None)
    if form.is_valid():
        try:
            numbers = erase(record, form.cleaned_data["text"], by=request.user)
        except ValidationError as error:
            form.add_error("text", error)
        else:
            return _erased(model_admin, request, record, numbers)
    return render(request, "admin/record_erase.html", context | {"form": form})


def _erased(model_admin, request, record, numbers: list[int]) -> HttpResponseRedirect:
    done = ngettext(
        "Erased from %(count)d version.",
        "Erased from %(count)d versions.",
        len(numbers),
    )
    only_proposed = gettext("Erased from what was proposed about it.")
    said = done % {"count": len(numbers)} if numbers else only_proposed
    messages.success(request, said)
    return model_admin.redirect_to("history", record)
