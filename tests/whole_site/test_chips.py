"""A chip says no more than the fact that it shortens, and is no surer, on every record.

The record files are read beside the pages: what they do not mark as seen stands nowhere
as if somebody had seen it.
"""

import csv
import html
import io
import itertools
import re
import uuid

import pytest
import yaml
from django.conf import settings

from organizations.choices import (
    MedicationStance,
    RecoveryGoal,
    Spirituality,
)
from organizations.handouts.sheet_codes import sheet_code
from organizations.models import Organization, TaxonomyTerm

pytestmark = pytest.mark.django_db

UNCHECKED = "not yet checked:"
FACTS = {
    "Faith": ("spirituality", "spirituality", Spirituality),
    "Goal": ("recovery_goal", "goal", RecoveryGoal),
    "Medication": ("medication_stance", "medication", MedicationStance),
}


PAPER = {"Phone": "telephone", "Chat": "chat", "Forum": "forum", "Online": "online"}


def records() -> list[dict]:
    folder = settings.BASE_DIR / "organizations" / "data" / "organizations"
    found = [yaml.safe_load(path.read_text()) for path in sorted(folder.glob("*.yaml"))]
    return [one for one in found if one["publication_state"] == "published"]


def is_seen(record: dict, fact: str) -> bool:
    cited = [row for row in record.get("citations", []) if row["fact"] == fact]
    return any(row.get("was_seen") for row in cited)


def terms(record: dict, taxonomy: str, *, seen: bool) -> set[str]:
    """Return the names of the terms that were seen in a source, or of the others."""
    slugs = {
        row["term"].split("/")[1]
        for row in record.get("terms", [])
        if row["term"].startswith(f"{taxonomy}/") and bool(row.get("was_seen")) is seen
    }
    rows = TaxonomyTerm.objects.published().filter(taxonomy__slug=taxonomy)
    return set(rows.filter(slug__in=slugs).values_list("name", flat=True))


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def chips(markup: str, name: str) -> dict[str, str]:
    """Return what stands beside each label of a list of chips."""
    block = re.search(rf'<dl class="{name}">(.*?)</dl>', markup, re.S)[1]
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", block, re.S)
    return {words(label): words(text) for label, text in pairs}


def judge(record: dict, shown: dict[str, str], where: str) -> None:
    """Assert that each chip says what the record states, as surely as that."""
    sure, _mark, unsure = shown["Meets"].partition(UNCHECKED)
    for name in terms(record, "format", seen=False):
        assert name not in sure, (where, record["slug"])
        assert name in unsure, (where, record["slug"])
    for name in terms(record, "format", seen=True):
        assert name in sure, (where, record["slug"])
    for label, (field, fact, choices) in FACTS.items():
        value = record.get(field, "not-stated")
        said = shown[label].lower()
        if (value, record["is_for"]) == ("other", "family"):
            assert "help for families" in said, (where, record["slug"])
            continue
        if value == "not-stated":
            assert said == "not stated", (where, record["slug"], label)
            continue
        assert str(choices(value).label) in said, (where, record["slug"], label)
        marked = said.startswith(UNCHECKED)
        assert marked is not is_seen(record, fact), (where, record["slug"], label)


@pytest.fixture
def cards(client, shipped) -> dict[str, str]:
    """Return the card of each organization."""
    found = {}
    for page in itertools.count(1):
        query = f"?page={page}&status=active&status=uncertain&status=historic"
        answer = client.get(f"/organizations/{query}")
        if answer.status_code == 404:
            break
        for card in re.findall(
            r"<article class=\"card.*?</article>", answer.text, re.S
        ):
            slug = re.search(r'href="/organizations/([^/]+)/"', card)[1]
            found[slug] = card
    return found


def test_every_card_and_page_says_in_a_word_what_the_record_states(client, cards):
    assert len(cards) == len(records()) > 70
    for record in records():
        slug = record["slug"]
        judge(record, chips(cards[slug], "card__facts"), "card")
        page = client.get(f"/organizations/{slug}/").text
        shown = chips(page, "glance")
        judge(record, shown, "page")
        is_free = record.get("is_free") and is_seen(record, "cost")
        assert (shown["Cost"] == "Free") is bool(is_free), slug
        if is_free:
            text = words(record.get("fees_description", "free")).lower()
            assert "free" in text or "no fee" in text, slug


def test_what_was_found_to_contradict_its_own_text_is_mended(cards):
    assert "Takes no position" not in cards["narcotics-anonymous"]
    assert "groups differ" in cards["narcotics-anonymous"]
    assert f"{UNCHECKED} " in words(cards["all-recovery-meetings"])
    assert "Spiritual (Buddhist, non-theistic)" in words(cards["recovery-dharma"])
    named = words(cards["double-trouble-in-recovery"])
    assert "Accepts prescribed medication: medicine for mental health" in named
    named = words(cards["crystal-meth-anonymous"])
    assert "Accepts prescribed medication: none is named" in named
    assert Organization.objects.get(slug="celebrate-recovery").is_free is None


def test_a_comparison_marks_each_term_that_nobody_has_seen(client, shipped):
    address = "/compare/?organization=alcoholics-anonymous&organization=crystal-meth"
    page = client.get(f"{address}-anonymous").text
    row = re.search(r">How people meet.*?</tr>", page, re.S)[0]
    cells = [words(cell) for cell in re.findall(r"<td>(.*?)</td>", row, re.S)]
    for cell, slug in zip(
        cells, ("alcoholics-anonymous", "crystal-meth-anonymous"), strict=True
    ):
        record = next(one for one in records() if one["slug"] == slug)
        sure, _mark, unsure = cell.partition(UNCHECKED)
        for name in terms(record, "format", seen=False):
            assert name not in sure
            assert name in unsure


def test_a_discreet_sheet_which_has_no_marks_says_only_what_was_seen(client, shipped):
    for record in records():
        pk = record["id"]
        page = client.get(f"/s/{sheet_code(uuid.UUID(pk))}/?discreet=1").text
        text = words(page[page.index("<main") :])
        if not (record.get("is_free") and is_seen(record, "cost")):
            assert "Free. You need not" not in text, record["slug"]
        meets = re.search(r"How people meet (.*?)\.", text)
        shown = meets[1].lower() if meets else ""
        for name, said in (
            ("Phone", "telephone"),
            ("Chat", "chat"),
            ("Forum", "forum"),
        ):
            if name in terms(record, "format", seen=False):
                assert said not in shown, record["slug"]


def test_the_cover_of_a_packet_is_as_sure_as_the_pages(client, shipped):
    slugs = ("alcoholics-anonymous", "crystal-meth-anonymous", "all-recovery-meetings")
    chosen = "&".join(f"organization={slug}" for slug in slugs)
    page = client.get(f"/handouts/?{chosen}&cover=1").text
    table = words(page[page.index("<table") : page.index("</table>")])
    assert "In person, online, by telephone" in table
    # How people meet in the third was seen in no source.
    assert "not stated Not yet checked" in table
    assert f"{UNCHECKED} each person chooses a goal".lower() in table.lower()


def test_data_says_what_nobody_has_seen(client, shipped):
    table = client.get("/data/organizations.csv").getvalue().decode("utf-8-sig")
    rows = {row["slug"]: row for row in csv.DictReader(io.StringIO(table))}
    for record in records():
        unseen = set(rows[record["slug"]]["not_yet_checked"].split("; ")) - {""}
        for row in record.get("terms", []):
            assert (row["term"] in unseen) is not bool(row.get("was_seen"))
        for column, (field, fact) in {
            "goal": ("recovery_goal", "goal"),
            "spirituality": ("spirituality", "spirituality"),
            "is_free": ("is_free", "cost"),
        }.items():
            is_stated = record.get(field) not in (None, "not-stated")
            assert (column in unseen) is (is_stated and not is_seen(record, fact))
    lds = next(one for one in records() if one["slug"].startswith("lds-"))
    found = client.get(f"/api/hsds/organizations/{lds['id']}").json()["attributes"]
    [goal] = [one for one in found if one["label"] == "Recovery goal"]
    assert goal["was_seen"] is False
