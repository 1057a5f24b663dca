"""Nothing runs over a small screen: neither large letters nor the longest word."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests import factories

# Playwright keeps an event loop in this thread, which Django takes for its own.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
TWICE = 32
"""Pixels of a letter where a reader asks the browser for 200 %."""

LONG = "W" * 200
COMPARISON = "/compare/?organization=alcoholics-anonymous&organization=smart-recovery"
PAGES = (
    "/",
    "/organizations/",
    "/organizations/?q=alcohol&type=secular",
    "/organizations/alcoholics-anonymous/",
    "/find/",
    "/find/?who=family&with=gambling",
    COMPARISON,
    "/types/",
    "/evidence/",
    "/suggest/",
    "/about/methods/",
    "/organizations/alcoholics-anonymous/print/",
    "/handouts/?organization=alcoholics-anonymous",
)

BROKEN = """() => {
    const range = document.createRange();
    const main = document.querySelector('main');
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const broken = [];
    while (texts.nextNode()) {
        const text = texts.currentNode, place = text.parentElement;
        if (!place.checkVisibility() || place.closest('.hidden')) continue;
        for (const word of text.data.matchAll(/\\b[A-Za-z]{2,9}\\b/g)) {
            range.setStart(text, word.index);
            range.setEnd(text, word.index + word[0].length);
            const lines = new Set([...range.getClientRects()].map(box => box.top));
            if (lines.size > 1) broken.push(word[0]);
        }
    }
    return broken;
}"""
"""Ordinary words that stand on two lines."""


def width_of(page: Page) -> int:
    """Return how wide the page is, which is more than the screen where it runs over."""
    return page.evaluate("document.documentElement.scrollWidth")


def with_letters_twice_as_large(page: Page) -> Page:
    """Ask the browser itself for large letters, as its settings do."""
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    sizes = {"standard": TWICE, "fixed": TWICE}
    session.send("Page.setFontSizes", {"fontSizes": sizes})
    return page


@pytest.mark.parametrize("where", PAGES)
def test_letters_twice_as_large_run_over_no_phone(open_page, where):
    page = with_letters_twice_as_large(open_page(viewport=PHONE))
    page.goto(where)
    size = page.evaluate("getComputedStyle(document.documentElement).fontSize")
    assert size == f"{TWICE}px"
    assert width_of(page) <= PHONE["width"]
    page.set_viewport_size(NARROW)
    assert width_of(page) <= NARROW["width"]


@pytest.mark.parametrize(
    "where", ["/", "/find/", "/organizations/", "/organizations/alcoholics-anonymous/"]
)
def test_ordinary_words_stay_whole_on_a_phone(open_page, where):
    page = open_page(viewport=PHONE)
    page.goto(where)
    assert page.evaluate(BROKEN) == []


def test_a_search_for_a_very_long_word_widens_no_page(open_page):
    page = open_page(viewport=NARROW)
    for where in (f"/organizations/?q={LONG}", f"/evidence/sources/?q={LONG}"):
        page.goto(where)
        assert width_of(page) <= NARROW["width"], where
    page.goto(f"/organizations/?type={LONG}&{LONG}=1")
    assert width_of(page) <= NARROW["width"]


@pytest.mark.parametrize(
    "where",
    [
        "/",
        "/organizations/",
        "/organizations/long/",
        "/organizations/long/print/",
        "/organizations/long/suggest/",
        "/handouts/?organization=long&organization=other&cover=1",
        "/compare/?organization=long&organization=other",
        "/types/",
        "/types/long/",
        "/governance/long/",
        "/evidence/",
        "/evidence/sources/",
    ],
)
def test_a_very_long_name_widens_no_page(open_page, client, db, where):
    kind = factories.organization_type(
        slug="long", name=LONG[:60], summary=LONG, published=True
    )
    style = factories.governance_style(slug="long", name=LONG[:60], published=True)
    factories.organization(
        slug="long",
        name=LONG[:160],
        summary=LONG,
        philosophy=LONG,
        headquarters=LONG,
        organization_type=kind,
        governance_style=style,
        alternate_names=[{"kind": "acronym", "name": LONG[:40]}],
        evidence_summary=factories.evidence_summary(
            title=LONG[:120], plain_statement=LONG, published=True
        ),
        urls=[{"kind": "website", "url": f"https://group.example/{LONG}"}],
        published=True,
    )
    factories.organization(
        slug="other", organization_type=kind, governance_style=style, published=True
    )
    factories.source(slug="long", title=LONG, publisher=LONG, published=True)
    answer = client.get(where)
    assert answer.status_code == 200
    page = open_page(viewport=NARROW)
    page.goto("/healthz")
    page.set_content(answer.content.decode(), wait_until="networkidle")
    assert width_of(page) <= NARROW["width"]


def test_a_table_that_scrolls_says_so_and_is_scrolled_with_the_keyboard(open_page):
    page = open_page(viewport=PHONE)
    page.goto(COMPARISON)
    region = page.get_by_role("region").filter(has=page.get_by_role("table"))
    expect(region.get_by_text("scroll it sideways")).to_be_visible()
    page.get_by_role("button", name="Compare", exact=True).focus()
    page.keyboard.press("Tab")
    expect(region).to_be_focused()
    for _press in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(300)
    assert region.evaluate("part => part.scrollLeft") > 0
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(region.get_by_text("scroll it sideways")).to_be_hidden()
