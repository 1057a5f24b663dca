"""Tables in the admin: export of what a list shows, import with a dry run before."""

import tempfile
from dataclasses import dataclass

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recovery_directory.curation.admin.admin_pages import page, show
from recovery_directory.curation.roles import can_curate
from recovery_directory.curation.tables.archives import UnreadableFile
from recovery_directory.curation.tables.columns import columns_of
from recovery_directory.curation.tables.dry_run import ReviewedRow, RowOutcome, review
from recovery_directory.curation.tables.importing import NotImported, import_file
from recovery_directory.curation.tables.readers import LARGEST_FILE, SUFFIXES
from recovery_directory.curation.tables.uploads import TableUpload
from recovery_directory.curation.tables.writers import KINDS, FileKind, write
from recovery_directory.records import format_of

MOST_SHOWN = 200
"""Changed rows that one page shows; the others are counted."""

IN_MEMORY = 5 * 1024 * 1024
"""Bytes of an export beyond which it is written to disk."""


class UploadForm(forms.Form):
    """The file that a curator sends."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self):
        """Refuse at once what is too large to be looked at."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                _(
                    "The file has %(size)d MB; at most %(most)d are read. Export fewer "
                    "records at a time, or send the table in parts."
                )
                % {
                    "size": file.size // (1024 * 1024),
                    "most": LARGEST_FILE // (1024 * 1024),
                }
            )
        return file


def addresses(model_admin) -> list:
    """Return the addresses of these pages for one kind of record."""
    return [
        page(model_admin, "export/", choose_export, "export"),
        page(model_admin, "export/<slug:kind>/", export, "export_as"),
        page(model_admin, "import/", upload, "import"),
        page(model_admin, "import/<uuid:pk>/", dry_run, "review"),
    ]


def address(model_admin, page: str, *args) -> str:
    """Return the address of one of these pages."""
    return reverse(admin_urlname(model_admin.opts, page), args=args)


def _refuse_others(request) -> None:
    if not can_curate(request.user):
        raise PermissionDenied


# Export


def _listed(request, model_admin):
    """Return what the change list shows under the filter of this address."""
    try:
        return model_admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters as error:
        raise Http404(_("There is no such filter.")) from error


def choose_export(model_admin, request):
    """Ask in which kind of file what the list shows shall go out."""
    _refuse_others(request)
    query = request.GET.urlencode()
    kinds = [
        (kind, f"{address(model_admin, 'export_as', kind.suffix[1:])}?{query}")
        for kind in KINDS
    ]
    return show(
        model_admin,
        request,
        "admin/table_export.html",
        _("Export"),
        kinds=kinds,
        count=_listed(request, model_admin).count(),
        is_filtered=bool(query),
    )


def export(model_admin, request, kind):
    """Send what the list shows as a file."""
    _refuse_others(request)
    found = next((one for one in KINDS if one.suffix == f".{kind}"), None)
    if found is None:
        raise Http404
    return _send(request, model_admin, found, _listed(request, model_admin))


def _send(request, model_admin, kind: FileKind, queryset):
    record_format = format_of(model_admin.model)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    written = write(file, kind.suffix, record_format, queryset)
    if written.warning:  # read on the next page, once the file is there
        messages.warning(request, written.warning)
    file.seek(0)
    name = f"{record_format.folder}-{timezone.localdate()}{kind.suffix}"
    return FileResponse(
        file, as_attachment=True, filename=name, content_type=kind.media_type
    )


def _export_action(kind: FileKind):
    """Return the export of selected records as an action of a list."""

    @admin.action(permissions=["export"], description=kind.action)
    def act(model_admin, request, queryset):
        return _send(request, model_admin, kind, queryset)

    act.__name__ = f"export_{kind.suffix[1:]}"
    return act


EXPORT_ACTIONS = [_export_action(kind) for kind in KINDS]


# Import


def upload(model_admin, request):
    """Take a file, keep it, and go on to its dry run."""
    _refuse_others(request)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        kept = TableUpload.keep(
            record_kind=model_admin.opts.model_name,
            name=file.name,
            content=file.read(),
            by=request.user,
        )
        return HttpResponseRedirect(address(model_admin, "review", kept.pk))
    return show(
        model_admin,
        request,
        "admin/table_import.html",
        _("Import"),
        form=form,
        columns=columns_of(format_of(model_admin.model)),
        suffixes=", ".join(SUFFIXES),
        largest=LARGEST_FILE // (1024 * 1024),
    )


def dry_run(model_admin, request, pk):
    """Show what a file would do; where that was confirmed, do it."""
    _refuse_others(request)
    kept = get_object_or_404(
        TableUpload.objects.of(request.user),
        pk=pk,
        record_kind=model_admin.opts.model_name,
    )
    record_format, content = format_of(model_admin.model), bytes(kept.content)
    try:
        if request.method == "POST":
            return _import(request, model_admin, kept, content)
        reviewed = review(record_format, content, kept.name)
    except UnreadableFile as error:
        return show(
            model_admin,
            request,
            "admin/table_review.html",
            _("This file cannot be read"),
            upload=kept,
            unreadable=str(error),
        )
    except NotImported as refused:
        messages.error(request, refused.reason)
        reviewed = refused.review
    return _show(request, model_admin, kept, reviewed)


def _import(request, model_admin, kept: TableUpload, content: bytes):
    reviewed = import_file(
        format_of(model_admin.model),
        content,
        kept.name,
        by=request.user,
        leave_conflicts="leave_conflicts" in request.POST,
    )
    kept.delete()
    done = len(reviewed.of(RowOutcome.CREATE, RowOutcome.UPDATE))
    message = ngettext(
        "%(count)d record imported from “%(file)s”.",
        "%(count)d records imported from “%(file)s”.",
        done,
    )
    messages.success(request, message % {"count": done, "file": kept.name})
    return HttpResponseRedirect(address(model_admin, "changelist"))


@dataclass(frozen=True)
class CellChange:
    """One field of a row: what a curator calls it, the text here and in the file."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ShownRow:
    """One row of a dry run, in words."""

    row: ReviewedRow
    address: str
    changes: list[CellChange]


def _show(request, model_admin, kept: TableUpload, reviewed):
    columns = {one.name: one for one in columns_of(reviewed.record_format)}

    def shown(row: ReviewedRow) -> ShownRow:
        changes = [
            CellChange(
                difference.label,
                columns[difference.name].write(difference.before),
                columns[difference.name].write(difference.after),
            )
            for difference in row.differences
            if difference.name in columns
        ]
        is_here = row.outcome in (RowOutcome.UPDATE, RowOutcome.CONFLICT)
        where = address(model_admin, "change", row.record_id) if is_here else ""
        return ShownRow(row, where, changes)

    written = reviewed.of(RowOutcome.CREATE, RowOutcome.UPDATE)
    return show(
        model_admin,
        request,
        "admin/table_review.html",
        _("Dry run: nothing is changed yet"),
        upload=kept,
        review=reviewed,
        counts=[(one, one.label, number) for one, number in reviewed.counts.items()],
        refused=reviewed.problems[: MOST_SHOWN * 5],
        conflicts=[shown(row) for row in reviewed.of(RowOutcome.CONFLICT)[:MOST_SHOWN]],
        rows=[shown(row) for row in written[:MOST_SHOWN]],
        not_shown=max(0, len(written) - MOST_SHOWN),
    )
