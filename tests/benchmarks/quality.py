"""How well search finds: the two figures of ``tests/search``, for the report."""

from tests.search.test_quality import QUERIES, first_ten, recall, reciprocal_rank


def measure() -> dict:
    """Return number of queries, MRR@10 and recall@10 on the shipped directory."""
    found = [(entry, first_ten(entry)) for entry in QUERIES]
    return {
        "queries": len(found),
        "MRR@10": sum(reciprocal_rank(*one) for one in found) / len(found),
        "recall@10": sum(recall(*one) for one in found) / len(found),
    }
