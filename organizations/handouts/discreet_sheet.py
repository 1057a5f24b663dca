"""The discreet sheet: it says how a group works, and not what it is about.

It is made from structured facts and fixed words only, so nothing that a curator wrote
can tell. The record's name gives way to its acronym, or to its initials.
"""

import datetime
import re
from dataclasses import dataclass, field

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.choices import Fact as FactKind
from organizations.choices import VerificationPart
from organizations.handouts.localized_texts import Text
from organizations.handouts.options import RefusedOptions, SheetOptions
from organizations.handouts.paging import ResearchPage
from organizations.handouts.sheet import PLAN_LINES, SheetFact
from organizations.handouts.sheet_codes import (
    SquareCode,
    sheet_address,
    sheet_code,
    works_only_here,
)
from organizations.handouts.validity import good_until
from organizations.models.organization import Organization
from organizations.safety_lines import WITHDRAWAL, safety_lines
from recovery_directory.prose.disclosing_terms import disclosing_terms_in
from recovery_directory.telephones import crisis_lines
from recovery_directory.web import demonstration

MEETING_FORMATS = {
    "in-person": gettext_lazy("in person"),
    "online": gettext_lazy("online"),
    "phone": gettext_lazy("by telephone"),
    "forum": gettext_lazy("in a forum on the web"),
    "chat": gettext_lazy("by chat"),
    "email": gettext_lazy("by e-mail"),
    "app": gettext_lazy("in an app"),
}
"""How people meet, for a sheet; other formats of the vocabulary are left out."""

IN_WRITING = {"forum", "chat", "email", "app"}

LEADERS = {
    "peers": gettext_lazy("The people who come lead the group themselves."),
    "trained": gettext_lazy("Somebody who was trained for it leads the group."),
    "professional": gettext_lazy("A professional leads the group."),
}
"""Who leads, as a sentence; clergy are left out with all else on faith."""


@dataclass(frozen=True)
class DiscreetSheet:
    """One discreet hand-out, ready to be set."""

    organization: Organization
    options: SheetOptions
    name: str
    code: str
    notices: list[str]
    what: str
    facts: list[SheetFact]
    plan_lines: tuple
    checked_on: datetime.date | None
    good_until: datetime.date | None
    printed_on: datetime.date
    own_code: SquareCode
    works_only_here: bool
    crisis_lines: list[dict]
    research_pages: list[ResearchPage] = field(default_factory=list)
    template: str = "organizations/handouts/discreet.html"

    @property
    def title(self) -> str:
        """Return a title, and so a file name, that says nothing."""
        return self.code

    @property
    def page_count(self) -> int:
        """Return on exactly how many pages it prints."""
        return 1


def prepare_discreet(
    organization: Organization, options: SheetOptions, *, on: datetime.date
) -> DiscreetSheet:
    """Return the discreet sheet of ``organization`` as printed on this day.

    Raises RefusedOptions where a name that staff wrote on it would tell.
    """
    if disclosing := disclosing_terms_in(options.prepared_by):
        problem = _("A discreet sheet cannot say “%(word)s” in “Prepared by”.")
        raise RefusedOptions(
            [problem % {"word": disclosing[0]}], options.replace(prepared_by="")
        )
    historic = organization.is_historic
    facts = [] if historic else _facts(organization)
    if WITHDRAWAL in {line.slug for line in safety_lines(organization)}:
        words = _("Talk to a doctor before you change anything suddenly.")
        facts.append(SheetFact("safety", _("Before you start"), Text(words)))
    notices = list(filter(None, [demonstration.notice()]))
    if not organization.is_published:
        notices.append(_("Draft: not for patients."))
    if historic:
        notices.append(_("This group has ended."))
        notices += [
            _("Ask about %(name)s instead: %(address)s")
            % {
                "name": discreet_name(one.organization),
                "address": SquareCode.to(sheet_address(one.organization)).shown,
            }
            for one in organization.came_after
        ]
    return DiscreetSheet(
        organization=organization,
        options=options,
        name=discreet_name(organization),
        code=sheet_code(organization.pk),
        notices=notices,
        what=(
            _("A free group where people help each other")
            if _is_free(organization)
            else _("A group where people help each other")
        ),
        facts=facts,
        plan_lines=PLAN_LINES if options.has_plan and not historic else (),
        checked_on=organization.last_verified_on,
        good_until=good_until(organization, [VerificationPart.CONTACT]),
        printed_on=on,
        own_code=SquareCode.to(sheet_address(organization)),
        works_only_here=works_only_here(),
        crisis_lines=crisis_lines(),
    )


def discreet_name(organization: Organization) -> str:
    """Return its acronym, or the initials of its name, whichever does not tell."""
    acronym = organization.acronym
    if acronym and not disclosing_terms_in(acronym):
        return acronym
    words = re.findall(r"[^\W_]+", organization.name)
    return "".join(word[0] for word in words).upper()[:6]


def _facts(organization: Organization) -> list[SheetFact]:
    rows = {
        "cost": (_("Cost"), _cost(organization)),
        "format": (
            _("How people meet"),
            _as_sentence(formats_in_words(organization)),
        ),
        "length": (_("How long"), _length(organization)),
        "happens": (_("What happens"), _what_happens(organization)),
    }
    return [
        SheetFact(key, label, Text(text)) for key, (label, text) in rows.items() if text
    ]


def _is_free(organization: Organization) -> bool:
    return bool(organization.is_free) and not organization.is_unchecked(FactKind.COST)


def _seen(rows) -> list:
    """Return the terms that somebody saw in a source: such a sheet has no marks."""
    return [row for row in rows if row.was_seen]


def _cost(organization: Organization) -> str:
    if _is_free(organization):
        return _("Free. You need not give anything.")
    return _("Ask the group before you go.")


def _length(organization: Organization) -> str:
    if organization.is_unchecked(FactKind.LENGTH):
        return ""
    return _as_sentence(str(organization.meeting_length))


def formats_in_words(organization: Organization) -> str:
    """Return how people meet, as far as somebody saw it in a source."""
    return ", ".join(
        str(MEETING_FORMATS[row.term.slug])
        for row in _seen(organization.meeting_formats)
        if row.term.slug in MEETING_FORMATS
    )


def _as_sentence(words: str) -> str:
    return f"{capfirst(words)}." if words else ""


def _what_happens(organization: Organization) -> str:
    formats = {row.term.slug for row in _seen(organization.meeting_formats)}
    sentences = [
        _("People write to each other about what they live through.")
        if formats and formats <= IN_WRITING
        else _("People talk about what they live through, and listen.")
    ]
    sentences += [
        str(LEADERS[row.term.slug])
        for row in _seen(organization.facilitation_terms)
        if row.term.slug in LEADERS
    ]
    guides = organization.uses_sponsorship
    if guides and not organization.is_unchecked(FactKind.SPONSORSHIP):
        sentences.append(_("Members of longer standing help newer ones, one to one."))
    online = organization.online_meetings_sanctioned
    if online and not organization.is_unchecked(FactKind.ONLINE_MEETINGS):
        sentences.append(_("You can take part from home."))
    sentences.append(_("Groups differ: ask what is usual there."))
    return " ".join(sentences)
