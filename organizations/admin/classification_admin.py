"""Types, governance styles and the passages of pages that teach."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from organizations.admin.sourced_inlines import CitationInline
from organizations.choices import Fact
from organizations.models import GovernanceStyle, OrganizationType, Passage
from recovery_directory.curation.admin.record_admin import RecordAdmin, state_fieldset


class TypeCitations(CitationInline):
    """Citations of a type."""

    facts = (Fact.SUMMARY, Fact.PHILOSOPHY, Fact.HOW_IT_WORKS, Fact.TYPICAL_MEETING)


class GovernanceCitations(CitationInline):
    """Citations of a governance style."""

    facts = (Fact.SUMMARY, Fact.MEANING, Fact.MAKES_EASIER, Fact.MAKES_HARDER)


class PassageCitations(CitationInline):
    """Citations of a passage."""

    facts = (Fact.TEXT,)


@admin.register(OrganizationType)
class OrganizationTypeAdmin(RecordAdmin):
    """The three types."""

    autocomplete_fields = ("evidence_summary",)
    inlines = (TypeCitations,)
    fieldsets = (
        (_("What it is"), {"fields": ("name", "slug", "position", "summary")}),
        (
            _("How it works"),
            {
                "description": _("Paragraphs, with an empty line between them."),
                "fields": ("philosophy", "how_it_works", "typical_meeting"),
            },
        ),
        (_("Research"), {"fields": ("evidence_summary",)}),
        state_fieldset(),
    )


@admin.register(GovernanceStyle)
class GovernanceStyleAdmin(RecordAdmin):
    """Horizontal, vertical, mixed."""

    inlines = (GovernanceCitations,)
    fieldsets = (
        (_("What it is"), {"fields": ("name", "slug", "position", "summary")}),
        (
            _("What follows from it"),
            {
                "description": _("Paragraphs, with an empty line between them."),
                "fields": ("meaning", "makes_easier", "makes_harder"),
            },
        ),
        state_fieldset(),
    )


@admin.register(Passage)
class PassageAdmin(RecordAdmin):
    """Texts of the pages that teach."""

    list_display = (
        "heading",
        "page",
        "position",
        "state",
        "version",
        "changed_on",
    )
    list_filter = ("page", "publication_state")
    search_fields = ("heading", "slug", "text")
    autocomplete_fields = ("subjects",)
    prepopulated_fields = {"slug": ("heading",)}
    inlines = (PassageCitations,)
    fieldsets = (
        (
            _("The passage"),
            {"fields": ("heading", "slug", ("page", "position"), "text", "subjects")},
        ),
        state_fieldset(),
    )
