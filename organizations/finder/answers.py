"""The answers of one person: whom they find, in which order, and what was taken back.

They are read from an address and nothing is kept. Groups that fit equally well come in
the order of the list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from organizations.catalog.results import Results
from organizations.catalog.snapshot import Catalog
from organizations.catalog.standing import only_for_others
from organizations.finder import fitting
from organizations.finder.questions import (
    FAITH,
    GOAL,
    HOW,
    MEDICATION,
    NOT_THEMSELVES,
    PROBLEM,
    QUESTIONS,
    TAKEN_BACK_FIRST,
    WHO,
    FinderAnswer,
    FinderQuestion,
)
from organizations.listing.list_query import ListQuery

Given = dict[FinderQuestion, tuple[FinderAnswer, ...]]
"""The answers to each question that was answered."""


@dataclass(frozen=True)
class Answers:
    """What somebody answered; a question left open is not in ``given``."""

    given: Given

    @classmethod
    def read(cls, data: QueryDict) -> "Answers":
        """Read an address; an answer that does not exist counts as left open.

        Whoever asks for somebody else is not asked what only the person can say.
        """
        found: Given = {}
        for question in QUESTIONS:
            values = dict.fromkeys(data.getlist(question.name))
            known = [one for one in question.answers if one.value in values]
            if known:
                several = known if question.takes_several else known[-1:]
                found[question] = tuple(several)
        answers = cls(found)
        if answers.value(WHO) in NOT_THEMSELVES:
            return answers.without(*(one for one in QUESTIONS if one.is_personal))
        return answers

    def without(self, *questions: FinderQuestion) -> "Answers":
        """Return the answers to all other questions."""
        return Answers(
            {one: given for one, given in self.given.items() if one not in questions}
        )

    def without_one(self, question: FinderQuestion, answer: FinderAnswer) -> "Answers":
        """Return all answers but this one."""
        left = tuple(one for one in self.given[question] if one is not answer)
        if not left:
            return self.without(question)
        return Answers(self.given | {question: left})

    def values(self, question: FinderQuestion) -> list[str]:
        """Return what was answered to a question."""
        return [one.value for one in self.given.get(question, ())]

    def value(self, question: FinderQuestion) -> str:
        """Return the answer to a question that has one, or an empty text."""
        return next(iter(self.values(question)), "")

    @property
    def address(self) -> str:
        """Return these answers as the query string of their page."""
        query = QueryDict(mutable=True)
        for question in self.given:
            query.setlist(question.name, self.values(question))
        return query.urlencode()

    @property
    def list_address(self) -> str:
        """Return the query string of the list that comes nearest to these answers."""
        query = QueryDict(mutable=True)
        for given in self.given.values():
            parameters = dict.fromkeys(one for a in given for one in a.parameters)
            facets = {facet for facet, _value in parameters}
            for facet, value in parameters:
                query.appendlist(facet, value)
            for facet in sorted(facets & MAY_BE_UNSTATED):
                query.appendlist(facet, "not-stated")
        return query.urlencode()

    @property
    def people(self) -> frozenset[str]:
        """Return the audiences to which whoever it is for belongs."""
        return PEOPLE.get(self.value(WHO), frozenset())

    # Whom they find

    def levels(self, catalog: Catalog) -> Sequence[int]:
        """Return who fits, in levels, best first; who is in none does not fit."""
        who, problems = self.value(WHO), self.values(PROBLEM)
        families = fitting.for_families(catalog)
        if who not in NOT_THEMSELVES:
            everybody = catalog.everyone & ~(families if who else 0)
            levels = [everybody]
            if problems:
                tiers = fitting.with_problems(catalog, problems)
                levels = fitting.summed(levels, tiers)
            if who == "young":
                levels = fitting.summed(levels, fitting.for_the_young(catalog))
            return self._made_for_it_first(catalog, self._like_that(catalog, levels))
        own, others = [families], [fitting.open_to_families(catalog)]
        if problems:
            tiers = fitting.families_with_problems(catalog, problems)
            own = fitting.summed(own, tiers)
            others = fitting.summed(others, fitting.with_problems(catalog, problems))
        if who == "teen":
            young = fitting.for_the_young(catalog)
            own, others = fitting.summed(own, young), fitting.summed(others, young)
        return [*self._like_that(catalog, own), *self._like_that(catalog, others)]

    def _like_that(self, catalog: Catalog, levels: Sequence[int]) -> Sequence[int]:
        """Return ``levels`` after the answers on what the groups are like."""
        levels = fitting.summed(levels, fitting.to_be_met(catalog))
        for question, facet in ((FAITH, "spirituality"), (GOAL, "goal")):
            if given := self.given.get(question):
                tiers = fitting.stated_or_not(catalog, facet, given[0])
                levels = fitting.summed(levels, tiers)
        if how := self.value(HOW):
            levels = fitting.summed(levels, fitting.meeting(catalog, how))
        if medicine := self.value(MEDICATION):
            levels = fitting.summed(levels, fitting.accepting(catalog, medicine))
        return levels

    def _made_for_it_first(self, catalog: Catalog, levels: Sequence[int]) -> list[int]:
        """Return ``levels``; of the best, one that is made for the problem comes first.

        Beside the large groups for everything somebody sees the one for just this.
        """
        best = next((level for level in levels if level), 0)
        best &= ~only_for_others(catalog, self.people)
        first = fitting.made_for(catalog, self.values(PROBLEM), best)
        return [first, *(level & ~first for level in levels)]

    @cached_property
    def list_query(self) -> ListQuery:
        """Return the list of whom they find."""
        return ListQuery(within=self.levels, people=self.people)

    @property
    def results(self) -> Results:
        """Return whom they find, in order."""
        return self.list_query.results


PEOPLE = {
    "family": frozenset({fitting.FAMILY}),
    "young": frozenset({fitting.YOUNG}),
    "teen": frozenset({fitting.FAMILY, fitting.YOUNG}),
}
"""The audiences that an answer to "who" names."""

MAY_BE_UNSTATED = frozenset({"spirituality", "goal", "medication"})
"""Facets of which a record may state nothing, which counts as possible."""


@dataclass(frozen=True)
class Finder:
    """The answers given, and those that leave at least one organization."""

    given: Answers
    kept: Answers
    taken_back: FinderQuestion | None = None

    @classmethod
    def read(cls, data: QueryDict) -> "Finder":
        """Return what an address answers; at most one answer is taken back.

        Where not even that leaves anybody, all stay, and nothing is found.
        """
        given = Answers.read(data)
        if given.results:
            return cls(given, given)
        for question in TAKEN_BACK_FIRST:
            if question in given.given and (fewer := given.without(question)).results:
                return cls(given, fewer, question)
        return cls(given, given)


def is_asked(data: QueryDict) -> bool:
    """Whether the form was sent, with or without answers."""
    return any(question.name in data for question in QUESTIONS)
