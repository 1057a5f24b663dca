"""How well the finder's page answers people: figures with a floor, and the worst.

``pytest -s tests/search/test_answered.py`` prints the report.
"""

import pytest
from django.test import Client

from tests.search.measuring import Figures, said

pytestmark = pytest.mark.django_db

PRECISION, RIGHT = 0.82, 0.57
"""Of the first three places, and of the answers with which nothing is wrong."""


def page(query: str) -> tuple[tuple[str, ...], bool]:
    """Return who the finder's page shows, in order; it tells nobody whom to call."""
    context = Client().get(f"/find/?{query}").context
    shown = [*context["start_with"], *context["rest"]]
    return tuple(one.slug for one in shown[:10]), False


def test_the_finder_names_three_that_a_counsellor_would_name(shipped):
    answers = said("answered")
    assert len({one.q for one in answers}) == len(answers) >= 40
    figures = Figures.of(answers, page)
    print("\n" + figures.report("answered"))
    assert figures.precision >= PRECISION
    assert figures.right >= RIGHT
