"""A curator comes in."""

from playwright.sync_api import expect


def test_curator_signs_in_and_out(page, site_curator):
    page.goto("/admin/")
    page.get_by_label("Username").fill(site_curator["username"])
    page.get_by_label("Password").fill(site_curator["password"])
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in again")).to_be_visible()
