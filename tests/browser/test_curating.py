"""A record's way through the admin, and a change that somebody else decides."""

import re

from playwright.sync_api import Page, expect

CONTRIBUTOR = {"username": "contributor", "password": "a contributor of this place"}


def add_contributor(page: Page) -> None:
    """Let a contributor in, as an administrator does, unless they are in already."""
    page.goto(f"/admin/auth/user/?q={CONTRIBUTOR['username']}")
    if page.locator("#result_list").count():
        return
    page.goto("/admin/auth/user/add/")
    page.get_by_label("Username").fill(CONTRIBUTOR["username"])
    page.get_by_label("contributor: writes drafts").check()
    page.get_by_label("Password:", exact=True).fill(CONTRIBUTOR["password"])
    page.get_by_label("Password confirmation").fill(CONTRIBUTOR["password"])
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()


def write_draft(page: Page, name: str) -> None:
    """Fill in what an organization needs, with a source for each text."""
    page.goto("/admin/organizations/organization/add/")
    page.locator("#id_name").fill(name)
    page.locator("#id_organization_type").select_option(label="Secular")
    page.locator("#id_is_for").select_option("person")
    for field, text in (
        ("summary", "People meet to help each other."),
        ("first_meeting", "You may listen and say nothing."),
        ("how_to_start", "Look for a meeting near you."),
    ):
        page.locator(f"#id_{field}").fill(text)
    for fact in ("summary", "first_meeting", "how_to_start"):
        page.locator("#citations-group .add-row a").click()
        row = page.locator(".dynamic-citations").last
        row.locator("select[name$=fact]").select_option(fact)
        row.locator(".select2-selection").click()
        page.locator(".select2-search__field").fill("cochrane")
        page.locator(".select2-results__option--highlighted").click()
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("was added successfully")).to_be_visible()


def test_an_organization_is_written_published_verified_and_reverted(sign_in, name):
    curator = sign_in()
    add_contributor(curator)
    contributor = sign_in(CONTRIBUTOR)
    write_draft(contributor, name)
    form = contributor.url
    contributor.get_by_role("button", name="Save and submit for review").click()
    expect(contributor.get_by_text("1 record submitted for review")).to_be_visible()
    expect(contributor.get_by_role("button", name="Save and publish")).to_have_count(0)

    curator.goto(form)
    curator.get_by_role("link", name="as a hand-out").click()
    expect(curator.get_by_text("Nobody else sees this page")).to_be_visible()
    expect(curator.get_by_role("heading", name=name)).to_be_visible()
    curator.get_by_role("link", name="Back to it").click()
    curator.get_by_role("button", name="Save and publish").click()
    expect(curator.get_by_text("1 record published")).to_be_visible()

    curator.get_by_role("button", name="Looked, still right").click()
    curator.get_by_label("Part").select_option("whole")
    curator.get_by_role("button", name="Looked, still right").click()
    expect(curator.get_by_text("Kept: you looked")).to_be_visible()

    curator.locator("#id_summary").fill("People meet at the wrong place.")
    curator.get_by_role("button", name="Save and continue editing").click()
    expect(curator.get_by_text("was changed successfully")).to_be_visible()
    curator.get_by_role("link", name="History", exact=True).click()
    curator.get_by_role("link", name="4", exact=True).click()
    curator.get_by_role("link", name="Revert to this version").click()
    expect(curator.locator("del", has_text="wrong")).to_be_visible()
    curator.get_by_label("Reason").fill("It was right.")
    curator.get_by_role("button", name="Revert").click()
    expect(curator.get_by_text("is again what it was in version 4")).to_be_visible()
    summary = curator.locator("#id_summary")
    expect(summary).to_have_value("People meet to help each other.")


def test_a_contributor_proposes_and_a_curator_takes_it_over(sign_in, open_page, name):
    curator = sign_in()
    add_contributor(curator)
    write_draft(curator, name)
    curator.get_by_role("button", name="Save and publish").click()
    form = curator.url

    contributor = sign_in(CONTRIBUTOR)
    contributor.goto(form)
    expect(contributor.get_by_text("a curator decides")).to_be_visible()
    contributor.locator("#id_how_to_start").fill("Call the office first.")
    contributor.get_by_label("Why this change").fill("Their page says so.")
    contributor.get_by_role("button", name="Save as proposal").click()
    expect(contributor.get_by_text("Kept as a proposal")).to_be_visible()

    curator.goto(form)
    curator.get_by_text("Proposals that wait").get_by_role("link").click()
    curator.get_by_role("link", name="as a page").click()
    expect(curator.get_by_text("Call the office first.")).to_be_visible()
    curator.get_by_role("link", name="Back to it").click()
    curator.get_by_label("Reason").fill("Thank you.")
    curator.get_by_role("button", name="Take over what is ticked").click()
    expect(curator.get_by_text("Taken over:")).to_be_visible()

    contributor.reload()
    expect(contributor.get_by_text("Thank you.")).to_be_visible()
    visitor = open_page()
    visitor.goto(f"/organizations/{name.lower().replace(' ', '-')}/")
    expect(visitor.get_by_text("Call the office first.")).to_be_visible()


def test_an_address_renamed_there_and_back_opens_in_the_browser_that_saw_both(
    sign_in, open_page, name
):
    curator, visitor = sign_in(), open_page()
    write_draft(curator, name)
    curator.get_by_role("button", name="Save and publish").click()
    expect(curator.get_by_text("1 record published")).to_be_visible()
    old = name.lower().replace(" ", "-")
    new = f"{old}-renamed"

    def rename(slug: str) -> None:
        curator.locator("#id_slug").fill(slug)
        curator.get_by_role("button", name="Save and continue editing").click()
        expect(curator.get_by_text("was changed successfully")).to_be_visible()

    for now in (new, old, new, old):
        rename(now)
        for slug in (old, new):
            visitor.goto(f"/organizations/{slug}/")
            expect(visitor).to_have_url(re.compile(f"/organizations/{now}/$"))
            expect(visitor.get_by_role("heading", name=name, level=1)).to_be_visible()
