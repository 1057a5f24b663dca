"""Merging in the admin: suspected duplicates, the preview, and the act.

The pages of all kinds of records that can be merged hang below the organizations.
"""

from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations import merging
from organizations.duplicates import KEYS, suspected
from organizations.models import NotDuplicate
from recovery_directory import characters
from recovery_directory.curation.admin.admin_pages import form_of, show
from recovery_directory.curation.roles import can_curate
from recovery_directory.curation.tables.columns import columns_of
from recovery_directory.records import format_of, uses
from recovery_directory.records.differences import differences
from recovery_directory.records.revisions import Conflict

MODELS = {model._meta.model_name: model for model in merging.MERGEABLE}


def addresses(model_admin) -> list:
    """Return the addresses of these pages."""

    def page(view):
        return model_admin.admin_site.admin_view(partial(view, model_admin))

    return [
        path("duplicates/<slug:kind>/", page(duplicates), name="duplicates"),
        path("merge/<slug:kind>/", page(merge), name="merge"),
    ]


@admin.action(permissions=["export"], description=gettext_lazy("Merge the two…"))
def merge_selected(model_admin, request, queryset):
    """Go on to the preview of two selected records."""
    if queryset.count() != 2:
        messages.error(request, _("Select the two records that are one."))
        return None
    one, other = queryset
    kind = model_admin.opts.model_name
    return HttpResponseRedirect(_merge_address(kind, one.pk, other.pk))


def _merge_address(kind: str, one, other) -> str:
    query = urlencode({"one": one, "other": other})
    return f"{reverse('admin:merge', args=[kind])}?{query}"


def _model(request, kind: str):
    if not can_curate(request.user):
        raise PermissionDenied
    if kind not in MODELS:
        raise Http404
    return MODELS[kind]


def _record(model, value: str):
    try:
        found = model._base_manager.filter(pk=UUID(value)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404(_("There is no such record."))
    return found


def duplicates(model_admin, request, kind):
    """List suspected pairs; keep that two are two."""
    model = _model(request, kind)
    if model not in KEYS:
        raise Http404
    if request.method == "POST":
        one, other = (_record(model, request.POST.get(n, "")) for n in ("one", "other"))
        NotDuplicate.objects.decide(kind, one.pk, other.pk, by=request.user)
        messages.success(request, _("Kept: these are two."))
        return HttpResponseRedirect(reverse("admin:duplicates", args=[kind]))
    pairs = suspected(model)
    shown = [(pair, _merge_address(kind, pair.one.pk, pair.other.pk)) for pair in pairs]
    return show(
        model_admin,
        request,
        "admin/duplicates.html",
        _("Suspected duplicates"),
        opts=model._meta,
        pairs=shown[:200],
        count=len(pairs),
    )


@dataclass(frozen=True)
class MergeChoice:
    """One field in which the two differ, and whose value would stay."""

    name: str
    label: str
    survivor: str
    duplicate: str
    merged: str
    chosen: str


def merge(model_admin, request, kind):
    """Show what would come of merging two records; where confirmed, merge them."""
    model = _model(request, kind)
    given = request.POST if request.method == "POST" else request.GET
    one, other = (_record(model, given.get(name, "")) for name in ("one", "other"))
    survivor, duplicate = merging.older_first(one, other)
    if given.get("survivor") == str(duplicate.pk):
        survivor, duplicate = duplicate, survivor
    choices = {
        name.removeprefix("choice-"): value
        for name, value in given.items()
        if name.startswith("choice-")
    }
    against = merging.blockers(survivor, duplicate)
    if request.method == "POST" and not against:
        try:
            return _merge(request, survivor, duplicate, choices)
        except ValidationError as error:
            against = error.messages
        except Conflict as error:
            against = [str(error)]
    return _preview(model_admin, request, survivor, duplicate, choices, against)


def _merge(request, survivor, duplicate, choices):
    seen = [request.POST.get(name, "") for name in ("seen_one", "seen_other")]
    if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in seen):
        raise ValidationError(_("Look at the preview first."))
    name = str(duplicate)
    reason = characters.normal(request.POST.get("reason", ""))
    characters.validate(reason)
    merging.merge(
        survivor=survivor,
        duplicate=duplicate,
        by=request.user,
        reason=reason,
        choices=choices,
        expected_versions=(int(seen[0]), int(seen[1])),
    )
    said = _("“%(duplicate)s” is merged into “%(survivor)s”.")
    messages.success(request, said % {"duplicate": name, "survivor": survivor})
    return HttpResponseRedirect(form_of(survivor))


def _preview(model_admin, request, survivor, duplicate, choices, against):
    record_format = format_of(type(survivor))
    two = [record_format.read(record.pk) for record in (survivor, duplicate)]
    merged = merging.merged_record(record_format, *two, choices)
    columns = {column.name: column for column in columns_of(record_format)}
    fields = set(record_format.fields) - merging.OWN
    named = {one.name for one in differences(record_format, *two)}
    named |= {one.name for one in differences(record_format, two[0], merged)}
    differing = [
        MergeChoice(
            name,
            column.label,
            *(column.write(record.get(name)) for record in (*two, merged)),
            chosen="duplicate"
            if name in fields and merged.get(name) != two[0].get(name)
            else "survivor",
        )
        for name, column in columns.items()
        if name in named and name not in merging.OWN
    ]
    moving = [
        (found.model._meta.verbose_name_plural, found.count())
        for _format, found in uses.referring(duplicate)
    ]
    return show(
        model_admin,
        request,
        "admin/merge.html",
        _("Merge two records"),
        opts=survivor._meta,
        survivor=survivor,
        duplicate=duplicate,
        choices=[one for one in differing if one.name in fields],
        lists=[one for one in differing if one.name not in fields],
        moving=[pair for pair in moving if pair[1]],
        against=against,
        hides=duplicate.is_published and not survivor.is_published,
        reason=request.POST.get("reason", ""),
    )
