"""All public results of studies as one table, for people who count themselves.

A value stands here by the rule of the pages: only where somebody checked it in the
source. What is not checked is an empty cell, and its column is named in the last one.
"""

import csv
from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse

from evidence import grading
from evidence.cited_by import public_summaries
from evidence.models import Finding
from recovery_directory.curation.tables.cells import escape_formula

VALUES = (
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
    "certainty",
)
"""Columns whose value is printed only where it was checked."""

NUMBERED = frozenset({"effect_measure", "ci_low", "ci_high"})
"""Values that say nothing without a checked estimate."""

COLUMNS = (
    "result",
    "source",
    "title",
    "year",
    "doi",
    "study_design",
    "subjects",
    "outcome",
    *VALUES,
    "compares_people",
    "counts_for_no_rating",
    "not_checked",
)

BYTE_ORDER_MARK = "\ufeff"


def findings_file() -> HttpResponse:
    """Return the table as CSV (RFC 4180), as spreadsheets read it."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="findings.csv"'
    response.write(BYTE_ORDER_MARK)
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in rows():
        writer.writerow([_cell(row[column]) for column in COLUMNS])
    return response


def rows() -> Iterator[dict[str, Any]]:
    """Yield one row for each seen result of a public source on a public subject."""
    public = dict(public_summaries().values_list("pk", "slug"))
    findings = (
        Finding.objects.filter(summaries__in=public, was_seen=True)
        .select_related("source", "outcome")
        .prefetch_related("summaries")
        .order_by("source__slug", "key")
        .distinct()
    )
    for finding in findings:
        if not finding.source.is_published or not finding.outcome.is_published:
            continue
        if finding.is_checked("outcome"):
            subjects = [public.get(one.pk) for one in finding.summaries.all()]
            yield _row(finding, sorted(filter(None, subjects)))


def _row(finding: Finding, subjects: list[str]) -> dict[str, Any]:
    source = finding.source
    return {
        "result": finding.key,
        "source": source.slug,
        "title": source.title,
        "year": source.year,
        "doi": source.doi,
        "study_design": source.study_design,
        "subjects": "; ".join(subjects),
        "outcome": finding.outcome.slug,
        **{name: _checked(finding, name) for name in VALUES},
        "compares_people": "true" if finding.compares_people else "false",
        "counts_for_no_rating": grading.why_not_counted(finding),
        "not_checked": "; ".join(dict.fromkeys(finding.unchecked_fields)),
    }


def _checked(finding: Finding, name: str) -> Any:
    has_number = finding.estimate is not None and finding.is_checked("estimate")
    if name in NUMBERED and not has_number:
        return ""
    return getattr(finding, name) if finding.is_checked(name) else ""


def _cell(value: Any) -> str | int | float:
    """Return a value as a cell; a negative number stays a number."""
    if value is None:
        return ""
    return value if isinstance(value, int | float) else escape_formula(str(value))
