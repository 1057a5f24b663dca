"""Vocabularies and their terms."""

from django.contrib import admin
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from organizations.admin.merge_pages import merge_selected
from organizations.models import Taxonomy, TaxonomyTerm
from recovery_directory.curation.admin.record_admin import RecordAdmin, state_fieldset


@admin.register(Taxonomy)
class TaxonomyAdmin(RecordAdmin):
    """Vocabularies that curators own."""

    fieldsets = (
        (
            _("The vocabulary"),
            {"fields": ("name", "slug", "definition", "position")},
        ),
        state_fieldset(),
    )


@admin.register(TaxonomyTerm)
class TaxonomyTermAdmin(RecordAdmin):
    """Words that organizations carry and people search by."""

    list_display = (
        "name",
        "taxonomy",
        "broader",
        "slug",
        "state",
        "version",
        "changed_on",
    )
    list_filter = ("taxonomy", "publication_state")
    list_select_related = ("taxonomy", "broader")
    search_fields = (
        *("name", "slug", "taxonomy__name"),
        *("everyday_words", "words_never_shown"),
    )
    search_help_text = _("Name, slug, vocabulary or everyday word.")
    autocomplete_fields = ("broader",)
    actions = [*RecordAdmin.actions, merge_selected]
    fieldsets = (
        (
            _("The term"),
            {
                "fields": (
                    "taxonomy",
                    "name",
                    "slug",
                    "definition",
                    "synonyms",
                    "search_words",
                    "broader",
                    "position",
                )
            },
        ),
        state_fieldset(),
    )

    def get_queryset(self, request):
        """Make the everyday words searchable: they are stored as lists."""
        queryset = super().get_queryset(request)
        return queryset.annotate(
            everyday_words=Cast("synonyms", TextField()),
            words_never_shown=Cast("search_words", TextField()),
        )
