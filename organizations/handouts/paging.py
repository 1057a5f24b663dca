"""Further pages: research in full, cut into pages before it is printed.

A packet states on exactly how many pages it prints, so that cannot be left to the
browser. The cuts are made here by a cautious count of lines; each page has room to
spare.
"""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from evidence.models import EvidenceSummary, Source

LINES = {False: 45, True: 29}
"""Lines that surely fit on a page, in ordinary and in large print."""

SIGNS = {False: 92, True: 57}
"""Signs that surely fit in a line."""

LARGE_LINE = 7.7
"""Millimetres of a line in large print."""

LARGE_PAGE = 250
"""Millimetres that surely fit on a page."""


@dataclass(frozen=True)
class ResearchItem:
    """A paragraph with its sources; ``heading`` stands above it where one begins."""

    text: str
    sources: str = ""
    heading: str = ""


@dataclass
class ResearchPage:
    """What stands on one further page."""

    items: list[ResearchItem] = field(default_factory=list)


def large_height(sheet) -> float:
    """Return about the height of a sheet in large print before its plan, in mm."""
    texts = [fact.text.text for fact in sheet.facts]
    texts += [f"{found.subject} {found.statement.text}" for found in sheet.research]
    lines = _lines(f"{sheet.name} ({sheet.also_named})", 40) + 0.5
    lines += sum(
        _lines(text, SIGNS[True]) for text in (sheet.what.text, *sheet.notices)
    )
    lines += _lines(sheet.status_note.text, SIGNS[True])
    lines += sum(_lines(text, SIGNS[True]) + 1.4 for text in texts)
    if sheet.safety:
        safety = " ".join(line.text for line in sheet.safety)
        lines += _lines(safety, SIGNS[True]) + 1
    if sheet.how_to_find or sheet.way:
        lines += max(3.5, _lines(sheet.how_to_find.text, 46) + 3)
    if sheet.local:
        said = [sheet.operator, sheet.local.text.text, sheet.local.phone]
        lines += _lines(" ".join([*said, sheet.local.link]), SIGNS[True]) + 2
    return lines * LARGE_LINE


def _lines(text: str, signs: int) -> int:
    return len(textwrap.wrap(text, signs))


def research_pages(organization, options) -> list[ResearchPage]:
    """Return the pages of "research in full", or none where that was not asked for."""
    summary = organization.public_evidence_summary
    if options.research != "full" or options.is_discreet or summary is None:
        return []
    return paginate(list(_items(summary)), is_large=options.is_large)


def paginate(items: list[ResearchItem], *, is_large: bool) -> list[ResearchPage]:
    """Distribute items over pages, in order; none is cut in two."""
    pages: list[ResearchPage] = []
    left = 0.0
    for item in items:
        height = _height(item, SIGNS[is_large])
        if not pages or height > left:
            pages.append(ResearchPage())
            left = LINES[is_large]
        pages[-1].items.append(item)
        left -= height
    return pages


def _height(item: ResearchItem, signs: int) -> float:
    parts = [item.heading, item.text, item.sources]
    lines = sum(_lines(part, signs) for part in parts)
    return lines + (2 if item.heading else 0.5)


def _items(summary: EvidenceSummary) -> Iterator[ResearchItem]:
    """Yield the cited statements of a summary, its limits, what is not yet known."""
    heading = _("What research says")
    for statement in summary.statements.all():
        cited = [source for source in statement.sources.all() if source.is_published]
        yield ResearchItem(statement.text, "; ".join(map(_in_short, cited)), heading)
        heading = ""
    for heading, lines in (
        (_("Limits"), summary.limitations),
        (_("Not yet known"), summary.research_needs),
    ):
        for number, line in enumerate(lines):
            yield ResearchItem(line, "", "" if number else heading)


def _in_short(source: Source) -> str:
    """Return enough of a source to find it: authors, year, title."""
    parts = [source.authors_in_words, f"({source.year})" if source.year else ""]
    return " ".join([*filter(None, parts), source.title])
