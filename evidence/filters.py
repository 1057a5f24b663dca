"""The filter of the bibliography: one form, the same names in saved links."""

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import CharFilter, ChoiceFilter, FilterSet

from evidence.choices import OWN_PAGES, SourceKind, StudyDesign
from evidence.cited_by import public_summaries
from evidence.models import Source
from recovery_directory.characters import folded

LONGEST_SEARCH = 200
UNDATED = "undated"
SEARCHED = (
    "title",
    "authors",
    "container_title",
    "publisher",
    "slug",
    "doi",
    "pmid",
    "pmcid",
)


def _labelled(choices) -> list[tuple[str, str]]:
    return [(value, capfirst(label)) for value, label in choices]


def _years() -> list[tuple[str, str]]:
    """Return the years of publication that occur, newest first."""
    issued = (
        Source.objects.published().exclude(issued="").values_list("issued", flat=True)
    )
    years = sorted({day[:4] for day in issued}, reverse=True)
    return [*((year, year) for year in years), (UNDATED, _("No date known"))]


def _subjects() -> list[tuple[str, str]]:
    """Return the subjects of evidence, by the slug of their summary."""
    return list(public_summaries().order_by("title").values_list("slug", "title"))


def _choice(label, choices, **more) -> ChoiceFilter:
    """Return a filter of which nothing has to be chosen."""
    return ChoiceFilter(
        label=label, choices=choices, **{"empty_label": gettext_lazy("Any")} | more
    )


class SourceFilter(FilterSet):
    """Which sources: by words, kind, design, year, publisher and subject.

    A value, or a parameter, that does not exist is ignored and named in ``ignored``:
    somebody may hold an old link.
    """

    q = CharFilter(
        method="search",
        max_length=LONGEST_SEARCH,
        label=gettext_lazy("Words in title, author, journal or publisher"),
    )
    kind = _choice(gettext_lazy("Kind"), _labelled(SourceKind.choices))
    design = _choice(
        gettext_lazy("Study design"),
        _labelled(StudyDesign.choices),
        field_name="study_design",
    )
    year = _choice(gettext_lazy("Year"), _years, method="issued_in")
    official = _choice(
        gettext_lazy("Published by"),
        [
            ("yes", gettext_lazy("The organization itself, or a local body of it")),
            ("no", gettext_lazy("Somebody else")),
        ],
        method="published_by",
        empty_label=gettext_lazy("Anybody"),
    )
    subject = _choice(
        gettext_lazy("Evidence on"),
        _subjects,
        method="about",
        empty_label=gettext_lazy("Any subject"),
    )

    class Meta:
        model = Source
        fields = ()

    @cached_property
    def ignored(self) -> list[tuple[str, str]]:
        """Return the parameters and values that the filter could not use."""
        if not self.is_bound:
            return []
        unusable = []
        for name, values in self.data.lists():
            if name == "page":
                continue
            if name not in self.filters or name in self.form.errors:
                unusable += [(name, value) for value in values]
            else:
                # One value each: a browser's form sends no more.
                unusable += [(name, value) for value in values[:-1] if value]
        return unusable

    # Methods of the filters above

    def search(self, queryset, name, value):
        """Keep the sources in which every word of ``value`` occurs.

        Compared here and not in the database, so that accents and capitals count as
        little on one database as on another.
        """
        words = folded(value).split()
        if not words:
            return queryset
        found = [
            pk
            for pk, *texts in queryset.values_list("pk", *SEARCHED)
            if all(word in folded(_as_text(texts)) for word in words)
        ]
        return queryset.filter(pk__in=found)

    def issued_in(self, queryset, name, value):
        """Keep the sources of one year, or those without a date."""
        if value == UNDATED:
            return queryset.filter(issued="")
        return queryset.filter(issued__startswith=value)

    def published_by(self, queryset, name, value):
        """Keep what the organization itself published, or what others did."""
        own = Q(publisher_kind__in=OWN_PAGES)
        return queryset.filter(own if value == "yes" else ~own)

    def about(self, queryset, name, value):
        """Keep the sources that the summary of one subject rests on."""
        summary = public_summaries().get(slug=value)
        return queryset.filter(
            Q(pk__in=summary.sources.values("pk"))
            | Q(pk__in=summary.findings.values("source"))
        )


def _as_text(values: list) -> str:
    """Return the searched values of one source as one text, names in both orders."""
    parts = []
    for value in values:
        if isinstance(value, list):
            for name in value:
                parts += [*name.values(), *reversed(name.values())]
        else:
            parts.append(value)
    return " ".join(parts)
