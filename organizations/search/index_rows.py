"""Derive what finding reads from a record: facet values and words. Nothing is written.

Records come with all that is asked of them: see ``indexing``.
"""

from collections import Counter
from collections.abc import Iterator

from evidence.choices import Strength
from organizations.catalog.standing import (
    HAS_WAY_IN,
    MADE_FOR,
    ONLY_FOR,
    REACH,
    WAY_IN,
)
from organizations.catalog.vocabulary import Term, Vocabulary, is_published
from organizations.choices import (
    NOT_RECORDED,
    NOT_STATED,
    WORLDWIDE,
    AudienceFit,
    MedicationStance,
    NameKind,
    RelationshipKind,
)
from organizations.models import (
    Closeness,
    FacetValue,
    Organization,
    OrganizationTerm,
    SearchField,
    SearchToken,
    TaxonomyTerm,
)
from organizations.models.size import count_of_groups
from organizations.models.taxonomy import AUDIENCE
from organizations.search.phrases import phrases
from organizations.text_analysis.words import (
    ADDICTION_WORDS,
    STOP_WORDS,
    compounds_of,
    joined,
    phrase_key,
    stem,
    stems_of,
    words_of,
)

TEXT_FIELDS = (
    "summary",
    "philosophy",
    "eligibility_description",
    "how_to_start",
    "meeting_description",
    "recovery_goal_description",
    "spirituality_tradition",
    "spirituality_description",
    "medication_description",
    "founded_place",
    "headquarters",
)
"""Texts that search looks into; figures and history would only make noise."""

SHORTEST_MEANT = 6
"""Letters of a search word for which a slip is taken: nobody sees what it became."""

ABBREVIATIONS = {"anonymous": "anon"}
"""How people shorten words of names."""


FITS = {AudienceFit.ONLY: (ONLY_FOR, MADE_FOR), AudienceFit.MADE_FOR: (MADE_FOR,)}
"""What is said beside an audience of how far somebody is for these people."""

# Facets


def facet_rows(organization: Organization, vocabulary: Vocabulary) -> list[FacetValue]:
    """Return every facet value under which ``organization`` is found."""
    named = _Naming(organization)
    rows = [
        FacetValue(
            organization=organization,
            facet=facet,
            value=value,
            closeness=(
                Closeness.NAMED if named.after_value(facet, value) else Closeness.FILED
            ),
        )
        for facet, value in _own_values(organization)
    ]
    carried = list(_carried(organization, vocabulary))
    rows += [
        FacetValue(
            organization=organization,
            facet=term.facet,
            value=term.slug,
            closeness=closeness,
        )
        for term, closeness in _closeness(named, carried, vocabulary)
    ]
    rows += [
        FacetValue(organization=organization, facet=facet, value=term.slug)
        for term, row in carried
        for facet in FITS.get(row.fit, ())
    ]
    direct = {(term.facet, term.slug) for term, _row in carried}
    indirect = {
        (below.facet, below.slug)
        for term, _row in carried
        for below in vocabulary.narrower.get(term.pk, ())
    }
    rows += [
        FacetValue(
            organization=organization,
            facet=facet,
            value=value,
            closeness=Closeness.BROADER,
        )
        for facet, value in sorted(indirect - direct)
    ]
    return rows + _gaps(organization, rows) + _countries(organization, rows, vocabulary)


def _own_values(organization: Organization) -> Iterator[tuple[str, str]]:
    """Yield the values of the facets that are fields of the record."""
    yield "type", organization.organization_type.slug
    yield "status", organization.operating_status
    if organization.is_for:
        yield "is_for", organization.is_for
    style = organization.governance_style
    yield "governance", style.slug if is_published(style) else NOT_STATED
    yield "spirituality", organization.spirituality
    yield "goal", organization.recovery_goal
    yield "medication", organization.medication_stance
    if organization.medication_stance == MedicationStance.SUPPORTIVE:
        for kind in organization.medication_covers:
            yield "covers", kind
    summary = organization.evidence_summary
    strength = summary.strength if is_published(summary) else Strength.NOT_ASSESSED
    yield "evidence", str(strength.value)
    yield from _standing(organization)


def _standing(organization: Organization) -> Iterator[tuple[str, str]]:
    """Yield on what its standing rests, beside its values; no list narrows by it."""
    if figure := count_of_groups(organization.size_estimates.all()):
        yield REACH, str(figure.power_of_ten)
    if organization.has_way_on_file:
        yield WAY_IN, HAS_WAY_IN


def _carried(
    organization: Organization, vocabulary: Vocabulary
) -> Iterator[tuple[Term, OrganizationTerm]]:
    """Yield the published terms of ``organization`` with the rows that say so."""
    for row in organization.terms.all():
        if term := vocabulary.terms.get(row.term_id):
            yield term, row


class _Naming:
    """After what an organization is named: phrases that stand in any of its names."""

    def __init__(self, organization: Organization):
        names = [organization.name]
        names += [name.name for name in organization.alternate_names.all()]
        self.keys = [f" {phrase_key(words_of(name))} " for name in names]
        self.keys += [
            f" {stem(word)} " for name in names for word in compounds_of(name)
        ]
        self.is_for_families = any(
            row.kind == RelationshipKind.FAMILY_COMPANION_OF
            for row in organization.relationships.all()
        )

    def holds(self, phrase: str) -> bool:
        return any(f" {phrase} " in key for key in self.keys)

    def after_term(self, term: Term) -> bool:
        if self.is_for_families and term.slug == "family-and-friends":
            return True
        return any(
            self.holds(phrase_key(words_of(text)))
            for text in (term.name, *term.synonyms)
            if words_of(text) and text not in ADDICTION_WORDS
        )

    def after_value(self, facet: str, value: str) -> bool:
        return any(
            self.holds(phrase)
            for phrase, fixed in phrases().items()
            if (facet, value) in fixed.meanings
        )


def _closeness(
    named: _Naming,
    carried: list[tuple[Term, OrganizationTerm]],
    vocabulary: Vocabulary,
) -> Iterator[tuple[Term, Closeness]]:
    """Yield how close each term is.

    Whoever is named after a narrower term is not named after the broader one. Of an
    audience it is known whether somebody is made for them, which is as close as by a
    name; otherwise they are welcome, and a note says that only some of the meetings are
    for them. Who is named after one subject is partly about those that it does not
    take in.
    """
    per_facet = Counter(term.facet for term, _row in carried)
    names = {term.pk for term, _row in carried if named.after_term(term)}
    subjects = {
        below.pk
        for term, _row in carried
        if term.pk in names and term.facet == "focus"
        for below in (term, *vocabulary.narrower.get(term.pk, ()))
    }
    for term, row in carried:
        narrower = {below.pk for below in vocabulary.narrower.get(term.pk, ())}
        is_audience = term.facet == AUDIENCE
        is_aside = term.facet == "focus" and subjects and term.pk not in subjects
        if row.fit or (term.pk in names and not narrower & names):
            yield term, Closeness.NAMED
        elif not is_audience and per_facet[term.facet] == 1:
            yield term, Closeness.ONLY
        elif (row.note and is_audience) or is_aside:
            yield term, Closeness.PARTLY
        else:
            yield term, Closeness.FILED


def _gaps(organization: Organization, rows: list[FacetValue]) -> list[FacetValue]:
    """Return the values that say of a vocabulary: nothing is known."""
    known = {row.facet for row in rows}
    return [
        FacetValue(organization=organization, facet=facet, value=value)
        for facet, value in (("facilitation", NOT_STATED), ("language", NOT_RECORDED))
        if facet not in known
    ]


def _countries(
    organization: Organization, rows: list[FacetValue], vocabulary: Vocabulary
) -> list[FacetValue]:
    """Complete the countries: headquarters, scopes of figures, worldwide, nothing."""
    filed = [row for row in rows if row.facet == "country"]
    listed = {row.value for row in filed}
    more = set()
    if term := vocabulary.terms.get(organization.headquarters_country_id):
        more.add(term.slug)
    for figure in organization.size_estimates.all():
        more |= vocabulary.countries_in(figure.scope)
    new = [
        FacetValue(organization=organization, facet="country", value=value)
        for value in sorted(more - listed)
    ]
    if organization.is_worldwide:
        new.append(
            FacetValue(
                organization=organization,
                facet="country",
                value=WORLDWIDE,
                closeness=Closeness.BROADER,
            )
        )
    elif not filed and not new:
        new.append(
            FacetValue(organization=organization, facet="country", value=NOT_RECORDED)
        )
    return new


# Words


def organization_tokens(organization: Organization) -> list[SearchToken]:
    """Return the words by which ``organization`` is found."""
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for field, token, word, shown in name_tokens(organization):
        found.setdefault((field, token), (word, shown))
    for text in _texts(organization):
        for token in stems_of(text):
            if token not in STOP_WORDS:
                found.setdefault((SearchField.TEXT, token[:200]), ("", ""))
    return [
        SearchToken(
            organization=organization, field=field, token=token, word=word, shown=shown
        )
        for (field, token), (word, shown) in found.items()
    ]


def name_tokens(organization: Organization) -> Iterator[tuple[int, str, str, str]]:
    """Yield field, token, word and the whole name for each word of its names."""
    for name, kind in _names(organization):
        for field, token, word in _tokens_of_name(name, kind):
            if token:
                yield field, token[:200], word[:200], name[:200]


def _names(organization: Organization) -> Iterator[tuple[str, str]]:
    yield organization.name, ""
    for row in sorted(
        organization.alternate_names.all(), key=lambda row: ("." in row.name, row.name)
    ):
        yield row.name, row.kind


def _tokens_of_name(name: str, kind: str) -> Iterator[tuple[int, str, str]]:
    if kind == NameKind.ACRONYM:
        yield SearchField.ACRONYM, joined(name), joined(name)
        return
    other = kind in {NameKind.FORMER, NameKind.TRANSLATED}
    whole = SearchField.WHOLE_OTHER_NAME if other else SearchField.WHOLE_NAME
    part = SearchField.OTHER_NAME if other else SearchField.NAME
    yield whole, joined(name), joined(name)
    for word in (*words_of(name), *compounds_of(name)):
        yield part, stem(word), word
        if short := ABBREVIATIONS.get(word):
            yield part, stem(short), short


def _texts(organization: Organization) -> Iterator[str]:
    for name in TEXT_FIELDS:
        yield getattr(organization, name)
    yield from organization.founders
    for item in organization.literature.all():
        yield item.title
    for row in organization.terms.all():
        yield row.note


def term_tokens(term: TaxonomyTerm) -> list[SearchToken]:
    """Return the phrases that lead to ``term``: its name and its everyday words.

    A search word counts as a whole, and a slip is taken for it where it is one word
    that is long enough to be told from others.
    """
    found: dict[tuple[int, str], tuple[str, str]] = {}
    for text in (term.name, *term.synonyms):
        words = words_of(text)
        if not words:
            continue
        found.setdefault((SearchField.PHRASE, phrase_key(words)[:200]), ("", text))
        for word in words:
            if word not in STOP_WORDS:
                found.setdefault((SearchField.PHRASE_WORD, stem(word)), (word, ""))
    return [
        SearchToken(term=term, field=field, token=token, word=word, shown=shown[:200])
        for (field, token), (word, shown) in found.items()
    ] + [
        SearchToken(
            term=term,
            field=SearchField.SEARCH_WORD,
            token=phrase_key(typed.split())[:200],
            word=typed if typed.isalnum() and len(typed) >= SHORTEST_MEANT else "",
            shown=typed[:200],
        )
        for typed in dict.fromkeys(" ".join(words_of(t)) for t in term.search_words)
        if typed
    ]
