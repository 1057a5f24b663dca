"""Short answers: the right way on to what is not listed here, edited by curators."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from organizations.admin.unversioned_admin import ShippedAdmin
from organizations.models import ShortAnswer


@admin.register(ShortAnswer)
class ShortAnswerAdmin(ShippedAdmin):
    """Answers to what people ask for and the directory does not hold."""

    list_display = ("name", "groups", "is_used", "is_ours")
    list_filter = ("is_used",)
    search_fields = ("name", "phrases", "phrases_es")
    search_help_text = _("A word of the heading, or of a phrase.")
    fieldsets = (
        (
            None,
            {
                "description": _(
                    "Whoever types these words into a search reads the answer above "
                    "the groups; then the words leave the search. Answers stand in no "
                    "data that leaves this site. One that came with the site cannot "
                    "be deleted: switch it off."
                ),
                "fields": (
                    "name",
                    "name_es",
                    "phrases",
                    "phrases_es",
                    "text",
                    "text_es",
                    "ways",
                    "groups",
                    "is_used",
                    "seen",
                ),
            },
        ),
    )
