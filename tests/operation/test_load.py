"""Load: fifty visitors and saving curators at once, on both databases.

No answer is a 5xx, no page is older than a second, no save is lost, and memory stays.
"""

import http.client
import threading
import time
from pathlib import Path

from tests.operation.conftest import SECONDS_OF_LOAD, manage
from tests.operation.test_faults import Curator

VISITORS = 50
CURATORS = 2
PAGES = (
    "/",
    "/organizations/",
    "/organizations/?q=harbor",
    "/organizations/harbor-1/",
    "/organizations/harbor-2/print/",
    "/evidence/",
    "/api/hsds/services",
    "/nowhere/",
)


class Load:
    """What visitors and curators met."""

    def __init__(self, node):
        """Start with nothing met."""
        self.node, self.stop = node, threading.Event()
        self.statuses: list[int] = []
        self.failed: list[str] = []
        self.stale: list[str] = []
        self.saved: list[str] = []
        self.shown = 0

    def visit(self, number: int) -> None:
        """Ask for one page after the other on one connection."""
        connection = http.client.HTTPConnection("127.0.0.1", self.node.port, timeout=60)
        while not self.stop.is_set():
            number += 1
            try:
                connection.request("GET", PAGES[number % len(PAGES)])
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                self.failed.append(repr(error))
            else:
                self.statuses.append(answer.status)
        connection.close()

    def curate(self, number: int) -> None:
        """Save one record after the other, each seen a second later."""
        curator = Curator(self.node)
        count = 0
        while not self.stop.is_set():
            count += 1
            slug = f"saved-{number}-{count}"
            code, _page = curator.add_outcome(slug)
            self.statuses.append(code)
            if code == 200:
                self.saved.append(slug)

    def watch(self) -> None:
        """See each new data version within a second of its save."""
        while not self.stop.is_set():
            before = len(self.saved)
            time.sleep(1)
            shown = self.version()
            if before > self.shown and shown == getattr(self, "last", None):
                self.stale.append(shown)
            self.shown, self.last = before, shown

    def version(self) -> str:
        """Return the tag of a page: another for each version of the data."""
        connection = http.client.HTTPConnection("127.0.0.1", self.node.port, timeout=60)
        connection.request("GET", "/organizations/harbor-1/")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.headers["ETag"]


def memory(node) -> int:
    """Return the megabytes of its workers together."""
    pages = sum(
        int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in node.workers()
    )
    return pages * 4096 // 1024 // 1024


def test_a_mixed_load_is_carried(url, start_node):
    node = start_node(url)
    load = Load(node)
    people = [
        *(threading.Thread(target=load.visit, args=(n,)) for n in range(VISITORS)),
        *(threading.Thread(target=load.curate, args=(n,)) for n in range(CURATORS)),
        threading.Thread(target=load.watch),
    ]
    for person in people:
        person.start()
    time.sleep(SECONDS_OF_LOAD / 2)
    warm = memory(node)
    time.sleep(SECONDS_OF_LOAD / 2)
    load.stop.set()
    for person in people:
        person.join()
    assert load.failed == []
    assert set(load.statuses) == {200, 404}
    assert len(load.statuses) > 100
    assert load.stale == []
    assert len(load.saved) >= CURATORS
    assert memory(node) < warm + 60
    node.kill()
    counts = manage(url, "verify_database")
    assert f"outcome {len(set(load.saved))}\n" in counts
    assert "Traceback" not in node.log.read_text()
