"""The rules over the records of evidence; those of all records are the site's."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from evidence.choices import Direction, Strength
from evidence.mirrors import mirror_in
from evidence.models import (
    EvidenceSummary,
    Finding,
    Outcome,
    OutcomeRating,
    Source,
    SummaryStatement,
)
from evidence.records import SUMMARY
from recovery_directory.prose import STRENGTHS
from recovery_directory.records.directory import Directory
from recovery_directory.records.formats import Record, child_rows
from recovery_directory.records.rules import Breach, too_certain, too_hard, too_long

PLAIN_STATEMENT_WORDS = 45
"""Most words of a plain statement: it stands on hand-outs too."""

NAMES: dict = {}
"""Fields that hold names of organizations, which count as one word when read."""

TITLES = {Source: {"title", "container_title", "publisher"}}
"""Fields that hold what others named; texts may quote it as it is."""

NOT_PROSE = {
    Source: {
        "volume",
        "issue",
        "page",
        "doi",
        "pmid",
        "pmcid",
        "copy_seen",
        "unchecked_fields",
    },
    Finding: {"unchecked_fields"},
    EvidenceSummary: {"reviewed_by"},
}
"""Text fields that hold no sentences of this directory."""

MAY_BE_UNPUBLISHED = {Finding: {"summaries"}}
"""References that pages leave out where the other record is not public."""


def claimed_strength(summary: Record | None) -> str | None:
    """Return the strength of the headline, where that speaks for the subject.

    Only a rating in favor carries a claim: to be sure that two treatments do equally
    well is not to be sure that one is better.
    """
    if summary is None:
        return None
    return _strongest(
        rating
        for rating in summary.get("ratings", [])
        if rating.get("outcome") == summary.get("main_outcome")
    )


def _strongest(ratings) -> str | None:
    levels = [
        STRENGTHS.index(rating["strength"])
        for rating in ratings
        if rating.get("direction") == Direction.FAVOURS
        and rating.get("strength") in STRENGTHS
    ]
    return STRENGTHS[max(levels)] if levels else None


def summary_sources(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a summary, or a statement of it, that rests on nothing."""
    if not record.get("sources"):
        yield Breach(
            "sources",
            _("The summary names no source."),
            _("Add the studies or texts on which it rests."),
        )
    for statement in child_rows(SUMMARY, record, SummaryStatement):
        if not statement.values.get("sources"):
            yield Breach(
                statement.where("sources"),
                _("The statement cites no source."),
                _("Add the source that says it, or take the statement out."),
            )


def summary_ratings(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a headline that nobody rated, a level without its rule or its search."""
    ratings = record.get("ratings", [])
    if not any(row.get("outcome") == record.get("main_outcome") for row in ratings):
        yield Breach(
            "ratings",
            _("The main outcome has no rating."),
            _("Rate it, or choose a main outcome that is rated."),
        )
    for rating in child_rows(SUMMARY, record, OutcomeRating):
        strength = rating.values.get("strength")
        if strength == Strength.NO_STUDIES and not record.get("searched_on"):
            yield Breach(
                rating.where("strength"),
                _("“No studies found” without the day of a search."),
                _("Say when and where studies were searched, or rate “not assessed”."),
            )
        if strength in STRENGTHS and not rating.values.get("rule_met"):
            yield Breach(
                rating.where("rule_met"),
                _("The rating does not say which rule it meets."),
                _("Name the rule of the scale and the studies that meet it."),
            )


def summary_words(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a plain statement that is long or hard, and claims above the rating."""
    plain = record.get("plain_statement", "")
    yield from too_long("plain_statement", plain, PLAIN_STATEMENT_WORDS)
    yield from too_hard("plain_statement", plain, directory)
    yield from too_certain(
        "plain_statement", plain, claimed_strength(record), directory
    )
    strongest = _strongest(record.get("ratings", []))
    texts = [("title", record.get("title", "")), ("detail", record.get("detail", ""))]
    for name in ("limitations", "research_needs"):
        texts += [(name, text) for text in record.get(name, [])]
    for statement in child_rows(SUMMARY, record, SummaryStatement):
        texts.append((statement.where("text"), statement.values.get("text", "")))
    for where, text in texts:
        yield from too_certain(where, text, strongest, directory)
    for rating in child_rows(SUMMARY, record, OutcomeRating):
        own = _strongest([rating.values])
        for name in ("detail", "rule_met"):
            text = rating.values.get(name, "")
            yield from too_certain(rating.where(name), text, own, directory)


def outcome_words(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a definition that is hard to read."""
    yield from too_hard("definition", record.get("definition", ""), directory)


def mirrored_address(where: str, address: str) -> Iterator[Breach]:
    """Refuse an address at which somebody else repeats what a publisher published."""
    if what := mirror_in(address):
        yield Breach(
            where,
            _("“%(address)s” is %(what)s.") % {"address": address, "what": what},
            _("Give the publisher’s own address, or none, and name the copy."),
        )


def mirrored_source(record: Record, directory: Directory) -> Iterator[Breach]:
    """Refuse a source whose public address is a mirror's."""
    yield from mirrored_address("url", record.get("url", ""))


RULES = {
    Source: (mirrored_source,),
    EvidenceSummary: (summary_sources, summary_ratings),
}
"""What is asked of the records of each kind, beside the rules of all records."""

WORD_RULES = {EvidenceSummary: (summary_words,), Outcome: (outcome_words,)}
"""What is asked of the words of each kind; they are judged while somebody writes."""
