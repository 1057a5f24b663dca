"""Where curators keep the library of evidence."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.translation import gettext_lazy as _

from evidence.author_names import read_name, written_name
from evidence.models import (
    EvidenceSummary,
    Finding,
    Outcome,
    OutcomeRating,
    Source,
    SummaryStatement,
)
from recovery_directory.curation.admin.desk import WorkFilter
from recovery_directory.curation.admin.forms import RecordForm
from recovery_directory.curation.admin.inlines import BlocksInline
from recovery_directory.curation.admin.link_check_admin import (
    link_check_of,
    with_link_check,
)
from recovery_directory.curation.admin.record_admin import RecordAdmin, state_fieldset
from recovery_directory.fields import LinesFormField


class AuthorsField(LinesFormField):
    """Names of authors, one on each line: ``Kelly, John F.`` for a person.

    A name without a comma is that of a body. A body with a comma in its name that does
    not show it is one stands in quotation marks; a person with one name only has a
    comma at the end.
    """

    def prepare_value(self, value):
        """Write names as lines."""
        if not isinstance(value, list):
            return value
        return "\n".join(written_name(name) for name in value)

    def to_python(self, value):
        """Read lines into names as CSL-JSON has them."""
        return [
            read_name(line) if isinstance(line, str) else line
            for line in super().to_python(value)
        ]

    def has_changed(self, initial, data):
        """Compare as lines: a name that is only kept in other parts is no change."""
        lines = self.prepare_value(initial or [])
        return super().has_changed(self.to_python(lines), data)


class SourceForm(RecordForm):
    """A source, its authors as people write them."""

    authors = AuthorsField(
        label=_("Authors"),
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        help_text=_(
            "One on each line: “Kelly, John F.”, “Berg, Jan, Jr.”; a body as it is "
            "called: “World Health Organization”."
        ),
    )

    def clean_authors(self) -> list:
        """Return the authors; those that nobody touched as they are kept."""
        is_typed = "authors" in self.changed_data
        return self.cleaned_data["authors"] if is_typed else self.instance.authors


class FindingBlocks(BlocksInline):
    """Single results of the source."""

    model = Finding
    fields = (
        ("key", "outcome", "direction"),
        "summaries",
        "population",
        ("comparator", "compares_people", "follow_up_months"),
        ("effect_measure", "estimate", "ci_low", "ci_high"),
        ("participants", "studies", "certainty"),
        ("was_seen", "unchecked_fields"),
        "curator_note",
    )
    autocomplete_fields = ("outcome", "summaries")
    loads = ("outcome",)


@admin.register(Source)
class SourceAdmin(RecordAdmin):
    """Whatever can be cited."""

    form = SourceForm
    list_display = (
        "title",
        "kind",
        "issued",
        "publisher_kind",
        "was_seen",
        "state",
        "version",
        "changed_on",
    )
    list_filter = (
        WorkFilter,
        "kind",
        "study_design",
        "was_seen",
        "publisher_kind",
        "publication_state",
    )
    search_fields = ("title", "slug", "publisher", "container_title", "doi", "pmid")
    search_help_text = _("Title, slug, publisher, journal, DOI or PMID.")
    readonly_fields = (*RecordAdmin.readonly_fields, "link")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("superseded_by",)
    inlines = (FindingBlocks,)
    fieldsets = (
        (
            _("What it is"),
            {
                "fields": (
                    ("kind", "publisher_kind"),
                    "title",
                    "slug",
                    "authors",
                    "container_title",
                    "publisher",
                    ("volume", "issue", "page"),
                    ("issued", "issued_note"),
                )
            },
        ),
        (
            _("Where it is"),
            {"fields": (("doi", "pmid", "pmcid"), "url", "link", "copy_seen")},
        ),
        (
            _("Looking at it"),
            {
                "description": _(
                    "Say honestly what was seen: readers are told what was not."
                ),
                "fields": (
                    ("was_seen", "accessed_on", "copy_on"),
                    "unchecked_fields",
                    "superseded_by",
                    "retracted_on",
                ),
            },
        ),
        (
            _("Research"),
            {
                "description": _("For studies and reviews; empty for anything else."),
                "fields": (("study_design", "participants"), "population"),
            },
        ),
        state_fieldset("curator_note"),
    )

    def get_queryset(self, request):
        """Add what came of asking each address."""
        return with_link_check(super().get_queryset(request), "url")

    @admin.display(description=_("link"))
    def link(self, obj):
        """Return whether the address still answers."""
        return link_check_of(obj)


class Ratings(BlocksInline):
    """How sure one can be, outcome by outcome."""

    model = OutcomeRating
    fields = (
        ("outcome", "strength", "direction"),
        "detail",
        "rule_met",
        "conditions_confirmed",
        "above_ceiling_reason",
    )
    autocomplete_fields = ("outcome",)
    loads = ("outcome",)


class Statements(BlocksInline):
    """What is known, sentence by sentence, each with its sources."""

    model = SummaryStatement
    fields = ("position", "text", "sources")
    autocomplete_fields = ("sources",)


@admin.register(EvidenceSummary)
class EvidenceSummaryAdmin(RecordAdmin):
    """What is known on one subject."""

    list_display = (
        "title",
        "subject_kind",
        "main_outcome",
        "searched_on",
        "reviewed_on",
        "state",
        "version",
        "changed_on",
    )
    list_filter = (
        WorkFilter,
        "subject_kind",
        "ratings__strength",
        "publication_state",
    )
    list_select_related = ("main_outcome",)
    search_fields = ("title", "slug")
    prepopulated_fields = {"slug": ("title",)}
    autocomplete_fields = ("main_outcome", "sources")
    inlines = (Ratings, Statements)
    fieldsets = (
        (
            _("The subject"),
            {"fields": ("subject_kind", "title", "slug", "main_outcome")},
        ),
        (
            _("What is known"),
            {
                "description": _(
                    "Strength says how sure one can be, never how good a group is."
                ),
                "fields": (
                    "plain_statement",
                    "detail",
                    "limitations",
                    "research_needs",
                    "sources",
                ),
            },
        ),
        (
            _("Search and review"),
            {
                "fields": (
                    ("searched_on", "searched_where"),
                    "reviewed_on",
                    "reviewed_by",
                )
            },
        ),
        state_fieldset(),
    )


@admin.register(Outcome)
class OutcomeAdmin(RecordAdmin):
    """What studies measure."""

    list_display = (
        "name",
        "group",
        "better",
        "position",
        "state",
        "version",
        "changed_on",
    )
    list_filter = ("group", "publication_state")
    fieldsets = (
        (
            _("The outcome"),
            {
                "fields": (
                    "name",
                    "slug",
                    "definition",
                    ("group", "better"),
                    "position",
                )
            },
        ),
        state_fieldset(),
    )
