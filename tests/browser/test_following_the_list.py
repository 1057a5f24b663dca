"""The list follows what is asked and loses nothing: choices, focus, place."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import until

PHONE = {"width": 390, "height": 740}


def option(page, group: str, name: str):
    """Return a tick box of a facet."""
    return page.get_by_role("group", name=group).get_by_label(name)


def choice(page, name: str):
    """Return the tick box that chooses an organization."""
    return page.get_by_label(f"Choose {name}", exact=True)


def in_tray(page, name: str):
    """Return what the tray keeps of an organization that the list does not show."""
    return page.locator(".tray__kept").get_by_label(name)


def mark(page) -> None:
    """Mark the document: one that is loaded anew has no mark."""
    page.evaluate("window.isSameDocument = true")


def is_same(page) -> bool:
    """Whether the document is still the one that was marked."""
    return page.evaluate("window.isSameDocument === true")


@pytest.mark.parametrize("link", ["Skip to the content", "Skip to the results"])
def test_a_link_to_a_part_of_the_list_loses_neither_choices_nor_focus(page, link):
    page.goto("/organizations/")
    choice(page, "Alcoholics Anonymous").check()
    mark(page)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.get_by_role("link", name=link).focus()
    page.keyboard.press("Enter")
    part = "#content" if "content" in link else "#results"
    expect(page).to_have_url(re.compile(part))
    expect(page.locator(part)).to_be_focused()
    page.wait_for_timeout(300)
    assert is_same(page)
    expect(choice(page, "Alcoholics Anonymous")).to_be_checked()
    page.go_back()
    page.wait_for_timeout(300)
    assert is_same(page)
    expect(choice(page, "Alcoholics Anonymous")).to_be_checked()


def test_back_behind_a_link_to_a_part_shows_the_list_of_its_address(page):
    page.goto("/organizations/")
    page.goto("/organizations/#content")
    option(page, "Type", "Religious").check()
    expect(page).to_have_url(re.compile("type=religious"))
    page.go_back()
    expect(page.locator(".chip")).to_have_count(0)
    expect(option(page, "Type", "Religious")).not_to_be_checked()


def test_on_a_phone_a_tick_leaves_the_facets_open_and_the_focus_on_it(open_page):
    page = open_page(viewport=PHONE)
    page.goto("/organizations/")
    page.get_by_text("Narrow the list").click()
    for name in ("Secular", "Religious"):
        box = option(page, "Type", name)
        box.focus()
        page.keyboard.press("Space")
        expect(page).to_have_url(re.compile(f"type={name.lower()}"))
        expect(box).to_be_visible()
        expect(box).to_be_focused()
        expect(box).to_be_checked()


def test_a_long_facet_stays_where_it_was_pushed(page):
    page.goto("/organizations/")
    page.locator("summary", has_text="Language").click()
    box = option(page, "Language", "Spanish")
    box.check()
    expect(page).to_have_url(re.compile("language=es"))
    expect(box).to_be_focused()
    expect(box).to_be_in_viewport()


def test_show_results_leads_to_the_results(open_page):
    page = open_page(viewport=PHONE)
    page.goto("/organizations/")
    page.get_by_text("Narrow the list").click()
    page.get_by_role("button", name="Show results").click()
    expect(page.locator("#results")).to_be_focused()
    expect(page.locator("#results")).to_be_in_viewport()


def test_what_is_chosen_outlives_back_forward_a_page_between_and_reload(page):
    page.goto("/organizations/")
    choice(page, "Alcoholics Anonymous").check()
    option(page, "Type", "Religious").check()
    expect(in_tray(page, "Alcoholics Anonymous")).to_be_checked()
    choice(page, "Celebrate Recovery").check()
    page.get_by_role("link", name="Celebrate Recovery", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Celebrate Recovery")
    page.go_back()
    expect(page).to_have_url(re.compile("type=religious"))
    expect(choice(page, "Celebrate Recovery")).to_be_checked()
    expect(in_tray(page, "Alcoholics Anonymous")).to_be_checked()
    page.reload()
    expect(choice(page, "Celebrate Recovery")).to_be_checked()
    expect(in_tray(page, "Alcoholics Anonymous")).to_be_checked()
    page.go_back()
    expect(page).not_to_have_url(re.compile("type="))
    expect(choice(page, "Alcoholics Anonymous")).to_be_checked()
    expect(page.locator('[form="tray"]:checked')).to_have_count(2)
    choice(page, "Alcoholics Anonymous").uncheck()
    page.go_forward()
    expect(page).to_have_url(re.compile("type=religious"))
    expect(choice(page, "Celebrate Recovery")).to_be_checked()
    expect(in_tray(page, "Alcoholics Anonymous")).to_have_count(0)


def test_who_comes_anew_begins_with_nothing_chosen(page):
    page.goto("/organizations/")
    choice(page, "Alcoholics Anonymous").check()
    page.get_by_role("link", name="Types", exact=True).click()
    expect(page.locator("h1")).to_contain_text("types")
    page.get_by_role("link", name="Organizations", exact=True).click()
    expect(page.locator("#results")).to_be_visible()
    until(page, "history.state !== null")
    expect(page.locator('[form="tray"]:checked')).to_have_count(0)


def test_taking_a_chip_away_keeps_what_is_chosen_and_empties_the_search(page):
    page.goto("/organizations/?q=alcohol&type=religious")
    choice(page, "Celebrate Recovery").check()
    mark(page)
    page.get_by_role("link", name="Remove Search: alcohol").click()
    expect(page.locator(".chip", has_text="alcohol")).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(choice(page, "Celebrate Recovery")).to_be_checked()
    page.get_by_role("link", name="Clear all").click()
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#results")).to_be_focused()
    assert is_same(page)
    page.go_back()
    expect(page.locator(".chip", has_text="Religious")).to_have_count(1)
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("alcohol")
    assert is_same(page)


def addresses(page) -> dict[str, str]:
    """Return the addresses by which others take the list along."""
    return page.evaluate(
        """() => Object.fromEntries([
            ["canonical", "link[rel=canonical]"],
            ["csv", "link[type='text/csv']"],
            ["json", "link[type='application/json']"],
            ["csv shown", ".take-along a[href*='.csv']"],
            ["json shown", ".take-along a[href*='.json']"],
            ["next", "link[rel=next]"],
            ["description", "meta[name=description]"],
        ].map(([name, where]) => {
            const all = [...document.querySelectorAll(where)];
            return [name, all.map(one => one.getAttribute("href") ?? one.content)];
        }))"""
    )


def test_links_that_take_the_list_along_are_those_of_the_list_that_is_shown(page):
    page.goto("/organizations/")
    before = addresses(page)
    option(page, "Type", "Secular").check()
    expect(page).to_have_url(re.compile("type=secular"))
    followed = addresses(page)
    page.reload()
    assert followed == addresses(page)
    assert all("type=secular" in followed[name][0] for name in ("csv", "json shown"))
    page.go_back()
    expect(page.locator(".chip")).to_have_count(0)
    assert addresses(page) == before


def test_a_late_or_failed_answer_for_an_earlier_choice_changes_nothing(page):
    waiting = []

    def hold(route) -> None:
        if route.request.is_navigation_request():
            route.continue_()
        else:
            waiting.append(route)

    page.goto("/organizations/")
    mark(page)
    page.route(re.compile(r"/organizations/\?"), hold)
    option(page, "Type", "Secular").check()
    option(page, "Type", "Religious").check()
    page.wait_for_timeout(300)
    waiting[-1].continue_()
    expect(page).to_have_url(re.compile("type=secular&type=religious"))
    waiting[0].abort()
    page.wait_for_timeout(300)
    assert is_same(page)
    expect(page.locator(".chip:not(.chip--clear)")).to_have_count(2)


def test_a_failed_answer_loads_the_page_and_keeps_what_is_chosen(browser, site):
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/organizations/")
    choice(page, "Celebrate Recovery").check()
    page.route(
        re.compile(r"/organizations/\?"),
        lambda route: (
            route.continue_()
            if route.request.is_navigation_request()
            else route.fulfill(status=503, body="")
        ),
    )
    option(page, "Type", "Religious").check()
    expect(page.locator(".chip", has_text="Religious")).to_have_count(1)
    expect(choice(page, "Celebrate Recovery")).to_be_checked()
    context.close()


@pytest.mark.parametrize("where", ["/organizations/", "/evidence/"])
def test_without_scripts_ticks_say_after_back_what_is_shown(open_page, where):
    page = open_page(java_script_enabled=False)
    page.goto(where)
    page.locator("details", has_text="Type").first.evaluate("part => part.open = true")
    box = page.locator('input[name="type"]').first
    box.check()
    page.locator(".facets__submit button").click()
    expect(page).to_have_url(re.compile("type="))
    expect(box).to_be_checked()
    page.go_back()
    expect(page).not_to_have_url(re.compile("type="))
    expect(box).not_to_be_checked()


def test_without_scripts_what_is_chosen_outlives_back(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/organizations/")
    choice(page, "Alcoholics Anonymous").check()
    page.get_by_role("link", name="Alcoholics Anonymous", exact=True).click()
    expect(page.locator("h1")).to_contain_text("Alcoholics Anonymous")
    page.go_back()
    expect(choice(page, "Alcoholics Anonymous")).to_be_checked()
