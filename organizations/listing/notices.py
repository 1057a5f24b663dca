"""Notices: what a reader has to know of how the words of a search were taken."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from organizations.search.searching import Found

MOST_WORDS = 20
"""How many words are named that were not searched for; more help nobody."""


def notices(found: Found, *, by_relevance: bool) -> Iterator[str]:
    """Yield a sentence for each; ``by_relevance``: the list is in that order."""
    search = found.search
    if not search.text:
        return
    if words := search.left_out:
        yield _("That is long. These words were not searched for: %(words)s.") % {
            "words": ", ".join(words[:MOST_WORDS])
        }
    if labels := found.nobody_for:
        yield _("No organization here is recorded for: %(what)s.") % {
            "what": ", ".join(labels)
        }
    if _is_answered_alone(found):
        return
    if found.was_general or not search.is_asked:
        yield _general(by_relevance)
    elif found.is_prose:
        yield _(
            "Nobody is called that or recorded under it. Your words stand only "
            "somewhere in the texts about these."
        )
    elif found.fits_all and not found.matched_all:
        yield _(
            "Few fit all of your words. They come first; those after them fit most of "
            "the words."
        )
    elif not found.matched_all:
        yield _("Nothing fits all of your words. Here is what fits most of them.")


def _general(by_relevance: bool) -> str:
    if by_relevance:
        return _(
            "Your words are too general to search by; here is the whole list, those "
            "with most groups first."
        )
    return _("Your words are too general to search by; here is the whole list.")


def _is_answered_alone(found: Found) -> bool:
    """Whether nothing was typed but words that are answered by themselves."""
    search = found.search
    is_answered = search.crisis or search.place or search.answered
    return bool(is_answered) and found.matching is None
