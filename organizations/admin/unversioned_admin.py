"""What belongs to this site and is no record: rows that no revision keeps."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recovery_directory.characters import PlainTexts
from recovery_directory.curation.admin.forms import FIELD_FORMS
from recovery_directory.curation.roles import can_curate
from recovery_directory.web import data_version


class SeenForm(PlainTexts, forms.ModelForm):
    """A row. Its form knows which one the curator had before them."""

    seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        """Write down when the row that is about to be shown was written."""
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self._written(self.instance)

    @staticmethod
    def _written(row) -> str:
        return row.changed_at.isoformat() if row.changed_at else ""

    def clean(self):
        """Refuse to overwrite a row that the curator has not seen.

        What was typed stays in the form, which now counts from the newer row: a
        second save is made in knowledge of it.
        """
        cleaned = super().clean()
        now = self._meta.model.objects.filter(pk=self.instance.pk).first()
        if now and cleaned.get("seen") != self._written(now):
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = self._written(now)
            problem = _(
                "Somebody changed this after you opened it. It now says: “%(text)s” "
                "Save again to put yours in its place."
            )
            self.add_error(None, problem % {"text": now})
        return cleaned


class OfThisSiteAdmin(admin.ModelAdmin):
    """Rows of this site, edited by curators and by nobody else."""

    form = SeenForm
    formfield_overrides = FIELD_FORMS

    class Media:
        """Small changes to Django's own style."""

        css = {"all": ["css/admin.css"]}

    # No revision tells of a row, so the pages that are kept are told of it here

    def save_model(self, request, obj, form, change):
        """Keep the row, and let its pages be made anew."""
        super().save_model(request, obj, form, change)
        data_version.bump()

    def delete_model(self, request, obj):
        """Take the row out, and let its pages be made anew."""
        super().delete_model(request, obj)
        data_version.bump()

    def delete_queryset(self, request, queryset):
        """Take several rows out, and let their pages be made anew."""
        super().delete_queryset(request, queryset)
        data_version.bump()

    # A row is public as soon as it is saved: whoever decides what the public sees

    def has_module_permission(self, request, obj=None):
        """Let curators do everything: a row is no record, and nothing refers to it."""
        return can_curate(request.user)

    has_view_permission = has_module_permission
    has_add_permission = has_module_permission
    has_change_permission = has_module_permission
    has_delete_permission = has_module_permission


class ShippedAdmin(OfThisSiteAdmin):
    """Rows some of which came with the site; those are never lost."""

    @admin.display(description=gettext_lazy("written here"), boolean=True)
    def is_ours(self, obj):
        """Whether somebody here wrote the row, or changed it."""
        return obj.is_edited or not obj.shipped_as

    def save_model(self, request, obj, form, change):
        """Mark what was changed here, so that no loading overwrites it."""
        obj.is_edited = obj.is_edited or bool(form.changed_data)
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        """Keep what came with the site: deleted, it would come back."""
        return super().has_delete_permission(request, obj) and not (
            obj and obj.shipped_as
        )
