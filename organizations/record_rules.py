"""The rules over the records of the directory; those of all records are the site's."""

import re
from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from evidence.models import Source
from evidence.record_rules import mirrored_address
from organizations.choices import (
    WORLDWIDE,
    MedicationStance,
    OperatingStatus,
    ProofOfAttendance,
    RecoveryGoal,
    Spirituality,
    VerificationPart,
)
from organizations.coverage import coverage as coverage
from organizations.models import (
    AlternateName,
    GovernanceStyle,
    HandoutText,
    LiteratureItem,
    LocalNote,
    Organization,
    OrganizationType,
    Passage,
    Phone,
    Relationship,
    SizeEstimate,
    Taxonomy,
    TaxonomyTerm,
    Url,
    Verification,
)
from organizations.models.organization import CITED_TEXTS
from organizations.records import ORGANIZATION
from organizations.word_rules import (
    crisis_words,
    graded_words,
    labelling_words,
    organization_words,
    safety_words,
)
from recovery_directory import telephones
from recovery_directory.prose import (
    bracketed_surnames,
)
from recovery_directory.records.directory import Directory, prose_of
from recovery_directory.records.formats import Record, child_rows
from recovery_directory.records.problems import Problem
from recovery_directory.records.rules import (
    Breach,
)

NAMES = {
    Organization: {"name", "sort_name"},
    AlternateName: {"name"},
    Relationship: {"other_name"},
}
"""Fields that hold names of organizations, which count as one word when read."""

TITLES = {LiteratureItem: {"title", "author"}}
"""Fields that hold what others named; texts may quote it as it is."""

NOT_PROSE = {
    Organization: {
        "founders",
        "founded_place",
        "headquarters",
        "medication_covers",
        "sponsorship_term",
    },
    AlternateName: {"language"},
    HandoutText: {"language"},
    Phone: {"number", "area"},
    SizeEstimate: {"scope"},
    TaxonomyTerm: {"synonyms"},
    Verification: {"verified_by", "note"},
}
"""Text fields that hold no sentences: words people type, places, curators' notes."""

MAY_BE_UNPUBLISHED = {Relationship: {"other"}}
"""References that pages leave out where the other record is not public."""

STATED_VALUES = (
    ("recovery_goal", "goal", RecoveryGoal.NOT_STATED),
    ("spirituality", "spirituality", Spirituality.NOT_STATED),
    ("proof_of_attendance", "proof_of_attendance", ProofOfAttendance.NOT_STATED),
    ("governance_style", "governance", None),
    ("uses_sponsorship", "sponsorship", None),
    ("online_meetings_sanctioned", "online_meetings", None),
    ("operating_status", "status", OperatingStatus.ACTIVE),
    ("founders", "founding", None),
    ("handout_texts", "handout", None),
)
"""Values that state something unless they are the third: field, fact, that value."""

TREATMENT_MEDICINE = re.compile(
    r"\b(?:methadone|buprenorphine|suboxone|naltrexone|agonists?|antidepressants?"
    r"|prescribed (?:medicines?|medications?|drugs?))\b",
    re.IGNORECASE,
)
"""Words that speak of medicine as treatment; a stance may hide behind them."""


# Citations


def uncited_texts(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse what an organization's record states without a source."""
    cited = {row["fact"] for row in record.get("citations", []) if row.get("source")}
    stated = [(name, fact) for name, fact, _label in CITED_TEXTS if name in record]
    stated += [
        (name, fact)
        for name, fact, says_nothing in STATED_VALUES
        if record.get(name, says_nothing) != says_nothing
    ]
    for name, fact in stated:
        if fact not in cited:
            yield _uncited(name, fact)


def _uncited(name: str, fact: str) -> Breach:
    return Breach(
        name,
        _("Cites no source."),
        _("Add a citation of the fact “%(fact)s”, or take it out.") % {"fact": fact},
    )


def mirrored_addresses(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse an address of the organization that is a mirror's."""
    for row in child_rows(ORGANIZATION, record, Url):
        yield from mirrored_address(row.where("url"), row.values.get("url", ""))


def unsourced_rows(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse names, addresses, terms, figures and the like without a source."""
    for row in child_rows(ORGANIZATION, record):
        if "source" in row.fields and not row.values.get("source"):
            noun = row.model._meta.verbose_name
            yield Breach(
                row.where("source"),
                _("The %(noun)s cites no source.") % {"noun": noun},
                _("Name the source that says it, or take it out."),
            )


def uncited_fields(names: tuple[str, ...], record: Record, directory: Directory):
    """Refuse texts of a type, governance style or passage without a source."""
    cited = {row["fact"] for row in record.get("citations", []) if row.get("source")}
    for name in names:
        if record.get(name) and name not in cited:
            yield _uncited(name, name)


# Values


def misplaced_terms(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a term in a place of another vocabulary."""
    country = record.get("headquarters_country", "")
    if country and not country.startswith("country/"):
        yield Breach(
            "headquarters_country",
            _("“%(term)s” is no country.") % {"term": country},
            _("Choose a term of the vocabulary “country”."),
        )


def undated_figures(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a figure without “as of” whose source has a date.

    A figure is undated, and shown so, only where its source is: from a dated source
    at least the date of the source is known.
    """
    for row in child_rows(ORGANIZATION, record, SizeEstimate):
        source = directory.find(Source, row.values.get("source")) or {}
        if not row.values.get("as_of") and source.get("issued"):
            yield Breach(
                row.where("as_of"),
                _("The figure has no “as of”, but its source is of %(date)s.")
                % {"date": source["issued"]},
                _("Say to when it belongs, at most the date of the source."),
            )


NEARLY_WORLDWIDE = re.compile(r"\bworld|\bglobal|\binternational", re.IGNORECASE)
"""What a scope says that may mean all there are."""


def unclear_scopes(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a scope that a reader takes for worldwide, and a machine does not.

    By a worldwide figure an organization is placed in lists before by one of a place.
    """
    for row in child_rows(ORGANIZATION, record, SizeEstimate):
        scope = row.values.get("scope", "")
        if scope != WORLDWIDE and NEARLY_WORLDWIDE.search(scope):
            yield Breach(
                row.where("scope"),
                _("“%(scope)s” may mean all of them, and nobody can tell.")
                % {"scope": scope},
                _("Write “worldwide” and the rest as a note, or name the places."),
            )


def unverified_phones(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a public telephone number that no curator verified."""
    looked = [
        row["verified_on"]
        for row in record.get("verifications", [])
        if row.get("part", VerificationPart.WHOLE)
        in {VerificationPart.WHOLE, VerificationPart.CONTACT}
        and row.get("verified_on")
    ]
    for row in child_rows(ORGANIZATION, record, Phone):
        day = row.values.get("verified_on")
        if day and not any(other >= day for other in looked):
            yield Breach(
                row.where("verified_on"),
                _("The number is public, but nobody verified it on %(day)s or later.")
                % {"day": day},
                _("Hold it back (no “verified on”), or call it and verify."),
            )


def undialable_phones(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a telephone number that nobody could dial."""
    for row in child_rows(ORGANIZATION, record, Phone):
        yield from _undialable(row.where("number"), row.values.get("number", ""))


def _undialable(where: str, number: str) -> Iterator[Breach]:
    if number and not telephones.parse(number):
        yield Breach(
            where,
            _("“%(number)s” cannot be dialled, so pages show it without a link.")
            % {"number": number},
            _("Write it as +1-212-555-0100, perhaps with ext. 214, or take it out."),
        )


def beside_records() -> Iterator[Problem]:
    """Yield what stands against what the database keeps beside its records."""
    for note in LocalNote.objects.select_related("organization"):
        for breach in _undialable("phone", note.phone):
            place = f"local note on {note.organization.slug}"
            yield Problem(place, breach.field, f"{breach.reason} {breach.remedy}")


def medication(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse anything on medication that no document carries."""
    stance = record.get("medication_stance", MedicationStance.NOT_STATED)
    key = record.get("medication_document")
    if stance != MedicationStance.NOT_STATED:
        document = directory.find(Source, key)
        if not key:
            yield Breach(
                "medication_document",
                _("The stance on medication names no document."),
                _("Name the document that states it, or choose “not-stated”."),
            )
        elif document and not document.get("was_seen"):
            yield Breach(
                "medication_document",
                _("Nobody has seen the document “%(key)s” yet.") % {"key": key},
                _("Read it and mark it as seen, or choose “not-stated”."),
            )
        if not record.get("medication_description"):
            yield Breach(
                "medication_description",
                _("The stance on medication is not explained."),
                _("Say what the document says, and that groups differ."),
            )
        return
    for name in ("medication_covers", "medication_document", "medication_description"):
        if record.get(name):
            yield Breach(
                name,
                _("Says something on medication while the stance is “not-stated”."),
                _("Name stance and document, or take it out."),
            )
    for where, text, _language in prose_of(ORGANIZATION, record):
        for word in TREATMENT_MEDICINE.findall(directory.names.replaced_in(text)):
            yield Breach(
                where,
                _("“%(word)s” speaks of medication while the stance is “not-stated”.")
                % {"word": word},
                _("Name stance and document, or take it out."),
            )


COSTS_OR_DOUBT = re.compile(
    r"\$ ?\d|\b(?:costs?|charges?|charged|prices?|was|were|said to|in general"
    r"|by definition|not known|not recorded|ask)\b|(?<!have to )\bbuy\b",
    re.IGNORECASE,
)
"""What a text on cost does not say where “free” is all that there is to say."""

DOUBT = re.compile(r"\bnot (?:known|recorded|stated) here\b", re.IGNORECASE)

NOT_WHOLLY = re.compile(r"\bnot total abstinence|\bno strict rule of", re.IGNORECASE)
"""What a text on the goal does not say where members stop completely."""

GOAL_TEXT, FAITH_TEXT = "recovery_goal_description", "spirituality_description"

SHORTENED = (
    ("is_free", {True}, "fees_description", COSTS_OR_DOUBT),
    (
        "recovery_goal",
        {RecoveryGoal.ABSTINENCE},
        GOAL_TEXT,
        NOT_WHOLLY,
    ),
    ("recovery_goal", set(RecoveryGoal), GOAL_TEXT, DOUBT),
    ("spirituality", set(Spirituality), FAITH_TEXT, DOUBT),
)
"""Field and values of a word; the text that it shortens; what there speaks against."""


def surer_than_their_texts(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a value whose text says otherwise, or is less sure: lists show it."""
    for name, values, text_name, against in SHORTENED:
        if record.get(name) not in values:
            continue
        if found := against.search(record.get(text_name, "")):
            yield Breach(
                name,
                _("Lists say it in a word, but “%(text)s” says “%(word)s”.")
                % {"text": text_name, "word": found[0]},
                _("Leave the value open, or correct the text."),
            )


def named_founders(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse surnames of anonymous founders."""
    for founder in record.get("founders", []):
        for name in bracketed_surnames(founder):
            yield Breach(
                "founders",
                _("“%(name)s” gives the surname of an anonymous member.")
                % {"name": name},
                _("Leave out the brackets: name founders as the fellowship does."),
            )


# Which rules hold for which records

_TYPE_TEXTS = ("summary", "philosophy", "how_it_works", "typical_meeting")
_STYLE_TEXTS = ("summary", "meaning", "makes_easier", "makes_harder")

RULES = {
    Organization: (
        uncited_texts,
        unsourced_rows,
        mirrored_addresses,
        misplaced_terms,
        undated_figures,
        unclear_scopes,
        unverified_phones,
        undialable_phones,
        medication,
        surer_than_their_texts,
        named_founders,
    ),
    OrganizationType: (partial(uncited_fields, _TYPE_TEXTS),),
    GovernanceStyle: (partial(uncited_fields, _STYLE_TEXTS),),
    Passage: (partial(uncited_fields, ("text",)),),
}
"""What is asked of the records of each kind, beside the rules of all records."""

WORD_RULES = {
    Organization: (organization_words,),
    OrganizationType: (partial(graded_words, _TYPE_TEXTS),),
    GovernanceStyle: (partial(graded_words, _STYLE_TEXTS),),
    Passage: (partial(graded_words, ("heading", "text")), safety_words),
    Taxonomy: (partial(graded_words, ("definition",)),),
    TaxonomyTerm: (
        partial(graded_words, ("definition",)),
        crisis_words,
        labelling_words,
    ),
}
"""What is asked of the words of each kind; they are judged while somebody writes."""
