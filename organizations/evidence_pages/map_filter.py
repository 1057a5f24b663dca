"""What the evidence map is narrowed by: type, outcome, strength, design.

The same facets, chips and manners as the list of organizations. The map is small, so
it is read whole and counted here, not in the database.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from evidence.choices import Strength, StudyDesign, SubjectKind
from evidence.models import Outcome
from organizations.catalog.facets import Facet, FacetKind, build
from organizations.evidence_pages.evidence_map import (
    GROUPS,
    KINDS_IN_PLURAL,
    MAIN,
    ORDER,
    MapCell,
    MapColumn,
    MapSubject,
    columns_for,
    read_subjects,
)
from organizations.listing.list_query import MOST_IGNORED, Chip, Ignored
from organizations.models import OrganizationType

KINDS = (
    FacetKind("type", _("Type")),
    FacetKind("outcome", _("Outcome"), is_long=True),
    FacetKind("strength", _("Strength of evidence")),
    FacetKind("design", _("Study design")),
)

VIEWS = ("table", "list")
"""Both are on the page by default: the table on wide screens, the list elsewhere."""


@dataclass(frozen=True)
class MapRow:
    """One subject with its cells, the main outcome first."""

    subject: MapSubject
    main: MapCell
    cells: tuple[MapCell, ...]

    @property
    def recorded(self) -> list[MapCell]:
        """Return the cells in which something stands."""
        return [cell for cell in self.cells if not cell.is_empty]

    @property
    def gaps(self) -> list[MapColumn]:
        """Return the columns in which nothing is recorded."""
        return [cell.column for cell in self.cells if cell.is_empty]


class EvidenceMap:
    """The map as somebody asked for it: rows, columns, facets, what was ignored."""

    def __init__(self, data: QueryDict):
        """Read the parameters ``data``; what is unknown is named and left out."""
        self.given = data
        self.ignored: list[Ignored] = []
        self.subjects = read_subjects()
        self.outcomes = self._recorded_outcomes()
        self.labels = self._labels()
        self.selection = {kind.name: self._known(kind.name) for kind in KINDS}
        self.view = self._view()
        for name in data:
            if name not in {*self.selection, "view"}:
                self._ignore(name, data.get(name) or "")
        self.columns = columns_for(self.selection["outcome"], self.outcomes)

    # Reading the request

    def _recorded_outcomes(self) -> list[Outcome]:
        """Return the outcomes of which anything is recorded, in their order."""
        recorded = set().union(*(subject.outcomes for subject in self.subjects))
        return [one for one in Outcome.objects.published() if one in recorded]

    def _labels(self) -> dict[str, dict[str, object]]:
        types = OrganizationType.objects.published().values_list("slug", "name")
        outcomes: dict[str, object] = {}
        for group in GROUPS:
            members = [one for one in self.outcomes if one.group == group]
            if members:
                outcomes[group.value] = _("All of: %(group)s") % {"group": group.label}
            outcomes |= {one.slug: one.name for one in members}
        outcomes |= {
            one.slug: one.name for one in self.outcomes if one.slug not in outcomes
        }
        return {
            "type": dict(types)
            | {
                kind.value: KINDS_IN_PLURAL[kind]
                for kind in (SubjectKind.INTERVENTION, SubjectKind.TOPIC)
            },
            "outcome": outcomes,
            "strength": dict(Strength.choices),
            "design": dict(StudyDesign.choices),
        }

    def _known(self, name: str) -> list[str]:
        known = []
        for value in self.given.getlist(name):
            if value in self.labels[name]:
                known.append(value)
            elif value.strip():
                self._ignore(name, value)
        return list(dict.fromkeys(known))

    def _view(self) -> str:
        value = self.given.get("view") or ""
        if value and value not in VIEWS:
            self._ignore("view", value)
        return value if value in VIEWS else ""

    def _ignore(self, name: str, value: str) -> None:
        if len(self.ignored) < MOST_IGNORED:
            self.ignored.append(Ignored(name[:80], value[:80]))

    # Rows

    @cached_property
    def groups(self) -> list[tuple[object, list[MapRow]]]:
        """Return the rows by kind of subject; a kind without rows is left out."""
        rows = [
            self._row(subject)
            for subject in self.subjects
            if self._fits(subject, self.selection)
        ]
        groups = [
            (
                KINDS_IN_PLURAL[kind],
                [one for one in rows if one.subject.summary.subject_kind == kind],
            )
            for kind in ORDER
        ]
        return [(label, members) for label, members in groups if members]

    @property
    def count(self) -> int:
        """Return how many subjects are shown."""
        return sum(len(rows) for _label, rows in self.groups)

    def _row(self, subject: MapSubject) -> MapRow:
        designs = self.selection["design"]
        return MapRow(
            subject,
            subject.cell(MAIN, designs),
            tuple(subject.cell(column, designs) for column in self.columns),
        )

    def _fits(self, subject: MapSubject, selection: dict[str, list[str]]) -> bool:
        return all(
            not values or bool(self._values(subject, name, selection) & set(values))
            for name, values in selection.items()
        )

    def _values(
        self, subject: MapSubject, name: str, selection: dict[str, list[str]]
    ) -> set[str]:
        """Return the values of one facet that ``subject`` has.

        Strength is that of the outcomes that are chosen, else of the main outcome; so
        are the designs, else of everything recorded.
        """
        wanted = set(selection["outcome"])

        def is_in_scope(outcome: Outcome) -> bool:
            return not wanted or bool(wanted & {outcome.slug, outcome.group})

        if name == "type":
            return {*subject.types, subject.summary.subject_kind}
        if name == "design":
            return {
                one.source.study_design
                for one in subject.findings
                if is_in_scope(one.outcome)
            }
        if name == "strength" and not wanted:
            return {subject.summary.strength.value}
        if name == "strength":
            return {one.strength for one in subject.ratings if is_in_scope(one.outcome)}
        return subject.outcome_values

    # What the page shows beside them

    @cached_property
    def facets(self) -> list[Facet]:
        """Return the facets; each value counts what choosing it alone would give."""
        return [
            build(
                kind,
                self.labels[kind.name],
                self._counts(kind.name),
                self.selection[kind.name],
            )
            for kind in KINDS
        ]

    def _counts(self, name: str) -> Counter:
        """Return how many subjects each value would give, its own facet left out."""
        counts: Counter = Counter()
        for value in self.labels[name]:
            alone = self.selection | {name: [value]}
            counts[value] = sum(self._fits(subject, alone) for subject in self.subjects)
        return counts

    @property
    def chips(self) -> list[Chip]:
        """Return every choice with the address of the map without it."""
        return [
            Chip(
                str(kind.label),
                str(self.labels[kind.name][value]),
                self.url(without=(kind.name, value)),
            )
            for kind in KINDS
            for value in self.selection[kind.name]
        ]

    @property
    def clear_url(self) -> str:
        """Return the address of the whole map."""
        return f"?view={self.view}" if self.view else "?"

    @property
    def views(self) -> list[tuple[str, str, bool]]:
        """Return the other ways to look at the same: label, address, chosen or not."""
        labels = {"table": _("Table"), "list": _("Plain list")}
        return [
            (str(labels[view]), self.url(view=view), view == self.view)
            for view in VIEWS
        ]

    @property
    def headed(self) -> list[tuple[MapColumn, str]]:
        """Return the columns; one that is a group, with the address of its outcomes."""
        return [
            (
                column,
                self.url(also=("outcome", column.key)) if column.is_group else "",
            )
            for column in self.columns
        ]

    @property
    def width(self) -> int:
        """Return how many columns the table has, subject and main outcome included."""
        return len(self.columns) + 2

    def url(
        self,
        *,
        without: tuple[str, str] | None = None,
        also: tuple[str, str] | None = None,
        view: str = "",
    ) -> str:
        """Return the query string of this map with one thing changed."""
        pairs: list[tuple[str, str]] = [
            (name, value)
            for name, values in self.selection.items()
            for value in values
            if (name, value) != without
        ]
        pairs += [also] if also else []
        shown = view or self.view
        pairs += [("view", shown)] if shown else []
        return _query(pairs)


def _query(pairs: Iterable[tuple[str, str]]) -> str:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return f"?{query.urlencode()}"
