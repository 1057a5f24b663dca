"""Hand-outs without a browser: what a sheet says, and what may be asked of it."""

import datetime
import re

import pytest
from django.test import override_settings

from evidence.choices import Strength
from organizations.handouts.localized_texts import shortened
from organizations.handouts.plain_text import COLUMNS
from organizations.handouts.sheet import LABELS, PLAN_LINES
from organizations.handouts.sheet_codes import sheet_code
from organizations.handouts.validity import good_until, months_later
from organizations.models import Organization
from tests import factories
from tests.sheets import TEXTS, harbor, sheet_of, text_of

pytestmark = pytest.mark.django_db


# The sheet


def test_sheet_says_everything_that_a_patient_needs(client):
    organization = harbor()
    sheet = sheet_of(client.get("/organizations/sober-harbor/print/"))
    for words in (
        *(value for key, value in TEXTS.items() if key != "language"),
        *map(str, LABELS.values()),
        *map(str, PLAN_LINES),
        "harbor.example/meetings",
        "988",
        f"Version {organization.version}.",
        "Facts as their sources gave them.",
        "works only on the computer",
    ):
        assert words in sheet, words
    assert "Good until" not in sheet


def test_a_record_without_texts_for_paper_makes_do_with_its_own(client):
    long = "One sentence of five words. " * 30
    harbor(handout_texts=[], first_meeting=long, summary="It helps.")
    sheet = sheet_of(client.get("/organizations/sober-harbor/print/"))
    assert "It helps." in sheet
    assert sheet.count("One sentence of five words.") == 12
    assert "No position is recorded here." in sheet


def test_texts_are_cut_at_the_end_of_a_sentence():
    assert shortened("One two. Three four five.", 4) == "One two."
    assert shortened("One two three four five.", 4) == "One two three …"
    assert shortened("One two.", 2) == "One two."


def test_checked_record_says_until_when_the_sheet_is_good(client):
    harbor(
        verifications=[
            {
                "part": "whole",
                "verified_on": datetime.date(2026, 3, 31),
                "verified_by": "A nurse",
                "method": "website",
            }
        ]
    )
    sheet = sheet_of(client.get("/organizations/sober-harbor/print/"))
    assert "Checked on March 31, 2026." in sheet
    assert "Good until Sept. 30, 2026." in sheet
    assert "A nurse" not in sheet


def test_a_part_looked_at_later_is_good_for_longer():
    def verification(part, day):
        return {
            "part": part,
            "verified_on": day,
            "verified_by": "Somebody",
            "method": "website",
        }

    organization = harbor(
        verifications=[
            verification("whole", datetime.date(2026, 1, 1)),
            verification("contact", datetime.date(2026, 5, 1)),
        ]
    )
    assert good_until(organization, ["contact"]) == datetime.date(2026, 11, 1)
    assert good_until(organization, ["medication"]) == datetime.date(2027, 1, 1)
    assert months_later(datetime.date(2026, 8, 31), 6) == datetime.date(2027, 2, 28)


def test_only_a_part_was_checked_is_not_vouched_for():
    row = {"part": "contact", "verified_on": datetime.date(2026, 1, 1)}
    organization = harbor(
        verifications=[row | {"verified_by": "Somebody", "method": "phone"}]
    )
    assert good_until(organization, ["contact"]) is None


def test_historic_organization_has_no_plan_and_no_way(client):
    harbor(operating_status="historic", status_note="It closed in 2019.")
    sheet = sheet_of(client.get("/organizations/sober-harbor/print/"))
    assert "This organization has ended." in sheet
    assert "It closed in 2019." in sheet
    assert "My first meeting" not in sheet
    assert "harbor.example" not in sheet


def test_only_verified_telephones_are_printed(client):
    day = datetime.date(2026, 1, 1)
    harbor(
        phones=[
            {"number": "+1-212-555-0100", "kind": "helpline", "verified_on": day},
            {"number": "+1-212-555-0147", "kind": "office"},
        ]
    )
    for query in ("", "?as=text", "?discreet=1"):
        response = client.get(f"/organizations/sober-harbor/print/{query}", follow=True)
        assert b"555-0147" not in response.content
    assert "+1-212-555-0100 (helpline)" in sheet_of(
        client.get("/organizations/sober-harbor/print/")
    )


def test_without_any_address_the_sheet_says_how_to_ask(client):
    harbor(urls=[])
    page = client.get("/organizations/sober-harbor/print/")
    assert "Ask whoever gave you this sheet" in sheet_of(page)
    assert page.content.count(b"<svg") == 1


def test_strength_is_said_in_words_and_the_type_is_told_apart(client):
    borrowed = factories.evidence_summary(
        subject_kind="type", plain_statement="Many studies of the type.", published=True
    )
    kind = factories.organization_type(
        slug="secular", evidence_summary=borrowed, published=True
    )
    outcome = factories.outcome()
    own = factories.evidence_summary(
        plain_statement="One study of it.",
        main_outcome=outcome,
        ratings=[
            {
                "outcome": outcome,
                "strength": "preliminary",
                "direction": "mixed",
                "above_ceiling_reason": "A test.",
            }
        ],
        published=True,
    )
    harbor(organization_type=kind, evidence_summary=own)
    sheet = sheet_of(client.get("/organizations/sober-harbor/print/"))
    assert (
        f"One study of it. Strength of the evidence: {Strength.PRELIMINARY.label}."
        in sheet
    )
    assert "Secular groups in general: Many studies of the type." in sheet
    without = sheet_of(client.get("/organizations/sober-harbor/print/?research=0"))
    assert "study" not in without


def test_research_in_full_says_on_how_many_pages(client):
    own = factories.evidence_summary(
        limitations=[f"Limit {number}, in some more words." for number in range(60)],
        published=True,
    )
    harbor(evidence_summary=own)
    page = client.get("/organizations/sober-harbor/print/?research=full")
    count = int(re.search(r"exactly (\d+) pages", text_of(page))[1])
    assert count > 2
    assert page.content.count(b'<article class="sheet') == count
    for number in range(60):
        assert f"Limit {number}," in sheet_of(page)


def test_draft_says_that_it_is_not_for_patients(client, curator_client):
    harbor(slug="waiting", name="Waiting", published=False)
    assert client.get("/organizations/waiting/print/").status_code == 404
    page = curator_client.get("/organizations/waiting/print/")
    assert "Draft: not for patients." in sheet_of(page)


# Options


@pytest.mark.parametrize(
    "query",
    [
        "paper=a5",
        "large=yes",
        "discreet=2",
        "plan=no",
        "research=2",
        "lang=fr",
        "as=pdf",
        "prepared_by=" + "x" * 61,
        "paper=%00",
    ],
)
def test_unknown_value_is_named_and_refused(client, query):
    harbor()
    name = query.partition("=")[0]
    for address in (
        "/organizations/sober-harbor/print/?",
        "/handouts/?organization=sober-harbor&",
    ):
        page = client.get(
            f"{address}{query}&plan=0" if name != "plan" else address + query
        )
        assert page.status_code == 400
        said = text_of(page)
        assert name in said or "Prepared by" in said


def test_refusal_names_all_faults_and_keeps_what_was_valid(client):
    harbor()
    page = client.get("/organizations/sober-harbor/print/?paper=a5&lang=fr&large=1")
    assert "“a5” is no value of “paper”. Possible are: letter, a4." in text_of(page)
    assert "“fr” is no value of “lang”." in text_of(page)
    assert '<option value="1" selected>large, 18 point' in page.content.decode()


def test_unknown_option_is_named_on_the_screen_and_changes_nothing(client):
    harbor()
    page = client.get("/organizations/sober-harbor/print/?colour=red")
    assert page.status_code == 200
    assert "“colour” is no option of a hand-out; it was left out." in text_of(page)
    assert sheet_of(page) == sheet_of(client.get("/organizations/sober-harbor/print/"))


def test_paper_and_size_are_chosen_by_class(client):
    harbor()
    page = client.get("/organizations/sober-harbor/print/?paper=a4&large=1&plan=0")
    assert b'class="paper paper--a4 paper--large"' in page.content
    assert "My first meeting" not in sheet_of(page)
    assert "Prints on exactly 2 pages (A4)." in text_of(page)


def test_whoever_prepared_it_is_printed_and_never_kept(client):
    harbor()
    page = client.get(
        "/organizations/sober-harbor/print/",
        {"prepared_by": "Ms Ortega, ward\n3 <b>", "discreet": "0"},
    )
    assert "Prepared by Ms Ortega, ward 3 &lt;b&gt;." in sheet_of(page)
    assert "no-store" in page["Cache-Control"]
    plain = client.get("/organizations/sober-harbor/print/")
    assert "no-store" not in plain.get("Cache-Control", "")
    for address in (
        "/organizations/sober-harbor/print/?discreet=1",
        "/handouts/?organization=sober-harbor",
    ):
        page = client.get(f"{address}&prepared_by=Ward", follow=False)
        assert "no-store" in page["Cache-Control"]


def test_no_style_and_no_script_is_written_into_the_page(client):
    harbor()
    for query in ("", "?large=1", "?research=full"):
        body = client.get(f"/organizations/sober-harbor/print/{query}").content.decode()
        assert "style=" not in body
        assert "<style" not in body
        assert re.findall(r"<script[^>]*>(?!</script>)", body) == []


# Text


def test_plain_text_has_40_columns_and_all_words(client):
    harbor(urls=[{"kind": "website", "url": f"https://h.example/{'long-' * 20}"}])
    page = client.get("/organizations/sober-harbor/print/?as=text")
    assert page["Content-Type"] == "text/plain; charset=utf-8"
    lines = page.content.decode().splitlines()
    assert max(map(len, lines)) <= COLUMNS
    flat = " ".join(" ".join(lines).split())
    for key in ("what", "who", "first_meeting", "cost", "faith", "medication"):
        assert TEXTS[key] in flat
    assert "SOBER HARBOR" in lines
    assert "Day: ____________" in lines
    assert ("long-" * 20) in "".join(lines)


def test_every_shipped_sheet_fits_40_columns(client, shipped):
    for organization in Organization.objects.published():
        page = client.get(f"/organizations/{organization.slug}/print/?as=text&lang=es")
        assert max(map(len, page.content.decode().splitlines())) <= COLUMNS


def test_messages_are_short_and_go_through_nobody(client):
    code = sheet_code(harbor().pk)
    body = client.get("/organizations/sober-harbor/print/").content.decode()
    assert 'href="mailto:?subject=Sober%20Harbor&amp;body=' in body
    assert 'href="sms:?&amp;body=' in body
    assert "https%3A//harbor.example/meetings" in body
    discreet = client.get(f"/s/{code}/?discreet=1").content.decode()
    assert 'href="mailto:?subject=SH&amp;body=SH%3A%20A%20free%20group' in discreet


@override_settings(SITE_URL="https://a.example.org")
def test_away_from_loopback_messages_carry_the_sheets_address(client):
    code = sheet_code(harbor().pk)
    body = client.get("/organizations/sober-harbor/print/").content.decode()
    assert f"https%3A//a.example.org/s/{code}/" in body
    assert "works only on the computer" not in body


@pytest.mark.parametrize(
    ("kinds", "best"),
    [
        (("website", "online-meetings", "meeting-finder"), "meeting-finder"),
        (("forum", "app", "online-meetings", "website"), "website"),
        (("forum", "app", "online-meetings"), "online-meetings"),
        (("forum", "app", "literature"), "app"),
    ],
)
def test_page_and_paper_lead_to_one_address(client, kinds, best):
    harbor(
        urls=[
            {"kind": kind, "url": f"https://{kind}.example/", "was_seen": True}
            for kind in kinds
        ]
    )
    page = client.get("/organizations/sober-harbor/").content.decode()
    assert f'<a class="button" href="https://{best}.example/"' in page
    sheet = sheet_of(client.get("/organizations/sober-harbor/print/"))
    assert f"{best}.example" in sheet
    assert not any(f"{kind}.example" in sheet for kind in {*kinds} - {best})
