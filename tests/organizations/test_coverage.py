"""Coverage: of how many organizations a fact was seen, is recorded only, is unknown."""

import io
import json

import pytest
from django.core.management import call_command

from tests import factories

pytestmark = pytest.mark.django_db


def counted() -> dict[str, tuple[int, int, int]]:
    """Return what the command counts of the records of the database."""
    out = io.StringIO()
    call_command("check_records", coverage=True, json=True, stdout=out)
    return {
        row["key"]: (row["seen"], row["not_seen"], row["none"])
        for row in json.loads(out.getvalue())
    }


def test_each_fact_is_counted_once_for_each_organization_that_runs():
    finder = {"kind": "meeting-finder", "url": "https://a.example/meetings"}
    factories.organization(
        published=True, urls=[finder | {"was_seen": True}], is_free=True
    )
    factories.organization(published=True, urls=[finder])
    factories.organization(
        published=True, phones=[{"number": "+1-212-555-0100", "kind": "office"}]
    )
    factories.organization(published=True, operating_status="historic", urls=[finder])
    factories.organization(urls=[finder])
    found = counted()
    assert found["finder"] == (1, 1, 1)
    assert found["way-to-a-meeting"] == (1, 2, 0)
    assert found["telephone"] == (0, 1, 2)
    assert found["cost"] == (1, 0, 2)
    assert found["first-meeting"] == (0, 3, 0)
    assert found["medication"] == found["proof-of-attendance"] == (0, 0, 3)
    assert len(found) == 12


def test_it_is_printed_as_a_table_too(shipped):
    out = io.StringIO()
    call_command("check_records", coverage=True, stdout=out)
    head, *lines = out.getvalue().splitlines()
    assert head.split() == ["fact", "seen", "not", "seen", "none"]
    sums = {sum(map(int, line.split()[-3:])) for line in lines}
    assert len(lines) == 12
    assert len(sums) == 1
