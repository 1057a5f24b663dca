"""How well search finds: everyday queries with what must come first.

The queries and what they must find are in ``queries.yaml``. Run with ``-s`` for the
two figures and for every query that falls short.
"""

from pathlib import Path

import pytest
import yaml
from django.http import QueryDict

from organizations.listing.list_query import ListQuery
from organizations.models import Organization

pytestmark = pytest.mark.django_db

QUERIES = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text())


def first_ten(entry: dict) -> list[str]:
    """Return the slugs that a query of the file finds first."""
    data = QueryDict(mutable=True)
    data["q"] = entry["q"]
    if "status" in entry:
        data["status"] = entry["status"]
    return [one.slug for one in ListQuery(data).results[:10]]


def reciprocal_rank(entry: dict, found: list[str]) -> float:
    """Return 1 where a right one is first, 1/2 where it is second, 0 where missing."""
    ranks = (
        1 / place for place, slug in enumerate(found, start=1) if slug in entry["first"]
    )
    return next(ranks, 0.0)


def recall(entry: dict, found: list[str]) -> float:
    """Return which share of those that belong there is among the first ten."""
    only = entry["first"] if len(entry["first"]) == 1 else []
    wanted = {*only, *entry.get("also", [])} or {*entry["first"]}
    if not entry.get("also") and not only:
        return float(bool(wanted & set(found)))
    return len(wanted & set(found)) / len(wanted)


def test_there_are_enough_queries_and_they_name_shipped_organizations(shipped):
    assert len(QUERIES) >= 150
    assert len({(entry["q"], entry.get("status")) for entry in QUERIES}) == len(QUERIES)
    slugs = set(Organization.objects.published().values_list("slug", flat=True))
    for entry in QUERIES:
        assert set(entry) <= {"q", "first", "also", "status"}, entry
        assert entry["first"], entry
        assert {*entry["first"], *entry.get("also", [])} <= slugs, entry


def test_search_finds_what_people_mean(shipped):
    results = {
        (entry["q"], entry.get("status")): (entry, first_ten(entry))
        for entry in QUERIES
    }
    ranks = [reciprocal_rank(*result) for result in results.values()]
    recalls = [recall(*result) for result in results.values()]
    for (entry, found), rank, share in zip(
        results.values(), ranks, recalls, strict=True
    ):
        if rank < 1 or share < 1:
            print(f"{entry['q']}: {', '.join(found[:5])}")
    mean_rank, mean_recall = sum(ranks) / len(ranks), sum(recalls) / len(recalls)
    print(f"{len(ranks)} queries: MRR@10 {mean_rank:.3f}, recall@10 {mean_recall:.3f}")
    assert mean_rank >= 0.95
    assert mean_recall >= 0.95
