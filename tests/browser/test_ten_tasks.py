"""Ten tasks of people who come here, by the shortest way a stranger would find.

Each is walked as docs/tasks.md tells it, action by action: a link or a button pressed,
something chosen, or words typed and sent. The document and the walk must agree in every
step, and none may take more than four.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

MOST = 4
DOCUMENT = (Path(__file__).resolve().parents[2] / "docs/tasks.md").read_text()
TOLD = {
    heading: re.findall(r"^\d+\. (\w+) .*?“(.+?)”", body, flags=re.M)
    for heading, body in re.findall(
        r"^## (?:\d+)\. (.+?)\n(.+?)(?=^## |\Z)", DOCUMENT, flags=re.M | re.S
    )
}
"""Of each task, by its heading: the steps, as a verb and what it is done to."""


class Walk:
    """A person at a page, whose actions are counted."""

    def __init__(self, page: Page):
        """Begin where ``page`` is."""
        self.page = page
        self.steps: list[tuple[str, str]] = []

    def send(self, words: str) -> None:
        """Type words into the search of the page, and send them."""
        self.steps.append(("Send", words))
        search = self.page.get_by_role("searchbox").first
        search.fill(words)
        search.press("Enter")
        self.page.wait_for_url(re.compile(r"[?&]q="))

    def press(self, name: str) -> None:
        """Press a link or a button."""
        self.steps.append(("Press", name))
        link = self.page.get_by_role("link", name=name, exact=True)
        button = self.page.get_by_role("button", name=name, exact=True)
        link.or_(button).first.click()

    def choose(self, name: str) -> None:
        """Choose an answer, or an entry of a list of choices."""
        self.steps.append(("Choose", name))
        lists = self.page.locator("select").filter(has_text=name)
        if lists.count():
            lists.first.select_option(label=name)
        else:
            self.page.get_by_label(name).check()

    def sees(self, *texts: str) -> None:
        """Check that the answer stands on the page."""
        for text in texts:
            expect(
                self.page.get_by_text(text).locator("visible=true").first
            ).to_be_visible()


def mother(walk: Walk) -> None:
    """Find groups for parents, and how to begin."""
    walk.send("my son uses heroin")
    walk.press("Learn to Cope")
    walk.sees("families and loved ones", "How do I start?")


def nurse_with_a_muslim_patient(walk: Walk) -> None:
    """Print the sheet of a group for Muslims."""
    walk.send("Muslim")
    walk.press("Millati Islami World Services")
    walk.press("Print a hand-out")
    walk.sees("Millati Islami", "Prints on exactly 1 page")


def man_who_wants_to_cut_down(walk: Walk) -> None:
    """Find a group that does not ask to stop."""
    walk.press("cut down")
    walk.press("Moderation Management")
    walk.sees("cut down on drinking", "Cutting down")


def woman_on_buprenorphine(walk: Walk) -> None:
    """Find a group that welcomes her medicine, and what it says of it."""
    walk.send("buprenorphine")
    walk.press("Medication-Assisted Recovery Anonymous")
    walk.press("Faith and medication")
    walk.sees("methadone and buprenorphine")


def nurse_with_a_patient_who_reads_spanish(walk: Walk) -> None:
    """Print a sheet in Spanish."""
    walk.send("AA")
    walk.press("Alcoholics Anonymous")
    walk.press("Print a hand-out")
    walk.choose("Español")
    walk.sees("Para quién es")


def court_officer(walk: Walk) -> None:
    """Print sheets of three types, and a cover that compares them."""
    walk.press("Print one of each type")
    walk.sees("Alcoholics Anonymous", "SMART Recovery", "Celebrate Recovery")
    walk.sees("Prints on exactly 4 pages")


def researcher(walk: Walk) -> None:
    """Take the sources on SMART Recovery into a reference manager."""
    walk.press("Evidence")
    walk.press("SMART Recovery")
    with walk.page.expect_download() as download:
        walk.press("RIS")
    assert download.value.suggested_filename == "smart-recovery.ris"


def curator(walk: Walk) -> None:
    """Put a telephone number right."""
    walk.press("Organizations")
    search = walk.page.locator("#searchbar")
    walk.steps.append(("Send", "Nar-Anon"))
    search.fill("Nar-Anon")
    search.press("Enter")
    walk.press("Nar-Anon Family Groups")
    number = walk.page.locator("#id_phones-0-number")
    number.fill("+1-212-555-0199")
    walk.press("Save and continue editing")
    expect(walk.page.locator(".messagelist .success")).to_be_visible()
    expect(number).to_have_value("+1-212-555-0199")


def integrator(walk: Walk) -> None:
    """Find the interface, and get data out of it."""
    walk.press("Open data")
    walk.sees("/api/hsds/")
    with walk.page.expect_download() as download:
        walk.steps.append(("Press", "organizations.csv"))
        walk.page.locator("main a[href$='/data/organizations.csv']").first.click()
    assert download.value.suggested_filename.endswith(".csv")


def somebody_who_knows_the_god_one(walk: Walk) -> None:
    """Find it by what it is called in talk."""
    walk.send("the God one")
    walk.press("Celebrate Recovery")
    walk.sees("Christian meetings in local churches")


TASKS: dict[str, Callable[[Walk], None]] = {
    "A mother whose son uses heroin": mother,
    "A nurse who prints for a Muslim patient": nurse_with_a_muslim_patient,
    "A man who wants to cut down": man_who_wants_to_cut_down,
    "A woman on buprenorphine": woman_on_buprenorphine,
    "A nurse whose patient reads Spanish": nurse_with_a_patient_who_reads_spanish,
    "A court officer who needs three different types": court_officer,
    "A researcher who cites evidence on SMART Recovery": researcher,
    "A curator with a wrong telephone number": curator,
    "An integrator": integrator,
    "Somebody who only knows “the God one”": somebody_who_knows_the_god_one,
}


def test_the_document_tells_these_tasks_and_no_others():
    assert list(TOLD) == list(TASKS)


@pytest.mark.parametrize("task", TASKS)
def test_a_task_is_done_as_the_document_tells(open_page, site_curator, task):
    page = open_page(viewport={"width": 1280, "height": 900})
    page.goto("/admin/" if TASKS[task] is curator else "/")
    if TASKS[task] is curator:
        page.get_by_label("Username").fill(site_curator["username"])
        page.get_by_label("Password").fill(site_curator["password"])
        page.get_by_role("button", name="Log in").click()
    walk = Walk(page)
    TASKS[task](walk)
    assert walk.steps == TOLD[task]
    assert len(walk.steps) <= MOST
