"""The guided finder: a few plain questions that end on the list, filtered.

An answer is one or more parameters of the list, nothing else, so what the finder finds
can be bookmarked and nothing is kept. A question skipped narrows nothing. Where the
answers together leave no organization, one is taken back, the one that matters least to
whether a group can help, and the page says which.

Accepting medicine for mental health is never taken for accepting methadone or
buprenorphine: that answer asks for an organization whose document names them.
"""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from organizations.listing.list_query import ListQuery


@dataclass(frozen=True)
class FinderAnswer:
    """One answer, and what it means to the list."""

    value: str
    label: str
    parameters: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FinderQuestion:
    """One question; every one can be skipped."""

    name: str
    text: str
    answers: tuple[FinderAnswer, ...]

    def answer(self, value: str) -> FinderAnswer | None:
        """Return the answer with this value, or None."""
        return next((one for one in self.answers if one.value == value), None)


def _focus(*pairs) -> tuple[FinderAnswer, ...]:
    return tuple(FinderAnswer(slug, label, (("focus", slug),)) for slug, label in pairs)


QUESTIONS = (
    FinderQuestion(
        "who",
        _("Who is it for?"),
        (
            FinderAnswer("me", _("For me, or for somebody in my care")),
            FinderAnswer(
                "family",
                _("For a parent, partner, child or friend of somebody"),
                (("audience", "family-and-friends"),),
            ),
            FinderAnswer(
                "young", _("For a young person"), (("audience", "young-people"),)
            ),
        ),
    ),
    FinderQuestion(
        "with",
        _("What is the problem with?"),
        _focus(
            ("alcohol", _("Alcohol")),
            ("opioids", _("Heroin, fentanyl or pain pills")),
            ("cocaine", _("Cocaine or crack")),
            ("methamphetamine", _("Meth")),
            ("cannabis", _("Weed (cannabis)")),
            ("drugs", _("Other drugs, or several")),
            ("nicotine", _("Smoking or vaping")),
            ("gambling", _("Gambling")),
            ("eating", _("Food and eating")),
            ("sex", _("Sex or pornography")),
            ("technology", _("Internet, games, phone")),
            ("debt", _("Debt and spending")),
            ("mental-health", _("Mood, fear or anger")),
        ),
    ),
    FinderQuestion(
        "faith",
        _("Should faith have a place in it?"),
        (
            FinderAnswer(
                "no",
                _("No, please"),
                (("spirituality", "none"), ("spirituality", "optional")),
            ),
            FinderAnswer(
                "yes",
                _("Yes, that would help"),
                (("spirituality", "spiritual"), ("spirituality", "religious")),
            ),
            FinderAnswer("either", _("Either is fine")),
        ),
    ),
    FinderQuestion(
        "how",
        _("How do you want to meet?"),
        (
            FinderAnswer("in-person", _("In person"), (("format", "in-person"),)),
            FinderAnswer("online", _("Online"), (("format", "online"),)),
            FinderAnswer("either", _("Either is fine")),
        ),
    ),
    FinderQuestion(
        "goal",
        _("Stop completely, or cut down?"),
        (
            FinderAnswer(
                "stop",
                _("Stop completely"),
                (("goal", "abstinence"), ("goal", "self-chosen")),
            ),
            FinderAnswer(
                "less",
                _("Cut down"),
                (("goal", "moderation"), ("goal", "self-chosen")),
            ),
            FinderAnswer("unsure", _("Not sure yet")),
        ),
    ),
    FinderQuestion(
        "medication",
        _("Is there prescribed medication that the group should accept?"),
        (
            FinderAnswer("none", _("No")),
            FinderAnswer(
                "psychiatric",
                _("Yes, for mental health"),
                (("medication", "supportive"),),
            ),
            FinderAnswer(
                "agonist",
                _("Yes, methadone or buprenorphine (Suboxone)"),
                (("medication", "supportive"), ("q", "methadone")),
            ),
        ),
    ),
)

TAKEN_BACK_FIRST = ("how", "goal", "faith", "who", "with")
"""The order in which answers are taken back. The one on medication never is: a group
that may not accept it is no answer to somebody who takes it."""


@dataclass
class Finder:
    """The answers given, and what of them leaves at least one organization."""

    data: QueryDict

    @cached_property
    def given(self) -> dict[str, FinderAnswer]:
        """Return the answers, one a question; what is unknown counts as skipped."""
        found = {
            question.name: question.answer(self.data.get(question.name, ""))
            for question in QUESTIONS
        }
        return {name: answer for name, answer in found.items() if answer}

    @property
    def is_answered(self) -> bool:
        """Whether the form was sent, with or without answers."""
        return any(question.name in self.data for question in QUESTIONS)

    def query(self, names) -> QueryDict:
        """Return the list's parameters for the answers to the questions ``names``."""
        query = QueryDict(mutable=True)
        for question in QUESTIONS:
            if question.name in names and question.name in self.given:
                for parameter, value in self.given[question.name].parameters:
                    query.appendlist(parameter, value)
        return query

    def count(self, query: QueryDict) -> int:
        """Return how many organizations the list would show."""
        return len(ListQuery(query).results)

    @cached_property
    def result(self) -> tuple[QueryDict, list[FinderQuestion]]:
        """Return the list's parameters, and the questions that were taken back.

        All answers that narrow nothing more than needed stay.
        """
        kept = list(self.given)
        taken: list[str] = []
        query = self.query(kept)
        for name in TAKEN_BACK_FIRST:
            if self.count(query):
                break
            if name in kept and self.given[name].parameters:
                kept.remove(name)
                taken.append(name)
                query = self.query(kept)
        return query, [question for question in QUESTIONS if question.name in taken]
