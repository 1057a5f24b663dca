"""Safety lines: what somebody who is about to stop, or is with them, has to know.

They are passages of the page "safety", so the operator changes their words, and each
rests on sources. A line stands on an organization that helps with any of its subjects
and runs; what was shipped is known in Spanish too, as the crisis lines are.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from organizations.choices import PassagePage
from organizations.models import Passage

WITHDRAWAL = "safety-withdrawal"
"""The line for whoever is about to stop; pages that speak of stopping show it too."""


def safety_lines(organization) -> list[Passage]:
    """Return the lines that stand on page and hand-out of ``organization``.

    Fetch it with ``for_page`` or with what sheets need: a constant number of queries.
    """
    if organization.is_historic:
        return []
    found = {
        passage.pk: passage
        for row in organization.focus_terms
        for passage in row.term.safety_passages.all()
        if passage.is_published and passage.page == PassagePage.SAFETY
    }
    return sorted(found.values(), key=lambda one: (one.position, one.slug))


def on_stopping() -> list[Passage]:
    """Return the line for pages on stopping and on cutting down."""
    return list(Passage.objects.on_page(PassagePage.SAFETY).filter(slug=WITHDRAWAL))


def on_paper(passages: Iterable[Passage]) -> list[str]:
    """Return the words of the lines, in the language that is active if known in it."""
    return [_(passage.text) for passage in passages]
