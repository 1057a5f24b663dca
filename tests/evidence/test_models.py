"""The library of evidence: what its models refuse, and how they read."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evidence.choices import RATIO_MEASURES, STRENGTH_IN_WORDS, EffectMeasure, Strength
from evidence.models import EvidenceSummary, Finding, Source
from tests import factories

pytestmark = pytest.mark.django_db


def rating(summary, **fields):
    """Add a rating to a summary."""
    given = {"strength": "promising", "direction": "favours"} | fields
    return factories.add(summary, "ratings", **given)


# What is refused, in words for a person


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"ci_low": 0.5, "ci_high": 2}, "The interval needs both ends"),
        ({"estimate": 1, "ci_low": 0.5}, "The interval needs both ends"),
        ({"estimate": 3, "ci_low": 0.5, "ci_high": 2}, "the estimate between them"),
        ({"estimate": 0.1, "ci_low": 0.5, "ci_high": 2}, "the estimate between them"),
        ({"effect_measure": "none", "estimate": 1}, "Say what measure"),
        ({"estimate": 0}, "A ratio is greater than 0."),
        ({"estimate": -1}, "A ratio is greater than 0."),
        ({"direction": "up"}, "not a valid choice"),
        ({"certainty": "sure"}, "not a valid choice"),
    ],
)
def test_a_finding_that_makes_no_sense_is_refused(fields, message):
    with pytest.raises(ValidationError, match=message):
        factories.finding(**{"effect_measure": "RR"} | fields)


@pytest.mark.parametrize(
    "fields",
    [
        {"estimate": 3, "ci_low": 0.5, "ci_high": 2},
        {"estimate": -1},
        {"effect_measure": "none", "estimate": 1},
        {"direction": "up"},
    ],
)
def test_the_database_refuses_it_too(fields):
    finding = factories.finding(effect_measure="RR")
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding._base_manager.filter(pk=finding.pk).update(**fields)


def test_a_difference_may_be_negative_and_touch_the_ends_of_its_interval():
    finding = factories.finding(effect_measure="MD", estimate=-2, ci_low=-2, ci_high=-2)
    assert finding.estimate == -2


def test_a_key_names_one_finding_of_a_source():
    source = factories.source()
    factories.finding(source=source, key="f001")
    with pytest.raises(ValidationError, match="This source has a finding of this key"):
        factories.finding(source=source, key="f001")
    factories.finding(key="f001")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "scroll"}, "not a valid choice"),
        ({"doi": "https://doi.org/10.1000/x"}, "A DOI begins with 10."),
        ({"pmid": "PMID 1"}, "A PMID is a number."),
        ({"pmcid": "1"}, "A PMCID begins with PMC."),
        ({"url": "example.org"}, "Begin it with https"),
        ({"issued": "June 1935"}, "Write a date as"),
        ({"authors": {"family": "Kelly"}}, "Authors are a list of names."),
        ({"authors": ["Kelly"]}, "is no name"),
        ({"authors": [{"given": "John"}]}, "is no name"),
        ({"authors": [{"family": ""}]}, "is no name"),
        ({"authors": [{"family": "Kelly", "literal": "K"}]}, "is no name"),
        ({"unchecked_fields": ["  "]}, "Write a list of texts"),
    ],
)
def test_a_source_that_cannot_be_cited_is_refused(fields, message):
    with pytest.raises(ValidationError, match=message):
        factories.source(**fields)


@pytest.mark.parametrize(("field", "value"), [("doi", "10.1000/x"), ("pmcid", "PMC1")])
def test_two_sources_do_not_share_an_identifier_but_may_both_lack_it(field, value):
    factories.source()
    factories.source(**{field: value})
    with pytest.raises(ValidationError, match="Another source has this"):
        factories.source(**{field: value})


def test_a_source_that_is_cited_cannot_be_deleted():
    source = factories.source()
    factories.organization(citations=[{"fact": "summary", "source": source}])
    with pytest.raises(Exception, match="protected"):
        source.delete()


@pytest.mark.parametrize(
    "fields",
    [{"searched_on": "2024-01-31"}, {"searched_where": "PubMed"}],
)
def test_a_search_is_described_whole_or_not_at_all(fields):
    with pytest.raises(ValidationError, match="both when and where"):
        factories.evidence_summary(**fields)
    factories.evidence_summary(searched_on="2024-01-31", searched_where="PubMed")


def test_an_outcome_is_rated_once_in_a_summary():
    summary = factories.evidence_summary()
    rating(summary, outcome=summary.main_outcome)
    with pytest.raises(ValidationError, match="This outcome is rated here already"):
        rating(summary, outcome=summary.main_outcome)


# How they read


def test_the_headline_is_the_rating_of_the_main_outcome():
    summary = factories.evidence_summary()
    rating(summary, outcome=factories.outcome(), strength="strong")
    assert (summary.headline, summary.strength) == (None, Strength.NOT_ASSESSED)
    main = rating(summary, outcome=summary.main_outcome, strength="preliminary")
    summary = EvidenceSummary.objects.with_ratings().get(pk=summary.pk)
    assert (summary.headline, summary.strength) == (main, Strength.PRELIMINARY)


def test_ratings_with_their_outcomes_cost_no_more_for_more_summaries(
    django_assert_num_queries,
):
    for _number in range(3):
        summary = factories.evidence_summary()
        rating(summary, outcome=summary.main_outcome)
    # 2 queries: the summaries with their main outcomes, the ratings with theirs
    with django_assert_num_queries(2):
        for summary in EvidenceSummary.objects.with_ratings():
            assert summary.headline.outcome == summary.main_outcome


def test_every_strength_has_its_meaning_in_words():
    assert set(STRENGTH_IN_WORDS) == set(Strength)
    summary = factories.evidence_summary()
    shown = rating(summary, outcome=summary.main_outcome, strength="no-studies")
    assert "says nothing about whether it helps" in shown.strength_in_words


@pytest.mark.parametrize(
    ("fields", "confirmed"),
    [
        ({}, False),
        ({"reviewed_on": "2024-01-31"}, False),
        ({"reviewed_on": "2024-01-31", "reviewed_by": ["Ann"]}, False),
        ({"reviewed_by": ["Ann", "Bob"]}, False),
        ({"reviewed_on": "2024-01-31", "reviewed_by": ["Ann", "Bob"]}, True),
    ],
)
def test_a_rating_is_confirmed_by_two_people_on_a_day(fields, confirmed):
    assert factories.evidence_summary(**fields).is_confirmed is confirmed


@pytest.mark.parametrize(
    ("authors", "words"),
    [
        ([], ""),
        ([{"family": "Kelly", "given": "John F."}], "Kelly JF"),
        ([{"family": "Kelly"}, {"literal": "WHO"}], "Kelly, WHO"),
        (
            [{"family": f"Author{number}"} for number in range(8)],
            "Author0, Author1, Author2, Author3, Author4, Author5 et al.",
        ),
    ],
)
def test_authors_read_as_in_a_bibliography(authors, words):
    assert factories.source(authors=authors).authors_in_words == words


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"issued": "1935-06"}, "June 1935"),
        ({"issued_note": "printing of 2015"}, "printing of 2015"),
        ({}, "undated"),
    ],
)
def test_a_source_says_when_it_was_published_or_that_it_does_not(fields, words):
    assert factories.source(**fields).issued_in_words == words


def test_a_reader_finds_a_source_by_its_doi_before_its_address():
    source = factories.source(doi="10.1000/x", url="https://x.example/")
    assert source.best_url == "https://doi.org/10.1000/x"
    source.doi = ""
    assert source.best_url == "https://x.example/"


def test_research_is_told_from_other_sources():
    study = factories.source(study_design="rct")
    factories.source()
    assert Source.objects.research().get() == study


@pytest.mark.parametrize(
    ("fields", "checked"),
    [
        ({"was_seen": True}, True),
        ({"was_seen": False}, False),
        ({"was_seen": True, "unchecked_fields": ["estimate"]}, False),
        ({"was_seen": True, "unchecked_fields": ["all"]}, False),
        ({"was_seen": True, "unchecked_fields": ["population"]}, True),
    ],
)
def test_a_value_is_printed_only_when_somebody_checked_it(fields, checked):
    assert factories.finding(**fields).is_checked("estimate") is checked


def test_ratio_measures_are_measures():
    assert set(EffectMeasure) > RATIO_MEASURES
