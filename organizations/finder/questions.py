"""What the finder asks: closed questions, each of which can be left open."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, eq=False)
class FinderAnswer:
    """One answer, and the parameters of the list that come nearest to it.

    ``alone`` is the answer in words that are understood without the question, and
    ``itself`` the one value that means just this, where the others only allow it.
    """

    value: str
    label: str
    parameters: tuple[tuple[str, str], ...] = ()
    alone: str = ""
    itself: str = ""

    @property
    def in_words(self) -> str:
        """Return the answer as it is told back."""
        return self.alone or self.label


@dataclass(frozen=True, eq=False)
class FinderQuestion:
    """One question. ``open_answer`` is how to leave it open: it narrows nothing.

    ``takes_several``: more than one answer may be given. ``is_personal``: it is about
    the person with the problem, and nobody else is asked.
    """

    name: str
    text: str
    answers: tuple[FinderAnswer, ...]
    open_answer: str = ""
    takes_several: bool = False
    is_personal: bool = False

    def answer(self, value: str) -> FinderAnswer | None:
        """Return the answer with this value, or None."""
        return next((one for one in self.answers if one.value == value), None)


def _problems(*pairs) -> tuple[FinderAnswer, ...]:
    return tuple(FinderAnswer(slug, label, (("focus", slug),)) for slug, label in pairs)


def _one_of(facet: str, *values: str) -> tuple[tuple[str, str], ...]:
    return tuple((facet, value) for value in values)


WHO, PROBLEM, FAITH, HOW, GOAL, MEDICATION = QUESTIONS = (
    FinderQuestion(
        "who",
        _("Who is it for?"),
        (
            FinderAnswer("me", _("For me, or for somebody in my care")),
            FinderAnswer(
                "family",
                _("For a parent, partner, child or friend of somebody"),
                _one_of("audience", "family-and-friends"),
            ),
            FinderAnswer(
                "young",
                _("For a young person with the problem"),
                _one_of("audience", "young-people"),
            ),
            FinderAnswer(
                "teen",
                _("For a teenager whose parent or friend has the problem"),
                _one_of("audience", "family-and-friends"),
            ),
        ),
        open_answer=_("Skip"),
    ),
    FinderQuestion(
        "with",
        _("What is the problem with? Tick all that fit."),
        _problems(
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
        takes_several=True,
    ),
    FinderQuestion(
        "faith",
        _("Should faith have a place in it?"),
        (
            FinderAnswer(
                "no",
                _("No, please"),
                _one_of("spirituality", "none", "optional"),
                alone=_("No faith"),
            ),
            FinderAnswer(
                "yes",
                _("Yes, that would help"),
                _one_of("spirituality", "spiritual", "religious"),
                alone=_("With faith"),
            ),
        ),
        open_answer=_("I don’t mind"),
    ),
    FinderQuestion(
        "how",
        _("How do you want to meet?"),
        (
            FinderAnswer("in-person", _("In person"), _one_of("format", "in-person")),
            FinderAnswer("online", _("Online"), _one_of("format", "online")),
        ),
        open_answer=_("I don’t mind"),
    ),
    FinderQuestion(
        "goal",
        _("Stop completely, or cut down?"),
        (
            FinderAnswer(
                "stop",
                _("Stop completely"),
                _one_of("goal", "abstinence", "self-chosen"),
            ),
            FinderAnswer(
                "less",
                _("Cut down"),
                _one_of("goal", "moderation", "self-chosen"),
                itself="moderation",
            ),
        ),
        open_answer=_("Not sure yet"),
        is_personal=True,
    ),
    FinderQuestion(
        "medication",
        _("Is there prescribed medication that the group should accept?"),
        (
            FinderAnswer(
                "psychiatric",
                _("Yes, for mental health"),
                _one_of("medication", "supportive", "no-position"),
                alone=_("Medicine for mental health"),
            ),
            FinderAnswer(
                "agonist",
                _("Yes, methadone or buprenorphine (Suboxone)"),
                _one_of("medication", "supportive", "no-position"),
                alone=_("Methadone or buprenorphine"),
            ),
        ),
        open_answer=_("No, or skip"),
        is_personal=True,
    ),
)

NOT_THEMSELVES = frozenset({"family", "teen"})
"""Answers to "who" that are about somebody beside the person with the problem."""

TAKEN_BACK_FIRST = (HOW, GOAL, FAITH)
"""Which answer is taken back where nothing fits all, the one that matters least first.

Never who it is for, nor the problem, nor medication: a group for others, for something
else, or that may not accept it, is no answer."""
