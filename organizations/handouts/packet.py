"""Packets: several hand-outs in one print, with an optional cover to compare them."""

from dataclasses import dataclass, field

from django.utils.text import capfirst

from organizations.choosing import Choice
from organizations.handouts.codes import sheet_code, with_code
from organizations.handouts.discreet import MEETING_FORMATS, DiscreetSheet
from organizations.handouts.sheet import Sheet
from organizations.handouts.texts import Text
from organizations.models import Organization, OrganizationType

MOST = 12
"""Hand-outs in one packet."""

ROWS = {False: 6, True: 2}
"""Organizations on one page of the cover, in ordinary and in large print."""


@dataclass(frozen=True)
class Row:
    """What the cover says of one organization."""

    page: int
    sheet: Sheet | DiscreetSheet
    formats: str
    faith: str
    goal: str
    medication: str
    who: Text


@dataclass(frozen=True)
class Packet:
    """Sheets in the order chosen."""

    sheets: list
    has_cover: bool
    is_large: bool
    cover: list[list[Row]] = field(default_factory=list)

    @classmethod
    def of(cls, sheets: list, *, has_cover: bool, is_large: bool) -> "Packet":
        """Return the packet with its cover written."""
        cover: list[list[Row]] = []
        if has_cover:
            on_a_page = ROWS[is_large]
            starts = range(0, len(sheets), on_a_page)
            page = len(starts) + 1
            rows = []
            for sheet in sheets:
                rows.append(_row(sheet, page))
                page += sheet.page_count
            cover = [rows[start : start + on_a_page] for start in starts]
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


def _row(sheet: Sheet | DiscreetSheet, page: int) -> Row:
    organization = sheet.organization
    formats = [
        str(MEETING_FORMATS[row.term.slug])
        for row in organization.meeting_formats
        if row.term.slug in MEETING_FORMATS
    ]
    return Row(
        page=page,
        sheet=sheet,
        formats=capfirst(", ".join(formats)),
        faith=capfirst(organization.get_spirituality_display()),
        goal=capfirst(organization.get_recovery_goal_display()),
        medication=capfirst(organization.get_medication_stance_display()),
        who=next((fact.text for fact in sheet.facts if fact.key == "who"), Text("")),
    )


def read_choice(values: list[str], queryset) -> Choice:
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
    return Choice.read(slugs, queryset)


def codes(organizations: list[Organization]) -> list[str]:
    """Return the sheet codes of organizations, in order."""
    return [sheet_code(organization.pk) for organization in organizations]
