"""The ordinary sheet: everything on it, prepared once and in its reader's language.

Page, packet, plain text and messages set the same ``Sheet``. What a curator wrote for
paper comes first; where nobody did, the sheet makes do with the record's own texts, cut
at the end of a sentence. Call ``prepare`` with the language of the sheet active.
"""

import datetime
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Prefetch
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.choices import Strength
from evidence.models import EvidenceSummary
from organizations.choices import Fact, NameKind
from organizations.choices import VerificationPart as Part
from organizations.handouts import paging, sheet_codes
from organizations.handouts.localized_texts import Text, Texts, in_words, shortened
from organizations.handouts.options import SheetOptions
from organizations.handouts.paging import ResearchPage, research_pages
from organizations.handouts.sheet_codes import SquareCode, sheet_address
from organizations.handouts.validity import good_until
from organizations.models import LocalNote, OrganizationTerm
from organizations.models.glance import CHIP_FACTS
from organizations.models.organization import Organization
from organizations.models.querysets import ways
from organizations.safety_lines import on_paper, safety_lines
from recovery_directory.telephones import crisis_lines
from recovery_directory.web import demonstration

PLAN_LINES = (
    gettext_lazy("Day"),
    gettext_lazy("Time"),
    gettext_lazy("Place"),
    gettext_lazy("Who goes with me"),
    gettext_lazy("Whom to call"),
    gettext_lazy("My next contact here"),
)
"""Lines to fill in: linking a person to a meeting, by name, is what helps them go."""

LABELS = {
    "who": gettext_lazy("Who it is for"),
    "first_meeting": gettext_lazy("At a first meeting"),
    "cost": gettext_lazy("Cost"),
    "faith": gettext_lazy("Faith"),
    "medication": gettext_lazy("Medication"),
}
"""The texts of the sheet, in order; what it is stands above, how to find it below."""

RESEARCH_WORDS = 45
RESEARCH_WORDS_BESIDE_SAFETY = 25
"""Safety lines come before research where both would not fit."""

SIGNS_OF_A_BLOCK = 100
"""Signs for which the space around the safety lines would have room."""


@dataclass(frozen=True)
class SheetFact:
    """A labelled text."""

    key: str
    label: str
    text: Text


@dataclass(frozen=True)
class Way:
    """Where to look for a meeting; ``label`` says what else it is than a finder."""

    url: str
    shown: str
    label: str
    precision: str
    code: SquareCode


@dataclass(frozen=True)
class Local:
    """What the operator adds about help here, and since when or how long it holds."""

    text: Text
    phone: str
    phone_href: str
    link: str
    holds: str


@dataclass(frozen=True)
class Research:
    """What research says of one subject, and how sure one can be, in words."""

    statement: Text
    certainty: str
    subject: str = ""


@dataclass(frozen=True)
class After:
    """Who came after an organization that has ended, and where to find it."""

    label: str
    shown: str


@dataclass(frozen=True)
class Sheet:
    """One hand-out, ready to be set."""

    organization: Organization
    options: SheetOptions
    name: str
    also_named: str
    notices: list[str]
    after: list["After"]
    status_note: Text
    what: Text
    facts: list[SheetFact]
    safety: list[Text]
    how_to_find: Text
    way: Way | None
    phones: list
    local: Local | None
    research: list[Research]
    research_pages: list[ResearchPage]
    plan_lines: tuple
    checked_on: datetime.date | None
    good_until: datetime.date | None
    printed_on: datetime.date
    translation_note: str
    own_code: SquareCode
    works_only_here: bool
    operator: str
    crisis_lines: list[dict]
    template: str = "organizations/handouts/sheet.html"

    @property
    def title(self) -> str:
        """Return the title of the document, which browsers suggest as file name."""
        return self.name

    @property
    def signs(self) -> int:
        """Return how much text it carries."""
        texts = [self.what, self.how_to_find, self.status_note]
        texts += [Text(f"{one.label} {one.shown}") for one in self.after]
        texts += [fact.text for fact in self.facts]
        texts += [research.statement for research in self.research]
        texts += self.safety
        if self.local:
            texts.append(self.local.text)
        texts += [Text(self.way.label + self.way.precision)] if self.way else []
        notices = sum(map(len, self.notices)) + SIGNS_OF_A_BLOCK * bool(self.safety)
        return notices + sum(len(text.text) for text in texts)

    @property
    def size(self) -> str:
        """Return how it is set: ``roomy``, ``small`` (11 point), or ``dense`` as well.

        A dense sheet has its labels in the first lines of the texts.
        """
        if self.signs > MOST_SIGNS_WITH_LABELS_BESIDE:
            return "dense"
        roomy = self.signs <= MOST_SIGNS_ROOMY[self.options.language]
        return "roomy" if roomy else "small"

    @property
    def is_tight(self) -> bool:
        """Whether it is set with less air: long texts, and more lines beside them."""
        return bool(self.local or self.safety) and self.size == "dense"

    @property
    def ends_on_new_page(self) -> bool:
        """Whether plan and dates, in large print, are put on the second page.

        They are where all before them surely fits the first; otherwise the text fills
        it and runs on. Either way there are two pages.
        """
        return self.options.is_large and paging.large_height(self) <= paging.LARGE_PAGE

    @property
    def page_count(self) -> int:
        """Return on exactly how many pages it prints."""
        return (2 if self.options.is_large else 1) + len(self.research_pages)


MOST_SIGNS_ROOMY = {"en": 1260, "es": 900}
"""Signs of record texts that fit one page in 11.5 point, with space left.

The fixed words take more room in Spanish.
"""

MOST_SIGNS_WITH_LABELS_BESIDE = 1420
"""Signs of record texts that fit one page in 11 point, with labels beside them.

Beyond it, what is known of the type is left out too.
"""


SHORTENED_FACTS = (
    *CHIP_FACTS.values(),
    *(Fact.LENGTH, Fact.SPONSORSHIP, Fact.ONLINE_MEETINGS),
)
"""Facts that a sheet says in fixed words, as surely as somebody saw them."""


def for_sheets(queryset, *, in_full: bool = False):
    """Fetch what hand-outs show, in a constant number of queries.

    ``in_full`` is for the further pages with research in full.
    """
    further = ["evidence_summary__statements__sources"] if in_full else []
    return (
        queryset.with_unchecked(*SHORTENED_FACTS)
        .select_related(
            "local_note",
            "organization_type__evidence_summary",
            "evidence_summary",
        )
        .prefetch_related(
            "alternate_names",
            *ways(),
            "verifications",
            "handout_texts",
            Prefetch(
                "terms", OrganizationTerm.objects.select_related("term__taxonomy")
            ),
            "terms__term__safety_passages",
            "evidence_summary__ratings",
            "organization_type__evidence_summary__ratings",
            *further,
        )
    )


def prepare(
    organization: Organization, options: SheetOptions, *, on: datetime.date
) -> Sheet:
    """Return the sheet of ``organization`` as printed on this day."""
    texts = Texts(organization, options.language)
    historic = organization.is_historic
    labels = LABELS.items()
    facts = [SheetFact(key, str(label), texts.of(key)) for key, label in labels]
    if historic:
        facts = [fact for fact in facts if fact.key != "first_meeting"]
    safety = _safety(organization, options)
    most = RESEARCH_WORDS_BESIDE_SAFETY if safety else RESEARCH_WORDS
    research = _research(organization, options, most) if options.research != "0" else []
    parts = [Part.CONTACT, Part.MEDICATION] + [Part.EVIDENCE] * bool(research)
    sheet = Sheet(
        organization=organization,
        options=options,
        name=organization.name,
        also_named=_also_named(organization, options.language),
        notices=_notices(organization),
        after=[
            After(one.label, _address_of(one.organization))
            for one in organization.came_after
        ],
        status_note=Text.english(organization.status_note, options.language),
        what=texts.of("what"),
        facts=[fact for fact in facts if fact.text],
        safety=safety,
        how_to_find=Text("") if historic else texts.of("how_to_find"),
        way=_way(organization),
        phones=[] if historic else organization.public_phones,
        local=_local(organization, options, on),
        research=research,
        research_pages=research_pages(organization, options),
        plan_lines=PLAN_LINES if options.has_plan and not historic else (),
        checked_on=organization.last_verified_on,
        good_until=good_until(organization, parts),
        printed_on=on,
        translation_note=texts.note,
        own_code=SquareCode.to(sheet_address(organization, version=True)),
        works_only_here=sheet_codes.works_only_here(),
        operator=_(settings.OPERATOR_NAME),
        crisis_lines=crisis_lines(),
    )
    # What is known of the type stands beside the organization's own where it has room;
    # neither does beside long texts, the operator's note and the safety lines.
    if sheet.size != "dense":
        return sheet
    is_full = bool(sheet.local and sheet.safety)
    return replace(sheet, research=[] if is_full else research[:1])


def _safety(organization: Organization, options: SheetOptions) -> list[Text]:
    """Return the safety lines; those that the operator wrote are in English."""
    lines = safety_lines(organization)
    return [
        Text(words) if words != line.text else Text.english(words, options.language)
        for line, words in zip(lines, on_paper(lines), strict=True)
    ]


def _also_named(organization: Organization, language: str) -> str:
    """Return its acronym, and its name in the sheet's language."""
    names = [organization.acronym] if organization.acronym else []
    names += [
        name.name
        for name in organization.alternate_names.all()
        if name.kind == NameKind.TRANSLATED and name.language == language
    ][:1]
    return ", ".join(name for name in names if name not in organization.name)


def _notices(organization: Organization) -> list[str]:
    notices = list(filter(None, [demonstration.notice()]))
    if not organization.is_published:
        notices.append(_("Draft: not for patients."))
    if organization.is_historic:
        notices.append(_("This organization has ended."))
    elif organization.operating_status == "uncertain":
        notices.append(_("It is not certain that it still meets."))
    return notices


# Ways


def _way(organization: Organization) -> Way | None:
    """Return the meeting finder, else the website, else whatever else there is."""
    way = organization.best_way_in
    if way is None:
        return None
    label = "" if way.is_finder else way.label
    return Way(way.address, way.shown, label, way.precision, SquareCode.to(way.address))


def _address_of(organization: Organization) -> str:
    """Return where to find a group: its own address, or that of its sheet."""
    url = organization.best_way_in
    return url.shown if url else SquareCode.to(sheet_address(organization)).shown


def _local(
    organization: Organization, options: SheetOptions, on: datetime.date
) -> Local | None:
    """Return the operator's own note, where there is one that holds."""
    note = organization.local_note_on(on)
    if note is None:
        return None
    text = Text.english(note.text, options.language)
    return Local(text, note.phone, note.phone_href, note.link_shown, _holds(note))


def _holds(note: LocalNote) -> str:
    """Return until when a note is good; where that is open, when it was right."""
    if note.good_until:
        return _("Good until %(day)s.") % {"day": in_words(note.good_until)}
    return _("Noted on %(day)s.") % {"day": in_words(note.noted_on)}


# Research


def _research(
    organization: Organization, options: SheetOptions, most: int
) -> list[Research]:
    """Return what is known of the organization, then of its type, told apart."""

    def in_short(summary: EvidenceSummary) -> Text:
        text = shortened(summary.plain_statement, most)
        return Text.english(text, options.language)

    found = []
    own = organization.public_evidence_summary
    if own:
        found.append(Research(in_short(own), certainty_in_words(own.strength)))
    else:
        words = _("Nobody has assessed studies of this group for this directory.")
        found.append(Research(Text(words), _("That says nothing about its worth.")))
    kind = organization.organization_type
    borrowed = kind.evidence_summary
    if borrowed and borrowed.is_published:
        subject = TYPE_IN_GENERAL.get(kind.slug, f"{kind.name}:")
        certainty = certainty_in_words(borrowed.strength)
        found.append(Research(in_short(borrowed), certainty, str(subject)))
    return found


TYPE_IN_GENERAL = {
    "twelve-step": gettext_lazy("Twelve-step groups in general:"),
    "secular": gettext_lazy("Secular groups in general:"),
    "religious": gettext_lazy("Religious groups in general:"),
}


def certainty_in_words(strength: Strength) -> str:
    """Return how sure one can be, as a sentence."""
    if strength in {Strength.STRONG, Strength.PROMISING, Strength.PRELIMINARY}:
        return _("Strength of the evidence: %(strength)s.") % {
            "strength": strength.label
        }
    return f"{capfirst(str(strength.label))}."
