"""Local notes: the operator's own words, edited by curators and by nobody else."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils import timezone
from django.utils.translation import gettext_lazy

from organizations.admin.unversioned_admin import OfThisSiteAdmin, SeenForm
from organizations.models import LocalNote


class LocalNoteForm(SeenForm):
    """A note."""

    class Meta:
        widgets = {"text": AdminTextareaWidget(attrs={"rows": 3})}


@admin.register(LocalNote)
class LocalNoteAdmin(OfThisSiteAdmin):
    """Notes of this site, one for an organization at most."""

    form = LocalNoteForm
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

    @admin.display(description=gettext_lazy("shown"), boolean=True)
    def is_shown(self, obj):
        """Whether readers see the note today."""
        return obj.organization.is_published and obj.is_good(on=timezone.localdate())
