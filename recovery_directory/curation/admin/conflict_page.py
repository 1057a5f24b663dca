"""The page for two people at one record: before, theirs, mine, field by field.

A form that was opened at an older version is filled in as if nobody had come between:
the record is put back to that version, the form is written, what it says is read, and
all that is taken back. So nothing that was typed is lost, whatever the other person
did. The page asks only where the two differ; what it carries is signed, since it is
written as if it came from the form. Whoever proposes is asked nothing: a proposal says
from which version it was made, and who decides it sees what changed since.
"""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext as _

from recovery_directory.curation.admin import admin_pages, save_as_proposal
from recovery_directory.curation.admin.admin_pages import page_of_record
from recovery_directory.records import format_of, reverting, revisions
from recovery_directory.records.applying import write
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.records.references import References
from recovery_directory.records.revisions import Action, Conflict, Revision
from recovery_directory.records.saving import rewrite
from recovery_directory.records.three_way_merge import ConflictChoice, ThreeWayMerge

SALT = "recovery_directory.conflict"
LONGEST = 7 * 24 * 60 * 60
"""Seconds for which a page that was left open can still be sent."""


def urls(model_admin) -> list:
    """Return the address of the page."""
    return [page_of_record(model_admin, "conflict/", page, "conflict")]


def base_of(request, record) -> Revision | None:
    """Return the revision from which a stale form was filled in; None if it is not."""
    seen = request.POST.get("seen_version", "")
    if not seen.isascii() or not seen.isdecimal() or len(seen) > 9:
        return None
    if int(seen) == record.version:
        return None
    return revisions.history(record).filter(number=int(seen)).first()


def answer_stale_form(model_admin, request, record, base: Revision):
    """Answer a stale form: with both versions, a proposal, or what is wrong in it.

    Returns None where the record cannot be put back to the version that was seen; the
    form itself then says what happened.
    """
    record_format = format_of(type(record))
    try:
        with revisions.rehearsal():
            _put_back(record, base)
            seen = record_format.read(record.pk)
            form, formsets = _filled_in(model_admin, request, record)
            # Each is asked, so that each says what is wrong with it.
            if not all([form.is_valid(), *(one.is_valid() for one in formsets)]):
                return _with_errors(model_admin, request, record)
            model_admin.save_form(request, form, change=True)
            model_admin.write_form(request, form, formsets)
            mine = record_format.read(record.pk)
    except (DatabaseError, RefusedFiles):
        return None
    if save_as_proposal.is_wanted(model_admin, request, form):
        save_as_proposal.keep(request, form, seen, mine, base.number)
        return save_as_proposal.answer(model_admin, request, record)
    buttons = [name for name in request.POST if name.startswith("_")]
    carried = {
        "record": mine,
        "base": base.number,
        "reason": form.cleaned_data["change_reason"],
        "buttons": buttons,
    }
    record.refresh_from_db()
    return _ask(model_admin, request, record, carried)


def _put_back(record, base: Revision) -> None:
    """Write the record as it was in ``base``; call it in a rehearsal."""
    record_format = format_of(type(record))
    revisions.lock(record)
    then = reverting.reversion(record_format, base, record_format.read(record.pk))
    instance = record_format.model._base_manager.get(pk=record.pk)
    instance.version = base.number
    write(record_format, instance, then.record, References.collect())


def _filled_in(model_admin, request, record):
    """Return form and formsets of the record, filled in with what was sent."""
    then = model_admin.get_object(request, str(record.pk))
    form_class = model_admin.get_form(request, then, change=True)
    form = form_class(request.POST, request.FILES, instance=then)
    formsets, _inlines = model_admin._create_formsets(request, then, change=True)
    return form, formsets


def _with_errors(model_admin, request, record):
    """Return the form with what is wrong in it, rendered while the past stands."""
    messages.warning(
        request,
        _(
            "%(who)s changed this record after you opened it. First mend what is "
            "marked below; then both versions are compared. Nothing you typed is lost."
        )
        % {"who": _who(record)},
    )
    return model_admin.plain_changeform_view(request, str(record.pk)).render()


def _who(record) -> str:
    return str(record.updated_by or _("The loader of record files"))


# The page


def page(model_admin, request, object_id):
    """Write what was chosen; show the page again where something is open."""
    record = model_admin.get_object(request, unquote(object_id))
    if record is None:
        raise Http404
    if not model_admin.may_write(request, record):
        raise PermissionDenied
    carried = _carried(request, record)
    if carried is None:
        return model_admin.redirect_to("change", record)
    choices = _joining(model_admin, record, carried).choices()
    chosen = {
        choice.name: side
        for choice in choices
        if (side := request.POST.get(field_name(choice))) in choice.names
    }
    if request.POST.get("theirs") != str(record.version):
        return _ask(model_admin, request, record, carried, chosen)
    if any(not (choice.chosen or choice.name in chosen) for choice in choices):
        return _ask(model_admin, request, record, carried, chosen, is_open=True)
    try:
        joined = _write(model_admin, request, record, carried, chosen)
    except Conflict:
        record.refresh_from_db()
        return _ask(model_admin, request, record, carried, chosen)
    except RefusedFiles as refused:
        problems = refused.problems
        return _ask(model_admin, request, record, carried, chosen, refused=problems)
    return _go_on(model_admin, request, joined, carried)


def field_name(choice: ConflictChoice) -> str:
    """Return under which name a choice is sent."""
    return f"choice-{choice.name}"


def _carried(request, record) -> dict | None:
    """Return what the page carried from the form; None where it cannot be trusted."""
    sent = request.POST.get("carried", "")
    try:
        carried = signing.loads(sent, salt=SALT, max_age=LONGEST)
    except signing.BadSignature:
        return None
    return carried if carried["record"]["id"] == str(record.pk) else None


def _write(model_admin, request, record, carried: dict, chosen: dict[str, str]):
    joining = _joining(model_admin, record, carried)
    return rewrite(
        joining.record_format,
        joining.joined(chosen),
        by=request.user,
        action=Action.EDIT,
        reason=carried["reason"],
        expected_version=record.version,
    )


def _joining(model_admin, record, carried: dict) -> ThreeWayMerge:
    """Return the three states, with other records by the names of today."""
    record_format = format_of(model_admin.model)
    theirs = record_format.read(record.pk)
    base = revisions.history(record).get(number=carried["base"])
    before = reverting.reversion(record_format, base, theirs).record
    references = References.naming(record_format, [carried["record"]])
    mine = references.canonical(record_format, carried["record"])
    return ThreeWayMerge(record_format, before, theirs, mine)


def _ask(
    model_admin,
    request,
    record,
    carried: dict,
    chosen: dict[str, str] | None = None,
    *,
    is_open: bool = False,
    refused=(),
):
    """Return the page that asks whose words shall stand."""
    choices = _joining(model_admin, record, carried).choices()
    return admin_pages.show(
        model_admin,
        request,
        "admin/record_conflict.html",
        _("Two people changed this record"),
        status=409,
        original=record,
        name=str(record),
        media=model_admin.media,
        who=_who(record),
        base=carried["base"],
        choices=[
            (field_name(one), one, (chosen or {}).get(one.name) or one.chosen)
            for one in choices
        ],
        is_open=is_open,
        refused=refused,
        carried=signing.dumps(carried, salt=SALT, compress=True),
        address=model_admin.address_of("conflict", record),
    )


def _go_on(model_admin, request, record, carried: dict) -> HttpResponseRedirect:
    """Go where the button of the form would have led."""
    request.POST = request.POST.copy()
    request.POST.update(dict.fromkeys(carried["buttons"], "1"))
    return model_admin.response_change(request, record)
