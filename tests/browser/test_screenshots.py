"""Pages and their states, kept as pictures where SCREENSHOTS names a folder."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

DOCUMENTS = Path(__file__).resolve().parents[2] / "docs/images"
FOLDER = os.environ.get("SCREENSHOTS")
PAGES = {
    "home": "/",
    "list": "/organizations/",
    "list-of-one": "/organizations/?q=millati",
    "list-of-none": "/organizations/?q=zzzzzz&type=religious&focus=work",
    "list-not-understood": "/organizations/?type=buddhist&q=alchohol",
    "detail": "/organizations/alcoholics-anonymous/",
    "hand-out": "/organizations/alcoholics-anonymous/print/",
    "hand-out-refused": f"/organizations/lifering/print/?prepared_by={'x' * 99}",
    "packet": "/handouts/?organization=alcoholics-anonymous&organization=lifering",
    "compare": "/compare/?organization=alcoholics-anonymous&organization=lifering",
    "compare-one": "/compare/?organization=alcoholics-anonymous",
    "evidence": "/evidence/",
    "finder": "/find/",
    "types": "/types/",
    "not-found": "/no-such-page/",
    "bad-request": f"/organizations/?{'&' * 1001}",
}
PRINTS_NOTHING = {"hand-out-refused"}
WAYS = {
    "phone": {"viewport": {"width": 360, "height": 740}},
    "phone-without-script": {
        "viewport": {"width": 360, "height": 740},
        "java_script_enabled": False,
    },
    "tablet": {"viewport": {"width": 820, "height": 1100}},
    "desktop": {"viewport": {"width": 1280, "height": 720}},
    "dark": {"viewport": {"width": 1280, "height": 720}, "color_scheme": "dark"},
    "print": {"viewport": {"width": 720, "height": 1000}},
}


def keep(page: Page, name: str) -> None:
    """Keep a picture of what is in sight, where somebody asked for pictures."""
    if FOLDER:
        page.screenshot(path=Path(FOLDER) / f"{name}.png")


@pytest.mark.parametrize("way", WAYS)
def test_a_page_in_any_state_has_its_heading_and_stays_in_the_window(open_page, way):
    page = open_page(**WAYS[way])
    for name, address in PAGES.items():
        page.goto(address)
        if way == "print":
            page.emulate_media(media="print")
            if name in PRINTS_NOTHING:
                continue
        expect(page.locator("h1:visible").first).to_be_visible()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= WAYS[way]["viewport"]["width"] or way == "print", name
        keep(page, f"{name}-{way}")


@pytest.mark.parametrize("way", ["phone", "desktop", "dark"])
def test_what_is_chosen_stays_in_sight_with_what_to_do_with_it(open_page, way):
    page = open_page(**WAYS[way])
    page.goto("/organizations/")
    for number in range(3):
        page.locator(".card__choose").nth(number).click()
    expect(page.get_by_role("button", name="Compare them")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Print them")).to_be_in_viewport(ratio=1)
    keep(page, f"tray-{way}")


@pytest.mark.parametrize("way", ["phone", "desktop", "dark"])
def test_a_short_page_ends_with_its_footer_at_the_end_of_the_screen(open_page, way):
    page = open_page(**WAYS[way])
    page.goto("/no-such-page/")
    box = page.locator(".footer").bounding_box()
    screen = WAYS[way]["viewport"]["height"]
    assert box["y"] + box["height"] >= screen - 1


def test_no_picture_of_the_documents_is_heavy():
    pictures = list(DOCUMENTS.glob("*.png"))
    assert pictures
    assert [one.name for one in pictures if one.stat().st_size > 150_000] == []
