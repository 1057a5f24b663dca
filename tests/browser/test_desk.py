"""A curator's day, done as curators do it; the pictures of docs/curators.md.

With SCREENSHOTS set to a folder, each page is kept there as a picture.
"""

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

WITHOUT_SCRIPT = {"java_script_enabled": False}
FOLDER = os.environ.get("SCREENSHOTS")


def keep(page: Page, name: str) -> None:
    """Keep a picture of what is in sight, where somebody asked for pictures."""
    if FOLDER:
        page.screenshot(path=Path(FOLDER) / f"{name}.png")


@pytest.fixture
def desk(open_page, site_curator) -> Page:
    """Return a tab in which a curator has signed in: it shows the desk."""
    page = open_page(viewport={"width": 1100, "height": 820})
    page.goto("/admin/")
    page.get_by_label("Username").fill(site_curator["username"])
    page.get_by_label("Password").fill(site_curator["password"])
    page.get_by_role("button", name="Log in").click()
    return page


def test_a_visitor_without_script_suggests_a_correction(open_page):
    page = open_page(viewport={"width": 390, "height": 844}, **WITHOUT_SCRIPT)
    page.goto("/organizations/lifering/")
    page.get_by_role("link", name="Something is wrong here?").click()
    keep(page, "suggest")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("not sent yet")
    page.get_by_label("A phone number").check()
    page.get_by_label("What is right?").fill("+1-510-555-0100")
    page.wait_for_timeout(3500)
    page.get_by_role("button", name="Send").click()
    expect(page.locator("h1")).to_have_text("Your suggestion")
    expect(page.locator("main")).to_contain_text("waits for somebody")
    assert page.context.cookies() == []
    ticket = page.url
    page.goto("/")
    page.goto(ticket)
    expect(page.locator("main")).to_contain_text("LifeRing")
    expect(page.locator("main")).not_to_contain_text("555-0100")


def test_the_desk_leads_to_records_that_are_looked_at_again(desk):
    expect(desk.locator("h1")).to_have_text("Your desk")
    keep(desk, "desk")
    due = desk.get_by_role("link", name=re.compile("Links and phones"))
    before = int(due.locator(".desk__count").inner_text())
    due.click()
    boxes = desk.get_by_role("checkbox", name=re.compile("Select this object"))
    boxes.nth(0).check()
    boxes.nth(1).check()
    desk.get_by_label("Action:").select_option(label="Looked, still right…")
    desk.get_by_role("button", name="Run").or_(
        desk.get_by_role("button", name="Go")
    ).click()
    desk.get_by_label("Part").select_option(label="links and phones")
    desk.get_by_label("How").select_option(index=1)
    desk.get_by_label("Note").fill("Opened every link.")
    keep(desk, "looked")
    desk.get_by_role("button", name="Looked, still right").click()
    expect(desk.locator(".messagelist")).to_contain_text("2 records")
    desk.goto("/admin/")
    after = desk.get_by_role("link", name=re.compile("Links and phones"))
    assert int(after.locator(".desk__count").inner_text()) == before - 2
