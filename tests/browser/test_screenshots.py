"""Pictures of the main pages, to look at: made where SCREENSHOTS names a folder."""

import os
from pathlib import Path

import pytest

FOLDER = os.environ.get("SCREENSHOTS")
PAGES = {
    "home": "/",
    "list": "/organizations/",
    "detail": "/organizations/alcoholics-anonymous/",
    "hand-out": "/organizations/alcoholics-anonymous/print/",
    "compare": "/compare/?organization=alcoholics-anonymous&organization=lifering",
    "evidence": "/evidence/",
    "finder": "/find/",
}
WAYS = {
    "phone": {"viewport": {"width": 375, "height": 800}},
    "tablet": {"viewport": {"width": 820, "height": 1100}},
    "desktop": {"viewport": {"width": 1100, "height": 820}},
    "dark": {"viewport": {"width": 1100, "height": 820}, "color_scheme": "dark"},
    "print": {"viewport": {"width": 800, "height": 1100}},
}


@pytest.mark.parametrize("way", WAYS)
def test_a_page_has_its_heading_in_sight(open_page, way):
    page = open_page(**WAYS[way])
    for name, address in PAGES.items():
        page.goto(address)
        if way == "print":
            page.emulate_media(media="print")
        assert page.locator("h1").first.is_visible()
        if FOLDER:
            page.screenshot(path=Path(FOLDER) / f"{name}-{way}.png")
