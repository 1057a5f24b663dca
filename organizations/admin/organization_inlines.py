"""What is inside an organization: names, links, figures, citations and other rows."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from organizations.admin.sourced_inlines import (
    SOURCED,
    CitationInline,
    SourcedBlocks,
    SourcedRows,
)
from organizations.choices import Fact
from organizations.models import (
    AlternateName,
    HandoutText,
    LiteratureItem,
    OrganizationTerm,
    Phone,
    Relationship,
    SizeEstimate,
    Url,
    Verification,
)
from organizations.models.handout import HANDOUT_WORD_LIMITS
from recovery_directory.curation.admin.inlines import (
    BlocksInline,
    ChildForm,
    RowsInline,
)
from recovery_directory.curation.admin.link_check_admin import (
    link_check_of,
    with_link_check,
)


class AlternateNames(SourcedRows):
    """Other names."""

    model = AlternateName
    fields = ("kind", "name", "language", *SOURCED)


class Urls(SourcedRows):
    """Addresses on the web."""

    model = Url
    fields = ("kind", "url", "label", "link", *SOURCED)
    readonly_fields = ("link",)

    def get_queryset(self, request):
        """Add what came of asking each address."""
        return with_link_check(super().get_queryset(request), "url")

    @admin.display(description=_("link"))
    def link(self, obj):
        """Return whether the address still answers."""
        return link_check_of(obj)


class PhoneForm(ChildForm):
    """A telephone number. Another number is one that nobody saw or verified."""

    def clean(self):
        """Hold a changed number back until it is seen or verified."""
        cleaned = super().clean()
        if "number" in self.changed_data:
            self.instance.verified_on, self.instance.verified_how = None, ""
            if not {"source", "was_seen", "checked_on"} & set(self.changed_data):
                cleaned["was_seen"], cleaned["checked_on"] = False, None
        return cleaned


class Phones(SourcedRows):
    """Telephone numbers; each is public by itself, once it was seen or verified."""

    model = Phone
    form = PhoneForm
    fields = (
        *("number", "kind", "area", "description"),
        *("verified_on", "verified_how"),
        *SOURCED,
    )
    readonly_fields = ("verified_on", "verified_how")


class Terms(SourcedRows):
    """What it helps with, who it is for, how people meet, languages, countries."""

    model = OrganizationTerm
    verbose_name = _("term")
    verbose_name_plural = _("terms")
    fields = ("vocabulary", "term", "fit", "note", *SOURCED)
    readonly_fields = ("vocabulary",)
    autocomplete_fields = ("term", "source")
    loads = ("term__taxonomy", "source")

    @admin.display(description=_("vocabulary"))
    def vocabulary(self, obj):
        """Return the vocabulary of a term."""
        return obj.term.taxonomy if obj.term_id else ""


class SizeEstimates(SourcedBlocks):
    """Figures. Several may stand side by side and disagree."""

    model = SizeEstimate
    fields = (
        ("metric", "scope", "as_of"),
        ("qualifier", "value", "value_text"),
        "note",
        SOURCED,
    )


class Relationships(SourcedRows):
    """Who came from whom."""

    model = Relationship
    fk_name = "organization"
    fields = ("kind", "other", "other_name", "note", *SOURCED)
    autocomplete_fields = ("other", "source")
    loads = ("other", "source")


class Literature(SourcedBlocks):
    """Books and other texts."""

    model = LiteratureItem
    fields = ("title", ("author", "year"), "note", SOURCED, "position")


class OrganizationCitations(CitationInline):
    """Citations of the texts above."""

    facts = tuple(Fact)[: tuple(Fact).index(Fact.HANDOUT) + 1]


class HandoutTexts(BlocksInline):
    """The texts of one sheet of paper."""

    model = HandoutText
    fields = (("language", "translated_on"), *HANDOUT_WORD_LIMITS)


class Verifications(RowsInline):
    """Who looked, and when: written by the button, read here."""

    model = Verification
    fields = ("verified_on", "part", "method", "verified_by", "note")
    readonly_fields = fields
    can_delete = False

    def has_add_permission(self, request, obj=None):
        """Refuse: verifying is an act of its own."""
        return False


INLINES = (
    AlternateNames,
    Urls,
    Phones,
    Terms,
    SizeEstimates,
    Relationships,
    Literature,
    OrganizationCitations,
    HandoutTexts,
    Verifications,
)
