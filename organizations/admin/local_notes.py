"""Local notes: the operator's own words, edited by curators and by nobody else."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.models import LocalNote
from recovery_directory import data_version
from recovery_directory.admin.forms import FIELD_FORMS
from recovery_directory.characters import PlainTexts
from recovery_directory.roles import can_curate


class LocalNoteForm(PlainTexts, forms.ModelForm):
    """A note. It knows which one the curator had before them."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        widgets = {"text": AdminTextareaWidget(attrs={"rows": 3})}

    def __init__(self, *args, **kwargs):
        """Write down when the note that is about to be shown was written."""
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self._written(self.instance)

    @staticmethod
    def _written(note: LocalNote) -> str:
        return note.changed_at.isoformat() if note.changed_at else ""

    def clean(self):
        """Refuse to overwrite a note that the curator has not seen.

        What was typed stays in the form, which now counts from the newer note: a
        second save is made in knowledge of it.
        """
        cleaned = super().clean()
        now = LocalNote.objects.filter(pk=self.instance.pk).first()
        if now and cleaned.get("seen") != self._written(now):
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self._written(now)
            problem = _(
                "Somebody changed this note after you opened it. It now says: "
                "“%(text)s” Save again to put yours in its place."
            )
            self.add_error(None, problem % {"text": now.text})
        return cleaned


class LocalNoteAdmin(admin.ModelAdmin):
    """Notes of this site, one for an organization at most."""

    form = LocalNoteForm
    formfield_overrides = FIELD_FORMS
    list_display = ("organization", "text", "noted_on", "good_until", "is_shown")
    list_select_related = ("organization",)
    list_display_links = ("organization", "text")
    search_fields = ("organization__name", "text")
    search_help_text = gettext_lazy("Organization, or a word of the note.")
    autocomplete_fields = ("organization",)
    fieldsets = (
        (
            None,
            {
                "description": gettext_lazy(
                    "What people find here, in your house or town. It stands on the "
                    "organization's page and hand-out as “From” and your name, and "
                    "in no data that leaves this site. A discreet hand-out leaves it "
                    "out: the note could tell what the sheet is about."
                ),
                "fields": (
                    "organization",
                    "text",
                    ("phone", "link"),
                    ("noted_on", "good_until"),
                    "seen",
                ),
            },
        ),
    )

    class Media:
        """Small changes to Django's own style."""

        css = {"all": ["css/admin.css"]}

    @admin.display(description=gettext_lazy("shown"), boolean=True)
    def is_shown(self, obj):
        """Whether readers see the note today."""
        return obj.organization.is_published and obj.is_good(on=timezone.localdate())

    # No revision tells of a note, so the pages that are kept are told of it here

    def save_model(self, request, obj, form, change):
        """Keep the note, and let its pages be made anew."""
        super().save_model(request, obj, form, change)
        data_version.moved()

    def delete_model(self, request, obj):
        """Take the note out, and let its pages be made anew."""
        super().delete_model(request, obj)
        data_version.moved()

    def delete_queryset(self, request, queryset):
        """Take several notes out, and let their pages be made anew."""
        super().delete_queryset(request, queryset)
        data_version.moved()

    # A note is public as soon as it is saved: whoever decides what the public sees

    def has_module_permission(self, request):
        """Show notes on the first page to curators."""
        return can_curate(request.user)

    def has_view_permission(self, request, obj=None):
        """Let curators read."""
        return can_curate(request.user)

    def has_add_permission(self, request):
        """Let curators add."""
        return can_curate(request.user)

    def has_change_permission(self, request, obj=None):
        """Let curators change."""
        return can_curate(request.user)

    def has_delete_permission(self, request, obj=None):
        """Let curators delete: a note is no record, and nothing refers to it."""
        return can_curate(request.user)
