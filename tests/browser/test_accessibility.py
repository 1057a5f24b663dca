"""Pages that everybody can read and use: by axe, on a narrow screen, in the dark."""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = (
    "/",
    "/organizations/",
    "/organizations/?type=secular&q=alcohol",
    "/organizations/?q=zzzzzz&type=religious&focus=work",
    "/organizations/alcoholics-anonymous/",
    "/organizations/millati-islami/",
    "/organizations/alcoholics-anonymous/print/",
    "/find/",
    "/compare/?organization=alcoholics-anonymous&organization=smart-recovery",
    "/types/",
    "/types/twelve-step/",
    "/governance/",
    "/governance/vertical/",
    "/evidence/",
    "/evidence/alcoholics-anonymous/",
    "/evidence/mechanisms/",
    "/about/",
    "/about/methods/",
    "/about/privacy/",
    "/about/accessibility/",
    "/suggest/",
    "/organizations/alcoholics-anonymous/suggest/",
    "/no-such-page/",
)
RULES = {
    "runOnly": [
        "wcag2a",
        "wcag2aa",
        "wcag21a",
        "wcag21aa",
        "wcag22aa",
        "best-practice",
    ]
}
NARROW = {"width": 320, "height": 640}


def violations(page) -> list[str]:
    """Return what axe finds, one line for each rule and place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(open_page, address):
    page = open_page()
    page.goto(address)
    assert violations(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing_in_the_dark_on_a_narrow_screen(open_page, address):
    page = open_page(color_scheme="dark", viewport=NARROW)
    page.goto(address)
    assert violations(page) == []


@pytest.mark.parametrize("address", PAGES)
def test_nothing_runs_over_the_edge_at_320_pixels(open_page, address):
    page = open_page(viewport=NARROW)
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_one_heading_of_the_first_rank_and_skips_none(
    open_page, address
):
    page = open_page()
    page.goto(address)
    ranks = page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])"
    )
    assert ranks.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(ranks))
