"""The way to a meeting is on the first screen, and a number opens what is folded."""

import pytest

TELEPHONE = {"width": 390, "height": 844}
SLUGS = (
    *("alcoholics-anonymous", "smart-recovery", "al-anon-family-groups"),
    *("celebrate-recovery", "narcotics-anonymous", "recovery-dharma"),
)


@pytest.mark.parametrize("slug", SLUGS)
def test_on_a_telephone_the_way_to_a_meeting_is_on_the_first_screen(page, slug):
    page.set_viewport_size(TELEPHONE)
    page.goto(f"/organizations/{slug}/")
    box = page.locator(".record-head .ways-in a.button").first.bounding_box()
    assert box["y"] + box["height"] <= TELEPHONE["height"]
    glance = page.locator(".glance").bounding_box()
    assert box["y"] < glance["y"]


def test_every_card_leads_somewhere(page):
    page.set_viewport_size(TELEPHONE)
    page.goto("/organizations/")
    cards = page.locator("article.card")
    assert cards.count() == cards.filter(has=page.locator(".ways-in")).count() > 10


def test_a_number_beside_a_fact_opens_what_is_folded(page):
    page.goto("/organizations/alcoholics-anonymous/")
    reference = page.locator("#reference-1")
    assert not reference.is_visible()
    page.locator('a[href="#reference-1"]').first.click()
    assert reference.is_visible()
