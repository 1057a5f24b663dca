"""The numbers of findings in words: checked ones only."""

import pytest

from evidence import numbers
from evidence.models import Finding
from tests import factories

pytestmark = pytest.mark.django_db

RESULT = {
    "effect_measure": "RR",
    "estimate": 1.21,
    "ci_low": 1.03,
    "ci_high": 1.42,
    "participants": 1936,
    "studies": 2,
    "certainty": "high",
    "follow_up_months": 12,
    "comparator": "usual treatment",
    "was_seen": True,
}
IN_WORDS = {
    "estimate": numbers.estimate_in_words,
    "participants": numbers.participants_in_words,
    "studies": numbers.studies_in_words,
    "certainty": numbers.certainty_in_words,
    "follow_up_months": numbers.follow_up_in_words,
    "comparator": numbers.comparator_in_words,
    "direction": numbers.direction_in_words,
}


def everything(finding: Finding) -> str:
    return " | ".join(in_words(finding) for in_words in IN_WORDS.values())


def test_a_checked_result_is_written_out():
    finding = factories.finding(**RESULT)

    assert everything(finding) == (
        "risk ratio 1.21 (95 % CI 1.03 to 1.42) | 1,936 people | 2 studies | high | "
        "after 12 months | usual treatment | results disagree"
    )


@pytest.mark.parametrize("name", IN_WORDS)
def test_a_value_that_nobody_checked_is_not_printed(name):
    finding = factories.finding(**RESULT, unchecked_fields=[name])

    assert IN_WORDS[name](finding) == numbers.not_printed()


def test_a_result_that_nobody_saw_is_not_printed_at_all():
    finding = factories.finding(**RESULT | {"was_seen": False})

    assert everything(finding) == " | ".join([numbers.not_printed()] * len(IN_WORDS))


def test_an_unchecked_interval_leaves_the_estimate():
    finding = factories.finding(**RESULT, unchecked_fields=["ci_low"])

    assert numbers.estimate_in_words(finding) == (
        "risk ratio 1.21 (95 % CI not printed (not checked))"
    )


def test_an_unchecked_measure_hides_the_number():
    finding = factories.finding(**RESULT, unchecked_fields=["effect_measure"])

    assert numbers.estimate_in_words(finding) == numbers.not_printed()


def test_what_the_source_does_not_give_is_said_so():
    finding = factories.finding(was_seen=True)

    assert numbers.estimate_in_words(finding) == "no number given"
    assert numbers.participants_in_words(finding) == "not stated"
    assert numbers.follow_up_in_words(finding) == "not stated"


def test_no_digits_are_added_to_a_number():
    given = {"effect_measure": "MD", "estimate": -4.5, "ci_low": -10, "ci_high": 0.001}
    finding = factories.finding(**RESULT | given)

    assert numbers.estimate_in_words(finding) == (
        "mean difference −4.5 (95 % CI −10 to 0.001)"
    )


def test_a_snapshot_has_no_follow_up():
    finding = factories.finding(**RESULT | {"follow_up_months": 0})

    assert numbers.follow_up_in_words(finding) == "at one time"


def test_the_main_cochrane_result_reads_as_published(shipped):
    finding = Finding.objects.get(source__slug="kelly-2020-cochrane", key="f001")

    assert (
        numbers.estimate_in_words(finding) == "risk ratio 1.21 (95 % CI 1.03 to 1.42)"
    )
    assert numbers.studies_in_words(finding) == "2 studies"
    assert numbers.participants_in_words(finding) == "1,936 people"
    assert numbers.certainty_in_words(finding) == "high"
    assert numbers.follow_up_in_words(finding) == "after 12 months"
    assert numbers.comparator_in_words(finding) == (
        "other established treatments (for example CBT or MET)"
    )


def test_no_unchecked_number_of_the_shipped_findings_is_printed(shipped):
    for finding in Finding.objects.select_related("source", "outcome"):
        for name, in_words in IN_WORDS.items():
            if not finding.is_checked(name):
                assert not any(one.isdigit() for one in in_words(finding))
