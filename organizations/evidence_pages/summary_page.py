"""What the page of one evidence summary shows: results in words, limits, changes.

A number stands here only where somebody checked it in the source; ``evidence.numbers``
decides that. Words are made from stored fields, so that they cannot say more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence import grading, numbers
from evidence.choices import (
    Better,
    Direction,
    OutcomeGroup,
    Strength,
    StudyDesign,
    SubjectKind,
)
from evidence.grading import Ceiling
from evidence.levels import Condition
from evidence.models import EvidenceSummary, Finding, Outcome, OutcomeRating, Source
from organizations.evidence_pages.evidence_map import (
    DirectionMark,
    design_rank,
    direction_mark,
    mark_of_rating,
)
from recovery_directory.records import format_of, revisions, schema_evolution
from recovery_directory.records.publication import PublicationState

COMPARED = {
    Direction.FAVOURS: gettext_lazy("Better, compared with %(what)s"),
    Direction.NO_DIFFERENCE: gettext_lazy("About the same, compared with %(what)s"),
    Direction.MIXED: gettext_lazy("Results disagree, compared with %(what)s"),
    Direction.AGAINST: gettext_lazy("Worse, compared with %(what)s"),
    Direction.UNKNOWN: gettext_lazy("Not tested against %(what)s"),
}

ABOUT_PEOPLE = {
    Direction.FAVOURS: gettext_lazy("More or better than in %(what)s"),
    Direction.NO_DIFFERENCE: gettext_lazy("About the same as in %(what)s"),
    Direction.MIXED: gettext_lazy("Results disagree on the difference to %(what)s"),
    Direction.AGAINST: gettext_lazy("Less or less good than in %(what)s"),
    Direction.UNKNOWN: gettext_lazy("Not compared with %(what)s"),
}
"""Of results that compare kinds of people: nothing is said of the help."""

ABOUT_A_ROUTE = {
    Direction.FAVOURS: gettext_lazy("Supports this route of change"),
    Direction.NO_DIFFERENCE: gettext_lazy("Finds no sign of this route of change"),
    Direction.MIXED: gettext_lazy("Results on this route of change disagree"),
    Direction.AGAINST: gettext_lazy("Speaks against this route of change"),
    Direction.UNKNOWN: gettext_lazy("Did not test this route of change"),
}

SELF_CHOSEN = frozenset({StudyDesign.PROSPECTIVE_COHORT, StudyDesign.CROSS_SECTIONAL})
"""Designs in which people chose whether to take part."""


# Results


@dataclass(frozen=True)
class Result:
    """One result as the table of findings shows it."""

    finding: Finding
    tested: str
    """What was tested instead of the subject itself, or an empty text."""

    @property
    def sentence(self) -> str:
        """Return the result in one plain sentence, the comparison named."""
        finding = self.finding
        if not finding.is_checked("direction"):
            words = _("A result that is not printed (not checked)")
        elif finding.outcome.group == OutcomeGroup.MECHANISM:
            words = ABOUT_A_ROUTE[Direction(finding.direction)]
        elif finding.comparator and finding.is_checked("comparator"):
            by_direction = ABOUT_PEOPLE if finding.compares_people else COMPARED
            words = by_direction[Direction(finding.direction)] % {
                "what": finding.comparator
            }
        elif finding.outcome.better == Better.NEITHER:
            words = _("Described, not compared")
        else:
            words = _("%(direction)s; the comparison is not named here") % {
                "direction": capfirst(finding.get_direction_display())
            }
        follow_up = numbers.follow_up_in_words(finding)
        if follow_up in {numbers.not_stated(), numbers.not_printed()}:
            return f"{words}."
        return f"{words}, {follow_up}."

    @property
    def mark(self) -> DirectionMark | None:
        """Return the shape of the direction, where it is checked and of the help."""
        if self.finding.compares_people or not self.finding.is_checked("direction"):
            return None
        is_route = self.finding.outcome.group == OutcomeGroup.MECHANISM
        return direction_mark(self.finding.direction, is_route=is_route)

    @property
    def comments(self) -> list[str]:
        """Return what a reader must know besides, as sentences."""
        finding, comments = self.finding, []
        if self.tested:
            comments.append(
                _("This tested %(what)s, not the group itself.")
                % {"what": self.tested[:1].lower() + self.tested[1:]}
            )
        if finding.population and finding.is_checked("population"):
            comments.append(_("In: %(who)s.") % {"who": finding.population})
        if finding.source.study_design in SELF_CHOSEN:
            comments.append(_("It may reflect who takes part."))
        if reason := grading.why_not_counted(finding):
            comments.append(_("Counts for no rating: %(reason)s.") % {"reason": reason})
        return comments

    @property
    def amount(self) -> str:
        """Return ``1,936 people (2 studies)``, as far as stated and checked."""
        people = numbers.participants_in_words(self.finding)
        studies = numbers.studies_in_words(self.finding)
        if self.finding.studies is None or people == studies:
            return people
        return f"{people} ({studies})"

    @property
    def has_numbers(self) -> bool:
        """Whether it has a number with a measure, or a certainty, that is checked."""
        finding = self.finding
        return numbers.has_effect(finding) or bool(
            finding.certainty and finding.is_checked("certainty")
        )


@dataclass(frozen=True)
class OutcomeResults:
    """The results for one outcome, in one table of the page."""

    outcome: Outcome
    results: tuple[Result, ...]
    is_first: bool
    """Whether no table before has results for it: then addresses lead here."""

    @property
    def anchor(self) -> str:
        """Return the name of this place on the page."""
        return f"outcome-{self.outcome.slug}{'' if self.is_first else '-in-words'}"


@dataclass(frozen=True)
class SummaryFindings:
    """The results of one subject: with numbers, in words only, and not yet seen."""

    with_numbers: list[OutcomeResults]
    in_words: list[OutcomeResults]
    unseen: list[tuple[Outcome, list[Source]]]


def findings_of(summary: EvidenceSummary) -> SummaryFindings:
    """Return the results of ``summary`` in public sources, outcome by outcome.

    Where no result has a number to print, the words are the main table.
    """
    public = [
        one
        for one in grading.findings_of(summary)
        if one.source.is_published and one.outcome.is_published
    ]
    public.sort(key=_order)
    tested = _tested(summary)
    seen = [
        Result(one, tested.get(one.pk, ""))
        for one in public
        if one.is_checked("outcome")
    ]
    unseen: dict = {}
    for one in public:
        if not one.is_checked("outcome"):
            sources = unseen.setdefault(one.outcome, {})
            sources[one.source.pk] = one.source
    with_numbers = [one for one in seen if one.has_numbers]
    in_words = [one for one in seen if not one.has_numbers]
    numbered = _by_outcome(with_numbers)
    return SummaryFindings(
        with_numbers=numbered,
        in_words=_by_outcome(in_words, after=numbered),
        unseen=[(outcome, list(found.values())) for outcome, found in unseen.items()],
    )


def _tested(summary: EvidenceSummary) -> dict:
    """Return what was tested instead: of organizations only, a type is no one group."""
    if summary.subject_kind != SubjectKind.ORGANIZATION:
        return {}
    return grading.tested_indirectly(summary)


def _order(finding: Finding) -> tuple:
    """Sort by outcome; then what answers best, the shortest follow-up first."""
    return (
        finding.outcome.position,
        finding.outcome.slug,
        design_rank(finding),
        finding.source.slug,
        finding.follow_up_months or 0,
        finding.key,
    )


def _by_outcome(
    results: Iterable[Result], after: Iterable[OutcomeResults] = ()
) -> list[OutcomeResults]:
    before = {one.outcome for one in after}
    return [
        OutcomeResults(outcome, tuple(members), outcome not in before)
        for outcome, members in groupby(results, key=lambda one: one.finding.outcome)
    ]


# Ratings


@dataclass(frozen=True)
class Rated:
    """One rating, with its shape, and the ceiling of the stored findings."""

    rating: OutcomeRating
    ceiling: Ceiling

    @property
    def strength(self) -> Strength:
        """Return the level."""
        return Strength(self.rating.strength)

    @property
    def mark(self) -> DirectionMark | None:
        """Return the direction, where studies exist at all."""
        return mark_of_rating(self.rating)

    @property
    def direction_in_words(self) -> str:
        """Return the direction in full: compared with what, or about which route."""
        if self.rating.outcome.group == OutcomeGroup.MECHANISM and self.mark:
            return self.mark.words
        return self.rating.get_direction_display()

    @property
    def is_above_ceiling(self) -> bool:
        """Whether it is higher than the findings stored here alone would support."""
        return not self.ceiling.allows(self.rating.strength)

    @property
    def rules(self) -> list[Condition]:
        """Return what the stored results meet of the rule, of the level rated here."""
        if self.ceiling.strength != self.strength:
            return []
        return [one for one in self.ceiling.conditions if not one.is_asked]

    @property
    def carried_by(self) -> list[Source]:
        """Return the studies whose results count for it, each once, in order."""
        counted = {one.source.pk: one.source for one in self.ceiling.counted}
        return sorted(counted.values(), key=lambda one: (one.issued or "", one.slug))

    @property
    def to_tick(self) -> list[tuple[Condition, bool]]:
        """Return what no stored field shows of its level, each confirmed or not."""
        if self.ceiling.strength != self.strength:
            return []
        confirmed = set(self.rating.conditions_confirmed)
        return [(one, one.key in confirmed) for one in self.ceiling.checklist]


def ratings_of(summary: EvidenceSummary) -> list[Rated]:
    """Return the ratings of ``summary`` for public outcomes, the main one first."""
    ratings = [one for one in summary.ratings.all() if one.outcome.is_published]
    ratings.sort(key=lambda one: one.outcome_id != summary.main_outcome_id)
    return [Rated(one, grading.ceiling(summary, one.outcome)) for one in ratings]


# Sources


def sources_of(summary: EvidenceSummary):
    """Return the public sources of ``summary``, its statements and its results."""
    return (
        Source.objects.published()
        .filter(
            Q(pk__in=summary.sources.values("pk"))
            | Q(pk__in=summary.findings.values("source"))
            | Q(pk__in=summary.statements.values("sources"))
        )
        .select_related("superseded_by")
    )


# Changes


@dataclass(frozen=True)
class SummaryChange:
    """One public version: its number, its day, what became different."""

    number: int
    made_at: object
    what: list[str]


UNSAID = frozenset({"id", "slug", "publication_state", "state_reason"})
"""Fields whose change is not news."""


def changes_of(summary: EvidenceSummary, most: int = 10) -> list[SummaryChange]:
    """Return the last public versions, newest first, with what changed in each."""
    kept = list(revisions.history(summary)[: most + 1])
    names = dict(Outcome.objects.published().values_list("slug", "name"))
    read = schema_evolution.read(format_of(EvidenceSummary), *kept)
    changes = []
    for position, revision in enumerate(kept[:most]):
        record = read[position]
        if record.get("publication_state") != PublicationState.PUBLISHED:
            continue
        before = read[position + 1] if position + 1 < len(read) else None
        was_public = bool(before) and (
            before.get("publication_state") == PublicationState.PUBLISHED
        )
        what = _differences(before, record, names) if was_public else [_("first shown")]
        if what:
            changes.append(SummaryChange(revision.number, revision.made_at, what))
    return changes


def _differences(before: dict, after: dict, names: dict[str, str]) -> list[str]:
    what = [
        _label(field)
        for field in dict.fromkeys([*after, *before])
        if field not in UNSAID
        and field != "ratings"
        and before.get(field) != after.get(field)
    ]
    old, new = _strengths(before), _strengths(after)
    for slug in dict.fromkeys([*new, *old]):
        if slug in names and old.get(slug) != new.get(slug):
            levels = [
                str(Strength(level).label) if level else _("not rated")
                for level in (old.get(slug), new.get(slug))
            ]
            what.append(
                _("%(outcome)s: from “%(old)s” to “%(new)s”")
                % {"outcome": names[slug], "old": levels[0], "new": levels[1]}
            )
    if before.get("ratings") != after.get("ratings") and old == new:
        what.append(_("words of the ratings"))
    return what


def _strengths(record: dict) -> dict[str, str]:
    return {row["outcome"]: row["strength"] for row in record.get("ratings", [])}


def _label(field: str) -> str:
    if field == "statements":
        return _("statements")
    fields = [*EvidenceSummary._meta.fields, *EvidenceSummary._meta.many_to_many]
    return str({one.name: one.verbose_name for one in fields}.get(field, field))
