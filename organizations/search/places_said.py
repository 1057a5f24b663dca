"""Places, read out of what somebody typed into a search.

The place leaves the query and what else was typed is searched: organizations are not
filed by towns. A name of the directory that a place has too stays a name, and its words
are searched. Only pages ask; API and dumps search literally. Nothing is kept of it.
"""

from django.db.models import Q

from organizations.catalog.lexicon import WHOLE
from organizations.models import (
    Organization,
    SearchField,
    SearchToken,
    TaxonomyTerm,
)
from organizations.text_analysis.words import STOP_WORDS, phrase_key, stem
from recovery_directory.places import Recognized, recognize
from recovery_directory.places.states import STATES

STATE_NAMES = frozenset(state.name.lower() for state in STATES.values())

LONGEST_NAME = 6
"""Words of the names that are looked up."""


def read(words: list[str]) -> Recognized | None:
    """Return the place that ``words`` speak of, or None."""
    found = recognize(words)
    if found is None or found.place is None:
        return found
    return recognize(words, _taken(words))


def _taken(words: list[str]) -> set[int]:
    """Return at which positions something of the directory is named.

    Words that say nothing are nobody's; neither are states, which a country may be
    called as: where readers are, the state is meant. A single word that is all that was
    typed is looked up in the middle of names too: "lowell" may mean a "Lowell House".
    """
    spans: dict[str, set[int]] = {}
    for start in range(len(words)):
        for end in range(start + 1, min(len(words), start + LONGEST_NAME) + 1):
            part = words[start:end]
            if set(part) <= STOP_WORDS or " ".join(part) in STATE_NAMES:
                continue
            whole = "".join(part)
            for form in {whole, stem(whole), phrase_key(part)}:
                spans.setdefault(form[:200], set()).update(range(start, end))
    phrases = (SearchField.PHRASE, SearchField.SEARCH_WORD)
    where = Q(field__in=[*WHOLE, *phrases])
    if len(words) == 1:
        where |= Q(field__in=[SearchField.NAME, SearchField.OTHER_NAME])
    public = Q(organization__in=Organization.objects.published()) | Q(
        term__in=TaxonomyTerm.objects.published()
    )
    tokens = SearchToken.objects.filter(public, where, token__in=sorted(spans))
    return {
        position
        for token in tokens.order_by().values_list("token", flat=True).distinct()
        for position in spans[token]
    }
