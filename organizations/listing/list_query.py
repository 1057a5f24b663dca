"""The list: what somebody asks of it, and what it answers.

Read from an address, answered from the catalog, and written as an address again. Page,
API, dumps and finder ask it, so all list the same. For people the order is relevance
unless they choose another: what fits best, then by ``catalog.standing``. Data is
ordered by id.

What the contract does not know is never an empty list: an unknown value, parameter or
order is named in ``ignored`` and left out; the API answers it with a 400 instead.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.catalog import facets, loading
from organizations.catalog.results import Results
from organizations.catalog.snapshot import Catalog
from organizations.catalog.standing import MADE_FOR, only_for_others, refined
from organizations.listing.notices import notices
from organizations.listing.place_line import PlaceLine
from organizations.models import Organization, TaxonomyTerm
from organizations.search.reasons import REASON_FACTS, Reason, facet_reasons
from organizations.search.searching import Found, Search
from organizations.search.tiers import union
from recovery_directory.records.former_slugs import FormerSlug

SORTS = {
    "relevance": gettext_lazy("best match, then most groups"),
    "name": gettext_lazy("name"),
    "founded": gettext_lazy("oldest first"),
    "verified": gettext_lazy("last checked"),
}

MOST_IGNORED = 20
"""How many unknown parameters and values are named; more help nobody."""

_KEY = re.compile(r"[-\w]{1,100}", re.ASCII)


class Ignored(NamedTuple):
    """A parameter with a value that the list does not know."""

    parameter: str
    value: str


@dataclass(frozen=True)
class Chip:
    """One choice, and the address of the list without it."""

    facet_label: str
    label: str
    remove_url: str


@dataclass(frozen=True)
class SortOption:
    """One order of the list, and its address."""

    value: str
    label: str
    is_selected: bool
    url: str


class ListQuery:
    """Words, facets and an order, as far as the list knows them, and the answer."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        names: Mapping[str, str] | None = None,
        also: Iterable[str] = ("page",),
        for_people: bool = False,
        default_sort: str = "relevance",
        within: Callable[[Catalog], Sequence[int]] | None = None,
        people: Collection[str] = (),
    ):
        """Read ``data``; ``names`` renames parameters, ``also`` are other people's.

        ``for_people``: words of despair or emergency are answered, not searched.
        ``default_sort``: the order that holds where nobody chose one; ``id`` for data.
        ``within``: whoever asks for more than parameters say returns sets, best first;
        nobody else is found, and each set is in the order of the list. ``people`` are
        the audiences that were asked for so.
        """
        self.given = data if data is not None else QueryDict()
        self.names = dict(names or {})
        self.ignored: list[Ignored] = []
        self.catalog = loading.current()
        self.within = within(self.catalog) if within else [self.catalog.everyone]
        self.people = people
        self.values = self.catalog.values
        self.selection = {
            kind.name: self._known(kind, self._given(kind.name))
            for kind in facets.KINDS
        }
        typed = self._one("q")
        is_read = for_people and typed
        known = self.catalog.known_words.preferences if is_read else None
        self.search = Search(typed, known=known)
        self.default_sort = default_sort
        self.sort = self._sort()
        self._name_unknown(set(also))

    # Reading the request

    def parameter(self, name: str) -> str:
        """Return what ``name`` is called in the address."""
        return self.names.get(name, name)

    def _given(self, name: str) -> list[str]:
        values = self.given.getlist(self.parameter(name))
        return list(dict.fromkeys(value for value in values if value.strip()))

    def _one(self, name: str) -> str:
        """Return the last value of a parameter that is given once."""
        return (self._given(name) or [""])[-1]

    def _known(self, kind: facets.FacetKind, given: list[str]) -> list[str]:
        """Return the known values, former ones as what they are now."""
        labels = self.values.labels[kind.name]
        unknown = [value for value in given if value not in labels]
        renamed = self._renamed(kind, unknown) if unknown else {}
        known = []
        for value in given:
            now = renamed.get(value, value)
            if now in labels:
                known.append(now)
            else:
                self._ignore(kind.name, value)
        return list(dict.fromkeys(known))

    def _renamed(self, kind: facets.FacetKind, unknown: list[str]) -> dict[str, str]:
        """Return the new slugs of those values that a record was called by once."""
        if kind.choices:
            return {}
        model = kind.model or TaxonomyTerm
        prefix = f"{kind.name}/" if kind.is_vocabulary else ""
        keys = {f"{prefix}{value}": value for value in unknown if _KEY.fullmatch(value)}
        former = dict(
            FormerSlug.objects.filter(
                record_kind=model._meta.model_name, slug__in=sorted(keys)[:100]
            ).values_list("slug", "record_id")
        )
        rows = model._default_manager.published().filter(pk__in=set(former.values()))
        if kind.is_vocabulary:
            rows = rows.filter(taxonomy__slug=kind.name)
        now = dict(rows.values_list("pk", "slug"))
        return {keys[slug]: now[pk] for slug, pk in former.items() if pk in now}

    def _sort(self) -> str:
        value = self._one("sort")
        if value and value not in SORTS:
            self._ignore("sort", value)
        return value if value in SORTS else self.default_sort

    def _name_unknown(self, also: set[str]) -> None:
        ours = {self.parameter(name) for name in (*self.selection, "q", "sort")} | also
        for name in self.given:
            if name not in ours:
                self.ignored.append(
                    Ignored(name[:80], (self.given.get(name) or "")[:80])
                )
        self.ignored = self.ignored[:MOST_IGNORED]

    def _ignore(self, name: str, value: str) -> None:
        self.ignored.append(Ignored(self.parameter(name), value[:80]))

    @property
    def effective(self) -> dict[str, list[str]]:
        """Return the values that count: the chosen ones, or a facet's default."""
        return {
            kind.name: self.selection[kind.name] or list(kind.default)
            for kind in facets.KINDS
        }

    @property
    def known(self) -> QueryDict:
        """Return all that counts, defaults included, under the list's own names."""
        query = QueryDict(mutable=True)
        for name, values in self.effective.items():
            query.setlist(name, values)
        query["q"] = self.search.text
        query["sort"] = self.sort if self.sort in SORTS else ""
        return query

    # What is found

    @cached_property
    def found(self) -> Found:
        """Return what the words found, among all that is published."""
        return self.search.run(self.catalog)

    def _among(self, *, but: str = "") -> int:
        """Return, as a set of the catalog, who is left; leave out one facet."""
        found = union(self.within) & self.found.everyone
        for name, values in self.effective.items():
            if values and name != but:
                found &= self.catalog.chosen(name, values)
        return found

    @cached_property
    def results(self) -> Results:
        """Return the list in the order asked for; what fits the choice comes first.

        Data, which is ordered by id, knows no first.
        """
        left = self._among()
        levels = [first & left for first in self.within]
        if self.sort != "id":
            levels = [part for level in levels for part in self._by_choice(level)]
        if self.sort == "relevance":
            others = only_for_others(self.catalog, self._people)
            levels = refined(levels, self.found.levels)
            levels = refined(levels, [~others])
        shown = Organization.objects.for_list()
        if self.search.text or any(self.selection.values()):
            shown = shown.with_unchecked(*REASON_FACTS).with_unchecked_terms()
        return Results(self.catalog, levels, self.sort, shown)

    @property
    def _people(self) -> set[str]:
        """Return whom somebody asked for, by a choice or in words."""
        return {*self.people, *self.selection["audience"], *self.found.people}

    def _by_choice(self, bits: int) -> list[int]:
        """Return ``bits`` in levels: the fewer steps away from each choice, the higher.

        A step away is who has none of a facet's values but by a broader term, or by
        being worldwide; and from people, who is open to them but not made for them.
        """
        levels = [bits]
        for near in self._near_choices():
            levels = [
                (first & near) | (then & ~near)
                for first, then in zip([*levels, 0], [0, *levels], strict=True)
            ]
        return levels

    def _near_choices(self) -> Iterator[int]:
        """Yield for each step who need not take it."""
        for name, values in self.selection.items():
            if values:
                yield union(self.catalog.filed_under(name, one) for one in values)
        if people := self.selection["audience"]:
            yield union(self.catalog.having(MADE_FOR, one) for one in people)

    # What is said of it

    @cached_property
    def facets(self) -> list[facets.Facet]:
        """Return the facets, each counted without its own selection."""
        everybody = self._among()
        return [
            facets.build(
                kind,
                self.values.labels[kind.name],
                self.catalog.counts(
                    kind.name,
                    self._among(but=kind.name)
                    if self.effective[kind.name]
                    else everybody,
                ),
                self.selection[kind.name],
            )
            for kind in facets.KINDS
        ]

    @property
    def did_you_mean(self) -> Chip | None:
        """Return a better spelling with its address, where words were mistyped."""
        is_answered = self.search.crisis or self.search.answered
        text = "" if is_answered else self.found.correction
        if text and self.search.place:
            text = " ".join([text, *self.search.place.said])
        return Chip(_("Did you mean"), text, self.url(q=text)) if text else None

    @property
    def notices(self) -> list[str]:
        """Return what a reader has to know of how the words were taken."""
        return list(notices(self.found, by_relevance=self.sort == "relevance"))

    @property
    def place_line(self) -> PlaceLine | None:
        """Return what is said of the place that was typed, where one was."""
        return PlaceLine.of(self) if self.search.place else None

    @cached_property
    def elsewhere(self) -> list[Chip]:
        """Return the statuses that an empty list leaves out though they would fit."""
        if self.results:
            return []
        status = next(facet for facet in self.facets if facet.name == "status")
        return [
            Chip(
                status.label,
                option.label,
                self.url(without=("status", None), also=("status", option.value)),
            )
            for option in status.options
            if option.count
        ]

    def reasons(self, organization: Organization) -> list[Reason]:
        """Return why ``organization`` is here, where its card does not say so."""
        number = self.catalog.numbers[organization.pk]
        return [
            *self.found.reasons(organization),
            *facet_reasons(organization, number, self.selection, self.catalog),
        ]

    # Ways on

    @property
    def chips(self) -> list[Chip]:
        """Return every choice with the address of the list without it."""
        chips = []
        if text := self.search.text:
            chips.append(Chip(_("Search"), text, self.url(without=("q", None))))
            chips += [
                Chip(_("Without"), one.label, self.url(q=one.text))
                for one in self.found.without
            ]
        for kind in facets.KINDS:
            labels = self.values.labels[kind.name]
            chips += [
                Chip(
                    str(kind.label),
                    str(labels[value]),
                    self.url(without=(kind.name, value)),
                )
                for value in self.selection[kind.name]
            ]
        return chips

    @property
    def clear_url(self) -> str:
        """Return the address of the whole list."""
        return "?"

    @property
    def sort_options(self) -> list[SortOption]:
        """Return the orders to choose from."""
        return [
            SortOption(value, str(label), value == self.sort, self.url(sort=value))
            for value, label in SORTS.items()
        ]

    def url(
        self,
        *,
        without: tuple[str, str | None] | None = None,
        also: tuple[str, str] | None = None,
        sort: str | None = None,
        q: str | None = None,
    ) -> str:
        """Return the query string of this list, page left out, with one thing changed.

        ``without`` is a parameter with the value to drop, or None to drop them all;
        ``also`` is one with a value to add.
        """
        query = QueryDict(mutable=True)
        text = self.search.text if q is None else q
        if without == ("q", None):
            text = ""
        pairs = [("q", text)] if text else []
        pairs += [
            (name, value) for name, values in self.selection.items() for value in values
        ]
        chosen = sort or self.sort
        if chosen != self.default_sort:
            pairs.append(("sort", chosen))
        for name, value in pairs:
            if without and name == without[0] and without[1] in {value, None}:
                continue
            query.appendlist(self.parameter(name), value)
        if also:
            query.appendlist(self.parameter(also[0]), also[1])
        return f"?{query.urlencode()}"
