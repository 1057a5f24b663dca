"""A stream holds a few organizations in memory, however many it sends.

Shown on 12 organizations, three at a time.
"""

import gc

import pytest

from organizations.models import Organization
from organizations.open_data.hsds import queries
from tests import factories

pytestmark = pytest.mark.django_db

SENT = 12
AT_A_TIME = 3


STREAMS = (
    "/api/hsds/organizations?format=ndjson&full=true",
    "/data/organizations.csv",
    "/data/records.zip",
)


def test_a_stream_lets_go_of_what_it_has_sent(client, monkeypatch):
    for _number in range(SENT):
        factories.organization(published=True)
    chunks, held = queries.chunks, []

    def watched(rows, *_size):
        for chunk in chunks(rows, AT_A_TIME):
            gc.collect()
            held.append(in_memory() - before)
            yield chunk

    monkeypatch.setattr(queries, "chunks", watched)
    for path in STREAMS:
        held.clear()
        gc.collect()
        before = in_memory()
        assert len(client.get(path).getvalue()) > SENT * 10
        assert len(held) >= SENT / AT_A_TIME, path
        assert max(held) <= 2 * AT_A_TIME, path


def in_memory() -> int:
    """Return how many organizations this process holds."""
    return sum(type(one) is Organization for one in gc.get_objects())
