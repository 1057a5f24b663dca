"""The library of evidence."""

from evidence.models.finding import Finding
from evidence.models.outcome import Outcome
from evidence.models.source import Source
from evidence.models.summary import EvidenceSummary, OutcomeRating, SummaryStatement

__all__ = [
    "EvidenceSummary",
    "Finding",
    "Outcome",
    "OutcomeRating",
    "Source",
    "SummaryStatement",
]
