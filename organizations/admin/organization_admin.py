"""The organization: the form on which most of a curator's day is spent."""

import datetime

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import DateField, Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.admin import merge_pages, organization_inlines
from organizations.admin.list_filters import UncheckedFacts, UnverifiedPhone
from organizations.admin.verification_admin import VerificationForm, verify_chosen
from organizations.models import Organization, Verification
from organizations.verifying import verify
from recovery_directory.curation.admin import admin_pages
from recovery_directory.curation.admin.desk import WorkFilter
from recovery_directory.curation.admin.forms import RecordForm
from recovery_directory.curation.admin.record_admin import RecordAdmin, state_fieldset
from recovery_directory.records.revisions import Conflict

FIELDSETS = (
    (
        _("What it is"),
        {
            "description": _(
                "What a stranger needs to know in half a minute. Each text rests on a "
                "citation below; without one the record cannot be published."
            ),
            "fields": (
                "name",
                ("slug", "sort_name"),
                ("organization_type", "kind"),
                "operating_status",
                "status_note",
                "summary",
                "philosophy",
            ),
        },
    ),
    (
        _("For a newcomer"),
        {
            "description": _("Plain words, short sentences: somebody is nervous."),
            "fields": (
                "is_for",
                "eligibility_description",
                "first_meeting",
                "how_to_start",
                "is_free",
                "fees_description",
                "proof_of_attendance",
                "proof_of_attendance_description",
            ),
        },
    ),
    (
        _("Meetings"),
        {
            "fields": (
                "meeting_description",
                ("meeting_minutes_min", "meeting_minutes_max"),
                "meeting_length_note",
                "online_meetings_sanctioned",
                "online_meetings_description",
                "facilitation_description",
                ("uses_sponsorship", "sponsorship_term"),
                "sponsorship_description",
            )
        },
    ),
    (
        _("What it stands for"),
        {
            "fields": (
                "recovery_goal",
                "recovery_goal_description",
                ("spirituality", "spirituality_tradition"),
                "spirituality_description",
            )
        },
    ),
    (
        _("Medication"),
        {
            "description": _(
                "Only what a document of the organization states. Lives depend on "
                "this: where nothing is stated, leave “not stated”."
            ),
            "fields": (
                "medication_stance",
                "medication_document",
                "medication_covers",
                "medication_description",
            ),
        },
    ),
    (
        _("Who runs it"),
        {
            "fields": (
                "governance_style",
                "governance_description",
                ("founded", "founded_place"),
                "founders",
                "founding_description",
                "headquarters",
                ("headquarters_country", "is_worldwide"),
                "email",
            )
        },
    ),
    (
        _("Figures"),
        {
            "description": _("The figures themselves are rows below."),
            "fields": ("size_note",),
        },
    ),
    (_("Research"), {"fields": ("evidence_summary",)}),
    state_fieldset("curator_note"),
)


LONG_AGO = Value(datetime.date.min, output_field=DateField())
"""The day of what nobody ever verified, for ordering."""


class OrganizationForm(RecordForm):
    """An organization. Sorted by its name, unless somebody says otherwise."""

    def __init__(self, *args, **kwargs):
        """Let the sort name stay empty."""
        super().__init__(*args, **kwargs)
        if "sort_name" in self.fields:
            self.fields["sort_name"].required = False

    def clean_sort_name(self) -> str:
        """Return the sort name, or else the name without its article."""
        typed = self.cleaned_data["sort_name"]
        return typed or self.cleaned_data.get("name", "").removeprefix("The ")


@admin.register(Organization)
class OrganizationAdmin(RecordAdmin):
    """Organizations, with everything inside them."""

    form = OrganizationForm
    list_display = (
        "name",
        "organization_type",
        "status",
        "state",
        "version",
        "changed_on",
        "last_verified",
    )
    list_filter = (
        WorkFilter,
        "organization_type",
        "governance_style",
        "publication_state",
        "operating_status",
        "medication_stance",
        "is_for",
        UncheckedFacts,
        UnverifiedPhone,
    )
    list_select_related = ("organization_type",)
    search_fields = ("name", "alternate_names__name", "slug")
    search_help_text = _("Name, another name, or slug.")
    autocomplete_fields = (
        "medication_document",
        "headquarters_country",
        "evidence_summary",
    )
    fieldsets = FIELDSETS
    inlines = organization_inlines.INLINES
    actions = [*RecordAdmin.actions, verify_chosen, merge_pages.merge_selected]

    def get_queryset(self, request):
        """Say when each was last verified."""
        checks = Verification.objects.filter(organization=OuterRef("pk")).order_by()
        latest = checks.values("organization").annotate(day=Max("verified_on"))
        queryset = super().get_queryset(request)
        return queryset.annotate(verified_last=Subquery(latest.values("day")))

    @admin.display(description=_("status"), ordering="operating_status")
    def status(self, obj):
        """Return whether it runs, under a short heading."""
        return obj.get_operating_status_display()

    @admin.display(
        description=_("last verified"), ordering=Coalesce("verified_last", LONG_AGO)
    )
    def last_verified(self, obj):
        """Return the day of the newest verification of any part."""
        return obj.verified_last

    # Verifying

    def record_buttons(self, request, obj):
        """Add the way to verify, for curators."""
        buttons = super().record_buttons(request, obj)
        if not self.has_curate_permission(request):
            return buttons
        return [*buttons, ("_verify", _("Looked, still right…"))]

    def response_change(self, request, obj):
        """Go on to verifying where that button was pressed."""
        if "_verify" in request.POST and self.has_curate_permission(request):
            return self.redirect_to("verify", obj)
        return super().response_change(request, obj)

    def get_urls(self):
        """Add the pages for verifying and merging."""
        return [
            admin_pages.page_of_record(
                self, "verify/", OrganizationAdmin.verify_view, "verify"
            ),
            *merge_pages.addresses(self),
            *super().get_urls(),
        ]

    def verify_view(self, request, object_id):
        """Ask what was looked at and how, then keep it."""
        if not self.has_curate_permission(request):
            raise PermissionDenied
        obj = self.object_to_change(request, object_id)
        form = VerificationForm(request.POST or None, organization=obj)
        if form.is_valid():
            return self._verify(request, obj, form)
        return admin_pages.show(
            self,
            request,
            "admin/record_step.html",
            gettext("Looked, still right"),
            records=[obj],
            form=form,
            seen_version=obj.version,
        )

    def _verify(self, request, obj, form):
        seen = request.POST.get("seen_version", "")
        if seen != str(obj.version):
            return self._changed_meanwhile(request, obj)
        try:
            verify(
                obj,
                by=request.user,
                numbers=form.numbers,
                expected_version=int(seen),
                **form.look,
            )
        except Conflict:
            return self._changed_meanwhile(request, obj)
        messages.success(request, gettext("Kept: you looked, and it is still right."))
        return self.redirect_to("change", obj)

    def _changed_meanwhile(self, request, obj):
        messages.error(
            request,
            gettext(
                "The record changed after you opened it, so nothing is verified. Look "
                "at it again."
            ),
        )
        return self.redirect_to("change", obj)
