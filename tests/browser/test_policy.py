"""Pages under the strict policy: the tab reports whatever the browser refused."""

import pytest

PUBLIC = (
    "/",
    "/organizations/?type=secular",
    "/organizations/alcoholics-anonymous/",
    "/organizations/alcoholics-anonymous/print/",
    "/find/",
    "/compare/?organization=alcoholics-anonymous&organization=smart-recovery",
    "/handouts/?organization=alcoholics-anonymous&organization=smart-recovery",
    "/evidence/",
    "/evidence/alcoholics-anonymous/",
    "/evidence/sources/",
    "/about/methods/",
    "/nowhere/",
)
ADMIN = (
    "",
    "organizations/organization/",
    "organizations/organization/add/",
    "organizations/taxonomyterm/",
    "evidence/source/",
    "evidence/evidencesummary/add/",
    "recovery_directory/revision/",
    "auth/user/",
    "auth/user/add/",
    "password_change/",
    "two-factor/",
)


def test_nothing_on_a_public_page_is_refused(page):
    for address in PUBLIC:
        page.goto(address)
        page.emulate_media(color_scheme="dark")


@pytest.fixture
def admin(page, site_curator):
    """Return a tab in which the curator is signed in."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(site_curator["username"])
    page.get_by_label("Password").fill(site_curator["password"])
    page.get_by_role("button", name="Log in").click()
    return page


def test_nothing_on_a_page_of_the_admin_is_refused(admin):
    for address in ADMIN:
        admin.goto(f"/admin/{address}")
    admin.get_by_role("link", name="Two-step sign-in", exact=True).click()
    admin.get_by_role("button", name="Set it up").click()
    admin.locator("ol svg").wait_for()
    admin.goto("/admin/organizations/organization/")
    admin.locator("#result_list tbody th a").first.click()
    admin.locator(".select2-selection").first.click()
    admin.locator(".select2-results__option").first.wait_for()
    admin.keyboard.press("Escape")
    admin.get_by_role("button", name="Toggle theme").first.click()
    admin.locator(".object-tools .historylink").click()
    admin.wait_for_url("**/history/")
