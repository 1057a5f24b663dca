"""The evidence map: subjects by outcomes, what is recorded in each cell.

The map shows how much is known and which way results point. It is no ranking: subjects
stand by kind and then by name, and more research is not more worth.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evidence import grading
from evidence.choices import Direction, OutcomeGroup, Strength, StudyDesign, SubjectKind
from evidence.cited_by import public_summaries
from evidence.models import EvidenceSummary, Finding, Outcome, OutcomeRating
from organizations.models import Organization, OrganizationType
from recovery_directory.characters import folded
from recovery_directory.records.publication import published_q

ORDER = (
    SubjectKind.TYPE,
    SubjectKind.ORGANIZATION,
    SubjectKind.INTERVENTION,
    SubjectKind.TOPIC,
)
"""Kinds of subject, in the order of the map."""

KINDS_IN_PLURAL = {
    SubjectKind.TYPE: gettext_lazy("Types of organizations"),
    SubjectKind.ORGANIZATION: gettext_lazy("Organizations"),
    SubjectKind.INTERVENTION: gettext_lazy("Help by professionals"),
    SubjectKind.TOPIC: gettext_lazy("Topics"),
}

GROUPS = tuple(group for group in OutcomeGroup if group != OutcomeGroup.OVERALL)
"""The columns of the whole map: "overall" is what the column of the headline says."""

DESIGN_RANKS = {design.value: rank for rank, design in enumerate(StudyDesign)}


def design_rank(finding: Finding) -> int:
    """Return how well the design of its study answers: small numbers first."""
    return DESIGN_RANKS.get(finding.source.study_design, len(DESIGN_RANKS))


SYMBOLS = {
    Direction.FAVOURS: "▲",
    Direction.NO_DIFFERENCE: "=",
    Direction.MIXED: "◆",
    Direction.AGAINST: "▼",
    Direction.UNKNOWN: "○",
}
"""A shape for each direction, always printed beside its word."""

IN_SHORT = {
    Direction.FAVOURS: gettext_lazy("better"),
    Direction.NO_DIFFERENCE: gettext_lazy("about the same"),
    Direction.MIXED: gettext_lazy("mixed"),
    Direction.AGAINST: gettext_lazy("worse"),
    Direction.UNKNOWN: gettext_lazy("not tested"),
}

IN_SHORT_FOR_ROUTES = {
    Direction.FAVOURS: gettext_lazy("supports it"),
    Direction.NO_DIFFERENCE: gettext_lazy("no sign of it"),
    Direction.MIXED: gettext_lazy("mixed"),
    Direction.AGAINST: gettext_lazy("speaks against it"),
    Direction.UNKNOWN: gettext_lazy("not tested"),
}
"""Of how change comes about, a study says whether it works that way: not "better"."""


@dataclass(frozen=True)
class DirectionMark:
    """Which way a rating, or how many studies, point: a shape and a word."""

    value: str
    symbol: str
    words: str
    studies: int = 0


def direction_mark(
    direction: str, *, is_route: bool = False, studies: int = 0
) -> DirectionMark:
    """Return the shape and the word of ``direction``."""
    words = IN_SHORT_FOR_ROUTES if is_route else IN_SHORT
    known = Direction(direction)
    return DirectionMark(known.value, SYMBOLS[known], str(words[known]), studies)


def mark_of_rating(rating: OutcomeRating) -> DirectionMark | None:
    """Return the direction of a rating, where studies exist at all."""
    if rating.strength in {Strength.NO_STUDIES, Strength.NOT_ASSESSED}:
        return None
    is_route = rating.outcome.group == OutcomeGroup.MECHANISM
    return direction_mark(rating.direction, is_route=is_route)


def legend() -> list[tuple[DirectionMark, str]]:
    """Return every direction as cells show it, with the rest of what it means."""
    marks = [(direction_mark(one), one.label) for one in Direction]
    return [
        (mark, label.removeprefix(mark.words) if mark.words in label else f"({label})")
        for mark, label in marks
    ]


# Columns


@dataclass(frozen=True)
class MapColumn:
    """A column of the map: the main outcome of each row, a group, or one outcome."""

    key: str
    name: str
    group: str = ""
    outcome: Outcome | None = None

    @property
    def is_main(self) -> bool:
        """Whether it shows each subject's own main outcome."""
        return not self.group and self.outcome is None

    @property
    def is_group(self) -> bool:
        """Whether it puts several outcomes together."""
        return bool(self.group)

    @property
    def is_route(self) -> bool:
        """Whether it is about how change comes about."""
        group = self.outcome.group if self.outcome else self.group
        return group == OutcomeGroup.MECHANISM

    def includes(self, outcome: Outcome) -> bool:
        """Whether ``outcome`` belongs to this column."""
        if self.outcome:
            return outcome.pk == self.outcome.pk
        return outcome.group == self.group


MAIN = MapColumn("main", gettext_lazy("Main outcome"))


def columns_for(chosen: Iterable[str], outcomes: Iterable[Outcome]) -> list[MapColumn]:
    """Return the columns for the chosen groups and outcomes; for none, every group."""
    wanted = set(chosen)
    if not wanted:
        return [
            MapColumn(group.value, group.label, group=group.value) for group in GROUPS
        ]
    return [
        MapColumn(outcome.slug, outcome.name, outcome=outcome)
        for outcome in outcomes
        if wanted & {outcome.slug, outcome.group}
    ]


# Rows


@dataclass(frozen=True)
class MapSubject:
    """One row: a public summary with what counts for it."""

    summary: EvidenceSummary
    types: frozenset[str]
    """Slugs of the types it belongs to: its own, or its organization's."""
    findings: tuple[Finding, ...]
    """Results that somebody saw, in sources that count."""
    uncounted: tuple[Finding, ...]
    """Results in public sources that nobody has seen, or that do not count."""
    ratings: tuple[OutcomeRating, ...]

    @cached_property
    def outcomes(self) -> set[Outcome]:
        """Return the outcomes of which something is recorded."""
        rows = (*self.findings, *self.uncounted, *self.ratings)
        return {row.outcome for row in rows}

    @cached_property
    def outcome_values(self) -> set[str]:
        """Return the slugs of these outcomes and their groups: what a facet chooses."""
        return {value for one in self.outcomes for value in (one.slug, one.group)}

    def cell(self, column: MapColumn, designs: Iterable[str] = ()) -> "MapCell":
        """Return what is recorded in ``column``, from studies of ``designs`` alone."""
        if column.is_main:
            main = self.summary.main_outcome
            ratings = [one for one in self.ratings if one.outcome_id == main.pk]

            def includes(finding):
                return grading.rests_on(main, finding)
        else:
            ratings = [one for one in self.ratings if column.includes(one.outcome)]
            rated = [one.outcome for one in ratings if column.outcome]

            def includes(finding):
                return column.includes(finding.outcome) or any(
                    grading.rests_on(outcome, finding) for outcome in rated
                )

        wanted = set(designs)

        def kept(findings: Iterable[Finding]) -> tuple[Finding, ...]:
            return tuple(
                one
                for one in findings
                if includes(one) and (not wanted or one.source.study_design in wanted)
            )

        return MapCell(
            self, column, tuple(ratings), kept(self.findings), kept(self.uncounted)
        )


@dataclass(frozen=True)
class MapCell:
    """What is recorded of one subject in one column; the page shows each twice."""

    subject: MapSubject
    column: MapColumn
    ratings: tuple[OutcomeRating, ...]
    findings: tuple[Finding, ...]
    uncounted: tuple[Finding, ...]

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing stands here."""
        return not (self.findings or self.uncounted or self.ratings)

    @property
    def names_outcomes(self) -> bool:
        """Whether a rating here has to say what it is about: its column does not."""
        return self.column.outcome is None

    @cached_property
    def studies(self) -> int:
        """Return how many studies and reviews count here."""
        return len({one.source_id for one in self.findings})

    @cached_property
    def studies_in_words(self) -> str:
        """Return ``3 studies``; a review counts as one."""
        return ngettext("%(count)s study", "%(count)s studies", self.studies) % {
            "count": self.studies
        }

    @cached_property
    def uncounted_in_words(self) -> str:
        """Return how many more are recorded and do not count, or an empty text."""
        counted = {one.source_id for one in self.findings}
        more = len({one.source_id for one in self.uncounted} - counted)
        if not more:
            return ""
        words = (
            _("%(count)s more, not counted")
            if counted
            else _("%(count)s recorded, not counted")
        )
        return words % {"count": more}

    @cached_property
    def best_design(self) -> str:
        """Return the design among the studies that answers best."""
        designs = {one.source.study_design for one in self.findings}
        return str(next((one.label for one in StudyDesign if one in designs), ""))

    @cached_property
    def rated(self) -> list[tuple[OutcomeRating, Strength, DirectionMark | None]]:
        """Return each rating with its strength and, where studies exist, direction."""
        return [
            (rating, Strength(rating.strength), mark_of_rating(rating))
            for rating in self.ratings
        ]

    @cached_property
    def tally(self) -> list[DirectionMark]:
        """Return how many studies point each way, where no rating says it for all.

        A study with results both ways stands under both.
        """
        if self.ratings and not self.column.is_group:
            return []
        studies = Counter(
            direction
            for direction, _source in {
                (one.direction, one.source_id) for one in self.findings
            }
        )
        return [
            direction_mark(one, is_route=self.column.is_route, studies=studies[one])
            for one in Direction
            if studies[one]
        ]

    @cached_property
    def absence(self) -> str:
        """Return what an empty cell says.

        "No studies found" is said only where a dated search is stored.
        """
        summary = self.subject.summary
        if self.subject.findings or self.subject.uncounted:
            return _("no study recorded")
        if summary.searched_on:
            return _("no studies found (searched on %(day)s)") % {
                "day": date_format(summary.searched_on)
            }
        return _("not assessed")

    @property
    def was_searched_in_vain(self) -> bool:
        """Whether a rating here says that no study was found: then the day follows."""
        return any(one.strength == Strength.NO_STUDIES for one in self.ratings)

    @cached_property
    def url(self) -> str:
        """Return where the summary shows these results."""
        address = self.subject.summary.get_absolute_url()
        anchor = f"outcome-{self.column.key}" if self.column.outcome else "results"
        is_there = not self.column.outcome or any(
            one.outcome_id == self.column.outcome.pk for one in self.findings
        )
        return f"{address}#{anchor if is_there else 'results'}"


# Reading


def read_subjects() -> list[MapSubject]:
    """Return every public subject, types first, then by name."""
    outcomes = Outcome.objects.published()
    findings = (
        Finding.objects.filter(outcome__in=outcomes)
        .select_related("source", "outcome")
        .order_by("outcome__position", "key")
    )
    ratings = OutcomeRating.objects.filter(outcome__in=outcomes).select_related(
        "outcome"
    )
    summaries = (
        public_summaries()
        .select_related("main_outcome")
        .prefetch_related(
            Prefetch("findings", queryset=findings),
            Prefetch("ratings", queryset=ratings),
            Prefetch("organization_types", OrganizationType.objects.published()),
        )
    )
    types = _types_of_organizations()
    subjects = [
        _subject(summary, types.get(summary.pk, set())) for summary in summaries
    ]
    return sorted(
        subjects,
        key=lambda one: (
            ORDER.index(SubjectKind(one.summary.subject_kind)),
            folded(one.summary.title),
        ),
    )


def _types_of_organizations() -> dict[UUID, set[str]]:
    """Return, by summary, the types of the organizations that it is about."""
    types: dict[UUID, set[str]] = {}
    rows = (
        Organization.objects.published()
        .filter(published_q("organization_type"), evidence_summary__isnull=False)
        .order_by()
        .values_list("evidence_summary", "organization_type__slug")
        .distinct()
    )
    for summary, slug in rows:
        types.setdefault(summary, set()).add(slug)
    return types


def _subject(summary: EvidenceSummary, types: set[str]) -> MapSubject:
    counted, uncounted = [], []
    for one in summary.findings.all():
        if one.source.is_published:
            (uncounted if grading.why_not_counted(one) else counted).append(one)
    return MapSubject(
        summary=summary,
        types=frozenset(types | {one.slug for one in summary.organization_types.all()}),
        findings=tuple(counted),
        uncounted=tuple(uncounted),
        ratings=tuple(summary.ratings.all()),
    )
