"""Crisis phrases: what is answered with whom to call, edited by curators."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from organizations.admin.unversioned_admin import ShippedAdmin
from organizations.models import CrisisPhrase


@admin.register(CrisisPhrase)
class CrisisPhraseAdmin(ShippedAdmin):
    """Words of despair or emergency; those that came with the site are never lost."""

    list_display = ("text", "kind", "language", "subject", "is_used", "is_ours")
    list_filter = ("kind", "language", "is_used")
    list_select_related = ("subject",)
    search_fields = ("text",)
    search_help_text = _("A word of the phrase.")
    autocomplete_fields = ("subject",)
    fieldsets = (
        (
            None,
            {
                "description": _(
                    "Whoever types these words into a search reads first whom to "
                    "call; then the words leave the search. They stand in no data "
                    "that leaves this site, and nothing is kept of who typed them. A "
                    "phrase that came with the site cannot be deleted: switch it off."
                ),
                "fields": ("text", "kind", "language", "subject", "is_used", "seen"),
            },
        ),
    )
