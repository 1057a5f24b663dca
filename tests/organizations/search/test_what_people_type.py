"""What people type, as its page shows it: names, what is not wanted, whose trouble."""

import pytest

from organizations.search.whose import ages
from organizations.text_analysis.words import query_words
from tests import factories

pytestmark = pytest.mark.django_db

FAMILY_ONLY = {
    "al-anon-family-groups",
    "alateen",
    "co-anon-family-groups",
    "families-anonymous",
    "gam-anon",
    "learn-to-cope",
    "nar-anon-family-groups",
    "narateen",
    "pal-parents-of-addicted-loved-ones",
    "smart-recovery-family-friends",
}


@pytest.fixture
def typed(client):
    """Return a function that types words into the search, and reads the page."""

    def answer(text: str, **given):
        return client.get("/organizations/", {"q": text, **given})

    return answer


def first(response, number: int = 5) -> list[str]:
    """Return who comes first on a page."""
    return [one.slug for one in response.context["object_list"][:number]]


def reasons(response, slug: str) -> list[str]:
    """Return what a page says of why somebody is there."""
    rows = response.context["object_list"]
    (found,) = [one for one in rows if one.slug == slug]
    return [reason.text for reason in found.match_reasons]


# Names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("AA and NA", ["alcoholics-anonymous", "narcotics-anonymous"]),
        ("alanon or alateen", ["al-anon-family-groups", "alateen"]),
        ("smart vs lifering", ["smart-recovery", "lifering"]),
        ("smart recovery vs aa", ["smart-recovery", "alcoholics-anonymous"]),
        (
            "difference between aa and smart",
            ["smart-recovery", "alcoholics-anonymous"],
        ),
        (
            "aa na ca",
            ["alcoholics-anonymous", "narcotics-anonymous", "cocaine-anonymous"],
        ),
        ("overeaters anonymous or gam-anon", ["overeaters-anonymous", "gam-anon"]),
    ],
)
def test_each_name_that_is_typed_comes_before_all_others(shipped, typed, text, names):
    assert set(first(typed(text), len(names))) == set(names)


@pytest.mark.parametrize(
    ("text", "name", "people"),
    [
        ("black aa", "alcoholics-anonymous", "sober-black-girls-club"),
        ("native american aa", "alcoholics-anonymous", "wellbriety"),
        ("women's aa meetings", "alcoholics-anonymous", "women-for-sobriety"),
        ("christian na", "narcotics-anonymous", "celebrate-recovery"),
        ("lgbt na", "narcotics-anonymous", "gay-and-sober"),
    ],
)
def test_a_name_with_people_gives_it_and_those_made_for_them(
    shipped, typed, text, name, people
):
    found = first(typed(text))
    assert found[0] == name
    assert people in found


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("al-anon en español", "al-anon-family-groups"),
        ("agnostic aa", "secular-aa"),
        ("smart recovery for my wife", "smart-recovery-family-friends"),
        ("my ex wife drinks", "al-anon-family-groups"),
    ],
)
def test_the_name_that_is_meant_comes_first(shipped, typed, text, slug):
    assert first(typed(text))[0] == slug


def test_little_words_and_words_of_a_longer_phrase_are_no_names(shipped, typed):
    assert "millati-islami" not in first(typed("mi esposo toma mucho"))
    assert "ex-community" not in first(typed("my ex wife drinks"))


# What is not wanted


@pytest.mark.parametrize(
    "text",
    [
        "without aa",
        "no aa",
        "-aa",
        "not aa",
        "other than aa",
        "alternatives to aa",
        "quit drinking without alcoholics anonymous",
        "aa is not for me",
        "drinking, anything but aa",
        "sin aa",
    ],
)
def test_a_name_that_is_not_wanted_is_left_out_and_the_page_says_so(
    shipped, typed, text
):
    page = typed(text)
    names = [one.slug for one in page.context["object_list"]]
    assert names
    assert "alcoholics-anonymous" not in names
    chips = page.context["list_query"].chips
    (chip,) = [one for one in chips if one.facet_label == "Without"]
    assert chip.label == "Alcoholics Anonymous"
    back = page.client.get(f"/organizations/{chip.remove_url}")
    assert "alcoholics-anonymous" in [one.slug for one in back.context["object_list"]]


def test_several_names_are_left_out_together(shipped, typed):
    found = [one.slug for one in typed("drugs, no na or aa").context["object_list"]]
    assert found
    assert not {"narcotics-anonymous", "alcoholics-anonymous"} & set(found)


def test_without_a_name_others_for_the_same_trouble_come(shipped, typed):
    assert {"smart-recovery", "lifering"} <= set(
        first(typed("quit drinking without aa"))
    )
    assert "smart-recovery" in first(typed("besides na"))


def test_twelve_steps_that_are_not_wanted_are_left_out(shipped, typed):
    for text in ("non 12 step", "without the twelve steps", "sin 12 pasos"):
        page = typed(text)
        found = page.context["object_list"]
        assert found, text
        assert {one.organization_type.slug for one in found} <= {"secular", "religious"}
        assert "Without" in page.text


# Words of running text


def test_prose_never_outranks_a_subject(typed):
    focus = factories.term(
        taxonomy="focus", slug="quay", name="Quay", synonyms=["harbor"], published=True
    )
    factories.organization(slug="subject", terms=[focus], published=True)
    factories.organization(slug="prose", summary="Ask your trawler.", published=True)
    assert first(typed("harbor trawler")) == ["subject"]
    page = typed("trawler")
    assert first(page) == ["prose"]
    assert "somewhere in the texts" in page.text
    assert reasons(page, "prose") == []


def test_a_subject_that_nobody_has_is_said(typed):
    factories.term(taxonomy="focus", slug="quay", name="Quay", published=True)
    factories.organization(slug="pier", published=True)
    page = typed("quay")
    assert "No organization here is recorded for: Quay." in page.text
    assert first(page) == ["pier"]


# Long sentences


def test_words_that_say_nothing_do_not_count_against_a_long_sentence(shipped, typed):
    text = "Hi I am 34 years old and live in Ohio and my wife gambles"
    assert first(typed(text))[0] == "gam-anon"
    long = "please help me i do not know what to do " * 5 + "my wife gambles"
    assert first(typed(long))[0] == "gam-anon"


def test_words_that_are_left_out_are_said(typed):
    words = [f"zeppelin{chr(97 + number)}" for number in range(25)]
    page = typed(" ".join(words))
    assert "These words were not searched for: zeppelinu, zeppelinv" in page.text
    assert "not searched for" not in typed("zeppelin").text


# Slips


@pytest.mark.parametrize("text", ["soma", "gas station heroin", "drinking in my car"])
def test_a_short_word_is_not_made_into_a_longer_one(shipped, typed, text):
    page = typed(text)
    asked = {
        meaning
        for unit in page.context["list_query"].found.matching.units
        for meaning in unit.meanings
    }
    assert not {facet for facet, _value in asked} - {"focus"}
    assert ("focus", "debt") not in asked


def test_nothing_absurd_is_offered(shipped, typed):
    for text in ("smart recovery vs aa", "daughter stealing for pills"):
        assert typed(text).context["list_query"].did_you_mean is None


# Whose trouble


@pytest.mark.parametrize(
    "text",
    [
        "my girlfriend smokes weed all day",
        "my husband drinks",
        "i found needles in my sons room",
        "boyfriend stoned all day",
        "mi novio fuma mota",
        "how do i help my sister stop drinking",
        "living with an alcoholic",
    ],
)
def test_a_question_about_somebody_close_is_for_family_groups(shipped, typed, text):
    assert first(typed(text))[0] in FAMILY_ONLY | {"families-against-narcotics"}


@pytest.mark.parametrize(
    "text",
    [
        "i use heroin",
        "my wife left me because i drink",
        "my kids were taken because i use meth",
        "my husband found my porn history",
        "uso chiva",
        "opioids",
    ],
)
def test_ones_own_trouble_gives_no_group_for_families_alone(shipped, typed, text):
    assert not FAMILY_ONLY & set(first(typed(text)))


@pytest.mark.parametrize(
    ("text", "few"),
    [
        ("dad drinks", {"al-anon-family-groups", "alateen"}),
        ("dad drinks", {"adult-children-of-alcoholics"}),
        ("kid of an alcoholic", {"alateen", "adult-children-of-alcoholics"}),
        ("teen", {"alateen", "young-people-in-recovery"}),
        ("14 year old", {"alateen", "young-people-in-recovery"}),
        ("im 16 and use percs", {"young-people-in-recovery"}),
    ],
)
def test_young_people_children_and_parents_are_told_apart(shipped, typed, text, few):
    assert few <= set(first(typed(text)))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("14 year old", [("audience", "young-people")]),
        ("i am 15 years old", [("audience", "young-people")]),
        ("19yo", [("audience", "young-people")]),
        ("tengo 16 anos", [("audience", "young-people")]),
        ("im 17 and drink", [("audience", "young-people")]),
        (
            "my 14 year old",
            [("audience", "family-and-friends"), ("audience", "parents")],
        ),
        ("34 years old", []),
        ("the 12 steps", None),
        ("420", None),
    ],
)
def test_an_age_tells_who_is_young_and_who_is_a_parent(text, meant):
    found = [list(one) for one in ages(query_words(text)).values()]
    assert found == ([] if meant is None else [meant])


# Subjects


def test_any_of_several_subjects_will_do(shipped, typed):
    found = first(typed("heroin or meth"))
    assert {"heroin-anonymous", "crystal-meth-anonymous"} <= set(found)
    assert "narcotics-anonymous" in found
    assert first(typed("meth"))[:2] == ["crystal-meth-anonymous", "narcotics-anonymous"]


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("12 paso", "alcoholics-anonymous"),
        ("mi esposo toma mucho", "al-anon-family-groups"),
        ("quiero dejar la piedra", "cocaine-anonymous"),
        ("drinking", "alcoholics-anonymous"),
        ("i am an alcoholic", "alcoholics-anonymous"),
        ("doble a", "alcoholics-anonymous"),
    ],
)
def test_the_first_one_is_whom_a_counsellor_would_name(shipped, typed, text, slug):
    assert first(typed(text))[0] == slug


@pytest.mark.parametrize("text", ["court ordered meeting", "zoom", "free"])
def test_general_words_give_those_with_most_groups(shipped, typed, text):
    assert "alcoholics-anonymous" in first(typed(text))


@pytest.mark.parametrize(
    "text",
    [
        "beer belly wife left",
        "wife left, drinking every night",
        "girlfriend dumped me over beer",
        "mi esposa me dejo por beber",
        "65 yo male etoh",
        "65M etoh",
        "65 year old man etoh",
    ],
)
def test_who_was_left_or_says_age_and_sex_asks_for_themselves(shipped, typed, text):
    found = first(typed(text), 2)
    assert found == ["alcoholics-anonymous", "smart-recovery"]


@pytest.mark.parametrize(
    "text", ["husband left rehab drinking again", "dad drinks and mom left"]
)
def test_who_left_something_else_is_still_the_one_with_the_trouble(
    shipped, typed, text
):
    assert set(first(typed(text), 1)) <= {
        "al-anon-family-groups",
        "adult-children-of-alcoholics",
    }


def test_where_few_fit_all_words_those_that_fit_most_follow_and_it_is_said(
    shipped, typed
):
    response = typed("christian gambling")
    few = typed("bartender drinking on shift")
    assert first(few, 3) == ["bens-friends", "alcoholics-anonymous", "smart-recovery"]
    assert "fits most of them" in few.text
    assert "Few fit all of your words" in response.text
    assert len(response.context["object_list"]) > 5


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("my lawyer told me to go to meetings", ["Court cards"]),
        ("my attorney says i should do aa", ["Court cards"]),
        ("need a lawyer", ["Lawyers"]),
        ("lawyer who drinks", ["Lawyers"]),
        ("my doctor says i drink too much", []),
        ("my doctor has told me to quit drinking", []),
        ("mi doctor dice que deje de beber", []),
        ("need a doctor", ["A doctor to see"]),
        ("my therapist suggested al-anon", []),
    ],
)
def test_what_an_adviser_said_asks_for_no_adviser(shipped, typed, text, answers):
    answered = typed(text).context["list_query"].search.answered
    given = [one.name for one in answered.answers] if answered else []
    assert len(given) == len(answers)
    assert all(
        name.startswith(wanted) for name, wanted in zip(given, answers, strict=True)
    )
