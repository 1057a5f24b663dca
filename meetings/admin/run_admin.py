"""Runs: what came of each list; a held one is accepted or dropped here."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings import receiving
from meetings.list_readers.meeting_rows import MeetingRow
from meetings.models import Meeting, Run, RunState
from recovery_directory.curation.admin.admin_pages import (
    form_of,
    page_of_record,
    show,
)
from recovery_directory.curation.admin.read_only import ReadOnly
from recovery_directory.curation.roles import can_curate

MOST_SHOWN = 100
"""Rows of each kind that one page shows; the others are counted."""


@dataclass(frozen=True)
class RowsShown:
    """What a held list would do to some meetings."""

    label: str
    count: int
    rows: list
    """At most so many as a page shows: rows of the list, or meetings that are here."""

    @property
    def more(self) -> int:
        """Return how many are not shown."""
        return self.count - len(self.rows)


@admin.register(Run)
class RunAdmin(ReadOnly, admin.ModelAdmin):
    """What became of each list that came; nobody writes it by hand."""

    change_form_template = "admin/meetings/run.html"
    list_display = (
        *("feed", "came_at", "state", "rows_in", "added", "changed", "absent"),
        *("gone", "quarantined"),
    )
    list_filter = ("state", "feed")
    list_select_related = ("feed__organization",)
    search_fields = ("feed__name", "feed__organization__name")
    actions = None
    fields = (
        *("feed", "came_at", "state", "why", "rows_in"),
        *("added", "changed", "unchanged", "absent", "gone", "quarantined"),
        *("decided_by", "decided_at"),
    )
    readonly_fields = fields

    class Media:
        """Small changes to Django's own style."""

        css = {"all": ["css/admin.css", "css/admin-tables.css"]}

    def has_module_permission(self, request, obj=None):
        """Let curators look, and nobody else."""
        return can_curate(request.user)

    has_view_permission = has_module_permission

    @admin.display(description=gettext_lazy("why"))
    def why(self, obj):
        """Return why it was held or refused."""
        return " ".join(obj.reasons) or "–"

    def get_queryset(self, request):
        """Leave out what was read: it is long, and one page alone shows it."""
        return super().get_queryset(request).defer("rows", "problems")

    def get_urls(self):
        """Add the two decisions."""
        return [
            page_of_record(self, "accept/", accept, "accept"),
            page_of_record(self, "drop/", drop, "drop"),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Show with a run its problems, its unknown types, and what it would change."""
        if obj:
            problems = obj.problems
            context |= {
                "is_held": obj.state == RunState.HELD,
                "problems": problems[:MOST_SHOWN],
                "more_problems": len(problems) - MOST_SHOWN,
                "unknown_codes": sorted(
                    obj.unknown_codes.items(), key=lambda pair: (-pair[1], pair[0])
                ),
                "changes": changes_of(obj) if obj.state == RunState.HELD else [],
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


def changes_of(run: Run) -> list[RowsShown]:
    """Return what a held list would do, kind by kind."""
    plan = receiving.plan_of(run, run.feed)

    def of_list(label, rows: list[MeetingRow]) -> RowsShown:
        return RowsShown(label, len(rows), rows[:MOST_SHOWN])

    def of_site(label, pks: list) -> RowsShown:
        found = Meeting.objects.filter(pk__in=pks[:MOST_SHOWN])
        return RowsShown(label, len(pks), list(found))

    kinds = [
        of_list(_("New"), plan.added),
        of_list(_("Changed"), [row for _pk, row in plan.changed]),
        of_site(
            _("Missing for the first time: shown until the next list"), plan.absent
        ),
        of_site(_("Missing twice: no longer shown"), plan.gone),
    ]
    return [kind for kind in kinds if kind.count]


def accept(model_admin, request, object_id):
    """Ask; where that was confirmed, let the meetings become what the list says."""
    return _decide(model_admin, request, object_id, receiving.accept, _("Accept"))


def drop(model_admin, request, object_id):
    """Ask; where that was confirmed, leave the meetings as they are."""
    return _decide(model_admin, request, object_id, receiving.drop, _("Drop"))


def _decide(model_admin, request, object_id, decision, title):
    if not can_curate(request.user):
        raise PermissionDenied
    run = model_admin.get_object(request, object_id)
    if run is None:
        return model_admin._get_obj_does_not_exist_redirect(
            request, model_admin.opts, object_id
        )
    if request.method == "POST":
        try:
            decision(run, by=request.user)
            messages.success(request, _("Done: the list is decided."))
        except Run.DoesNotExist:
            messages.error(request, _("It does not wait: somebody has decided."))
        return HttpResponseRedirect(form_of(run))
    return show(
        model_admin,
        request,
        "admin/meetings/decide.html",
        title,
        run=run,
        is_held=run.state == RunState.HELD,
    )
