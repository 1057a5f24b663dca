"""Load: fifty visitors and saving curators at once, on both databases.

No answer is a 5xx, no page is older than a second, no save is lost, and memory stays.
"""

import http.client
import threading
import time
from pathlib import Path

from tests.operation.conftest import manage, wait_until
from tests.operation.test_faults import Curator

VISITORS = 50
CURATORS = 3
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
        self.curators = [Curator(node) for _number in range(CURATORS)]

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
        """Save one record after the other; a second later every page is new."""
        curator, count = self.curators[number], 0
        while not self.stop.is_set():
            count += 1
            slug, before = f"saved-{number}-{count}", self.version()
            code, _page = curator.add_outcome(slug)
            self.statuses.append(code)
            if code == 200:
                self.saved.append(slug)
                time.sleep(1)
                if self.version() == before:
                    self.stale.append(slug)

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


def test_a_mixed_load_is_carried(url, start_node, seconds_of_load):
    node = start_node(url)
    load = Load(node)
    people = [
        *(threading.Thread(target=load.visit, args=(n,)) for n in range(VISITORS)),
        *(threading.Thread(target=load.curate, args=(n,)) for n in range(CURATORS)),
    ]
    for person in people:
        person.start()
    try:
        time.sleep(seconds_of_load / 2)
        warm = memory(node)
        time.sleep(seconds_of_load / 2)
        wait_until(lambda: len(load.saved) >= CURATORS, "saves under load", 120)
    finally:
        load.stop.set()
    for person in people:
        person.join()
    assert load.failed == []
    assert set(load.statuses) == {200, 404}
    assert len(load.statuses) > VISITORS
    assert load.stale == []
    assert memory(node) < warm + 60
    node.kill()
    counts = manage(url, "verify_database")
    assert f"outcome {len(set(load.saved))}\n" in counts
    assert '"error":' not in node.log.read_text()
