"""Pages that everybody can read and use: by axe, small, dark, large and by keyboard.

Each page is opened once and looked at in several ways, for opening is what takes time.
The style sheets answer to every way without loading the page anew.
"""

from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

COMPARISON = "/compare/?organization=alcoholics-anonymous&organization=smart-recovery"
PACKET = "/handouts/?organization=alcoholics-anonymous&organization=smart-recovery"
PAGES = (
    "/",
    "/organizations/",
    "/organizations/?type=secular&q=alcohol",
    "/organizations/?q=zzzzzz&type=religious&focus=work",
    "/organizations/alcoholics-anonymous/",
    "/organizations/millati-islami/",
    "/organizations/alcoholics-anonymous/print/",
    "/organizations/alcoholics-anonymous/suggest/",
    "/find/",
    "/find/?who=me&with=opioids&with=alcohol&goal=stop&medication=agonist",
    COMPARISON,
    "/compare/?organization=alcoholics-anonymous",
    PACKET,
    "/types/",
    "/types/twelve-step/",
    "/governance/",
    "/governance/vertical/",
    "/evidence/",
    "/evidence/alcoholics-anonymous/",
    "/evidence/mechanisms/",
    "/evidence/sources/",
    "/evidence/sources/kelly-2020-cochrane/",
    "/suggest/",
    "/about/",
    "/about/methods/",
    "/about/data/",
    "/about/privacy/",
    "/about/accessibility/",
    "/no-such-page/",
)
MAIN = (
    "/",
    "/organizations/?type=secular",
    "/organizations/alcoholics-anonymous/",
    "/find/",
    COMPARISON,
    "/evidence/",
    "/suggest/",
)
ADMIN = (
    "",
    "organizations/organization/",
    "recovery_directory/proposal/",
    "recovery_directory/revision/",
)
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
DESKTOP = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
FOUR_TIMES_AS_LARGE = {"width": 320, "height": 225}
"""What 1280 by 900 pixels show at 400 %."""

TARGETS = """() => [...document.querySelectorAll('a, button, select, input, summary')]
    .filter(part => part.checkVisibility(
        { visibilityProperty: true, opacityProperty: true }))
    .filter(part => !part.closest('p, li, dd, td, th, svg, label, .hidden, .skip'))
    .map(part => [part.innerText || part.name, part.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
    .map(([name, box]) => `${name}: ${box.width} by ${box.height}`)"""

FOCUS = """() => {
    const part = document.activeElement, box = part.getBoundingClientRect();
    const label = part.labels?.[0] ?? part, style = getComputedStyle(part);
    const next = part.nextElementSibling;
    const ringed = [style, next ? getComputedStyle(next) : style]
        .some(one => one.outlineStyle !== 'none' && parseFloat(one.outlineWidth) >= 2);
    return {
        tag: part.tagName,
        name: part.ariaLabel || label.innerText || part.name || part.title || '',
        ringed: ringed,
        seen: box.bottom > 0 && box.top < innerHeight,
    };
}"""

NAMELESS_LISTS = """() => [...document.querySelectorAll('ul, ol')]
    .filter(list => getComputedStyle(list).listStyleType === 'none')
    .filter(list => list.getAttribute('role') !== 'list')
    .map(list => list.outerHTML.slice(0, 80))"""
"""Safari takes a list without marks for no list, unless it says that it is one."""

UNREACHABLE = """() => [...document.querySelectorAll('body *')]
    .filter(part => part.scrollWidth > part.clientWidth + 1
        && /auto|scroll/.test(getComputedStyle(part).overflowX))
    .filter(part => part.tabIndex < 0 && !part.querySelector('a, button, input'))
    .map(part => part.outerHTML.slice(0, 80))"""
"""What scrolls sideways and cannot be reached, and so not scrolled, by the keyboard."""

FADED = "Promise.allSettled(document.getAnimations().map(fading => fading.finished))"
"""Django lets the colour of links fade over."""


def violations(page: Page) -> list[str]:
    """Return what axe finds, one line for each rule and place."""
    # What passes is looked at, and not written down node by node.
    options = {
        "runOnly": list(RULES),
        "preload": False,
        "resultTypes": ["violations"],
    }
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


def width_of(page: Page) -> int:
    """Return how wide the page is, which is more than the screen where it runs over."""
    return page.evaluate("document.documentElement.scrollWidth")


def ranks_of_headings(page: Page) -> list[int]:
    """Return the rank of each heading, in order."""
    return page.evaluate(
        "[...document.querySelectorAll('h1,h2,h3,h4')].map(h => +h.tagName[1])"
    )


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_for_everybody_wide_and_light_narrow_and_dark(open_page, address):
    page = open_page(viewport=DESKTOP, bypass_csp=True)
    page.goto(address)
    assert violations(page) == []
    ranks = ranks_of_headings(page)
    # Each sheet of a packet stands for itself, with its own heading.
    assert ranks.count(1) == 1 or address == PACKET
    assert all(after <= before + 1 for before, after in pairwise(ranks))
    page.set_viewport_size(NARROW)
    page.emulate_media(color_scheme="dark")
    assert width_of(page) <= NARROW["width"]
    assert violations(page) == []
    assert page.evaluate(TARGETS) == []
    assert page.evaluate(NAMELESS_LISTS) == []
    assert page.evaluate(UNREACHABLE) == []


@pytest.mark.parametrize("address", MAIN)
def test_a_page_holds_large_in_forced_colours_and_still(open_page, address):
    page = open_page(viewport=FOUR_TIMES_AS_LARGE)
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(address)
    assert width_of(page) <= FOUR_TIMES_AS_LARGE["width"]
    # Nothing that stays in sight may take more than half of so low a screen.
    assert page.evaluate(
        "Math.max(0, ...[...document.querySelectorAll('nav, form, header, aside')]"
        ".filter(part => /sticky|fixed/.test(getComputedStyle(part).position))"
        ".map(part => part.offsetHeight))"
    ) <= (FOUR_TIMES_AS_LARGE["height"] / 2)
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].map(part => getComputedStyle(part))"
        ".filter(style => style.animationName !== 'none'"
        " || parseFloat(style.transitionDuration) > 0"
        " || style.scrollBehavior === 'smooth').length"
    )
    assert moving == 0
    # Marks that are drawn keep an ink of their own on the forced ground.
    for drawn in page.locator("main svg:visible").all()[:10]:
        assert drawn.evaluate(
            "svg => [...svg.querySelectorAll('*')].some(part => {"
            " const style = getComputedStyle(part);"
            " return style.stroke !== 'none' || style.fill !== 'none'; })"
        )


@pytest.mark.parametrize("address", MAIN)
def test_the_tab_key_walks_in_order_and_is_seen(open_page, address):
    page = open_page(viewport=DESKTOP, reduced_motion="reduce")
    page.goto(address)
    walked = []
    for _step in range(25):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUS)
        if focus["tag"] == "BODY":
            break
        assert focus["name"].strip(), focus
        assert focus["ringed"], focus
        assert focus["seen"], focus
        walked.append(" ".join(focus["name"].split()))
    assert walked[0] == "Skip to the content"
    assert walked.index("Recovery Directory") < walked.index("Organizations")
    assert walked.index("Organizations") < walked.index("About")
    assert len(walked) > 12


def test_the_skip_link_leads_past_the_navigation(page):
    page.goto("/organizations/smart-recovery/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate(
        "document.querySelector('main').contains(document.activeElement)"
    )


@pytest.fixture
def admin(open_page, site_curator) -> Page:
    """Return a tab in which the curator is signed in."""
    page = open_page(viewport=DESKTOP, bypass_csp=True)
    page.goto("/admin/")
    page.get_by_label("Username").fill(site_curator["username"])
    page.get_by_label("Password").fill(site_curator["password"])
    page.get_by_role("button", name="Log in").click()
    return page


def test_the_main_pages_of_the_admin_are_for_every_curator(admin):
    admin.goto("/admin/organizations/organization/?q=millati")
    form = admin.locator("#result_list tbody th a").first.get_attribute("href")
    history = form.replace("/change/", "/history/").partition("?")[0]
    found = {}
    for address in [*(f"/admin/{part}" for part in ADMIN), form, history]:
        admin.goto(address)
        for scheme in ("light", "dark"):
            admin.emulate_media(color_scheme=scheme)
            admin.evaluate(FADED)
            for line in violations(admin):
                found.setdefault(line, []).append(f"{address} {scheme}")
    assert found == {}


def test_a_field_with_search_says_its_name_in_rows_that_are_added_too(admin):
    admin.goto("/admin/organizations/organization/add/")
    admin.get_by_text("Add another Citation").click()
    row = admin.locator("#citations-0")
    row.get_by_role("combobox", name="Source", exact=False).press("Enter")
    expect(admin.get_by_role("searchbox", name="Source")).to_be_focused()


def test_the_switch_of_the_admin_changes_its_colours_whatever_the_browser_asks(admin):
    def ground() -> str:
        return admin.evaluate("getComputedStyle(document.body).backgroundColor")

    admin.goto("/admin/")
    admin.emulate_media(color_scheme="light")
    light = ground()
    admin.emulate_media(color_scheme="dark")
    dark = ground()
    assert light != dark
    for theme, colour in {"light": light, "dark": dark}.items():
        admin.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        for scheme in ("light", "dark"):
            admin.emulate_media(color_scheme=scheme)
            assert ground() == colour
