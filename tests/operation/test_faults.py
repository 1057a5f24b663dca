"""Faults, planted and survived: the database locked, full, killed and back."""

import http.cookiejar
import re
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing

from tests.operation.conftest import CURATOR, manage, wait_until


class Curator:
    """A browser in which the curator is signed in."""

    def __init__(self, node):
        """Sign in."""
        self.base = f"{node.address}/admin/"
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.open = urllib.request.build_opener(cookies).open
        self.post("login/", CURATOR, "login/")

    def page(self, address: str) -> str:
        """Return a page of the admin."""
        with self.open(self.base + address) as answer:
            return answer.read().decode()

    def post(self, address: str, typed: dict, form: str) -> tuple[int, str]:
        """Send what was typed in the form on the page ``form``."""
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', self.page(form))[1]
        data = urllib.parse.urlencode(typed | {"csrfmiddlewaretoken": token}).encode()
        try:
            with self.open(self.base + address, data) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def add_outcome(self, slug: str, definition: str = "Days.") -> tuple[int, str]:
        """Save a new record."""
        typed = {
            "name": f"Outcome {slug}",
            "slug": slug,
            "definition": definition,
            "group": "use",
            "better": "higher",
            "position": "1",
            "_save": "Save",
        }
        add = "evidence/outcome/add/"
        return self.post(add, typed, add)


def status(address: str) -> int:
    """Return how a page is answered."""
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def saved(url: str, slug: str) -> int:
    """Return how many outcomes have this slug."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
        ((rows,),) = database.execute(
            "SELECT count(*) FROM evidence_outcome WHERE slug = ?", [slug]
        )
    return rows


def test_a_locked_database_says_busy_and_keeps_what_was_typed(sqlite_url, start_node):
    node = start_node(f"{sqlite_url}?timeout=1")
    curator = Curator(node)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute("BEGIN IMMEDIATE")
        code, page = curator.add_outcome("days-off", "Days without alcohol.")
        assert code == 503
        assert "try again in a moment" in page
        assert 'value="Days without alcohol."' in page
        assert status(f"{node.address}/organizations/harbor-3/") == 200
        other.rollback()
    assert saved(sqlite_url, "days-off") == 0
    typed = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
    add = "evidence/outcome/add/"
    assert curator.post(add, typed, add)[0] == 200
    assert saved(sqlite_url, "days-off") == 1


def test_a_full_disk_says_so_and_breaks_nothing(sqlite_url, start_node):
    """No page more than the file has: a few saves fit into what is free in it."""
    node = start_node(f"{sqlite_url}?init_command=PRAGMA+max_page_count%3D1")
    curator = Curator(node)
    code, count = 200, 0
    while code == 200 and count < 200:
        count += 1
        code, page = curator.add_outcome(f"added-{count}", "Days. " * 50)
    assert code == 503
    assert "its disk is full" in page
    assert status(f"{node.address}/organizations/harbor-3/") == 200
    assert saved(sqlite_url, f"added-{count}") == 0
    node.kill()
    assert f"outcome {count - 1}\n" in manage(sqlite_url, "verify_database")


def test_a_killed_database_is_missed_politely_and_found_again(
    postgresql, postgresql_url, start_node
):
    node = start_node(postgresql_url, GUNICORN_CMD_ARGS="--workers 1")
    kept, other = (f"{node.address}/organizations/harbor-{n}/" for n in (1, 2))
    ready = f"{node.address}/readyz"
    assert status(kept) == 200
    postgresql.kill()
    try:
        assert status(ready) == 503
        assert status(f"{node.address}/healthz") == 200
        assert status(kept) == 200
        assert status(other) == 503
    finally:
        postgresql.start()
    wait_until(lambda: status(ready) == 200, "the database is back", 10)
    assert status(other) == 200
    assert "organization 6" in manage(postgresql_url, "verify_database")


def test_a_cache_that_was_never_there_breaks_no_page(sqlite_url, start_node):
    node = start_node(sqlite_url, CACHE_URL="rediscache://127.0.0.1:1/1")
    for _time in range(3):
        assert status(f"{node.address}/organizations/harbor-1/") == 200
    assert Curator(node).add_outcome("days-off")[0] == 200
    assert saved(sqlite_url, "days-off") == 1
