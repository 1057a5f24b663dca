"""A larger directory than there is, made by chance that is always the same.

The shipped directory comes first; every further organization is a regional body like
one of it, or a body of its own: a name, other names, five to fifteen terms, texts,
sources, figures, evidence for some. Rows are inserted in bulk, as no curator could;
each record still has its first revision, and the index of search is the real one.
"""

import datetime
import random
import uuid
from collections.abc import Iterator

from django.db import models, transaction
from django.utils import timezone

from evidence.models import EvidenceSummary, Source
from organizations.catalog.vocabulary import Vocabulary
from organizations.choices import OperatingStatus, RecoveryGoal, Spirituality
from organizations.models import (
    AlternateName,
    Citation,
    GovernanceStyle,
    HandoutText,
    Organization,
    OrganizationTerm,
    OrganizationType,
    Relationship,
    SizeEstimate,
    TaxonomyTerm,
    Url,
    Verification,
)
from organizations.search.indexing import reindex
from recovery_directory.records.publication import PublicationState
from recovery_directory.records.revisions import Action, Revision

NAMESPACE = uuid.UUID("6ba7b812-9dad-11d1-80b4-00c04fd430c8")
BATCH = 1000

SYLLABLES = """
    ash bar bel ber bran bridge brook burn cal car ches clay cor crest dale dan dor el
    fair far field ford glen green grove hal ham har haven hill holl kel ken lake lan
    leigh lin lock mar mead mel mill mont mor nor oak or pine port rad rich ridge river
    ros sal sand shel stan stone sut thorn ton val ver wal wes wick win wood york
"""
KINDS = """
    Recovery Fellowship; Sobriety Circle; Peer Support Network; Hope House Groups;
    Step Meetings; Freedom Fellowship; Self-Help Association; Support Circle;
    Harbor Meetings; New Morning Groups; Renewal Ministry; Clean Living Community
"""
REGIONS = "County Area District Region Valley Intergroup"
WORDS = """
    members meet each week to share what they have lived through and to listen a first
    meeting starts with a welcome nobody has to speak the groups are free and run by
    those who come people may bring a friend in the evening there is tea and time to
    talk about a plan for the next day some rooms have stairs ask before you come by bus
    the hall is near the station readings come from a small book families are welcome on
    the last friday of a month new people get a list of numbers
"""


class Stock:
    """The records that made organizations rest on, read once."""

    def __init__(self) -> None:
        """Read types, styles, terms, sources, summaries and the shipped names."""
        self.types = list(OrganizationType.objects.published().order_by("slug"))
        self.styles = list(GovernanceStyle.objects.published().order_by("slug"))
        self.sources = list(Source.objects.published().order_by("slug"))
        self.summaries = list(
            EvidenceSummary.objects.published()
            .filter(subject_kind="organization")
            .order_by("slug")
        )
        self.names = list(
            Organization.objects.published()
            .filter(slug__in=SHIPPED_MODELS)
            .order_by("slug")
            .values_list("name", flat=True)
        )
        self.shipped = list(
            Organization.objects.published()
            .filter(slug__in=SHIPPED_MODELS)
            .order_by("slug")
            .values_list("pk", flat=True)
        )
        self.terms: dict[str, list[TaxonomyTerm]] = {}
        for term in TaxonomyTerm.objects.published().select_related("taxonomy"):
            self.terms.setdefault(term.taxonomy.slug, []).append(term)


SHIPPED_MODELS = (
    "alcoholics-anonymous",
    "narcotics-anonymous",
    "al-anon-family-groups",
    "celebrate-recovery",
    "cocaine-anonymous",
    "gamblers-anonymous",
    "overeaters-anonymous",
    "smart-recovery",
)
"""Organizations with many regional bodies."""

TERMS_OF = {"focus": 3, "audience": 3, "format": 3, "facilitation": 2, "language": 2}
"""At most so many terms of each vocabulary, beside one to three countries."""


def grow(size: int) -> None:
    """Fill the directory up to ``size`` organizations."""
    stock = Stock()
    vocabulary = Vocabulary.read(synonyms=True)
    start = Organization._base_manager.count()
    for first in range(start, size, BATCH):
        with transaction.atomic():
            rows = [
                row
                for number in range(first, min(first + BATCH, size))
                for row in organization_rows(number, stock)
            ]
            for model, theirs in by_model(rows).items():
                model._base_manager.bulk_create(theirs, batch_size=500)
            made = [row.pk for row in rows if isinstance(row, Organization)]
            reindex(made, vocabulary)


def by_model(rows: list[models.Model]) -> dict[type[models.Model], list]:
    """Return the rows of each model, in the order in which models first come."""
    found: dict[type[models.Model], list] = {}
    for row in rows:
        found.setdefault(type(row), []).append(row)
    return found


def organization_rows(number: int, stock: Stock) -> Iterator[models.Model]:
    """Yield one organization with everything inside it, itself first."""
    chance = random.Random(number)
    kinds = [" ".join(kind.split()) for kind in KINDS.split(";")]
    place = "".join(
        chance.sample(SYLLABLES.split(), chance.choice((2, 2, 3)))
    ).capitalize()
    region = f"{place} {chance.choice(REGIONS.split())}"
    if chance.random() < 0.4:
        name = f"{region} {chance.choice(stock.names)} {number}"
    else:
        name = f"{place} {chance.choice(kinds)} {number}"
    organization = Organization(
        pk=uuid.uuid5(NAMESPACE, str(number)),
        slug=f"made-{number}",
        name=name,
        sort_name=name,
        publication_state=PublicationState.PUBLISHED,
        version=1,
        updated_at=timezone.now(),
        organization_type=chance.choices(stock.types, (2, 3, 5))[0],
        governance_style=chance.choice([*stock.styles, None]),
        operating_status=chance.choices(OperatingStatus.values, (90, 7, 3))[0],
        recovery_goal=chance.choice(RecoveryGoal.values),
        spirituality=chance.choice(Spirituality.values),
        founded=str(chance.randint(1935, 2024)),
        founded_place=place,
        headquarters=place,
        is_worldwide=chance.random() < 0.02,
        evidence_summary=(
            chance.choice(stock.summaries) if chance.random() < 0.1 else None
        ),
        **{name: text(chance, words) for name, words in TEXTS.items()},
    )
    yield organization
    yield from parts(organization, chance, stock)
    yield Revision(
        record_kind="organization",
        record_id=organization.pk,
        number=1,
        record={"id": str(organization.pk), "slug": organization.slug, "name": name},
        action=Action.LOAD,
        made_at=organization.updated_at,
    )


TEXTS = {
    "summary": 30,
    "philosophy": 40,
    "eligibility_description": 15,
    "first_meeting": 50,
    "how_to_start": 20,
    "fees_description": 8,
    "meeting_description": 30,
}
"""How many words each text has, about."""


def text(chance: random.Random, words: int) -> str:
    """Return a text of about so many words."""
    count = chance.randint(words // 2 + 1, words + words // 2)
    return " ".join(chance.choices(WORDS.split(), k=count)).capitalize() + "."


def parts(
    organization: Organization, chance: random.Random, stock: Stock
) -> Iterator[models.Model]:
    """Yield the rows inside ``organization``."""

    def sourced(model, key: str, **fields):
        return model(
            pk=uuid.uuid5(organization.pk, f"{model.__name__}/{key}"),
            organization=organization,
            source=chance.choice(stock.sources),
            was_seen=True,
            **fields,
        )

    initials = "".join(word[0] for word in organization.name.split()[:-1]).upper()
    yield sourced(AlternateName, "short", kind="acronym", name=initials)
    if chance.random() < 0.4:
        other = f"{organization.founded_place} Groups"
        yield sourced(AlternateName, "other", kind="also-known-as", name=other)
    terms = [
        term
        for vocabulary, most in TERMS_OF.items()
        for term in chance.sample(stock.terms[vocabulary], chance.randint(1, most))
    ]
    # Most are where most are: the first country, then any of them.
    countries = stock.terms["country"]
    terms.append(chance.choices(countries, [80, *[1] * (len(countries) - 1)])[0])
    for term in terms:
        yield sourced(OrganizationTerm, str(term.pk), term=term)
    for fact in ("summary", "philosophy", "eligibility", "first_meeting", "meetings"):
        yield sourced(Citation, fact, fact=fact)
    yield sourced(Url, "website", kind="website", url=f"https://{uuid.uuid4()}.example")
    yield sourced(
        SizeEstimate,
        "groups",
        metric="groups",
        value=chance.randint(2, 900),
        scope="United States",
        as_of="2024",
    )
    yield Verification(
        pk=uuid.uuid5(organization.pk, "verified"),
        organization=organization,
        verified_on=datetime.date(2026, chance.randint(1, 10), 1),
        verified_by="Made for a benchmark",
        method="website",
    )
    yield HandoutText(
        pk=uuid.uuid5(organization.pk, "handout"),
        organization=organization,
        language="en",
        what="People meet and help each other.",
    )
    if chance.random() < 0.2:
        other = chance.choice(stock.shipped)
        yield sourced(Relationship, "beside", kind="part-of", other_id=other)
