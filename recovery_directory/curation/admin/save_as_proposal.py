"""Saving a form as a proposal: anybody may, and whoever may not write has to.

The form is checked and written exactly as for saving, and that is taken back: what the
record would have been, less what it is, is the proposal.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recovery_directory.curation.admin.admin_pages import form_of
from recovery_directory.curation.admin.forms import PROPOSES
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import format_of, revisions
from recovery_directory.records.formats import Record

BUTTON = (PROPOSES, gettext_lazy("Save as proposal"))
"""Name and words of the button."""


def is_wanted(model_admin, request, form) -> bool:
    """Whether what was typed becomes a proposal rather than a change."""
    if BUTTON[0] in request.POST:
        return True
    return not model_admin.may_write(request, _as_it_stands(form.instance))


def _as_it_stands(record):
    """Return the record of the database: the form may hold anything."""
    return type(record)._base_manager.get(pk=record.pk)


@contextmanager
def written_down(request, form) -> Iterator[None]:
    """Keep what is written inside this block as a proposal, and take it back."""
    record = form.instance
    record_format = format_of(type(record))
    version = _as_it_stands(record).version
    before = record_format.read(record.pk)
    with revisions.rehearsal():
        yield
        after = record_format.read(record.pk)
    keep(request, form, before, after, version)


def keep(request, form, before: Record, after: Record, version: int) -> None:
    """Keep what ``form`` would make of the record at ``version`` as a proposal."""
    request.proposal = Proposal.objects.propose(
        format_of(type(form.instance)),
        before,
        after,
        base_version=version,
        by=request.user,
        note=form.cleaned_data["change_reason"],
    )


def was_made(request) -> bool:
    """Whether the form of this request was meant as a proposal."""
    return hasattr(request, "proposal")


def answer(model_admin, request, obj) -> HttpResponseRedirect:
    """Lead to the proposal, or back where nothing was typed."""
    proposal = request.proposal
    if proposal is None:
        messages.warning(
            request, _("Nothing is different from the record, so nothing is proposed.")
        )
        return model_admin.redirect_to("change", obj)
    messages.success(
        request,
        _("Kept as a proposal: the record stays as it is until a curator decides."),
    )
    return HttpResponseRedirect(form_of(proposal))


def beside_form(request, obj, model_admin) -> dict:
    """Return what the form of a record says of proposals."""
    waiting = Proposal.objects.waiting().visible_to(request.user).about(obj)
    may_propose = model_admin.has_change_permission(request, obj)
    return {
        "proposes_only": may_propose and not model_admin.may_write(request, obj),
        "waiting_proposals": [
            format_html('<a href="{}">{}</a>', form_of(proposal), proposal)
            for proposal in waiting[:20]
        ],
    }
