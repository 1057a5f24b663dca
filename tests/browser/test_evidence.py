"""The evidence as people see it, hear it and print it."""

import re

import pytest
from playwright.sync_api import expect

MAP = "/evidence/"
NARROW = {"width": 320, "height": 800}


def accessible_words(locator) -> str:
    """Return what a screen reader is told of ``locator``, in its order."""
    return " ".join(locator.aria_snapshot().split())


def test_the_map_makes_sense_read_out_cell_by_cell(page):
    page.goto(MAP)
    table = page.get_by_role("table")
    expect(table).to_have_count(1)
    heads = table.get_by_role("columnheader").all_inner_texts()
    assert heads[:2] == ["Subject", "Main outcome"]
    assert len(heads) == 8
    row = table.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="Alcoholics Anonymous")
    )
    expect(row.get_by_role("cell")).to_have_count(7)
    told = accessible_words(row)
    for words in (
        "No use over a whole period",
        "Strong",
        "better",
        "systematic review",
    ):
        assert words in told
    # Shapes are for the eye; each has its word, so none is read out.
    for symbol in "▲◆▼○":
        assert symbol not in told
    studies = re.compile(r"stud(y|ies) ?: Alcoholics Anonymous")
    expect(row.get_by_role("link", name=studies)).not_to_have_count(0)
    for name in ("Types of organizations", "Organizations", "Topics"):
        expect(table.get_by_role("rowheader", name=name, exact=True)).to_have_count(1)


def test_a_forest_plot_makes_sense_read_out(page):
    page.goto("/evidence/twelve-step-facilitation/")
    plot = page.get_by_role("img", name="Forest plot. No use over a whole period")
    expect(plot).to_have_count(1)
    described = plot.evaluate(
        "svg => document.getElementById(svg.getAttribute('aria-describedby'))"
        ".textContent"
    )
    for words in (
        "1 means no difference",
        "Left of it: better with the comparison",
        "Kelly 2020",
        "compared with other established treatments",
        "risk ratio 1.21 (95 % CI 1.03 to 1.42)",
        "2 studies",
        "1,936 people",
    ):
        assert words in described


@pytest.mark.parametrize("scripts", [True, False])
def test_the_map_is_narrowed_with_the_keyboard(open_page, scripts):
    page = open_page(java_script_enabled=scripts)
    page.goto(MAP)
    page.locator("summary", has_text="Strength of evidence").focus()
    page.keyboard.press("Enter")
    page.get_by_label("No studies found").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**strength=no-studies**")
    names = page.get_by_role("table").get_by_role("rowheader").all_inner_texts()
    assert "Millati Islami" in names
    assert "Alcoholics Anonymous" not in names
    page.get_by_role("link", name="Remove Strength of evidence").click()
    expect(
        page.get_by_role("table").get_by_role("rowheader", name="Alcoholics Anonymous")
    ).to_have_count(1)


def test_a_small_screen_and_paper_show_the_list_in_place_of_the_table(open_page):
    page = open_page(viewport=NARROW)
    page.goto(MAP)
    table, plain = page.locator(".map-table"), page.locator(".map-list").first
    expect(table).to_be_hidden()
    expect(plain).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(table).to_be_visible()
    expect(plain).to_be_hidden()
    page.emulate_media(media="print")
    expect(table).to_be_hidden()
    expect(plain).to_be_visible()


def test_somebody_may_ask_for_the_table_on_a_small_screen(open_page):
    page = open_page(viewport=NARROW)
    page.goto(MAP)
    page.get_by_role("link", name="Table", exact=True).click()
    expect(page.locator(".map-table")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def test_results_stay_a_table_to_screen_readers_on_a_small_screen(open_page):
    page = open_page(viewport=NARROW)
    page.goto("/evidence/alcoholics-anonymous/")
    table = page.get_by_role("table").first
    cells = table.get_by_role("row").filter(has_text="Kelly 2020").first
    told = accessible_words(cells)
    assert "Risk ratio 1.21 (95 % CI 1.03 to 1.42)" in told
    assert "1,936 people (2 studies)" in told
    assert table.get_by_role("columnheader").count() == 6


def test_a_step_without_a_study_says_so(page):
    page.goto("/evidence/mechanisms/")
    gap = page.get_by_role("region", name="Less craving")
    expect(gap).to_contain_text("No study recorded")


def test_a_reference_manager_gets_a_file(page):
    page.goto("/evidence/lifering/")
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS", exact=True).click()
    assert download.value.suggested_filename == "lifering.ris"
