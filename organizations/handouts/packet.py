"""Packets: several hand-outs in one print, with an optional cover to compare them."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from organizations.choices import Fact
from organizations.handouts.discreet_sheet import DiscreetSheet, formats_in_words
from organizations.handouts.localized_texts import Text
from organizations.handouts.sheet import Sheet
from organizations.handouts.sheet_codes import sheet_code, with_code
from organizations.listing.named_lists import listed_under
from organizations.models import Organization, OrganizationType
from organizations.models.glance import FactChip
from organizations.named_organizations import NamedOrganizations

MOST = 12
"""Hand-outs in one packet."""

LINES = 41
"""Lines of the cover's table that surely fit on a page, with room to spare."""

SIGNS = {"name": 12, "who": 17, "formats": 13, "faith": 9, "goal": 9, "medication": 11}
"""Signs that surely fit in a line of each column of the cover; see ``paper.css``."""

LARGE_ROWS = 2
"""Organizations on a page of the cover in large print, where columns are lines."""


def one_of_each(types: Iterable[OrganizationType]) -> str:
    """Return the query of a packet with the first listed of each type, and a cover.

    Empty where a type has none: then it is not one of each.
    """
    firsts = [listed_under("type", one.slug, most=1) for one in types]
    if not firsts or not all(firsts):
        return ""
    slugs = [organization.slug for (organization,) in firsts]
    return urlencode({"organization": slugs, "cover": 1}, doseq=True)


@dataclass(frozen=True)
class CoverRow:
    """What the cover says of one organization."""

    sheet: Sheet | DiscreetSheet
    formats: str
    faith: str
    goal: str
    medication: str
    who: Text
    page: int = 0

    @property
    def lines(self) -> float:
        """Return how many lines high it is at most, with what parts it from others."""
        texts = {
            "name": self.sheet.name,
            "who": self.who.text,
            "formats": self.formats,
            "faith": self.faith,
            "goal": self.goal,
            "medication": self.medication,
        }
        return 0.6 + max(
            len(textwrap.wrap(text, SIGNS[column])) for column, text in texts.items()
        )


@dataclass(frozen=True)
class Packet:
    """Sheets in the order chosen."""

    sheets: list
    has_cover: bool
    is_large: bool
    cover: list[list[CoverRow]] = field(default_factory=list)

    @classmethod
    def of(cls, sheets: list, *, has_cover: bool, is_large: bool) -> "Packet":
        """Return the packet with its cover written."""
        cover = list(_cover(sheets, is_large=is_large)) if has_cover else []
        return cls(sheets, has_cover, is_large, cover)

    @property
    def page_count(self) -> int:
        """Return on exactly how many pages the packet prints."""
        return len(self.cover) + sum(sheet.page_count for sheet in self.sheets)

    @property
    def missing_types(self) -> list[OrganizationType]:
        """Return the types to suggest where all organizations are of one type."""
        chosen = {sheet.organization.organization_type_id for sheet in self.sheets}
        if len(chosen) != 1:
            return []
        return list(OrganizationType.objects.published().exclude(pk__in=chosen))


def _cover(sheets: list, *, is_large: bool) -> Iterator[list[CoverRow]]:
    """Yield the pages of the cover; each row names the page of its sheet."""
    pages: list[list[CoverRow]] = [[]]
    for row in map(_row, sheets):
        beside = pages[-1]
        is_full = (
            len(beside) == LARGE_ROWS
            if is_large
            else sum(other.lines for other in beside) + row.lines > LINES
        )
        if beside and is_full:
            pages.append([])
        pages[-1].append(row)
    page = len(pages) + 1
    for rows in pages:
        numbered = []
        for row in rows:
            numbered.append(replace(row, page=page))
            page += row.sheet.page_count
        yield numbered


def _row(sheet: Sheet | DiscreetSheet) -> CoverRow:
    organization = sheet.organization
    faith = str(organization.get_spirituality_display())
    return CoverRow(
        sheet=sheet,
        formats=capfirst(formats_in_words(organization)),
        faith=_as_surely(organization, Fact.SPIRITUALITY, faith),
        goal=_as_surely(organization, Fact.GOAL, organization.goal_in_words),
        medication=_as_surely(
            organization, Fact.MEDICATION, organization.medication_in_words
        ),
        who=next((fact.text for fact in sheet.facts if fact.key == "who"), Text("")),
    )


def _as_surely(organization: Organization, fact: str, words: str) -> str:
    """Return a value in words, marked where nobody saw it in its source."""
    not_stated = _("not stated")
    if words in {"", not_stated}:
        return capfirst(not_stated)
    unsure = organization.is_unchecked(fact)
    return capfirst(
        FactChip(fact, "", *(("", words) if unsure else (words, ""))).in_full
    )


def read_choice(values: list[str], queryset) -> NamedOrganizations:
    """Return the organizations named by slugs, former slugs or sheet codes, in order.

    Codes stand in the address of a discreet packet, so that it names nobody.
    """
    published = Organization.objects.published()
    slugs = []
    for value in values:
        ids = with_code(value, published)
        if len(ids) == 1 and not published.filter(slug=value).exists():
            value = published.values_list("slug", flat=True).get(pk=ids[0])
        elif not ids:
            # The code of a record that was merged leads on by its id.
            merged = with_code(value, Organization.objects.withdrawn())
            value = str(merged[0]) if len(merged) == 1 else value
        slugs.append(value)
    return NamedOrganizations.read(slugs, queryset)


def codes(organizations: list[Organization]) -> list[str]:
    """Return the sheet codes of organizations, in order."""
    return [sheet_code(organization.pk) for organization in organizations]
