"""Parts that several things of HSDS share: addresses, phones, attributes.

Pure functions over records that were fetched before; no query inside. A key without a
value is left out, because nothing in HSDS may be null.
"""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from evidence.models import Source
from organizations.models import Organization, Sourced, TaxonomyTerm
from organizations.open_data.hsds import vocabularies
from organizations.open_data.hsds.ids import derived_id

Json = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """What the mapping needs besides the record itself.

    ``made`` and ``terms`` remember what several records of one answer share.
    """

    assurer_email: str = ""
    sources: Mapping[uuid.UUID, Source] = field(default_factory=dict)
    made: dict[uuid.UUID, Json] = field(default_factory=dict)
    terms: dict[uuid.UUID, list] = field(default_factory=dict)


def given(**values: Any) -> Json:
    """Return the values that say something: no null, no empty text, no empty list."""
    return {
        name: value for name, value in values.items() if value not in (None, "", [], {})
    }


def moment(value: datetime.datetime | None) -> str | None:
    """Return a moment as HSDS writes it, in UTC with milliseconds."""
    if value is None:
        return None
    utc = value.astimezone(datetime.UTC)
    return utc.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def address_of(organization: Organization, kinds: Iterable[str]) -> str | None:
    """Return the first web address of the first of these kinds that there is."""
    url = organization.url_of(*kinds)
    return url.address if url else None


def phone_of(phone) -> Json:
    """Return a telephone number that may be shown, as the world dials it.

    HSDS keeps an extension as a number of its own; one that begins with a zero would
    lose it there, so that one is said in words. What nobody can dial stands as written.
    """
    telephone = phone.telephone
    extension = telephone.extension if telephone else ""
    is_number = extension == extension.lstrip("0")
    description = phone.description or str(phone.get_kind_display())
    if phone.area:
        description = f"{description}; {phone.area_in_words}"
    if not is_number:
        said = _("extension %(extension)s") % {"extension": extension}
        description = f"{description}; {said}"
    if not phone.verified_on:
        description = f"{description}; {phone.standing_in_words}"
    return given(
        id=str(phone.pk),
        number=telephone.number if telephone else phone.number,
        extension=int(extension) if extension and is_number else None,
        type="voice",
        description=description,
    )


def is_public(term: TaxonomyTerm) -> bool:
    """Whether the term and its vocabulary are published."""
    return term.is_published and term.taxonomy.is_published


def attribute(
    entity: str, link_id: uuid.UUID, term: Json, said: Json | None = None
) -> Json:
    """Return the link between a record and a term, with what is said about it."""
    return {
        "id": str(derived_id(link_id, f"attribute/{term['id']}")),
        "link_id": str(link_id),
        "link_entity": entity,
        "taxonomy_term_id": term["id"],
        "taxonomy_term": term,
        "label": term["taxonomy"],
        **(said or {}),
    }


def provenance(row: Sourced, context: Context) -> Json:
    """Return on what a row rests: its source if that is public, and who looked."""
    source = row.source_id if row.source_id in context.sources else None
    return given(
        source_id=str(source) if source else None,
        was_seen=row.was_seen,
        checked_on=row.checked_on.isoformat() if row.checked_on else None,
    )


def slugs(organization: Organization, taxonomy: str) -> set[str]:
    """Return the slugs of an organization's public terms in one vocabulary."""
    return {
        row.term.slug
        for row in organization.terms.all()
        if row.term.taxonomy.slug == taxonomy and is_public(row.term)
    }


class Classified(NamedTuple):
    """A term that classifies an organization, as its services repeat it.

    ``note`` is what a curator wrote about it; ``said`` is that note as the value of an
    attribute, with its provenance. Where no row carries the term, both are empty.
    """

    taxonomy: str
    slug: str
    term: Json
    note: str = ""
    said: Json | None = None

    @property
    def was_seen(self) -> bool:
        """Whether somebody saw in a source that this term is right here."""
        return bool(self.said and self.said.get("was_seen"))


def terms(organization: Organization, context: Context) -> list[Classified]:
    """Return all that classifies an organization, made once for all its services."""
    if organization.pk not in context.terms:
        context.terms[organization.pk] = list(_terms(organization, context))
    return context.terms[organization.pk]


def _terms(organization: Organization, context: Context) -> Iterator[Classified]:
    for record in (organization.organization_type, organization.governance_style):
        if record and record.is_published:
            if record.pk not in context.made:
                context.made[record.pk] = vocabularies.record_term(record)
            yield Classified("", record.slug, context.made[record.pk])
    for closed in vocabularies.OF_VALUES:
        value = _value(organization, closed)
        if value in closed.values:
            pk = closed.term_id(value)
            if pk not in context.made:
                context.made[pk] = vocabularies.value_term(closed, value)
            said = _provenance_of(organization, closed.fact, context)
            yield Classified(closed.slug, value, context.made[pk], said=said)
    for row in organization.terms.all():
        if is_public(row.term):
            yield Classified(
                row.term.taxonomy.slug,
                row.term.slug,
                term_of(row.term, context),
                row.note,
                given(value=row.note, fit=row.fit) | provenance(row, context),
            )


def _provenance_of(
    organization: Organization, fact: str, context: Context
) -> Json | None:
    """Return on what a value rests: the citation that was seen, else that there is."""
    cited = organization.cited.get(fact, []) if fact else []
    if not cited:
        return None
    return provenance(max(cited, key=lambda row: row.was_seen), context)


def _value(organization: Organization, closed: vocabularies.ClosedTaxonomy) -> str:
    """Return a value in a closed vocabulary; empty where there is none."""
    if closed.field:
        return getattr(organization, closed.field)
    summary = organization.evidence_summary
    return summary.strength.value if summary and summary.is_published else ""


def term_of(term: TaxonomyTerm, context: Context) -> Json:
    """Return a term, made once however many records carry it."""
    if term.pk not in context.made:
        context.made[term.pk] = vocabularies.taxonomy_term(term)
    return context.made[term.pk]
