"""Reading grade, stigmatizing words, certainty words, anonymity."""

import pytest

from recovery_directory import prose
from recovery_directory.prose.proper_names import Names
from recovery_directory.prose.word_lists import read_list

# Reading grade


def test_grade_is_that_of_flesch_and_kincaid():
    # 16 words in 2 sentences, 24 syllables.
    text = (
        "Members talk about drinking and about their week. "
        "People listen to each other person in it."
    )
    assert prose.reading_grade(text) == pytest.approx(
        0.39 * 16 / 2 + 11.8 * 24 / 16 - 15.59
    )


def test_grade_rises_with_the_text():
    easy = "You do not need to speak. You can just sit and hear what they say."
    hard = (
        "The program facilitates comprehensive rehabilitation of individuals who "
        "are experiencing considerable psychological difficulties."
    )
    assert prose.reading_grade(easy) < 2
    assert prose.reading_grade(hard) > 18


@pytest.mark.parametrize(
    ("word", "syllables"),
    [
        ("drink", 1),
        ("people", 2),
        ("about", 2),
        ("open", 2),
        ("something", 2),
        ("started", 2),
        ("used", 1),
        ("medicine", 3),
        ("alcohol", 3),
        ("recovery", 4),
        ("self-help", 2),
    ],
)
def test_syllables_are_those_that_people_speak(word, syllables):
    # A text of one word in one sentence: the grade says how many syllables it has.
    assert prose.reading_grade(word) == pytest.approx(0.39 + 11.8 * syllables - 15.59)


def test_names_addresses_and_numbers_count_as_one_short_word():
    plain = prose.reading_grade("You can call Ann or see it at home on day one.")
    names = Names(["Internet and Technology Addicts Anonymous"])
    assert plain == pytest.approx(
        prose.reading_grade(
            "You can call Internet and Technology Addicts Anonymous or see it at "
            "internetaddictsanonymous.org on day 1,936.",
            names,
        )
    )


def test_an_initial_ends_no_sentence():
    short = prose.reading_grade("Bill met Bob in Akron and they spoke for six hours.")
    assert (
        prose.reading_grade(
            "Bill W. met Dr. Bob in Akron and they spoke for six hours."
        )
        >= short
    )


def test_an_empty_text_has_grade_zero():
    assert prose.reading_grade("") == 0
    assert prose.reading_grade(" … ") == 0


# Stigmatizing words


def stigmatizing(text, *names, language="en"):
    found = prose.stigmatizing_words(text, Names(names), language)
    return [entry.word for entry in found]


def test_labels_are_found_with_person_first_words_to_write():
    found = prose.stigmatizing_words("Addicts who were clean met two alcoholics.")
    assert [entry.word for entry in found] == ["Addicts", "clean", "alcoholics"]
    assert "people with an addiction" in found[0].instead
    assert "people with alcohol problems" in found[2].instead


@pytest.mark.parametrize(
    "text",
    [
        "People with drug problems meet. Nobody drinks alcoholic drinks.",
        "She lived through sexual abuse.",
        "Alcoholics Anonymous and Narcotics Anonymous began in the United States.",
        "Some say “I am an alcoholic” when they speak; you need not.",
        'The book calls them "addicts".',
    ],
)
def test_names_quotations_and_other_meanings_are_left_alone(text):
    assert stigmatizing(text) == []


def test_a_listed_name_is_left_alone_and_the_same_word_beside_it_is_not():
    text = "Adult Children of Alcoholics is for children of alcoholics."
    assert stigmatizing(text, "Adult Children of Alcoholics") == ["alcoholics"]
    assert stigmatizing(text) == ["Alcoholics", "alcoholics"]


def test_a_hyphen_or_a_break_hides_no_word():
    assert stigmatizing("substance-abuse and substance\n  abuse") == [
        "substance-abuse",
        "substance\n  abuse",
    ]


def test_spanish_has_its_own_list():
    text = "Los adictos y alcohólicos dejan las bebidas alcohólicas."
    assert stigmatizing(text, language="es") == ["adictos", "alcohólicos"]
    assert stigmatizing(text) == []
    assert stigmatizing("En Alcohólicos Anónimos nadie paga.", language="es") == []
    assert stigmatizing(text, language="fr") == []


# Certainty words


def claimed(text, strength=None, language="en"):
    found = prose.claims_above(strength, text, language=language)
    return [claim.word for claim in found]


def test_a_claim_needs_its_strength():
    text = "It works. Research shows it helps."
    assert claimed(text) == ["works", "Research shows"]
    assert claimed(text, "insufficient") == ["works", "Research shows"]
    assert claimed(text, "preliminary") == ["works", "Research shows"]
    assert claimed(text, "promising") == ["works"]
    assert claimed(text, "strong") == []


def test_no_strength_carries_a_proof_a_cure_or_a_guarantee():
    text = "It is proven, cures people and is guaranteed to be the best."
    assert claimed(text, "strong") == ["proven", "cures", "guaranteed", "best"]


@pytest.mark.parametrize(
    "text",
    [
        "It can be arrested, not cured.",
        "Nobody knows whether it works.",
        "This has not yet been proven.",
        "It isn’t proven.",
        "A member works the steps and works with a sponsor.",
        "It is the best-known group.",
    ],
)
def test_denials_questions_and_other_meanings_claim_nothing(text):
    assert claimed(text) == []


def test_a_denial_ends_with_its_sentence():
    assert claimed("No medicine is needed. It cures people.") == ["cures"]


def test_spanish_claims_are_found():
    text = "Es eficaz y garantiza que cura. No se sabe si funciona."
    assert claimed(text, language="es") == ["eficaz", "garantiza", "cura"]


# Anonymity and telephone numbers


@pytest.mark.parametrize(
    "number",
    ["1-800-662-4357", "(212) 555-0100", "+44 20 7946 0000", "1-888-CDA-HOPE"],
)
def test_telephone_numbers_are_seen(number):
    assert prose.phone_numbers(f"Call {number} today.") == [number]


@pytest.mark.parametrize(
    "text",
    [
        "From 1993-1994 to 2015-2016.",
        "10,565 adults aged 18-25, after 30, 60 and 90 days",
    ],
)
def test_years_and_counts_are_no_telephone_numbers(text):
    assert prose.phone_numbers(text) == []


def test_a_surname_after_an_initial_is_seen():
    assert prose.bracketed_surnames("Bill W. (William Smith) began it.") == [
        "Bill W. (William Smith)"
    ]
    assert prose.bracketed_surnames("Jimmy K. (1911) and Bob S. began it.") == []


# The lists


@pytest.mark.parametrize("name", ["stigmatizing.yaml", "certainty.yaml"])
def test_no_word_stands_in_a_list_twice(name):
    for language, listed in read_list(name)["languages"].items():
        entries = listed["words"] if name == "certainty.yaml" else listed
        every = [word for entry in entries for word in entry["words"]]
        assert sorted(every) == sorted(set(every)), language


def test_each_entry_names_a_source_that_the_list_describes():
    listed = read_list("stigmatizing.yaml")
    for entries in listed["languages"].values():
        for entry in entries:
            assert entry["source"] in listed["sources"]
            assert entry["instead"]


def test_each_claim_names_a_strength():
    for listed in read_list("certainty.yaml")["languages"].values():
        for entry in listed["words"]:
            assert entry["needs"] in {*prose.STRENGTHS, "never"}
