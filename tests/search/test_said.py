"""How well pages answer what people say: figures with a floor, and the worst searches.

``pytest -s tests/search/test_said.py`` prints the report.
"""

import pytest
from django.test import Client

from organizations.models import Organization, TaxonomyTerm
from organizations.search.phrases import SHIPPED
from organizations.text_analysis.words import words_of
from recovery_directory import yaml_files
from tests.search.measuring import Figures, groups, said

pytestmark = pytest.mark.django_db

FLOORS = {"said": (0.84, 0.92), "said_held_apart": (0.76, 0.88)}
"""Precision of the first three, and share of emergencies answered, at the least."""

MOST_VERBATIM = {"said": 0.12, "said_held_apart": 0.03}
"""Share of the searches that may be a name or a phrase of the dictionary, word by word.

Those prove that the dictionary is read, and nothing of how people speak.
"""


def page(text: str) -> tuple[tuple[str, ...], bool]:
    """Return who a page shows, in order, and whether it says first whom to call."""
    response = Client().get("/organizations/", {"q": text})
    slugs = tuple(one.slug for one in response.context["object_list"][:10])
    return slugs, 'class="crisis-card"' in response.text


@pytest.mark.parametrize("name", FLOORS)
def test_the_first_three_are_those_that_a_counsellor_would_name(shipped, name):
    figures = Figures.of(said(name), page)
    print("\n" + figures.report(name))
    precision, crisis_recall = FLOORS[name]
    assert figures.precision >= precision
    assert figures.crisis_recall >= crisis_recall
    assert figures.alarms <= 3


def test_there_are_enough_searches_and_they_name_what_is_there(shipped):
    searches = [*said("said"), *said("said_held_apart")]
    assert len(searches) >= 400
    assert len(said("said_held_apart")) >= 100
    assert len({one.q for one in searches}) == len(searches)
    slugs = set(Organization.objects.published().values_list("slug", flat=True))
    for one in searches:
        assert one.fits or one.crisis, one.q
        assert one.fits | one.first | one.five | one.never <= slugs, one.q
    for name, members in groups().items():
        assert set(members) <= slugs, name


@pytest.mark.parametrize("name", MOST_VERBATIM)
def test_few_searches_stand_in_the_dictionary_word_by_word(shipped, name):
    dictionary = {
        " ".join(words_of(str(phrase)))
        for group in yaml_files.read(SHIPPED)
        for phrase in group["phrases"]
    }
    for term in TaxonomyTerm.objects.published():
        for text in (term.name, *term.synonyms, *term.search_words):
            dictionary.add(" ".join(words_of(text)))
    for organization in Organization.objects.published():
        names = organization.alternate_names.values_list("name", flat=True)
        dictionary |= {" ".join(words_of(name)) for name in (organization.name, *names)}
    searches = said(name)
    verbatim = [one.q for one in searches if " ".join(words_of(one.q)) in dictionary]
    assert len(verbatim) <= MOST_VERBATIM[name] * len(searches), verbatim
