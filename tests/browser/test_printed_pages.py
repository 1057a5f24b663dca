"""Pages of the site on paper: nothing cut, addresses written out, no navigation."""

import re

import pytest

from tests.browser.pdf import printed, squeezed

MARGIN_MM = 15
PAGES = {
    "/organizations/alcoholics-anonymous/": 14,
    "/organizations/?type=secular": 8,
    "/compare/?organization=alcoholics-anonymous&organization=smart-recovery"
    "&organization=celebrate-recovery&organization=lifering": 12,
    "/evidence/": 14,
    "/evidence/alcoholics-anonymous/": 20,
}
"""Addresses, and how many sheets of paper each may take at most."""

SHOWN = """main => [...main.querySelectorAll("h1, h2, h3, td, th, dt, dd, p")]
    .filter(part => part.checkVisibility({ visibilityProperty: true }))
    .filter(part => !part.querySelector("p, details, .hidden"))
    .filter(part => !part.closest(".references"))
    .map(part => {
        const copy = part.cloneNode(true);
        copy.querySelectorAll("sup, .cite").forEach(mark => mark.remove());
        return copy.textContent;
    })"""

ADDRESSES = """main => [...main.querySelectorAll(".references .source__title a")]
    .map(link => link.getAttribute("href"))
    .filter(address => address.startsWith("http"))"""

MARK = re.compile(r"\[\d+\]")
"""The number of a reference, whose brackets are drawn by the style sheet."""

NAVIGATION = "nav, .actions, form button, select, .card__choose"


@pytest.mark.parametrize("where", PAGES)
def test_a_page_is_whole_on_paper(page, where):
    page.goto(where)
    page.emulate_media(media="print")
    main = page.locator("main")
    texts, addresses = main.evaluate(SHOWN), main.evaluate(ADDRESSES)
    for part in page.locator(NAVIGATION).all():
        assert not part.is_visible(), part.inner_text()
    pages = printed(page.pdf(prefer_css_page_size=True))
    assert len(pages) <= PAGES[where]
    on_paper = re.sub(MARK, "", squeezed("".join(one.text for one in pages)))
    assert len(texts) > 20
    missing = [text for text in texts if squeezed(text) not in on_paper]
    assert missing == []
    assert [one for one in addresses if squeezed(one) not in on_paper] == []
    for one in pages:
        width, height = one.page.get_size()
        edge = (MARGIN_MM - 1) * 72 / 25.4
        for letter, _size, (left, bottom, right, top) in one.letters:
            inside = edge <= left and right <= width - edge
            assert inside, letter
            assert edge <= bottom, letter
            assert top <= height - edge, letter


def test_a_comparison_begins_on_its_first_page(page):
    where = next(where for where in PAGES if where.startswith("/compare/"))
    page.goto(where)
    first = printed(page.pdf(prefer_css_page_size=True))[0]
    width, height = first.size_mm
    assert width > height
    assert squeezed("Helps with") in squeezed(first.text)


FOLDED = """() => [...document.querySelectorAll("main details:not([open])")]
    .filter(part => !part.closest("form"))
    .map(part => {
        const copy = part.cloneNode(true);
        copy.querySelectorAll(".table-scroll__says").forEach(says => says.remove());
        return [...copy.children].map(child => child.textContent);
    })"""


@pytest.mark.parametrize(
    "where",
    [
        "/evidence/alcoholics-anonymous/",
        "/evidence/smart-recovery/",
        "/about/data/",
        "/types/",
    ],
)
def test_what_is_folded_away_on_the_screen_is_open_on_paper(page, where):
    page.goto(where)
    folded = page.evaluate(FOLDED)
    assert folded
    pages = printed(page.pdf(prefer_css_page_size=True))
    on_paper = re.sub(MARK, "", squeezed("".join(one.text for one in pages)))
    for parts in folded:
        for text in parts:
            words = [squeezed(word) for word in text.split()]
            missing = [word for word in words if re.sub(MARK, "", word) not in on_paper]
            assert missing == [], text
