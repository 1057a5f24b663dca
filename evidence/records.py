"""The record format of the library of evidence; the engine is the site's."""

from typing import Any

from evidence.choices import PublisherKind
from evidence.models import (
    EvidenceSummary,
    Finding,
    Outcome,
    OutcomeRating,
    Source,
    SummaryStatement,
)
from recovery_directory.records import Children, RecordFormat

OUTCOME = RecordFormat(
    model=Outcome,
    folder="outcomes",
    fields=("name", "definition", "group", "better", "position"),
)

SUMMARY = RecordFormat(
    model=EvidenceSummary,
    folder="summaries",
    fields=(
        "subject_kind",
        "title",
        "plain_statement",
        "detail",
        "limitations",
        "research_needs",
        "main_outcome",
        "searched_on",
        "searched_where",
        "reviewed_on",
        "reviewed_by",
        "sources",
    ),
    children=(
        Children(
            name="ratings",
            model=OutcomeRating,
            fields=(
                "outcome",
                "strength",
                "direction",
                "detail",
                "rule_met",
                "conditions_confirmed",
                "above_ceiling_reason",
            ),
            key=("outcome",),
        ),
        Children(
            name="statements",
            model=SummaryStatement,
            fields=("text", "sources"),
            key=("text",),
            ordered=True,
        ),
    ),
)


def _published_by(is_official: Any) -> dict[str, str | None]:
    """Return what an answer to "published by the organization itself" says today."""
    return {"publisher_kind": PublisherKind.ORGANIZATION.value if is_official else None}


SOURCE = RecordFormat(
    model=Source,
    folder="sources",
    fields=(
        "kind",
        "title",
        "authors",
        "container_title",
        "publisher",
        "volume",
        "issue",
        "page",
        "issued",
        "issued_note",
        "doi",
        "pmid",
        "pmcid",
        "url",
        "copy_seen",
        "copy_on",
        "accessed_on",
        "study_design",
        "population",
        "participants",
        "publisher_kind",
        "was_seen",
        "unchecked_fields",
        "superseded_by",
        "retracted_on",
        "curator_note",
    ),
    children=(
        Children(
            name="findings",
            model=Finding,
            fields=(
                "key",
                "summaries",
                "outcome",
                "population",
                "comparator",
                "follow_up_months",
                "effect_measure",
                "estimate",
                "ci_low",
                "ci_high",
                "participants",
                "studies",
                "direction",
                "compares_people",
                "certainty",
                "was_seen",
                "unchecked_fields",
                "curator_note",
            ),
            key=("key",),
        ),
    ),
    formerly={"is_official": _published_by},
)

FORMATS = (OUTCOME, SUMMARY, SOURCE)
