"""Grading: the highest level of strength that stored findings could support.

Only results count that somebody saw, in published sources that are neither retracted
nor superseded. The rules are those of ``evidence.levels``. A rating above this ceiling
is not wrong, but it needs a written reason.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from evidence.choices import Better, OutcomeGroup, Strength, SubjectKind
from evidence.levels import CAUTIONS, LEVELS, TYPE_CAUTION, Body, Condition, Level
from evidence.models.finding import Finding
from evidence.models.outcome import Outcome

if TYPE_CHECKING:
    from evidence.models.summary import EvidenceSummary, OutcomeRating

# What counts

DRINKING = frozenset(
    {
        "abstinence-continuous",
        "abstinence-point",
        "percent-days-abstinent",
        "longest-period-abstinent",
        "drinks-per-drinking-day",
        "percent-days-heavy-drinking",
    }
)
WIDE_OUTCOMES = {
    "alcohol-use": DRINKING,
    "substance-use": DRINKING | {"alcohol-use", "other-drug-use"},
}
"""Outcomes that take in others, by slug; see also ``rests_on``."""


def rests_on(outcome: Outcome, finding: Finding) -> bool:
    """Whether ``finding`` may count for a rating of ``outcome``.

    "Overall" takes in everything except how change comes about and who takes part;
    "several routes of change" takes in every route.
    """
    measured = finding.outcome
    if measured.pk == outcome.pk:
        return True
    if outcome.group == OutcomeGroup.OVERALL:
        return measured.better != Better.NEITHER
    if outcome.slug == "mechanism-multiple":
        return measured.group == OutcomeGroup.MECHANISM
    return measured.slug in WIDE_OUTCOMES.get(outcome.slug, ())


def why_not_counted(finding: Finding) -> str:
    """Return why a stored finding supports no level, or an empty text."""
    source = finding.source
    if not source.is_published:
        return str(_("its source is not published"))
    if source.retracted_on:
        return str(_("its source was retracted"))
    if source.superseded_by_id:
        return str(_("a newer publication takes its place"))
    if not finding.was_seen or not finding.is_checked("outcome"):
        return str(_("nobody has seen the result yet"))
    if not finding.is_checked("direction"):
        return str(_("its direction is not checked"))
    if finding.compares_people:
        return str(_("it compares kinds of people, not one kind of help with another"))
    return ""


# The ceiling

RANKS = {
    Strength.STRONG: 4,
    Strength.PROMISING: 3,
    Strength.PRELIMINARY: 2,
    Strength.INSUFFICIENT: 1,
    Strength.NO_STUDIES: 0,
    Strength.NOT_ASSESSED: -1,
}
"""Order of the levels for the ceiling alone; no page sorts subjects by it."""


@dataclass(frozen=True)
class Ceiling:
    """The highest level that stored findings could support, and what remains to ask."""

    strength: Strength
    conditions: tuple[Condition, ...]
    counted: tuple[Finding, ...]
    left_out: tuple[tuple[Finding, str], ...]

    @property
    def checklist(self) -> tuple[Condition, ...]:
        """Return the conditions that the rater ticks."""
        return tuple(one for one in self.conditions if one.is_asked)

    def allows(self, strength: str) -> bool:
        """Whether a rating of ``strength`` stays at or below this ceiling."""
        return RANKS[Strength(strength)] <= RANKS[self.strength]


def ceiling(summary: "EvidenceSummary", outcome: Outcome) -> Ceiling:
    """Return the highest level that the findings of ``summary`` support for an outcome.

    Findings none of which counts support "not enough evidence". Without any finding:
    "no studies found" where a dated search is stored, else "not assessed".
    """
    findings = [one for one in findings_of(summary) if rests_on(outcome, one)]
    reasons = {one.pk: why_not_counted(one) for one in findings}
    counted = tuple(one for one in findings if not reasons[one.pk])
    left_out = tuple((one, reasons[one.pk]) for one in findings if reasons[one.pk])
    is_organization = summary.subject_kind == SubjectKind.ORGANIZATION
    indirect = tested_indirectly(summary) if is_organization else {}
    body = Body(counted, frozenset(indirect))
    for level in LEVELS if counted else ():
        conditions = level.way_met(body)
        if conditions is not None:
            asked = _cautions(level, summary)
            return Ceiling(level.strength, (*conditions, *asked), counted, left_out)
    if findings:
        strength = Strength.INSUFFICIENT
    else:
        searched = summary.searched_on is not None
        strength = Strength.NO_STUDIES if searched else Strength.NOT_ASSESSED
    return Ceiling(strength, (), counted, left_out)


def above_ceiling(rating: "OutcomeRating") -> Ceiling | None:
    """Return the ceiling that ``rating`` exceeds, or None where it stays within."""
    limit = ceiling(rating.summary, rating.outcome)
    return None if limit.allows(rating.strength) else limit


def findings_of(summary: "EvidenceSummary") -> list[Finding]:
    """Return the findings of ``summary`` with source, outcome and other subjects.

    They are fetched once and kept with ``summary``, as prefetched ones are.
    """
    with_all = Finding.objects.select_related("source", "outcome")
    prefetch_related_objects(
        [summary], Prefetch("findings", queryset=with_all), "findings__summaries"
    )
    return list(summary.findings.all())


def tested_indirectly(summary: "EvidenceSummary") -> dict:
    """Return what was tested instead of an organization: title by the finding's id.

    A finding filed under a kind of help by professionals tested that help, for example
    facilitation, and is indirect for the organization that it leads to.
    """
    if summary.subject_kind == SubjectKind.INTERVENTION:
        return {}
    return {
        finding.pk: other.title.partition(" (")[0]
        for finding in findings_of(summary)
        for other in finding.summaries.all()
        if other.subject_kind == SubjectKind.INTERVENTION and other.is_published
    }


def _cautions(level: Level, summary: "EvidenceSummary") -> tuple[Condition, ...]:
    if level.strength == Strength.INSUFFICIENT:
        return ()
    if summary.subject_kind == SubjectKind.TYPE:
        return (*CAUTIONS, TYPE_CAUTION)
    return CAUTIONS
