"""Waiting in a browser for what no element shows."""

import time

from playwright.sync_api import Page

PATIENCE = 10
"""Seconds."""


def until(page: Page, expression: str) -> None:
    """Wait until a JavaScript expression is true in the page.

    Playwright's own way has the page evaluate a text, which the site's policy forbids.
    """
    ends_at = time.monotonic() + PATIENCE
    while not page.evaluate(expression):
        assert time.monotonic() < ends_at, f"never true: {expression}"
        page.wait_for_timeout(50)
