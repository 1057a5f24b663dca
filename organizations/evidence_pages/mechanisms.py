"""The pathway of change, step by step: which study supports which step.

The steps are those of the figure ``evidence/includes/pathway.html``. A study stands
beside a step through the outcome of its finding; a step without an outcome, or without
a result that somebody saw, says so.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from evidence import grading
from evidence.choices import Direction, OutcomeGroup
from evidence.cited_by import public_summaries
from evidence.models import EvidenceSummary, Finding, Outcome
from organizations.evidence_pages.evidence_map import design_rank, direction_mark


@dataclass(frozen=True)
class MechanismStep:
    """One box of the figure, and the outcomes that measure it, by slug."""

    key: str
    name: object
    outcomes: tuple[str, ...] = ()


PATHWAY = (
    MechanismStep(
        "network", _("New friends who support recovery"), ("mechanism-social-network",)
    ),
    MechanismStep("brain", _("Changes in the brain, by stopping or using less")),
    MechanismStep(
        "mind",
        _("Changes in mind, mood and life with others"),
        (
            "mechanism-self-efficacy",
            "mechanism-coping",
            "mechanism-spirituality",
            "mechanism-depression",
        ),
    ),
    MechanismStep("craving", _("Less craving"), ("mechanism-craving",)),
)

ALL_STEPS = MechanismStep("several", _("Several steps looked at together"))
"""Where outcomes of change stand that belong to no one step."""


@dataclass(frozen=True)
class Study:
    """One result about a step, and whose evidence it is."""

    finding: Finding
    subjects: tuple[EvidenceSummary, ...]

    @property
    def mark(self):
        """Return what it says of the step: a shape and a word."""
        return direction_mark(self.finding.direction, is_route=True)


@dataclass(frozen=True)
class StepEvidence:
    """One step with its outcomes, each with its studies."""

    step: MechanismStep
    outcomes: tuple[tuple[Outcome, tuple[Study, ...]], ...]

    @property
    def studies(self) -> list[Study]:
        """Return the studies of all its outcomes."""
        return [study for _outcome, studies in self.outcomes for study in studies]

    @property
    def supporting(self) -> int:
        """Return how many studies support the step."""
        return self._count(is_favored=True)

    @property
    def others(self) -> int:
        """Return how many studies do not support it, or only in part."""
        return self._count(is_favored=False)

    def _count(self, *, is_favored: bool) -> int:
        findings = (study.finding for study in self.studies)
        return len(
            {
                one.source_id
                for one in findings
                if (one.direction == Direction.FAVOURS) is is_favored
            }
        )


def steps() -> list[StepEvidence]:
    """Return the pathway with its studies, in three queries and one for subjects."""
    outcomes = list(
        Outcome.objects.published()
        .filter(group=OutcomeGroup.MECHANISM)
        .order_by("position", "slug")
    )
    studies = _studies(outcomes)
    named = {slug for step in PATHWAY for slug in step.outcomes}
    pathway = [
        StepEvidence(
            step,
            tuple(
                (outcome, tuple(studies.get(outcome.pk, ())))
                for outcome in outcomes
                if outcome.slug in step.outcomes
            ),
        )
        for step in PATHWAY
    ]
    rest = tuple(
        (outcome, tuple(studies[outcome.pk]))
        for outcome in outcomes
        if outcome.slug not in named and outcome.pk in studies
    )
    return [*pathway, StepEvidence(ALL_STEPS, rest)] if rest else pathway


def _studies(outcomes: list[Outcome]) -> dict[object, list[Study]]:
    """Return the results that count and that some public summary rests on."""
    public = {one.pk: one for one in public_summaries()}
    findings = (
        Finding.objects.filter(outcome__in=outcomes, summaries__in=public)
        .select_related("source__superseded_by", "outcome")
        .prefetch_related("summaries")
        .distinct()
    )
    found: dict[object, list[Study]] = {}
    for finding in sorted(findings, key=_order):
        if grading.why_not_counted(finding):
            continue
        subjects = [
            public[one.pk] for one in finding.summaries.all() if one.pk in public
        ]
        subjects.sort(key=lambda one: one.title)
        found.setdefault(finding.outcome_id, []).append(Study(finding, tuple(subjects)))
    return found


def _order(finding: Finding) -> tuple:
    return design_rank(finding), finding.source.slug, finding.key
