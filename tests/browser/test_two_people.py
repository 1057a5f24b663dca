"""Two people at one record, and a login that runs out: nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.waiting import until

ADD = "/admin/organizations/organization/add/"


@pytest.fixture
def sign_in(open_page, site_curator):
    """Return a function that opens the browser of a person who has signed in."""

    def sign_in(**options):
        page = open_page(**options)
        page.goto("/admin/login/?next=/admin/organizations/organization/")
        fill_in(page, site_curator)
        return page

    return sign_in


def fill_in(page, person) -> None:
    """Fill in the login page."""
    page.get_by_label("Username").fill(person["username"])
    page.get_by_label("Password").fill(person["password"])
    page.get_by_role("button", name="Log in").click()


def add(page, name: str) -> str:
    """Add an organization and return the address of its form."""
    page.goto(ADD)
    page.locator("#id_name").fill(name)
    page.locator("#id_summary").fill("People meet at the harbor.")
    page.locator("#id_organization_type").select_option(label="Secular")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    return page.url


def test_two_people_at_one_record_keep_what_both_typed(sign_in):
    one, other = sign_in(), sign_in()
    address = add(one, "Harbor of Two")
    for page in (one, other):
        page.goto(address)
    other.locator("#id_summary").fill("People meet at the lighthouse.")
    other.locator("#id_founded").fill("1999")
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.locator(".messagelist .success")).to_be_visible()

    one.locator("#id_summary").fill("People meet at the beach.")
    one.locator("#urls-group .add-row a").click()
    one.locator("#id_urls-0-kind").select_option("website")
    one.locator("#id_urls-0-url").fill("https://harbor.example/")
    one.get_by_role("button", name="Save", exact=True).click()
    expect(one.locator("h1")).to_have_text("Two people changed this record")
    expect(one.get_by_text("People meet at the harbor.", exact=False)).to_be_visible()
    summary = one.get_by_role("group", name="What it is choose")
    expect(summary.get_by_label("Theirs")).not_to_be_checked()
    summary.get_by_label("Mine").check()
    founded = one.get_by_role("group", name="Founded")
    expect(founded.get_by_label("Theirs")).to_be_checked()
    one.get_by_role("button", name="Save as chosen").click()
    expect(one.locator(".messagelist .success")).to_be_visible()

    other.goto(address)
    expect(other.locator("#id_summary")).to_have_value("People meet at the beach.")
    expect(other.locator("#id_founded")).to_have_value("1999")
    expect(other.locator("#id_urls-0-url")).to_have_value("https://harbor.example/")


def test_what_was_typed_survives_a_login_that_ran_out(sign_in, site_curator):
    page = sign_in()
    address = add(page, "Harbor of a Login")
    page.locator("#id_summary").fill("Typed for an hour.")
    page.locator("#id_uses_sponsorship").select_option("true")
    for number, label in enumerate(("Where", "When")):
        page.locator("#urls-group .add-row a").click()
        page.locator(f"#id_urls-{number}-kind").select_option("website")
        page.locator(f"#id_urls-{number}-url").fill(f"https://{number}.example/")
        page.locator(f"#id_urls-{number}-label").fill(label)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page).to_have_url(re.compile("/admin/login/"))
    fill_in(page, site_curator)
    expect(page).to_have_url(address)
    expect(page.locator("#id_summary")).to_have_value("People meet at the harbor.")
    expect(page.get_by_text("Something you typed here was not saved.")).to_be_visible()

    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_text("It is back in the form.")).to_be_visible()
    expect(page.locator("#id_summary")).to_have_value("Typed for an hour.")
    expect(page.locator("#id_uses_sponsorship")).to_have_value("true")
    expect(page.locator("#id_urls-1-label")).to_have_value("When")
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page.locator("#id_summary")).to_have_value("Typed for an hour.")
    expect(page.locator("#id_urls-1-url")).to_have_value("https://1.example/")
    page.goto(address)
    expect(page.locator("#draft [data-draft=offer]")).to_be_hidden()
    assert drafts(page) == []


def test_what_was_typed_survives_a_second_sign_in_in_another_tab(sign_in, site_curator):
    page = sign_in()
    address = add(page, "Harbor of a Second Tab")
    page.locator("#id_summary").fill("Typed in the first tab.")
    page.context.clear_cookies(name="sessionid")
    other = page.context.new_page()
    other.goto("/admin/login/")
    fill_in(other, site_curator)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.locator("h1")).to_have_text("Nothing was saved yet")
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    expect(page).to_have_url(address)
    expect(page.locator("#id_summary")).to_have_value("Typed in the first tab.")
    page.goto(address)
    expect(page.locator("#draft [data-draft=offer]")).to_be_hidden()
    assert drafts(page) == []


def drafts(page) -> list[str]:
    """Return the names of the drafts that the browser holds."""
    return page.evaluate(
        "Object.keys(localStorage).filter(name => name.startsWith('admin-draft:'))",
    )


def test_a_draft_is_thrown_away_when_asked_and_when_logging_out(sign_in):
    page = sign_in()
    address = add(page, "Harbor of a Draft")
    page.locator("#id_summary").fill("Half a thought.")
    until(page, "localStorage.length > 0")
    page.goto(address)
    page.get_by_role("button", name="Throw it away").click()
    assert drafts(page) == []
    page.locator("#id_summary").fill("Another thought.")
    until(
        page,
        "Object.keys(localStorage).some(name => name.startsWith('admin-draft:'))",
    )
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in again")).to_be_visible()
    assert drafts(page) == []
