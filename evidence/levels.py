"""The levels of strength and their rules, as data that code can run.

Each condition has its words and, where stored findings can show it, the test that
decides it. The methods page prints the words and ``evidence.grading`` runs the tests,
so one cannot differ from the other. Conditions that no stored field shows (independent
teams, drop-out) have no test: the rater ticks them.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from evidence.choices import (
    STRENGTH_IN_WORDS,
    Certainty,
    Direction,
    Strength,
    StudyDesign,
)
from evidence.models.finding import Finding

REVIEWS = frozenset({StudyDesign.SYSTEMATIC_REVIEW, StudyDesign.META_ANALYSIS})
TRIALS = frozenset({StudyDesign.RCT})
CONTROLLED = TRIALS | {
    StudyDesign.INSTRUMENTAL_VARIABLE,
    StudyDesign.QUASI_EXPERIMENTAL,
}
FOLLOWING = CONTROLLED | {StudyDesign.PROSPECTIVE_COHORT}
"""Designs that follow people over time or compare groups."""

HALF_A_YEAR = 6
A_YEAR = 12


@dataclass(frozen=True)
class Body:
    """The findings that count for one rating, and how the rules look at them."""

    findings: tuple[Finding, ...]
    indirect: frozenset = frozenset()
    """Ids of findings that tested something else than the organization itself."""

    def of(self, designs: Iterable[str]) -> list[Finding]:
        """Return the findings from studies of these designs."""
        return [one for one in self.findings if one.source.study_design in designs]

    @staticmethod
    def months(finding: Finding) -> int | None:
        """Return the checked follow-up, or None."""
        if not finding.is_checked("follow_up_months"):
            return None
        return finding.follow_up_months

    @staticmethod
    def studies(finding: Finding) -> int:
        """Return how many studies a finding stands for, as far as checked."""
        return (finding.studies or 0) if finding.is_checked("studies") else 0

    def lasting(self, findings: Iterable[Finding], months: int) -> list[Finding]:
        """Return the findings with at least ``months`` of follow-up.

        A review that states none may have it: the rater is asked (see ``CAUTIONS``).
        """
        return [
            one
            for one in findings
            if (self.months(one) or 0) >= months
            or (one.follow_up_months is None and one.source.study_design in REVIEWS)
        ]

    @cached_property
    def half_year(self) -> list[Finding]:
        """Return results after six months or more of studies that follow or compare."""
        return self.lasting(self.of(FOLLOWING | REVIEWS), HALF_A_YEAR)

    @cached_property
    def graded(self) -> list[Finding]:
        """Return review results of high or moderate certainty from two studies."""
        return [
            one
            for one in self.of(REVIEWS)
            if one.certainty in {Certainty.HIGH, Certainty.MODERATE}
            and one.is_checked("certainty")
            and self.studies(one) >= 2
        ]

    @cached_property
    def agreeing_trials(self) -> list[Finding]:
        """Return trial results of six months that share the most common direction."""
        trials = self.lasting(self.of(TRIALS), HALF_A_YEAR)
        by_direction = [
            [one for one in trials if one.direction == direction]
            for direction in (Direction.FAVOURS, Direction.NO_DIFFERENCE)
        ]
        return max(by_direction, key=publications)

    @cached_property
    def decisive(self) -> list[Finding]:
        """Return what the first level rests on: graded reviews, or agreeing trials."""
        trials = self.agreeing_trials
        return self.graded + (trials if publications(trials) >= 3 else [])

    @cached_property
    def favourable_share(self) -> float:
        """Return the share of results of six months that favour or match."""
        good = {Direction.FAVOURS, Direction.NO_DIFFERENCE}
        counted = self.half_year
        favourable = [one for one in counted if one.direction in good]
        return len(favourable) / len(counted) if counted else 0.0

    def studies_of(self, findings: Iterable[Finding]) -> int:
        """Return how many studies ``findings`` stand for: a review for those it has."""
        largest: dict = {}
        for one in findings:
            is_review = one.source.study_design in REVIEWS
            count = self.studies(one) if is_review else 1
            largest[one.source_id] = max(largest.get(one.source_id, 0), count)
        return sum(largest.values())


def publications(findings: Iterable[Finding]) -> int:
    """Return how many publications ``findings`` come from."""
    return len({one.source_id for one in findings})


@dataclass(frozen=True)
class Condition:
    """One condition of a level: its words, and its test where findings can show it."""

    key: str
    words: object
    test: Callable[[Body], bool] | None = None

    @property
    def is_asked(self) -> bool:
        """Whether the rater has to tick it, since no stored field shows it."""
        return self.test is None

    def holds(self, body: Body) -> bool:
        """Whether the stored findings meet it; what is asked could always be so."""
        return self.test is None or self.test(body)


@dataclass(frozen=True)
class Level:
    """One level: any of ``ways`` whole, and all of ``always``."""

    strength: Strength
    ways: tuple[tuple[Condition, ...], ...]
    always: tuple[Condition, ...] = ()

    @property
    def plain(self):
        """Return what the level means in one sentence."""
        return STRENGTH_IN_WORDS[self.strength]

    def way_met(self, body: Body) -> tuple[Condition, ...] | None:
        """Return the conditions that ``body`` meets, or None where it misses one."""
        for way in self.ways:
            conditions = (*way, *self.always)
            if all(condition.holds(body) for condition in conditions):
                return conditions
        return None


LEVELS = (
    Level(
        Strength.STRONG,
        ways=(
            (
                Condition(
                    "graded-review",
                    _(
                        "A systematic review of controlled studies states high or "
                        "moderate certainty (GRADE) for this outcome, from at least "
                        "two studies."
                    ),
                    lambda body: bool(body.graded),
                ),
                Condition(
                    "review-of-controlled-studies",
                    _(
                        "At least two of the studies in the review are randomized, "
                        "quasi-randomized or instrumental-variable studies."
                    ),
                ),
            ),
            (
                Condition(
                    "three-trials",
                    _(
                        "At least three randomized trials with follow-up of six "
                        "months or more point the same way."
                    ),
                    lambda body: publications(body.agreeing_trials) >= 3,
                ),
                Condition(
                    "three-teams",
                    _("The trials come from independent teams."),
                ),
            ),
        ),
        always=(
            Condition(
                "a-year",
                _("At least one of them followed people for 12 months or more."),
                lambda body: bool(body.lasting(body.decisive, A_YEAR)),
            ),
            Condition(
                "nothing-against",
                _("No equally good body of studies points the other way."),
            ),
        ),
    ),
    Level(
        Strength.PROMISING,
        ways=(
            (
                Condition(
                    "two-studies",
                    _(
                        "At least two studies that follow people over time or compare "
                        "groups report this outcome at six months or more."
                    ),
                    lambda body: body.studies_of(body.half_year) >= 2,
                ),
                Condition(
                    "not-only-facilitation",
                    _(
                        "For an organization: a study of facilitation by professionals "
                        "is indirect and cannot be the second study."
                    ),
                    lambda body: _direct_studies(body) >= 2,
                ),
                Condition(
                    "comparison",
                    _(
                        "At least one has a comparison group or allows for who "
                        "chooses to take part."
                    ),
                    lambda body: any(_has_comparison(one) for one in body.half_year),
                ),
                Condition(
                    "mostly-favourable",
                    _(
                        "Most results are favorable, or no worse than another "
                        "treatment that helps. Results that conflict stay at "
                        "preliminary."
                    ),
                    lambda body: body.favourable_share > 0.5,
                ),
                Condition(
                    "two-teams",
                    _("The studies come from at least two independent teams."),
                ),
            ),
        ),
    ),
    Level(
        Strength.PRELIMINARY,
        ways=(
            (
                Condition(
                    "one-study",
                    _(
                        "At least one study that follows people over time or compares "
                        "groups reports this outcome for the people who take part or "
                        "their relatives."
                    ),
                    lambda body: bool(body.of(FOLLOWING | REVIEWS)),
                ),
            ),
        ),
    ),
    Level(
        Strength.INSUFFICIENT,
        ways=(
            (
                Condition(
                    "description-only",
                    _(
                        "There are only snapshots, interviews, surveys of members or "
                        "opinions, or the outcome was studied only through another "
                        "group."
                    ),
                ),
            ),
        ),
    ),
)
"""The levels that findings can reach, highest first; each with its rule."""

NO_STUDIES_RULE = _(
    "A search with a date and a list of the places searched found no study. Without "
    "such a search, the subject is “not assessed”."
)

CAUTIONS = (
    Condition(
        "one-linked-team",
        _("Not all studies come from one team with links to the organization."),
    ),
    Condition(
        "long-enough",
        _(
            "A review that states no follow-up rests on studies that were long enough "
            "for the rule."
        ),
    ),
    Condition("drop-out", _("No more than half of the people dropped out.")),
)
"""Asked for every level above "not enough evidence"; a no lowers it by one level."""

TYPE_CAUTION = Condition(
    "type-as-a-whole",
    _(
        "For a type: a review covers the type as a whole, or two of its organizations "
        "reach the level. Otherwise it is one level below its best-studied one."
    ),
)

RULES_OF_USE = (
    _("No organization takes over the rating of its type."),
    _("No level is raised for popularity, age or what members say."),
    _("Two people rate independently; both names and the day are stored."),
    _("Each rating is reviewed every two years, or when a new review appears."),
)


def _direct_studies(body: Body) -> int:
    direct = [one for one in body.half_year if one.pk not in body.indirect]
    return body.studies_of(direct)


def _has_comparison(finding: Finding) -> bool:
    design = finding.source.study_design
    return design in CONTROLLED | REVIEWS or bool(
        finding.comparator and finding.is_checked("comparator")
    )
