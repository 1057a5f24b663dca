"""Work on more than one record: a table goes out and comes back, two become one."""

import csv
import io
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.test_curating import write_draft

LIST = "/admin/organizations/organization/"


def exported(page: Page, name: str) -> list[dict[str, str]]:
    """Take the records with ``name`` out as CSV, as the buttons lead."""
    page.goto(f"{LIST}?q={name}")
    page.get_by_role("link", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = Path(download.value.path()).read_text("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def send(page: Page, rows: list[dict[str, str]]) -> None:
    """Upload a table and look at what it would do."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    page.goto(f"{LIST}import/")
    file = {"name": "t.csv", "mimeType": "text/csv", "buffer": text.getvalue().encode()}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    expect(page.locator("h1")).to_have_text("Dry run: nothing is changed yet")


def test_a_table_goes_out_and_its_changes_come_back(sign_in, name):
    page = sign_in()
    write_draft(page, name)
    form = page.url
    [row] = exported(page, name)
    send(page, [row | {"summary": "People meet by table."}])
    expect(page.get_by_text("People meet by table.")).to_be_visible()
    expect(page.get_by_text("People meet to help each other.")).to_be_visible()
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("1 record imported from")).to_be_visible()
    page.goto(form)
    expect(page.locator("#id_summary")).to_have_value("People meet by table.")

    # The same table once more is older than what it has done itself.
    send(page, [row | {"summary": "People meet too late."}])
    expect(page.get_by_text("In conflict: changed here after")).to_be_visible()
    page.goto(form)
    expect(page.locator("#id_summary")).to_have_value("People meet by table.")


def test_two_records_of_one_organization_become_one(sign_in, name):
    page = sign_in()
    addresses = []
    for slug_of in (name, f"{name} House"):
        write_draft(page, slug_of)
        page.get_by_role("button", name="Save and publish").click()
        expect(page.get_by_text("1 record published")).to_be_visible()
        addresses.append(f"/organizations/{slug_of.lower().replace(' ', '-')}/")
    page.goto(f"{LIST}?q={name}")
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option(label="Merge the two…")
    page.get_by_role("button", name="Go").click()
    expect(page.locator("h1")).to_have_text("Merge two records")
    stays = page.locator("input[name=choice-name][value=survivor]")
    expect(stays).to_be_checked()
    page.get_by_label("Why (for the history)").fill("One house.")
    page.get_by_role("button", name="Merge").click()
    expect(page.get_by_text("is merged into")).to_be_visible()
    names = page.locator("#alternate_names-group input[name$=-name]")
    expect(names.first).to_have_value(f"{name} House")
    page.goto(addresses[1])
    assert page.url.endswith(addresses[0])
