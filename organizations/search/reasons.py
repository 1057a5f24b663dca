"""Why an organization is in the list, in a few words with the matching ones marked."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.choices import Fact, NameKind
from organizations.text_analysis.words import fold, stem, words_of
from recovery_directory.prose import LISTED_LANGUAGES, stigmatizing_words

_WORD = re.compile(r"[^\W_]+(?:['\u2019.][^\W_]+)*\.?")

COVERS = {
    "psychiatric": gettext_lazy("accepts medicine for mental health"),
    "opioid-agonist": gettext_lazy("accepts methadone and buprenorphine"),
    "other": gettext_lazy("accepts other prescribed medicine"),
}


FACET_FACTS = {
    "spirituality": Fact.SPIRITUALITY,
    "goal": Fact.GOAL,
    "medication": Fact.MEDICATION,
    "covers": Fact.MEDICATION,
    "governance": Fact.GOVERNANCE,
    "status": Fact.STATUS,
}
"""The fact that a value of each facet shortens; terms carry sources of their own."""

REASON_FACTS = sorted({*FACET_FACTS.values(), Fact.COUNTRIES})
"""What a reason may rest on."""


@dataclass(frozen=True)
class Reason:
    """A few words, and which stretches of them match: pairs of start and end."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    is_unchecked: bool = False
    """Whether nobody saw in a source what it says; it is marked as the fact is."""

    @classmethod
    def marking(cls, text: str, stems: Collection[str]) -> "Reason":
        """Return ``text`` with every word marked whose stem is among ``stems``."""
        return cls(
            text,
            tuple(
                match.span()
                for match in _WORD.finditer(text)
                if set(map(stem, words_of(match[0]))) & set(stems)
            ),
        )

    @property
    def html(self) -> SafeString:
        """Return the words, escaped, the matching ones in ``mark``."""
        parts, last = [], 0
        for start, end in self.marks:
            parts += [escape(self.text[last:start])]
            parts += [format_html("<mark>{}</mark>", self.text[start:end])]
            last = end
        return mark_safe("".join([*parts, escape(self.text[last:])]))

    def __str__(self):
        """Return what a template prints."""
        return self.html


def name_reason(organization, shown: str, stems: Collection[str]) -> Reason | None:
    """Return how else it is called, where the match is not in its name."""
    if shown == organization.name:
        return None
    rows = {row.name: row for row in organization.alternate_names.all()}
    row = rows.get(shown)
    words: dict[str, str] = {
        NameKind.FORMER: _("formerly called %(name)s"),
        NameKind.ACRONYM: _("in short %(name)s"),
    }
    text = words.get(row.kind if row else "", _("also called %(name)s"))
    is_unchecked = bool(row and row.source_id and not row.was_seen)
    reason = Reason.marking(text % {"name": shown}, stems)
    return replace(reason, is_unchecked=is_unchecked)


def is_unchecked_value(organization, facet: str, value: str) -> bool:
    """Whether nobody saw in a source that a value is one of an organization's."""
    if fact := FACET_FACTS.get(facet):
        return organization.is_unchecked(fact)
    return any(
        (row.term.taxonomy.slug, row.term.slug) == (facet, value)
        for row in organization.unchecked_terms
    )


def value_reason(label: str, shown: str, stems: Collection[str]) -> Reason:
    """Return the value that was meant, and the everyday word for it.

    A phrase is quoted; a word that labels people is not said back.
    """
    words = words_of(shown)
    if not words or fold(shown) in fold(label) or _labels_people(shown):
        return Reason.marking(label, stems)
    text = (
        _("%(value)s, also called %(word)s")
        if len(words) == 1
        else _("%(value)s: “%(word)s”")
    )
    return Reason.marking(text % {"value": label, "word": shown}, stems)


def _labels_people(shown: str) -> bool:
    return any(
        stigmatizing_words(shown, language=language) for language in LISTED_LANGUAGES
    )


def broader_reason(
    organization, number: int, facet: str, value: str, catalog
) -> Reason:
    """Return why an organization fits without being filed under the value itself."""
    if facet == "country":
        is_unchecked = organization.is_unchecked(Fact.COUNTRIES)
        return Reason(_("worldwide"), is_unchecked=is_unchecked)
    vocabulary = catalog.values.vocabulary
    term = vocabulary.by_facet.get(facet, {}).get(value)
    for above in vocabulary.broader_than(term) if term else ():
        if catalog.filed_under(facet, above.slug) >> number & 1:
            is_unchecked = is_unchecked_value(organization, facet, above.slug)
            return Reason(_for_all(above.name), is_unchecked=is_unchecked)
    return Reason(str(catalog.values.labels[facet].get(value, value)))


def _for_all(name: str) -> str:
    is_word = name[1:2].islower()
    broader = name[:1].lower() + name[1:] if is_word else name
    return _("for all %(broader)s") % {"broader": broader}


def family_reason(number: int, catalog) -> Reason | None:
    """Return why a family group is there that is not recorded under a trouble."""
    if not catalog.filed_under("is_for", "family") >> number & 1:
        return None
    subjects = catalog.values.vocabulary.by_facet.get("focus", {})
    if any(catalog.having("focus", value) >> number & 1 for value in subjects):
        return Reason(_("for families, but of people with another problem"))
    return Reason(_("for families, whatever the problem"))


def facet_reasons(
    organization, number: int, selection: Mapping[str, Collection[str]], catalog
) -> list[Reason]:
    """Return why an organization fits values that it does not have itself."""
    reasons = []
    for facet, chosen in selection.items():
        if facet not in catalog.values.vocabulary.by_facet:
            continue
        if any(catalog.filed_under(facet, value) >> number & 1 for value in chosen):
            continue
        for value in chosen:
            if catalog.chosen(facet, [value]) >> number & 1:
                reasons.append(
                    broader_reason(organization, number, facet, value, catalog)
                )
                break
    return reasons
