"""A real site and a real browser, for tests of what a person does and sees.

The site is gunicorn on a database of its own, loaded with the shipped directory once
for all tests of a process: one that writes uses names of its own and counts on nothing
being undone.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.static_files import collect_once

pytest_sessionstart = collect_once

ROOT = Path(__file__).resolve().parents[2]
CURATOR = {"username": "curator", "password": "a curator of this directory"}
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Switches that keep Chromium from calling its maker."""

PROGRAMS = ("chromium-headless-shell", "chromium")
"""Where CHROMIUM names none: the first that is there. The shell, which is Chromium
without what only a person needs, takes a fifth less of the processor."""


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _wait_until_open(server: subprocess.Popen, port: int, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        with socket.socket() as visitor:
            if visitor.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"The site did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[str]:
    """Yield the address of a running site, without a slash at the end.

    What the site wrote to its log is read at the end: no page may have failed.
    """
    folder = tmp_path_factory.mktemp("site")
    log = folder / "log"
    port = _free_port()
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'directory.sqlite3'}",
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "DJANGO_SUPERUSER_USERNAME": CURATOR["username"],
        "DJANGO_SUPERUSER_PASSWORD": CURATOR["password"],
        "DJANGO_SUPERUSER_EMAIL": "curator@example.org",
    }

    def run(*arguments: str) -> None:
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{arguments}:\n{done.stdout}{done.stderr}"

    run("manage.py", "migrate", "--verbosity=0")
    run("manage.py", "load_directory")
    run("manage.py", "create_administrator", "--noinput")
    with log.open("w") as file:
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "recovery_directory.wsgi"],
            cwd=ROOT,
            env=environment,
            stdout=file,
            stderr=file,
        )
    try:
        _wait_until_open(server, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=30)
    written = log.read_text()
    assert "Traceback" not in written, written
    assert '"error":' not in written, written


@pytest.fixture(scope="session")
def site_curator() -> dict[str, str]:
    """Return the name and password of the site's curator."""
    return CURATOR


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Yield the Chromium that CHROMIUM names, or one of the path."""
    named = os.environ.get("CHROMIUM")
    found = filter(None, map(shutil.which, [named] if named else PROGRAMS))
    program = next(found, None)
    if program is None:
        pytest.fail("There is no Chromium: install it, or set CHROMIUM to its program.")
    arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser, site) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an empty tab of a new visitor.

    It takes what Playwright's ``new_context`` does (``java_script_enabled=False``,
    ``viewport=...``), and addresses in the tab may begin at ``/``. The test fails at
    its end where a tab wrote an error to the console or asked another host.
    """
    contexts, faults = [], []

    def watch(page: Page) -> None:
        documents = set()

        def request(sent) -> None:
            if sent.is_navigation_request():
                documents.add(sent.url)
            if not sent.url.startswith((site, "data:", "blob:")):
                faults.append(f"asked another host: {sent.url}")

        def console(message) -> None:
            # Chromium also reports the answer to the address itself (a 404, say),
            # which is the test's to judge, and an icon that the admin does not name.
            url = message.location["url"]
            is_answer = message.text.startswith("Failed to load resource")
            expected = is_answer and (url in documents or url == f"{site}/favicon.ico")
            if message.type == "error" and not expected:
                faults.append(f"console: {message.text} ({url})")

        page.on("request", request)
        page.on("console", console)
        page.on("pageerror", lambda error: faults.append(f"script: {error}"))

    def open_page(**options) -> Page:
        context = browser.new_context(base_url=site, **options)
        context.on("page", watch)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def name() -> str:
    """Return the name of an organization that nobody else made."""
    return f"Harbor {uuid.uuid4().hex[:8]}"


@pytest.fixture
def sign_in(open_page, site_curator):
    """Return a function that opens the admin for somebody."""

    def sign_in(who: dict[str, str] = site_curator) -> Page:
        page = open_page(viewport={"width": 1280, "height": 900})
        page.goto("/admin/")
        page.get_by_label("Username").fill(who["username"])
        page.get_by_label("Password").fill(who["password"])
        page.get_by_role("button", name="Log in").click()
        return page

    return sign_in


@pytest.fixture
def page(open_page) -> Page:
    """Return an empty tab; see ``open_page``."""
    return open_page()
