"""Why the finder names an organization, in a sentence, and what to know before.

A sentence says what the record says and is no surer: what nobody saw in its source is
said to be not yet checked, and what nobody states is said to be unstated.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from organizations.choices import (
    AudienceFit,
    Fact,
    IsFor,
    MedicationStance,
    RecoveryGoal,
    Spirituality,
    UrlKind,
)
from organizations.finder import fitting
from organizations.finder.answers import Answers
from organizations.finder.questions import (
    FAITH,
    GOAL,
    HOW,
    MEDICATION,
    NOT_THEMSELVES,
    PROBLEM,
    WHO,
)
from organizations.models import Organization, OrganizationTerm, Url
from organizations.search.reasons import Reason, broader_reason

FAITH_WORDS = {
    Spirituality.NONE: gettext_lazy("leaves faith out"),
    Spirituality.OPTIONAL: gettext_lazy("leaves faith up to you"),
    Spirituality.SPIRITUAL: gettext_lazy("is spiritual"),
    Spirituality.RELIGIOUS: gettext_lazy("is religious"),
}

GOAL_WORDS = {
    RecoveryGoal.ABSTINENCE: gettext_lazy("aims at stopping completely"),
    RecoveryGoal.MODERATION: gettext_lazy("helps with cutting down"),
    RecoveryGoal.SELF_CHOSEN: gettext_lazy("lets each person choose a goal"),
}

MEETING_WORDS = {
    "in-person": gettext_lazy("meets in person"),
    "online": gettext_lazy("meets online"),
}

MEDICINES = {
    "psychiatric": gettext_lazy("medicine for mental health"),
    "agonist": gettext_lazy("methadone and buprenorphine"),
}


@dataclass(frozen=True)
class FinderReason:
    """Words that follow "It", and whether somebody saw that in a source."""

    words: str
    was_seen: bool = True


@dataclass(frozen=True)
class Explanation:
    """Why somebody is named, what to know before, and the way to a meeting."""

    why: str
    cautions: list[str]
    way: Url | None


def explain(organizations: Iterable[Organization], answers: Answers) -> None:
    """Give each of ``organizations`` an ``explanation``, in two queries."""
    organizations = list(organizations)
    terms = OrganizationTerm.objects.select_related("term__taxonomy")
    prefetch_related_objects(organizations, Prefetch("terms", terms), "urls")
    for one in organizations:
        one.explanation = _Explaining(one, answers).explanation


class _Explaining:
    """One organization, and one person's answers."""

    def __init__(self, organization: Organization, answers: Answers):
        self.organization = organization
        self.answers = answers
        self.catalog = answers.list_query.catalog
        self.number = self.catalog.numbers[organization.pk]

    @property
    def explanation(self) -> Explanation:
        reasons = list(self.reasons())
        seen = [one.words for one in reasons if one.was_seen]
        unseen = [one.words for one in reasons if not one.was_seen]
        why = [_("It %(reasons)s.") % {"reasons": _joined(seen)}] if seen else []
        if unseen:
            words = _("Not yet checked: it %(reasons)s.")
            why.append(words % {"reasons": _joined(unseen)})
        return Explanation(" ".join(why), list(self.cautions()), self.way)

    @property
    def way(self) -> Url | None:
        organization = self.organization
        if organization.is_historic:
            return None
        if self.answers.value(HOW) == "online":
            online = organization.url_of(UrlKind.ONLINE_MEETINGS)
            return online or organization.best_way_in
        return organization.best_way_in

    # What the record says

    def reasons(self) -> Iterator[FinderReason]:
        """Yield what speaks for it, each as words that follow "It"."""
        yield from self.for_whom()
        yield from self.about_what()
        organization = self.organization
        if self.answers.value(FAITH):
            words = FAITH_WORDS.get(organization.spirituality)
            yield from self.checked(words, Fact.SPIRITUALITY)
        if how := self.answers.value(HOW):
            yield from self.of_row(MEETING_WORDS[how], "format", how)
        if self.answers.value(GOAL):
            words = GOAL_WORDS.get(organization.recovery_goal)
            yield from self.checked(words, Fact.GOAL)
        medicine = self.answers.value(MEDICATION)
        if medicine and self.accepts(medicine):
            words = _("accepts %(what)s by its own document")
            words %= {"what": MEDICINES[medicine]}
            yield from self.checked(words, Fact.MEDICATION)

    def for_whom(self) -> Iterator[FinderReason]:
        who, is_for = self.answers.value(WHO), self.organization.is_for
        if who in NOT_THEMSELVES:
            if is_for == IsFor.FAMILY:
                yield FinderReason(_("is for family and friends"))
            elif is_for == IsFor.BOTH:
                yield FinderReason(_("is for family and friends too"))
            else:
                words = _("has help for family and friends")
                yield from self.of_row(words, "audience", fitting.FAMILY)
        elif who == "me" and not self.problems and is_for == IsFor.PERSON:
            yield FinderReason(_("is for people with the problem themselves"))
        if who in {"young", "teen"} and (row := self.row("audience", fitting.YOUNG)):
            words = (
                _("is made for young people")
                if row.fit
                else _("has meetings for young people")
            )
            yield from self.of_row(words, "audience", fitting.YOUNG)

    def about_what(self) -> Iterator[FinderReason]:
        direct = [one for one in self.problems if self.has(one)]
        seen = [self.named(one) for one in direct if self.was_seen(one)]
        unseen = [self.named(one) for one in direct if not self.was_seen(one)]
        for names, was_seen in ((seen, True), (unseen, False)):
            if names:
                words = _("is about %(what)s") % {"what": _joined(names)}
                yield FinderReason(words, was_seen)
        broader = {
            (reason.text, not reason.is_unchecked)
            for one in self.problems
            if not self.has(one) and self.has_broader(one)
            for reason in [self.broader(one)]
        }
        for words, was_seen in sorted(broader):
            yield FinderReason(_("is %(for_all)s") % {"for_all": words}, was_seen)

    # What to know before

    def cautions(self) -> Iterator[str]:
        """Yield sentences: whom else it leaves out, and what nobody states."""
        yield from self.of_other_problems()
        people = [
            row.term.name
            for row in self.organization.audience_terms
            if row.fit == AudienceFit.ONLY and row.term.slug not in self.answers.people
        ]
        if people:
            yield _("Only for: %(people)s.") % {"people": "; ".join(people)}
        if self.answers.value(HOW) == "in-person" and self.is_in(
            fitting.elsewhere(self.catalog)
        ):
            names = [row.term.name for row in self.organization.country_terms]
            yield (
                _("Its groups are in %(countries)s.") % {"countries": _joined(names)}
                if names
                else _("Its groups are in other countries.")
            )
        if self.way is None and not self.organization.is_historic:
            yield _("No address that leads to a meeting is recorded here.")
        if unstated := list(self.unstated()):
            yield _("It is not stated %(what)s.") % {"what": _joined(unstated)}
        if medicine := self.answers.value(MEDICATION):
            yield from self.on_medicine(medicine)

    def of_other_problems(self) -> Iterator[str]:
        missing = [
            one
            for one in self.problems
            if not self.has(one) and not self.has_broader(one)
        ]
        if not missing:
            return
        if len(missing) < len(self.problems):
            what = _joined([self.named(one) for one in missing])
            yield _("It does not name %(what)s.") % {"what": what}
        elif names := [_inside(row.term.name) for row in self.organization.focus_terms]:
            what = _joined(names)
            yield _("It is about %(what)s; ask whether it fits.") % {"what": what}
        else:
            yield _("It names no single problem.")

    def unstated(self) -> Iterator[str]:
        """Yield what was asked and nobody states, as words that follow "stated"."""
        organization = self.organization
        is_young = self.answers.value(WHO) in {"young", "teen"}
        if is_young and not self.row("audience", fitting.YOUNG):
            yield _("whether there are meetings for young people")
        if (
            self.answers.value(FAITH)
            and organization.spirituality == Spirituality.NOT_STATED
        ):
            yield _("whether faith has a place in it")
        if self.answers.value(HOW) and not organization.meeting_formats:
            yield _("how people meet")
        if (
            self.answers.value(GOAL)
            and organization.recovery_goal == RecoveryGoal.NOT_STATED
        ):
            yield _("what members aim at")
        medicine = self.answers.value(MEDICATION)
        if medicine and not organization.has_medication_stance:
            yield _("how it stands on %(what)s") % {"what": MEDICINES[medicine]}

    def on_medicine(self, medicine: str) -> Iterator[str]:
        stance = self.organization.medication_stance
        if stance == MedicationStance.NO_POSITION:
            yield _("Its groups differ on medication. Ask before you go.")
        elif stance == MedicationStance.SUPPORTIVE and not self.accepts(medicine):
            words = _("It accepts prescribed medication, but does not name %(what)s.")
            yield words % {"what": MEDICINES[medicine]}

    # Looking up

    @property
    def problems(self) -> list[str]:
        return self.answers.values(PROBLEM)

    @cached_property
    def rows(self) -> dict[tuple[str, str], OrganizationTerm]:
        return {
            (row.term.taxonomy.slug, row.term.slug): row
            for row in self.organization.terms.all()
            if row.term.is_published
        }

    def row(self, vocabulary: str, slug: str) -> OrganizationTerm | None:
        return self.rows.get((vocabulary, slug))

    def is_in(self, bits: int) -> bool:
        return bool(bits >> self.number & 1)

    def has(self, problem: str) -> bool:
        return self.is_in(self.catalog.filed_under("focus", problem))

    def has_broader(self, problem: str) -> bool:
        return self.is_in(self.catalog.having("focus", problem))

    def broader(self, problem: str) -> Reason:
        return broader_reason(
            self.organization, self.number, "focus", problem, self.catalog
        )

    def accepts(self, medicine: str) -> bool:
        covers = self.catalog.filed_under("covers", fitting.COVERS[medicine])
        return self.is_in(covers)

    def named(self, problem: str) -> str:
        return _inside(str(self.catalog.values.labels["focus"][problem]))

    def was_seen(self, problem: str) -> bool:
        row = self.row("focus", problem)
        return row is None or row.was_seen

    def checked(self, words, fact: Fact) -> Iterator[FinderReason]:
        """Yield words for a fact of the record."""
        if words:
            yield FinderReason(str(words), not self.organization.is_unchecked(fact))

    def of_row(self, words, vocabulary: str, slug: str) -> Iterator[FinderReason]:
        """Yield words for a term of the record."""
        if row := self.row(vocabulary, slug):
            yield FinderReason(str(words), row.was_seen)


def _joined(parts: list[str]) -> str:
    return get_text_list(parts, pgettext("between the last two of several", "and"))


def _inside(name: str) -> str:
    """Return the name of a term as it stands inside a sentence."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
