"""The preview of a hand-out: the sheet on the screen is the one that was chosen.

Answers are held back and let go in any order, as a slow line does.
"""

import re

import pytest
from playwright.sync_api import expect

from recovery_directory.prose.disclosing_terms import disclosing_terms_in
from tests.browser.pdf import printed

SHEET = "/organizations/alcoholics-anonymous/print/"
PACKET = "/handouts/?organization=alcoholics-anonymous"
MISSING = "What you chose could not be fetched"


@pytest.fixture
def held(page) -> list:
    """Return the requests of the preview that wait, in the order of their asking."""
    waiting = []

    def hold(route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            waiting.append(route)

    page.route(re.compile(r"/(print|s/\w{6}|handouts)/\?"), hold)
    return waiting


@pytest.fixture
def sheet(page):
    """Return a tab with an ordinary sheet and its form."""
    page.goto(SHEET)
    return page


@pytest.fixture
def on_a_bad_line(browser, site):
    """Yield a tab in which answers may fail, which elsewhere is a fault."""
    context = browser.new_context(base_url=site)
    yield context.new_page()
    context.close()


def print_button(page):
    """Return the button that prints."""
    return page.get_by_role("button", name="Print", exact=True)


def wait_for(page, held: list, count: int) -> None:
    """Wait until so many requests wait."""
    for _step in range(100):
        if len(held) >= count:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{len(held)} requests, not {count}")


def test_a_late_answer_for_the_ordinary_sheet_does_not_replace_the_discreet_one(
    sheet, held
):
    sheet.get_by_label("Paper").select_option("a4")
    sheet.get_by_label("Words").select_option("1")
    wait_for(sheet, held, 2)
    held[1].continue_()
    expect(sheet.locator(".sheet h1")).to_have_text("AA")
    held[0].continue_()
    sheet.wait_for_timeout(500)
    expect(sheet.locator(".sheet h1")).to_have_text("AA")
    expect(sheet.get_by_label("Words")).to_have_value("1")
    assert disclosing_terms_in(sheet.content()) == []


def test_nothing_can_be_printed_or_sent_before_the_chosen_sheet_is_there(sheet, held):
    sheet.get_by_label("Words").select_option("1")
    wait_for(sheet, held, 1)
    expect(print_button(sheet)).to_be_disabled()
    expect(sheet.get_by_role("status")).to_contain_text("Fetching")
    assert sheet.locator(".hand-over").evaluate("part => part.inert")
    assert printed(sheet.pdf(prefer_css_page_size=True))[0].text.strip() == ""
    held[0].continue_()
    expect(print_button(sheet)).to_be_enabled()
    assert "AA" in printed(sheet.pdf(prefer_css_page_size=True))[0].text


@pytest.mark.parametrize("fault", ["aborted", 503])
@pytest.mark.parametrize("where", [SHEET, PACKET])
def test_a_choice_that_cannot_be_fetched_says_so_and_leaves_no_other_sheet(
    on_a_bad_line, fault, where
):
    page = on_a_bad_line
    page.goto(where)

    def fail(route) -> None:
        if fault == "aborted":
            route.abort()
        else:
            route.fulfill(status=fault, body="<h1>Not now</h1>")

    pattern = re.compile(r"discreet=1")
    page.route(pattern, fail)
    page.get_by_label("Words").select_option("1")
    expect(page.get_by_role("alert")).to_contain_text(MISSING)
    expect(print_button(page)).to_be_disabled()
    expect(page.locator(".sheet")).to_be_hidden()
    assert printed(page.pdf(prefer_css_page_size=True))[0].text.strip() == ""
    page.unroute(pattern)
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".sheet h1")).to_have_text("AA")
    expect(print_button(page)).to_be_enabled()


def test_an_answer_that_never_comes_is_given_up(page, held):
    page.clock.install()
    page.goto(SHEET)
    page.get_by_label("Words").select_option("1")
    wait_for(page, held, 1)
    page.clock.run_for(30_000)
    expect(page.get_by_role("alert")).to_contain_text(MISSING)


def test_who_takes_the_choice_back_has_the_sheet_that_stands_there(sheet, held):
    sheet.get_by_label("Words").select_option("1")
    wait_for(sheet, held, 1)
    sheet.get_by_label("Words").select_option("0")
    expect(print_button(sheet)).to_be_enabled()
    expect(sheet.get_by_role("alert")).to_have_count(0)
    held[0].continue_()
    sheet.wait_for_timeout(500)
    expect(sheet.locator(".sheet h1")).to_contain_text("Alcoholics Anonymous")


def test_what_is_typed_while_an_answer_comes_is_not_lost_and_is_on_the_sheet(
    sheet, held
):
    sheet.get_by_label("Language").select_option("es")
    wait_for(sheet, held, 1)
    sheet.get_by_label("Prepared by").press_sequentially("Ward 3")
    held[0].continue_()
    sheet.wait_for_timeout(500)
    expect(sheet.get_by_label("Prepared by")).to_have_value("Ward 3")
    expect(print_button(sheet)).to_be_disabled()
    sheet.get_by_label("Prepared by").press("Tab")
    wait_for(sheet, held, 2)
    held[1].continue_()
    expect(sheet.locator(".sheet")).to_contain_text("Ward 3")
    expect(sheet.locator(".sheet")).to_contain_text("Para quién es")
    expect(print_button(sheet)).to_be_enabled()


def test_a_choice_brought_back_by_the_browser_is_not_printed_at_once(page):
    page.add_init_script("window.print = () => { window.wasPrinted = true; }")
    scripts = []
    page.route("**/paper*.js", lambda route: scripts.append(route))
    page.goto(f"{PACKET}&print=1", wait_until="commit")
    page.get_by_label("Words").select_option("1")
    page.route(re.compile("discreet=1"), lambda route: None)
    scripts[0].continue_()
    expect(print_button(page)).to_be_disabled()
    page.wait_for_timeout(500)
    assert not page.evaluate("window.wasPrinted")


def test_without_scripts_going_back_shows_the_options_of_the_sheet(open_page):
    page = open_page(java_script_enabled=False)
    page.goto(SHEET)
    page.get_by_label("Words").select_option("1")
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".sheet h1")).to_have_text("AA")
    page.go_back()
    expect(page.locator(".sheet h1")).to_contain_text("Alcoholics Anonymous")
    expect(page.get_by_label("Words")).to_have_value("0")
