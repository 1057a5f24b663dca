"""The admin of a record, whatever its kind."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from recovery_directory.curation import duplicate_finders, previews
from recovery_directory.curation.admin import (
    conflict_page,
    erase_page,
    form_hints,
    history_pages,
    revert_page,
    save_as_proposal,
    table_pages,
    transitions,
)
from recovery_directory.curation.admin.admin_pages import page_of_record
from recovery_directory.curation.admin.forms import FIELD_FORMS, RecordForm
from recovery_directory.curation.roles import can_curate
from recovery_directory.records import format_of, revisions, uses
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.publication import PublicationState
from recovery_directory.records.revisions import Action

MOST_DUPLICATES = 5
"""Records that one message each is shown for."""


def state_fieldset(*fields: str) -> tuple:
    """Return the last fieldset of a record, with ``fields`` of its own kind first."""
    said = _(
        "The buttons at the end of the page change the state. Every save is kept as a "
        "version, with your reason."
    )
    of_all = (
        ("publication_state", "version", "updated_at", "updated_by"),
        *("state_reason", "former_addresses", "change_reason"),
    )
    options = {"description": said, "fields": (*fields, *of_all)}
    return (_("State and notes"), options)


def warn_of_duplicates(request, record, changed) -> None:
    """Say on saving that a record may be here already."""
    found = duplicate_finders.possible_duplicates_of(record, changed)
    for other in found[:MOST_DUPLICATES]:
        messages.warning(
            request,
            _(
                "“%(record)s” may be here already, as “%(other)s”: %(reasons)s. If "
                "they are one, merge them: see the suspected duplicates."
            )
            % {
                "record": record,
                "other": other.record,
                "reasons": ", ".join(other.reasons),
            },
        )


class RecordAdmin(admin.ModelAdmin):
    """Edits one kind of record with everything inside it.

    A save, rows inside included, is one revision, made from the version that the
    curator saw. States change by steps only. What was public once is never deleted.
    Who may not write to a record opens the same form: saving makes a proposal of it.
    What is listed and searched is that of a record with a name, unless a kind differs.
    """

    form = RecordForm
    formfield_overrides = FIELD_FORMS
    change_form_template = "admin/record_change_form.html"
    change_list_template = "admin/record_change_list.html"
    list_display = ("name", "slug", "state", "version", "changed_on")
    list_filter = ("publication_state",)
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    readonly_fields = (
        "publication_state",
        "version",
        "updated_at",
        "updated_by",
        "former_addresses",
    )
    actions = [
        *(transitions.list_action(step) for step in transitions.STEPS),
        *table_pages.EXPORT_ACTIONS,
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

    # Who may do what

    def has_curate_permission(self, request) -> bool:
        """Whether somebody decides what the public sees: asked by steps and actions."""
        return can_curate(request.user)

    def may_write(self, request, obj) -> bool:
        """Whether a save changes the record; else it makes a proposal.

        A contributor writes what is not public yet; a curator everything.
        """
        if not self.has_change_permission(request, obj):
            return False
        writable = {PublicationState.DRAFT, PublicationState.IN_REVIEW}
        return can_curate(request.user) or obj.publication_state in writable

    def may_take(self, request, obj, step) -> bool:
        """Whether somebody may take ``step`` with a record."""
        if step.permission == "curate" and not self.has_curate_permission(request):
            return False
        return self.may_write(request, obj)

    # Saving

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Hand what was sent to every formset; Django copies all of it for each."""
        given = {"instance": obj, "prefix": prefix}
        given["queryset"] = inline.get_queryset(request)
        if request.method == "POST":
            given |= {"data": request.POST, "files": request.FILES}
        return given

    def save_model(self, request, obj, form, change):
        """Wait: ``save_related`` follows at once and writes record and rows."""

    def save_related(self, request, form, formsets, change):
        """Write the record and the rows inside it as one revision, or as a proposal."""
        if change and save_as_proposal.is_wanted(self, request, form):
            with save_as_proposal.written_down(request, form):
                self._save(request, form, formsets, change)
        else:
            self._save(request, form, formsets, change)
            rows = {one.child.name for one in formsets if one.has_changed()}
            changed = {*form.changed_data, *rows} if change else None
            warn_of_duplicates(request, form.instance, changed)

    def _save(self, request, form, formsets, change):
        seen = form.cleaned_data["seen_version"] if change else None
        with revisions.change(
            form.instance,
            by=request.user,
            action=Action.EDIT,
            reason=form.cleaned_data["change_reason"],
            expected_version=int(seen) if seen else None,
        ):
            self.write_form(request, form, formsets, change)

    def write_form(self, request, form, formsets, change=True):
        """Write what a form says; the revision is the caller's."""
        super().save_model(request, form.instance, form, change)
        super().save_related(request, form, formsets, change)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show or save the form; where a colleague saved meanwhile, show both."""
        if request.method == "POST" and object_id:
            obj = self.get_object(request, unquote(object_id))
            answer = self._answer_stale_form(request, obj)
            if answer is not None:
                return answer
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _answer_stale_form(self, request, obj):
        if obj is None or not self.has_change_permission(request, obj):
            return None
        base = conflict_page.base_of(request, obj)
        return (
            conflict_page.answer_stale_form(self, request, obj, base) if base else None
        )

    def plain_changeform_view(self, request, object_id):
        """Return Django's answer to a form, whatever version it was opened at."""
        return super().changeform_view(request, object_id)

    def get_deleted_objects(self, objs, request):
        """Protect what another record names, also in fields that could go empty."""
        *found, protected = super().get_deleted_objects(objs, request)
        named = [str(user) for obj in objs for user in uses.users(obj)]
        return *found, [*protected, *named]

    def delete_model(self, request, obj):
        """Take a draft away; its history stays, and brings it back."""
        revisions.remove(obj, by=request.user)

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

    def record_buttons(self, request, obj) -> list[tuple[str, str]]:
        """Return name and words of the buttons that save and do one thing more."""
        return [
            *(
                (step.button_name, step.button)
                for step in transitions.STEPS
                if obj.publication_state in step.offered_from
                and self.may_take(request, obj, step)
            ),
            save_as_proposal.BUTTON,
        ]

    def render_change_form(self, request, context, *args, **kwargs):
        """Add the buttons to the page of a record that is there already."""
        obj = kwargs.get("obj")
        if obj and self.has_change_permission(request, obj):
            context["record_buttons"] = self.record_buttons(request, obj)
            context.setdefault("show_save_and_add_another", False)
            if not self.may_write(request, obj):
                context |= {"show_save": False, "show_save_and_continue": False}
        if obj:
            context |= save_as_proposal.beside_form(request, obj, self)
            context |= form_hints.beside_form(obj, context)
            context |= {
                "previews": previews.forms_of(self.opts.model_name),
                "preview_name": admin_urlname(self.opts, "preview"),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def log_change(self, request, obj, message):
        """Write no line of its own: revisions and proposals say who did what."""

    def log_addition(self, request, obj, message):
        """Write no line of its own: the first revision says who made the record."""

    def response_change(self, request, obj):
        """Go on with the step whose button was pressed; what was typed is saved."""
        if save_as_proposal.was_made(request):
            return save_as_proposal.answer(self, request, obj)
        for step in transitions.STEPS:
            if step.button_name in request.POST and self.may_take(request, obj, step):
                if step.asks_reason:
                    return self.redirect_to("step", obj, step.verb)
                transitions.take(step, request, [obj])
                return self.redirect_to("change", obj)
        return super().response_change(request, obj)

    def redirect_to(self, page: str, obj, *args) -> HttpResponseRedirect:
        """Return a redirect to a page of ``obj`` in this admin."""
        return HttpResponseRedirect(self.address_of(page, obj, *args))

    def address_of(self, page: str, obj, *args) -> str:
        """Return the address of a page of ``obj`` in this admin."""
        return reverse(admin_urlname(self.opts, page), args=[obj.pk, *args])

    def get_urls(self):
        """Add the pages for a reason, previews, the record's past, and tables."""
        page = partial(page_of_record, self)
        return [
            page("step/<slug:verb>/", RecordAdmin.step_view, "step"),
            page("preview/<slug:form>/", RecordAdmin.preview_view, "preview"),
            *conflict_page.urls(self),
            *erase_page.urls(self),
            *history_pages.urls(self),
            *revert_page.urls(self),
            *table_pages.addresses(self),
            *super().get_urls(),
        ]

    def object_to_change(self, request, object_id: str):
        """Return the record, for a page of its own on which a curator changes it."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not (self.may_write(request, obj) and self.has_curate_permission(request)):
            raise PermissionDenied
        return obj

    def step_view(self, request, object_id, verb):
        """Ask for the reason of a step, then take it."""
        obj = self.object_to_change(request, object_id)
        step = next((one for one in transitions.STEPS if one.verb == verb), None)
        if step is None or not step.asks_reason:
            raise Http404
        if obj.publication_state not in step.offered_from:
            refused = _("This step is not possible from here.")
            messages.error(request, transitions.refusal(obj, [refused]))
            return self.redirect_to("change", obj)
        form = transitions.ReasonForm(step, [obj], request.POST or None)
        if not form.is_valid():
            return transitions.ask_reason(
                request, self, step, [obj], form, from_list=False
            )
        transitions.take(step, request, [obj], **form.cleaned_data)
        return self.redirect_to("change", obj)

    def preview_view(self, request, object_id, form):
        """Show what the public would get if the record were published as it stands."""
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        about = previews.Preview(
            gettext("Preview of “%(record)s” as it is saved") % {"record": obj},
            self.address_of("change", obj),
        )
        record_format = format_of(self.model)
        record = record_format.read(obj.pk)
        return previews.preview(request, record_format, record, form, about=about)
