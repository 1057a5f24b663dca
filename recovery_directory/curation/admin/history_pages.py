"""The history of records: who changed what, when and why; read only.

Every record has its pages: the list of its revisions, one revision whole, and what
differs between any two. They stay when the record itself is gone.
"""

import itertools
import uuid

from django import forms
from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models.fields.json import KT
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recovery_directory import yaml_files
from recovery_directory.curation.admin.admin_pages import page_of_record
from recovery_directory.curation.admin.read_only import ReadOnly
from recovery_directory.curation.roles import ERASE, can_curate
from recovery_directory.records import format_of, formats, revisions, schema_evolution
from recovery_directory.records.differences import differences, in_few_words
from recovery_directory.records.labels import name_of, outline

ON_ONE_PAGE = 50
"""Revisions in one page of a history."""


class RevisionAdmin(ReadOnly, admin.ModelAdmin):
    """Every change of every record, newest first; only a change writes one."""

    list_display = (
        "made_at",
        "record_kind",
        "record_slug",
        "number",
        "action",
        "made_by",
        "reason",
    )
    list_filter = ("record_kind", "action", "made_at")
    list_select_related = ("made_by",)
    list_per_page = 50
    search_fields = ("slug_then",)
    search_help_text = _("The slug of a record.")
    ordering = ("-made_at", "-pk")
    actions = None
    fields = (
        "record_kind",
        "record_id",
        "number",
        "action",
        "reason",
        "made_at",
        "made_by",
        "whole_history",
        "whole_record",
    )
    readonly_fields = fields

    def get_queryset(self, request):
        """Take the slug out of the record, and leave the record where it is."""
        queryset = super().get_queryset(request).defer("record")
        return queryset.annotate(slug_then=KT("record__slug"))

    @admin.display(description=_("record"), ordering="slug_then")
    def record_slug(self, obj):
        """Return the slug that the record had then."""
        return obj.slug_then

    @admin.display(description=_("history"))
    def whole_history(self, obj):
        """Return a link to the history of the record, which leads back from there."""
        model = next(
            (one.model for one in formats() if one.kind == obj.record_kind), None
        )
        if model is None:
            return ""
        name = admin_urlname(model._meta, "history")
        address = reverse(name, args=[obj.record_id])
        return format_html('<a href="{}">{}</a>', address, _("all versions"))

    @admin.display(description=_("whole record"))
    def whole_record(self, obj):
        """Return the record in the record format."""
        return format_html('<pre class="record">{}</pre>', yaml_files.dump(obj.record))


class TwoRevisions(forms.Form):
    """Which two revisions of a record are compared."""

    before = forms.TypedChoiceField(label=_("From version"), coerce=int)
    after = forms.TypedChoiceField(label=_("to version"), coerce=int)

    def __init__(self, made: list[tuple], *args, **kwargs):
        """Offer the revisions in ``made``: number, time and action of each."""
        super().__init__(*args, auto_id="compare-%s", **kwargs)
        choices = [
            (
                number,
                gettext("%(number)s · %(day)s · %(action)s")
                % {
                    "number": number,
                    "day": date_format(timezone.localdate(made_at), "DATE_FORMAT"),
                    "action": revisions.Action(action).label,
                },
            )
            for number, made_at, action in made
        ]
        for field in self.fields.values():
            field.choices = choices
        self.fields["after"].initial = made[0][0]
        self.fields["before"].initial = made[min(1, len(made) - 1)][0]

    @classmethod
    def of(cls, record, *args) -> "TwoRevisions":
        """Return the form for the history of ``record``."""
        kept = revisions.history(record)
        return cls(list(kept.values_list("number", "made_at", "action")), *args)


# Pages


def urls(model_admin) -> list:
    """Return the addresses of the pages of a record's history."""
    pages = (
        ("history/", list_page, "history"),
        ("history/differences/", differences_page, "differences"),
        ("history/<int:number>/", revision_page, "revision"),
    )
    return [page_of_record(model_admin, *one) for one in pages]


def past_record(model_admin, request, object_id: str):
    """Return the record whose history is asked for; unsaved where it is gone.

    Raises Http404 where there never was one, and PermissionDenied.
    """
    try:
        pk = uuid.UUID(object_id)
    except ValueError as error:
        raise Http404 from error
    record = model_admin.get_object(request, str(pk))
    if not model_admin.has_view_or_change_permission(request, record):
        raise PermissionDenied
    record = record or model_admin.model(pk=pk)
    if not revisions.history(record).exists():
        raise Http404
    return record


def revision_of(record, number: int):
    """Return one revision of ``record``; raises Http404."""
    found = revisions.history(record).select_related("made_by").filter(number=number)
    revision = found.first()
    if revision is None:
        raise Http404
    return revision


def context_of(model_admin, request, record, title: str) -> dict:
    """Return what every page of a record's history needs."""
    is_gone = record._state.adding
    latest = revisions.history(record).values_list("record", flat=True).first()
    return {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "opts": model_admin.opts,
        "original": record,
        "name": name_of(latest) if is_gone else str(record),
        "is_gone": is_gone,
        "media": model_admin.media,
        "may_revert": can_curate(request.user)
        and model_admin.has_change_permission(request, None if is_gone else record),
        "may_erase": request.user.has_perm(ERASE),
    }


def list_page(model_admin, request, object_id):
    """Show the revisions of a record, newest first, each in a few words."""
    record = past_record(model_admin, request, object_id)
    kept = revisions.history(record).select_related("made_by")
    shown = Paginator(kept, ON_ONE_PAGE).get_page(request.GET.get("page"))
    made = list(kept[shown.start_index() - 1 : shown.end_index() + 1])
    record_format = format_of(model_admin.model)
    read = schema_evolution.read(record_format, *made)
    words = [
        in_few_words(differences(record_format, before, now))
        for now, before in itertools.pairwise(read)
    ]
    rows = list(zip(made, [*words, gettext("the first version")], strict=True))
    rows = rows[:ON_ONE_PAGE]
    context = context_of(model_admin, request, record, gettext("History"))
    context |= {"rows": rows, "page": shown, "form": TwoRevisions.of(record)}
    return render(request, "admin/record_history.html", context)


def revision_page(model_admin, request, object_id, number):
    """Show one revision whole."""
    record = past_record(model_admin, request, object_id)
    revision = revision_of(record, number)
    record_format = format_of(model_admin.model)
    then, problems = schema_evolution.readable(record_format, revision.record)
    title = gettext("Version %(number)s") % {"number": number}
    context = context_of(model_admin, request, record, title) | {
        "revision": revision,
        "is_newest": not revisions.history(record).filter(number__gt=number).exists(),
        "outline": outline(record_format, then),
        "problems": problems,
    }
    return render(request, "admin/record_revision.html", context)


def differences_page(model_admin, request, object_id):
    """Show what differs between any two revisions, by the names of today."""
    record = past_record(model_admin, request, object_id)
    form = TwoRevisions.of(record, request.GET or None)
    context = context_of(model_admin, request, record, gettext("Differences"))
    context["form"] = form
    if form.is_valid():
        record_format = format_of(model_admin.model)
        chosen = [revision_of(record, form.cleaned_data[one]) for one in form.fields]
        before, after = schema_evolution.read(record_format, *chosen)
        context |= {
            "before": chosen[0],
            "after": chosen[1],
            "differences": differences(record_format, before, after),
            "problems": [
                problem
                for revision in chosen
                for problem in schema_evolution.readable(
                    record_format, revision.record
                )[1]
            ],
        }
    status = 400 if form.errors else 200
    return render(request, "admin/record_differences.html", context, status=status)
