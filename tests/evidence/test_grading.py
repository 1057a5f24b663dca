"""The levels of strength: what stored findings could support."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command

from evidence import grading, levels
from evidence.choices import Strength
from evidence.models import EvidenceSummary, Finding, OutcomeRating
from tests import factories

pytestmark = pytest.mark.django_db

HEADLINES = {
    "alcoholics-anonymous": "strong",
    "narcotics-anonymous": "promising",
    "smart-recovery": "promising",
    "lifering": "preliminary",
    "women-for-sobriety": "preliminary",
    "celebrate-recovery": "insufficient",
    "recovery-dharma": "insufficient",
    "jacs": "no-studies",
    "all-recovery-meetings": "not-assessed",
}
ABOVE_CEILING = {
    ("twelve-step", "alcohol-related-consequences"): "preliminary",
    ("twelve-step", "drinks-per-drinking-day"): "preliminary",
    ("twelve-step", "gambling"): "insufficient",
}
"""Shipped ratings that need a written reason, with the level that findings support."""
BELOW_CEILING = {
    ("al-anon-family-groups", "family-functioning"),
    ("double-trouble-in-recovery", "overall"),
    ("gamblers-anonymous", "overall"),
    ("lifering", "overall"),
    ("overeaters-anonymous", "overall"),
    ("racial-ethnic-groups", "overall"),
    ("recovery-dharma", "overall"),
    ("religious", "overall"),
    ("secular", "overall"),
    ("sex-addicts-anonymous", "overall"),
    ("sexaholics-anonymous", "overall"),
    ("women-for-sobriety", "overall"),
}
"""Shipped ratings that the raters put lower than the stored findings would allow.

They do so for what no stored field shows: one team, results of other groups, or
results that say nothing of the help.
"""


@pytest.fixture
def outcome():
    return factories.outcome(published=True)


@pytest.fixture
def summary():
    return factories.evidence_summary(subject_kind="topic", published=True)


@pytest.fixture
def study(summary, outcome):
    """Return what adds a published study with one result to the summary."""

    def add(design, *, source=None, **given):
        source = source or factories.source(published=True, study_design=design)
        result = {"was_seen": True, "direction": "favours", "comparator": "others"}
        return factories.finding(
            source=source, summaries=[summary], outcome=outcome, **result | given
        )

    return add


def level(summary, outcome) -> str:
    fresh = EvidenceSummary.objects.get(pk=summary.pk)
    return grading.ceiling(fresh, outcome).strength.value


# The shipped ratings


@pytest.mark.parametrize(("slug", "strength"), HEADLINES.items())
def test_headlines_of_the_shipped_summaries(shipped, slug, strength):
    assert EvidenceSummary.objects.get(slug=slug).strength == strength


def test_shipped_ratings_above_their_ceiling_are_known(shipped):
    ratings = OutcomeRating.objects.select_related("summary", "outcome")

    above = {
        (rating.summary.slug, rating.outcome.slug): limit.strength.value
        for rating in ratings
        if (limit := grading.above_ceiling(rating))
    }

    assert above == ABOVE_CEILING


def test_every_other_shipped_rating_is_what_its_findings_give_by_the_rules(shipped):
    differs = {
        (rating.summary.slug, rating.outcome.slug)
        for rating in OutcomeRating.objects.select_related("summary", "outcome")
        if grading.ceiling(rating.summary, rating.outcome).strength != rating.strength
    }

    assert differs == ABOVE_CEILING.keys() | BELOW_CEILING


def test_every_shipped_level_says_its_rule_and_has_studies_that_count(shipped):
    levels_reached = {Strength.STRONG, Strength.PROMISING, Strength.PRELIMINARY}

    for rating in OutcomeRating.objects.filter(strength__in=levels_reached):
        assert rating.rule_met, rating
        assert grading.ceiling(rating.summary, rating.outcome).counted, rating


def test_no_shipped_result_that_compares_people_counts_for_or_against_help(shipped):
    people = r"^(men|women|White|non-Hispanic|heterosexual|older|young) ?"
    compared = Finding.objects.filter(comparator__regex=people)

    assert compared
    for finding in compared:
        assert finding.compares_people, finding.key


def test_a_result_that_compares_women_with_men_supports_no_level(
    study, summary, outcome
):
    finding = study("rct", compares_people=True, comparator="men", follow_up_months=12)

    assert level(summary, outcome) == "insufficient"
    assert "kinds of people" in grading.why_not_counted(finding)


def test_the_ceiling_of_aa_rests_on_the_cochrane_review(shipped):
    aa = EvidenceSummary.objects.get(slug="alcoholics-anonymous")
    limit = grading.ceiling(aa, aa.main_outcome)

    assert limit.strength == Strength.STRONG
    assert "kelly-2020-cochrane" in {one.source.slug for one in limit.counted}
    assert {one.key for one in limit.conditions} >= {"graded-review", "a-year"}
    reasons = {one.source.slug: reason for one, reason in limit.left_out}
    assert reasons["ferri-2006-cochrane"] == "a newer publication takes its place"


def test_no_shipped_rating_is_confirmed_yet(shipped):
    assert not any(one.is_confirmed for one in EvidenceSummary.objects.all())


# The rules, level by level


def test_a_graded_review_of_a_year_supports_strong(study, summary, outcome):
    study("systematic-review", certainty="high", studies=2, follow_up_months=12)

    assert level(summary, outcome) == "strong"


@pytest.mark.parametrize(
    "given",
    [
        {"certainty": "low"},
        {"certainty": ""},
        {"studies": 1},
        {"studies": None},
        {"follow_up_months": 9},
        {"unchecked_fields": ["certainty"]},
        {"unchecked_fields": ["studies"]},
        {"unchecked_fields": ["follow_up_months"]},
        {"was_seen": False},
    ],
)
def test_a_review_that_misses_one_condition_does_not(study, summary, outcome, given):
    met = {"certainty": "moderate", "studies": 2, "follow_up_months": 12}
    study("meta-analysis", **met | given)

    assert level(summary, outcome) != "strong"


def test_three_agreeing_trials_of_half_a_year_support_strong(study, summary, outcome):
    study("rct", follow_up_months=6)
    study("rct", follow_up_months=12)
    assert level(summary, outcome) == "promising"

    study("rct", follow_up_months=6)
    assert level(summary, outcome) == "strong"


def test_three_short_trials_do_not(study, summary, outcome):
    for months in (3, 6, 12):
        study("rct", follow_up_months=months)

    assert level(summary, outcome) == "promising"


def test_three_trials_without_a_year_do_not(study, summary, outcome):
    for months in (6, 9, 11):
        study("rct", follow_up_months=months)

    assert level(summary, outcome) == "promising"


def test_trials_that_disagree_do_not(study, summary, outcome):
    for direction in ("favours", "no-difference", "favours"):
        study("rct", follow_up_months=12, direction=direction)

    assert level(summary, outcome) == "promising"


def test_three_results_of_one_publication_are_one_trial(study, summary, outcome):
    source = factories.source(published=True, study_design="rct")
    for _number in range(3):
        study("rct", source=source, follow_up_months=12)

    assert level(summary, outcome) == "preliminary"


def test_two_studies_of_half_a_year_support_promising(study, summary, outcome):
    study("prospective-cohort", follow_up_months=6)
    assert level(summary, outcome) == "preliminary"

    study("quasi-experimental", follow_up_months=6)
    assert level(summary, outcome) == "promising"


def test_two_studies_without_any_comparison_do_not(study, summary, outcome):
    study("prospective-cohort", follow_up_months=6, comparator="")
    study("prospective-cohort", follow_up_months=12, comparator="")

    assert level(summary, outcome) == "preliminary"


def test_results_that_conflict_stay_at_preliminary(study, summary, outcome):
    study("rct", follow_up_months=12)
    study("rct", follow_up_months=12, direction="against")

    assert level(summary, outcome) == "preliminary"


def test_short_studies_support_preliminary(study, summary, outcome):
    study("rct", follow_up_months=3)
    study("rct", follow_up_months=5)

    assert level(summary, outcome) == "preliminary"


@pytest.mark.parametrize(
    "design",
    [
        "cross-sectional",
        "qualitative",
        "scoping-review",
        "narrative-review",
        "government-report",
        "book",
        "",
    ],
)
def test_descriptions_support_nothing_more(study, summary, outcome, design):
    for _number in range(3):
        study(design, follow_up_months=12, certainty="high", studies=9)

    assert level(summary, outcome) == "insufficient"


def test_facilitation_cannot_be_the_second_study_of_an_organization(study, outcome):
    organization = factories.evidence_summary(subject_kind="organization")
    help_by_staff = factories.evidence_summary(
        subject_kind="intervention", title="Staff (who link)", published=True
    )
    about_both = {"summaries": [organization, help_by_staff], "outcome": outcome}
    result = {"was_seen": True, "direction": "favours", "follow_up_months": 12}
    for design in ("rct", "prospective-cohort"):
        source = factories.source(published=True, study_design=design)
        indirect = factories.finding(source=source, **about_both, **result)
    assert level(organization, outcome) == "preliminary"
    assert level(help_by_staff, outcome) == "promising"
    assert grading.tested_indirectly(organization)[indirect.pk] == "Staff"

    for _number in range(2):
        source = factories.source(published=True, study_design="quasi-experimental")
        direct = about_both | {"summaries": [organization]}
        factories.finding(source=source, **direct, **result)
    assert level(organization, outcome) == "promising"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"published": False}, "not published"),
        ({"retracted_on": datetime.date(2024, 5, 1)}, "retracted"),
    ],
)
def test_what_the_public_may_not_rely_on_does_not_count(
    study, summary, outcome, given, reason
):
    source = factories.source(**{"published": True, "study_design": "rct"} | given)
    study("rct", source=source, follow_up_months=12)

    limit = grading.ceiling(EvidenceSummary.objects.get(pk=summary.pk), outcome)

    assert limit.strength == Strength.INSUFFICIENT
    assert limit.counted == ()
    assert reason in limit.left_out[0][1]


def test_nothing_stored_means_no_studies_only_after_a_search(outcome):
    searched = factories.evidence_summary(
        searched_on=datetime.date(2026, 11, 23), searched_where="PubMed"
    )
    unsearched = factories.evidence_summary()

    assert level(searched, outcome) == "no-studies"
    assert level(unsearched, outcome) == "not-assessed"


def test_no_studies_without_a_search_is_above_the_ceiling(outcome):
    made = factories.evidence_summary(
        ratings=[{"outcome": outcome, "strength": "no-studies", "direction": "unknown"}]
    )

    assert grading.above_ceiling(made.ratings.get()).strength == Strength.NOT_ASSESSED


def test_overall_rests_on_all_outcomes_but_not_on_who_takes_part(study, summary):
    overall = factories.outcome(published=True, group="overall", better="neither")
    profile = factories.outcome(published=True, better="neither")
    study("rct", follow_up_months=12)
    assert level(summary, overall) == "preliminary"

    source = factories.source(published=True, study_design="rct")
    factories.finding(
        source=source,
        summaries=[summary],
        outcome=profile,
        was_seen=True,
        direction="favours",
        follow_up_months=12,
    )
    assert level(summary, overall) == "preliminary"


def test_one_outcome_does_not_count_for_another(study, summary):
    other = factories.outcome(published=True)
    study("rct", follow_up_months=12)

    assert level(summary, other) == "not-assessed"


def test_the_rater_is_asked_what_findings_cannot_show(study, summary, outcome):
    study("rct", follow_up_months=12)
    study("prospective-cohort", follow_up_months=12)

    limit = grading.ceiling(EvidenceSummary.objects.get(pk=summary.pk), outcome)

    assert [one.key for one in limit.checklist] == [
        "two-teams",
        "one-linked-team",
        "long-enough",
        "drop-out",
    ]
    assert all(one.is_asked for one in limit.checklist)


def test_a_type_is_asked_about_its_organizations(study, summary, outcome):
    EvidenceSummary._base_manager.filter(pk=summary.pk).update(subject_kind="type")
    study("rct", follow_up_months=12)

    limit = grading.ceiling(EvidenceSummary.objects.get(pk=summary.pk), outcome)

    assert limit.checklist[-1].key == "type-as-a-whole"


# The rules as data


def test_every_condition_has_a_key_of_its_own_and_words():
    conditions = [
        one
        for level_ in levels.LEVELS
        for group in (*level_.ways, level_.always)
        for one in group
    ] + [*levels.CAUTIONS, levels.TYPE_CAUTION]
    keys = [one.key for one in conditions]

    assert len(set(keys)) == len(keys)
    assert all(str(one.words).endswith(".") for one in conditions)


def test_levels_stand_in_the_order_of_their_rank():
    ranks = [grading.RANKS[level_.strength] for level_ in levels.LEVELS]

    assert ranks == sorted(ranks, reverse=True)
    assert set(grading.RANKS) == set(Strength)


def test_a_ceiling_takes_few_queries(
    study, summary, outcome, django_assert_num_queries
):
    for _number in range(5):
        study("rct", follow_up_months=12)
    fresh = EvidenceSummary.objects.get(pk=summary.pk)

    # findings with source and outcome; their subjects
    with django_assert_num_queries(2):
        grading.ceiling(fresh, outcome)
        grading.ceiling(fresh, outcome)


def test_a_rating_above_the_ceiling_without_a_reason_is_to_mend(shipped):
    rating = OutcomeRating.objects.exclude(above_ceiling_reason="").first()
    assert list(rating.summary.publication_blockers()) == []
    rating.above_ceiling_reason = ""
    rating.save()
    summary = EvidenceSummary.objects.get(pk=rating.summary_id)
    assert any("lower it" in str(reason) for reason in summary.publication_blockers())
    with pytest.raises(CommandError):
        call_command("check_records", stdout=io.StringIO())
