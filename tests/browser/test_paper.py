"""Hand-outs in ink: printed by a real browser, and read back from the PDF.

Every published record is printed, in packets of twelve as ``/handouts/`` makes them;
``make soak`` prints each singly, from its own address. ``HANDOUT_IMAGES`` names a
folder for pictures of sheets, for the documentation.
"""

import datetime
import os
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from organizations.handouts.sheet_codes import sheet_code
from organizations.models.handout import HANDOUT_WORD_LIMITS
from organizations.models.local_note import LOCAL_NOTE_WORDS
from organizations.models.passage import SAFETY_WORDS
from recovery_directory.prose.disclosing_terms import (
    disclosing_terms_in,
    disclosing_terms_in_address,
)
from tests import factories
from tests.browser.pdf import PrintedPage, printed, squeezed
from tests.browser.waiting import until

# Playwright keeps an event loop in this thread, which Django takes for its own.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

RECORDS = Path(__file__).resolve().parents[2] / "organizations/data/organizations"
IN_A_PACKET = 12
IMAGES = os.environ.get("HANDOUT_IMAGES")

SIZES = {"letter": (216, 279), "a4": (210, 297)}
MARGIN = 10
OTHERS = ("smart-recovery", "celebrate-recovery", "recovery-dharma")
FREE = 0.08
"""Share of the printable height that stays free on an ordinary sheet."""


@dataclass(frozen=True)
class Record:
    """What the test knows of a shipped record, from its file."""

    slug: str
    code: str
    finder: str
    is_historic: bool
    is_in_spanish: bool = False


def shipped_records() -> list[Record]:
    """Return the published organizations, by slug."""
    found = []
    for path in sorted(RECORDS.glob("*.yaml")):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        if record["publication_state"] != "published":
            continue
        urls = {}
        for row in record.get("urls", []):
            if row["kind"] == "website" or row.get("was_seen"):
                urls.setdefault(row["kind"], row["url"])
        order = ("meeting-finder", "website", "online-meetings", "app", "forum")
        finder = next((urls[kind] for kind in order if kind in urls), "")
        found.append(
            Record(
                slug=record["slug"],
                code=sheet_code(uuid.UUID(record["id"])),
                finder=finder,
                is_historic=record.get("operating_status") == "historic",
                is_in_spanish=any(
                    text.get("language") == "es"
                    for text in record.get("handout_texts", [])
                ),
            )
        )
    return found


ALL = shipped_records()
IN_SPANISH = [record for record in ALL if record.is_in_spanish][:12]


def packets(soak) -> Iterator[list[Record]]:
    """Yield all records, in packets; each by itself in the long proof."""
    size = 1 if soak else IN_A_PACKET
    soak.say(f"all {len(ALL)} hand-outs, {'singly' if soak else f'{size} in a packet'}")
    for start in range(0, len(ALL), size):
        yield ALL[start : start + size]


def address(records: list[Record], query: str) -> str:
    """Return the address that prints ``records``: one sheet, or a packet."""
    if len(records) == 1:
        return f"/organizations/{records[0].slug}/print/?{query}"
    names = "&".join(f"organization={record.slug}" for record in records)
    return f"/handouts/?{names}&{query}"


def print_all(
    page, soak, query: str
) -> Iterator[tuple[Record, str, list[PrintedPage]]]:
    """Yield each record with the text of its sheet and the pages that it printed on.

    The number of pages is the one that the screen stated beforehand.
    """
    for records in packets(soak):
        answer = page.goto(address(records, query))
        assert answer.status == 200
        stated = page.locator(".choices__count").first.inner_text()
        pages = printed(page.pdf(prefer_css_page_size=True))
        count = len(pages)
        assert f"exactly {count} page" in stated, (records[0].slug, count, stated)
        assert count % len(records) == 0
        each = count // len(records)
        sheets = page.locator(".sheet").all()
        assert len(sheets) == len(records)
        for place, (record, sheet) in enumerate(zip(records, sheets, strict=True)):
            texts = sheet.evaluate(TEXTS)
            yield record, texts, pages[place * each : (place + 1) * each]


TEXTS = """sheet => [...sheet.querySelectorAll("h1, h2, p, dt, dd, li, td, th")]
    .filter(part => !part.querySelector("p"))
    .map(part => part.textContent)"""


def assert_whole(
    record: Record, texts: list[str], pages: list[PrintedPage], paper: str
):
    """Everything that the sheet says stands on the paper, none of it at its edge."""
    on_paper = squeezed("".join(page.text for page in pages))
    for text in texts:
        assert squeezed(text) in on_paper, (record.slug, text)
    for page in pages:
        assert page.size_mm == SIZES[paper], record.slug
        width, height = page.page.get_size()
        edge = (MARGIN - 1) * 72 / 25.4
        for letter, _size, (left, bottom, right, top) in page.letters:
            inside = edge <= left and right <= width - edge
            inside = inside and edge <= bottom and top <= height - edge
            assert inside, (record.slug, letter)


def smallest(pages: list[PrintedPage]) -> float:
    """Return the size of the smallest letter, in points."""
    return min(size for page in pages for _letter, size, _box in page.letters)


def free_share(page: PrintedPage) -> float:
    """Return which share of the printable height is free at the foot."""
    _width, height = page.size_mm
    return (height - MARGIN - page.last_ink_mm) / (height - 2 * MARGIN)


def unnumbered(codes: list[str]) -> list[str]:
    """Return codes in order, with ``n`` for the version: other tests make versions."""
    return sorted(re.sub(r"(/s/\w{6}/)[1-9]\d*/$", r"\1n/", code) for code in codes)


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_ordinary_sheet_is_one_page_with_room_to_spare(
    page, site, soak, paper, language
):
    for record, texts, pages in print_all(page, soak, f"paper={paper}&lang={language}"):
        assert len(pages) == 1, record.slug
        assert_whole(record, texts, pages, paper)
        assert smallest(pages) >= 10.99, record.slug
        assert free_share(pages[0]) >= FREE, record.slug
        assert pages[0].share_of_ink < 0.1, record.slug
        codes = [f"{site}/s/{record.code}/n/"]
        if record.finder and not record.is_historic:
            codes.append(record.finder)
        assert unnumbered(pages[0].codes) == sorted(codes), record.slug


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_large_sheet_is_18_points_on_two_pages(page, site, soak, paper, language):
    for record, texts, pages in print_all(
        page, soak, f"paper={paper}&lang={language}&large=1"
    ):
        assert len(pages) == 2, record.slug
        assert_whole(record, texts, pages, paper)
        assert smallest(pages) >= 17.99, record.slug
        codes = [f"{site}/s/{record.code}/n/"]
        if record.finder and not record.is_historic:
            codes.append(record.finder)
        assert unnumbered(pages[0].codes + pages[1].codes) == sorted(codes), record.slug


@pytest.mark.parametrize("paper", ["letter", "a4"])
@pytest.mark.parametrize("large", [0, 1])
def test_discreet_sheet_is_one_page_that_tells_nothing(page, site, soak, paper, large):
    query = f"paper={paper}&discreet=1&large={large}"
    for record, texts, pages in print_all(page, soak, query):
        assert len(pages) == 1, record.slug
        assert_whole(record, texts, pages, paper)
        assert smallest(pages) >= (17.99 if large else 13.99), record.slug
        assert free_share(pages[0]) >= FREE, record.slug
        assert disclosing_terms_in(pages[0].text) == [], record.slug
        assert pages[0].codes == [f"{site}/s/{record.code}/"], record.slug
        assert disclosing_terms_in_address(pages[0].codes[0]) == []
        assert disclosing_terms_in_address(page.url) == []
        assert disclosing_terms_in(page.title()) == []


WORDS = """
    people who come here often share what helps them stay and each meeting differs
    somewhat from other gatherings nearby
""".split()  # noqa: SIM905 - a sentence reads better than a list


def as_long_as_allowed(limit: int) -> str:
    """Return a text of so many words, not short ones."""
    return " ".join((WORDS * 10)[:limit]) + "."


SAFETY_LINES = 2
"""How many safety lines stand on one sheet: those of the shipped directory."""


def sheet_at_the_limits(client):
    """Make a record whose texts are all as long as they may be; return its sheet."""
    english = {
        key: as_long_as_allowed(limit) for key, limit in HANDOUT_WORD_LIMITS.items()
    }
    spanish = {
        key: as_long_as_allowed(limit + limit // 4)
        for key, limit in HANDOUT_WORD_LIMITS.items()
    }
    borrowed = factories.evidence_summary(
        plain_statement=as_long_as_allowed(45), subject_kind="type", published=True
    )
    subject = factories.term(taxonomy="focus", slug="alcohol", published=True)
    for place in range(SAFETY_LINES):
        factories.passage(
            page="safety",
            position=place,
            text=as_long_as_allowed(SAFETY_WORDS),
            subjects=[subject],
            published=True,
        )
    limits = factories.organization(
        slug="limits",
        name="A Fellowship with a Name as Long as Those of Fellowships Ever Become",
        alternate_names=[{"kind": "acronym", "name": "FNLNF"}],
        organization_type=factories.organization_type(
            slug="twelve-step", evidence_summary=borrowed, published=True
        ),
        evidence_summary=factories.evidence_summary(
            plain_statement=as_long_as_allowed(45), published=True
        ),
        handout_texts=[english, spanish | {"language": "es"}],
        terms=[{"term": subject}],
        urls=[{"kind": "website", "url": "https://group.example/" + "meet-" * 12}],
        published=True,
    )
    factories.local_note(
        organization=limits,
        text=as_long_as_allowed(LOCAL_NOTE_WORDS),
        phone="+1-212-555-0100 ext. 12345",
        link="https://group.example/" + "here-" * 11,
        good_until=datetime.date(2099, 12, 31),
    )
    return lambda query: client.get(
        f"/organizations/limits/print/?{query}"
    ).content.decode()


@pytest.mark.parametrize(
    ("query", "most"), [("", 1), ("lang=es", 1), ("large=1", 2), ("large=1&lang=es", 2)]
)
def test_texts_at_their_limits_fit(page, site, client, db, query, most):
    page.goto("/healthz")
    html = sheet_at_the_limits(client)(f"{query}&prepared_by={'Ward+' * 12}")
    page.set_content(html, wait_until="networkidle")
    page.evaluate("document.fonts.ready")
    pages = printed(page.pdf(prefer_css_page_size=True))
    assert len(pages) == most
    texts = page.locator(".sheet").first.evaluate(TEXTS)
    record = Record("limits", "", "", False)
    assert_whole(record, texts, pages, "letter")
    assert smallest(pages) >= (17.99 if most == 2 else 10.99)
    if not query:
        assert free_share(pages[0]) >= FREE


def test_discreet_sheet_suggests_a_file_name_that_tells_nothing(page):
    record = next(record for record in ALL if record.slug == "alcoholics-anonymous")
    page.goto(f"/organizations/{record.slug}/print/?discreet=1")
    assert page.title() == record.code
    assert disclosing_terms_in(page.content()) == []
    document = printed(page.pdf(prefer_css_page_size=True))[0].page.pdf
    for value in document.get_metadata_dict().values():
        assert disclosing_terms_in(value) == []


def test_the_same_font_is_printed_everywhere(page):
    page.goto("/organizations/alcoholics-anonymous/print/?lang=es")
    families = page.evaluate(
        """async () => {
            await document.fonts.ready;
            return [...document.fonts].filter(font => font.status === "loaded")
                .map(font => font.family.replaceAll('"', "") + " " + font.weight);
        }"""
    )
    assert {"Source Sans 3 400", "Source Sans 3 700"} <= set(families)
    content = page.pdf(prefer_css_page_size=True)
    assert b"SourceSans3" in content
    assert b"Liberation" not in content


@pytest.mark.parametrize("large", [0, 1])
def test_packet_prints_on_exactly_as_many_pages_as_it_says(page, large):
    queries = ("cover=1", "cover=1&lang=es", "cover=1&research=full", "plan=0")
    for records in ([ALL[0]], ALL[:5], ALL[-12:], IN_SPANISH):
        names = "&".join(f"organization={record.slug}" for record in records)
        for query in queries:
            page.goto(f"/handouts/?{names}&{query}&large={large}")
            pages = printed(page.pdf(prefer_css_page_size=True))
            stated = page.locator(".choices__count").first.inner_text()
            assert f"exactly {len(pages)} page" in stated, (len(records), query)
            assert all(one.text.strip() for one in pages)


def test_cover_names_the_page_of_each_sheet(page):
    names = ["smart-recovery", "alcoholics-anonymous", "celebrate-recovery"]
    query = "&".join(f"organization={name}" for name in names)
    page.goto(f"/handouts/?{query}&cover=1")
    pages = printed(page.pdf(prefer_css_page_size=True))
    rows = page.locator(".cover tbody tr").all()
    assert len(rows) == 3
    for row in rows:
        name = row.locator("th").inner_text()
        number = int(row.locator("td").last.inner_text())
        assert squeezed(pages[number - 1].text).startswith(squeezed(name))


def test_preview_follows_the_form_and_the_print_button_prints(page):
    page.add_init_script("window.print = () => { window.wasPrinted = true; }")
    page.goto("/organizations/alcoholics-anonymous/print/")
    page.get_by_label("Language").focus()
    page.get_by_label("Language").select_option("es")
    expect(page.locator(".sheet")).to_contain_text("Mi primera reunión")
    assert "lang=es" in page.url
    expect(page.get_by_label("Language")).to_be_focused()
    page.get_by_label("Words").select_option("1")
    expect(page.locator(".sheet h1")).to_have_text("AA")
    assert "alcoholics" not in page.url
    page.get_by_role("button", name="Print", exact=True).click()
    assert page.evaluate("window.wasPrinted") is True


def test_without_scripts_the_form_is_sent_by_its_button(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/organizations/alcoholics-anonymous/print/")
    expect(page.get_by_role("button", name="Print", exact=True)).to_be_hidden()
    page.get_by_label("Paper").select_option("a4")
    page.get_by_role("button", name="Show").click()
    assert "paper=a4" in page.url
    expect(page.locator(".choices__count").first).to_contain_text("1 page (A4)")


def test_packet_can_open_the_print_dialogue_at_once(page):
    page.add_init_script("window.print = () => { window.wasPrinted = true; }")
    page.goto("/handouts/?organization=alcoholics-anonymous&print=1")
    until(page, "window.wasPrinted === true")
    assert "print=1" not in page.url


def test_sheet_and_form_fit_a_small_telephone(open_page):
    page = open_page(viewport={"width": 320, "height": 640})
    for where in (
        "/organizations/alcoholics-anonymous/print/",
        "/handouts/?organization=alcoholics-anonymous&cover=1",
        f"/s/{ALL[0].code}/1/",
    ):
        page.goto(where)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, where


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("hand-out", "/organizations/smart-recovery/print/"),
        ("hand-out-spanish", "/organizations/alcoholics-anonymous/print/?lang=es"),
        ("hand-out-discreet", "/organizations/alcoholics-anonymous/print/?discreet=1"),
        (
            "packet-cover",
            "/handouts/?cover=1&organization=alcoholics-anonymous"
            + "".join(f"&organization={slug}" for slug in OTHERS),
        ),
    ],
)
def test_pictures_of_sheets_are_small_enough_to_ship(open_page, tmp_path, name, where):
    page = open_page(viewport={"width": 900, "height": 1200})
    page.goto(where)
    page.evaluate("document.fonts.ready")
    folder = Path(IMAGES) if IMAGES else tmp_path
    path = folder / f"{name}.png"
    page.locator(".sheet").first.screenshot(path=path)
    assert 10_000 < path.stat().st_size < 150_000


def test_three_are_printed_from_the_list_in_four_actions_by_keyboard(page):
    page.add_init_script("window.print = () => { window.wasPrinted = true; }")
    page.goto("/organizations/")
    actions = 0
    ticked = []
    for _stop in range(400):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(e => [e.type, e.name, e.value, e.textContent.trim()])"
            "(document.activeElement)"
        )
        if here[:2] == ["checkbox", "organization"] and len(ticked) < 3:
            page.keyboard.press("Space")
            ticked.append(here[2])
            actions += 1
        elif len(ticked) == 3 and here[3] == "Print them":
            page.keyboard.press("Enter")
            actions += 1
            break
    page.wait_for_url("**/handouts/**")
    until(page, "window.wasPrinted === true")
    assert actions == 4
    assert page.locator(".sheet").count() == 3
    for slug in ticked:
        assert f"organization={slug}" in page.url
