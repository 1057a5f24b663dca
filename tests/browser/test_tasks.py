"""What people come to do, done as they would do it."""

import re

from playwright.sync_api import expect

WITHOUT_SCRIPT = {"java_script_enabled": False}


def tab_to(page, name: str) -> None:
    """Press Tab until the control with this accessible name has the focus."""
    for _step in range(200):
        page.keyboard.press("Tab")
        text = page.evaluate(
            "(e => e.labels?.[0]?.innerText || e.ariaLabel || e.innerText || '')"
            "(document.activeElement)"
        )
        if name in " ".join(text.split()):
            return
    raise AssertionError(f"Tab never reaches “{name}”.")


def read_aloud(page) -> str:
    """Return what a screen reader gets of the page, what the style sheet adds too."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    texts = [node for node in nodes if node["role"]["value"] == "StaticText"]
    words = " ".join(node["name"]["value"] for node in texts)
    return " ".join(words.split())


def test_with_the_keyboard_alone_a_secular_group_that_meets_online_is_found(open_page):
    page = open_page()
    page.goto("/organizations/")
    tab_to(page, "Secular")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("type=secular"))
    tab_to(page, "How people meet")
    page.keyboard.press("Enter")
    tab_to(page, "Online")
    page.keyboard.press("Space")
    expect(page).to_have_url(re.compile("format=online"))
    tab_to(page, "SMART Recovery")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("SMART Recovery")
    tab_to(page, "Print a hand-out")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/print/"))


def test_without_script_the_same_is_found_by_the_form(open_page):
    page = open_page(**WITHOUT_SCRIPT)
    page.goto("/organizations/")
    page.get_by_role("group", name="Type").get_by_label("Secular").check()
    page.get_by_role("button", name="Show results").click()
    expect(page).to_have_url(re.compile("type=secular"))
    expect(page.get_by_role("link", name="SMART Recovery", exact=True)).to_be_visible()


def test_on_a_phone_the_facets_stand_behind_one_switch_without_script(open_page):
    page = open_page(viewport={"width": 360, "height": 700}, **WITHOUT_SCRIPT)
    page.goto("/organizations/")
    secular = page.get_by_label(re.compile(r"^Secular \d+ organizations"))
    expect(secular).to_be_hidden()
    page.get_by_text("Narrow the list").click()
    expect(secular).to_be_visible()


def test_results_follow_a_choice_and_are_announced(open_page):
    page = open_page()
    page.goto("/organizations/")
    page.get_by_role("group", name="Type").get_by_label("Religious").check()
    expect(page).to_have_url(re.compile("type=religious"))
    expect(page.get_by_role("status")).to_contain_text("organizations")
    expect(
        page.get_by_role("group", name="Type").get_by_label("Religious")
    ).to_be_focused()
    page.go_back()
    expect(page).not_to_have_url(re.compile("type="))
    expect(
        page.get_by_role("group", name="Type").get_by_label("Religious")
    ).not_to_be_checked()


def test_two_organizations_are_chosen_on_the_list_and_compared(open_page):
    page = open_page(**WITHOUT_SCRIPT)
    page.goto("/organizations/?type=twelve-step")
    page.get_by_label("Choose Narcotics Anonymous").check()
    page.get_by_label("Choose Alcoholics Anonymous").check()
    page.get_by_role("button", name="Compare them").click()
    expect(
        page.get_by_role("columnheader", name="Alcoholics Anonymous")
    ).to_be_visible()
    expect(page.locator("tbody tr").first).to_be_visible()


def test_the_tray_says_how_many_are_chosen_and_stays_in_sight(open_page):
    page = open_page(viewport={"width": 360, "height": 740}, **WITHOUT_SCRIPT)
    page.goto("/organizations/")
    for number in (1, 2, 3):
        page.locator(".card__choose").nth(number).click()
        assert f"{number} chosen" in read_aloud(page)
    compare = page.get_by_role("button", name="Compare them")
    expect(compare).to_be_in_viewport(ratio=1)
    assert compare.bounding_box()["height"] < 50, "The words of a button are one line."


def test_what_is_chosen_stays_chosen_while_the_list_changes(page):
    page.goto("/organizations/")
    page.get_by_label("Choose Alcoholics Anonymous").check()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator("#results")).to_be_focused()
    page.locator(".card__choose").first.click()
    page.get_by_role("group", name="Type").get_by_label("Religious").check()
    expect(
        page.locator(".tray--bar").get_by_text("Alcoholics Anonymous")
    ).to_be_visible()
    page.get_by_label("Choose Celebrate Recovery").check()
    assert "3 chosen" in read_aloud(page)
    page.get_by_role("group", name="Type").get_by_label("Religious").uncheck()
    expect(page.get_by_label("Choose Alcoholics Anonymous")).to_be_checked()
    assert "3 chosen" in read_aloud(page)
    page.get_by_role("button", name="Compare them").click()
    for name in ("Alcoholics Anonymous", "Celebrate Recovery"):
        expect(page.get_by_role("columnheader", name=name)).to_be_visible()


def test_the_finder_leads_a_stranger_to_a_group_without_script(open_page):
    page = open_page(**WITHOUT_SCRIPT)
    page.goto("/")
    page.get_by_role("link", name="Help me choose: six questions").click()
    page.get_by_label("For a parent, partner, child or friend of somebody").check()
    page.get_by_label("Heroin, fentanyl or pain pills").check()
    page.get_by_role("button", name="Show groups that fit").click()
    expect(page.get_by_text("Nar-Anon Family Groups").first).to_be_visible()


def test_the_page_on_paper_has_no_navigation_and_writes_addresses_out(open_page):
    page = open_page()
    page.goto("/organizations/smart-recovery/")
    page.emulate_media(media="print")
    expect(page.locator(".masthead__nav")).to_be_hidden()
    expect(page.locator(".toc")).to_be_hidden()
    shown = page.evaluate(
        "getComputedStyle(document.querySelector('.references a[href^=http]'),"
        " '::after').content"
    )
    assert "http" in shown or "attr" in shown


def test_on_a_phone_sending_a_sheet_is_one_press_away(open_page):
    page = open_page(viewport={"width": 360, "height": 740}, **WITHOUT_SCRIPT)
    page.goto("/organizations/alcoholics-anonymous/")
    page.get_by_role("link", name="Send it to somebody").click()
    message = page.get_by_role("link", name="Write a text message with it")
    expect(message).to_be_in_viewport(ratio=1)
    assert message.get_attribute("href").startswith("sms:")


def test_what_was_chosen_before_the_script_came_is_shown_once_it_does(page):
    held = []
    page.route("**/paper*.js", lambda route: held.append(route))
    page.goto("/organizations/alcoholics-anonymous/print/", wait_until="commit")
    page.get_by_label("Language").select_option(label="Español")
    expect(page.get_by_text("Para quién es", exact=True)).to_have_count(0)
    held[0].continue_()
    expect(page.get_by_text("Para quién es", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile("lang=es"))
