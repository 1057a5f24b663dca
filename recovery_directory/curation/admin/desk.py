"""The desk in the admin: counts on its first page, and the filter that they lead to."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from recovery_directory.curation import work_queue
from recovery_directory.curation.roles import can_curate


class WorkFilter(admin.SimpleListFilter):
    """Narrows a change list to one kind of work that waits."""

    title = _("work that waits")
    parameter_name = "work"

    def lookups(self, request, model_admin):
        """Offer what the desk counts of this kind of record."""
        return [
            (work.name, work.label) for work in work_queue.works_on(model_admin.model)
        ]

    def queryset(self, request, queryset):
        """Keep exactly what the desk counts."""
        for work in work_queue.works_on(queryset.model):
            if work.name == self.value():
                return queryset.filter(pk__in=work.waiting().values("pk"))
        return queryset


def sections(request, site: admin.AdminSite) -> list[tuple]:
    """Return what waits for whoever asks, one query for each kind of work.

    Counted is what their own change list would show, so that nobody is told of what
    they may not see.
    """
    return work_queue.by_heading(
        work_queue.Counted(work, count)
        for work in work_queue.works()
        if _may_do(request, site, work) and (count := _count(request, site, work))
    )


def _may_do(request, site: admin.AdminSite, work: work_queue.Work) -> bool:
    """Whether the work is on the desk of whoever asks."""
    if not work.is_listed:
        return False
    if work.is_for_curators and not can_curate(request.user):
        return False
    return site.get_model_admin(work.model).has_view_permission(request)


def _count(request, site: admin.AdminSite, work: work_queue.Work) -> int:
    listed = site.get_model_admin(work.model).get_queryset(request)
    return listed.filter(pk__in=work.waiting().values("pk")).count()
