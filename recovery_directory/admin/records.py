"""The admin of a record, whatever its kind."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from recovery_directory import revisions
from recovery_directory.admin import steps, tables
from recovery_directory.admin.forms import FIELD_FORMS, RecordForm
from recovery_directory.publication import PublicationState
from recovery_directory.revisions import Action, FormerSlug
from recovery_directory.roles import can_curate

STATE_FIELDSET = (
    _("State and notes"),
    {
        "description": _(
            "The buttons at the end of the page change the state. Every save is kept "
            "as a version, with your reason."
        ),
        "fields": (
            ("publication_state", "version", "updated_at", "updated_by"),
            "state_reason",
            "former_addresses",
            "change_reason",
        ),
    },
)


def state_fieldset(*fields: str) -> tuple:
    """Return the last fieldset of a record, with ``fields`` of its own kind first."""
    name, options = STATE_FIELDSET
    return (name, options | {"fields": (*fields, *options["fields"])})


class RecordAdmin(admin.ModelAdmin):
    """Edits one kind of record with everything inside it.

    A save, rows inside included, is one revision, made from the version that the
    curator saw. States change by steps only. What was public once is never deleted.
    """

    form = RecordForm
    formfield_overrides = FIELD_FORMS
    change_form_template = "admin/record_change_form.html"
    object_history_template = "admin/record_history.html"
    readonly_fields = (
        "publication_state",
        "version",
        "updated_at",
        "updated_by",
        "former_addresses",
    )
    change_list_template = "admin/record_change_list.html"
    actions = [
        *(steps.list_action(step) for step in steps.STEPS),
        *tables.EXPORT_ACTIONS,
    ]
    list_per_page = 50

    class Media:
        """Small changes to Django's own style."""

        css = {"all": ["css/admin.css"]}

    @admin.display(description=_("former addresses"))
    def former_addresses(self, obj):
        """Return the old slugs that redirect here."""
        slugs = FormerSlug.objects.filter(
            record_kind=self.opts.model_name, record_id=obj.pk
        )
        return format_html_join(", ", "{}", slugs.order_by("slug").values_list("slug"))

    @admin.display(description=_("state"), ordering="publication_state")
    def state(self, obj):
        """Return the publication state, under a short heading."""
        return obj.get_publication_state_display()

    @admin.display(description=_("changed on"), ordering="updated_at")
    def changed_on(self, obj):
        """Return the day of the last change."""
        return timezone.localdate(obj.updated_at) if obj.updated_at else None

    # Saving

    def save_model(self, request, obj, form, change):
        """Wait: ``save_related`` follows at once and writes record and rows."""

    def save_related(self, request, form, formsets, change):
        """Write the record and the rows inside it as one revision."""
        record = form.instance
        seen = form.cleaned_data["seen_version"] if change else None
        with revisions.change(
            record,
            by=request.user,
            action=Action.EDIT,
            reason=form.cleaned_data["change_reason"],
            expected_version=int(seen) if seen else None,
        ):
            super().save_model(request, record, form, change)
            super().save_related(request, form, formsets, change)

    def has_delete_permission(self, request, obj=None):
        """Allow it for a draft that was never public; else it is withdrawn."""
        return (
            super().has_delete_permission(request, obj)
            and obj is not None
            and obj.publication_state == PublicationState.DRAFT
            and not revisions.history(obj)
            .filter(record__publication_state=PublicationState.PUBLISHED)
            .exists()
        )

    def has_export_permission(self, request) -> bool:
        """Allow tables to curators."""
        return can_curate(request.user)

    def response_action(self, request, queryset):
        """Take an action, or say that what was selected is no record."""
        try:
            return super().response_action(request, queryset)
        except ValidationError:
            messages.error(request, _("What was selected is no record."))
            return None

    # Buttons and steps

    def record_buttons(self, obj) -> list[tuple[str, str]]:
        """Return name and words of the buttons that save and do one thing more."""
        return [
            (step.button_name, step.button)
            for step in steps.STEPS
            if obj.publication_state in step.offered_from
        ]

    def render_change_form(self, request, context, *args, **kwargs):
        """Add the buttons to the page of a record that is there already."""
        obj = kwargs.get("obj")
        if obj and self.has_change_permission(request, obj):
            context["record_buttons"] = self.record_buttons(obj)
            context.setdefault("show_save_and_add_another", False)
        return super().render_change_form(request, context, *args, **kwargs)

    def response_change(self, request, obj):
        """Go on with the step whose button was pressed; what was typed is saved."""
        for step in steps.STEPS:
            if step.button_name in request.POST:
                if step.asks_reason:
                    return self.redirect_to("step", obj, step.verb)
                steps.take(step, request, [obj])
                return self.redirect_to("change", obj)
        return super().response_change(request, obj)

    def redirect_to(self, page: str, obj, *args) -> HttpResponseRedirect:
        """Return a redirect to a page of ``obj`` in this admin."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_{page}"
        address = reverse(f"{self.admin_site.name}:{name}", args=[obj.pk, *args])
        return HttpResponseRedirect(address)

    def get_urls(self):
        """Add the page that asks for the reason of a step, and those of tables."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_step"
        return [
            path(
                "<path:object_id>/step/<slug:verb>/",
                self.admin_site.admin_view(self.step_view),
                name=name,
            ),
            *tables.addresses(self),
            *super().get_urls(),
        ]

    def object_to_change(self, request, object_id: str):
        """Return the record, for a page of its own that changes it."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        return obj

    def step_view(self, request, object_id, verb):
        """Ask for the reason of a step, then take it."""
        obj = self.object_to_change(request, object_id)
        step = next((one for one in steps.STEPS if one.verb == verb), None)
        if step is None or not step.asks_reason:
            raise Http404
        if obj.publication_state not in step.offered_from:
            refused = _("This step is not possible from here.")
            messages.error(request, steps.refusal(obj, [refused]))
            return self.redirect_to("change", obj)
        form = steps.ReasonForm(request.POST or None)
        if not form.is_valid():
            return steps.ask_reason(request, self, step, [obj], form, from_list=False)
        steps.take(step, request, [obj], form.cleaned_data["reason"])
        return self.redirect_to("change", obj)

    # History

    def history_view(self, request, object_id, extra_context=None):
        """Show the revisions of a record."""
        obj = self.get_object(request, unquote(object_id))
        kept = revisions.history(obj).select_related("made_by") if obj else []
        return super().history_view(
            request, object_id, {"revisions": kept} | (extra_context or {})
        )
