"""Hand-outs without a browser: options, codes, discretion, packets, text, Spanish."""

import datetime
import gettext
import random
import re
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import override_settings

from evidence.choices import Strength
from organizations.changes import SUBJECTS, UNWORDED, changes_between
from organizations.handouts.codes import LETTERS, SquareCode, sheet_code, with_code
from organizations.handouts.dates import good_until, months_later
from organizations.handouts.plain_text import COLUMNS
from organizations.handouts.sheet import LABELS, PLAN_LINES
from organizations.handouts.texts import within
from organizations.models import Organization
from organizations.models.handout import HANDOUT_WORD_LIMITS
from organizations.records import ORGANIZATION
from recovery_directory import revisions
from recovery_directory.words.telling import telling_words, telling_words_of_address
from tests import factories

pytestmark = pytest.mark.django_db

TEXTS = {
    "language": "en",
    "what": "People meet and talk.",
    "who": "Anyone who drinks too much.",
    "first_meeting": "You may listen and say nothing.",
    "how_to_find": "Look on the website.",
    "cost": "Free.",
    "faith": "None.",
    "medication": "Ask the group.",
}


def harbor(**given) -> Organization:
    """Make a published organization with texts for paper and a way in."""
    defaults = {
        "slug": "sober-harbor",
        "name": "Sober Harbor",
        "published": True,
        "is_free": True,
        "handout_texts": [TEXTS],
        "urls": [{"kind": "meeting-finder", "url": "https://harbor.example/meetings"}],
    }
    return factories.organization(**defaults | given)


def edit(record, **fields) -> None:
    """Change fields of a record as one revision."""
    with revisions.change(record, by=None, action=revisions.Action.EDIT):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def text_of(response) -> str:
    """Return what a page says, without its markup."""
    body = re.sub(r"<script.*?</script>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def sheet_of(response) -> str:
    """Return what is printed of a page."""
    body = response.content.decode()
    printed = body[body.index('<main class="sheets">') :]
    return " ".join(re.sub(r"<[^>]*>", " ", printed).split())


# The sheet


def test_sheet_says_everything_that_a_patient_needs(client):
    organization = harbor()
    sheet = sheet_of(client.get("/organizations/sober-harbor/print/"))
    for words in (
        *(value for key, value in TEXTS.items() if key != "language"),
        *map(str, LABELS.values()),
        *map(str, PLAN_LINES),
        "harbor.example/meetings",
        "This address is not yet checked.",
        "988",
        f"Version {organization.version}.",
        "Not yet checked by this directory; facts as their sources gave them.",
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
    assert within("One two. Three four five.", 4) == "One two."
    assert within("One two three four five.", 4) == "One two three …"
    assert within("One two.", 2) == "One two."


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
        f"One study of it. How sure one can be: {Strength.PRELIMINARY.label}." in sheet
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


# Codes


def test_code_is_opaque_stable_and_the_same_everywhere():
    code = sheet_code(uuid.UUID("1de43436-2e5c-446b-ac3a-5c4bde83a834"))
    assert code == "tsqvr4"
    assert not set(LETTERS) & set("aeiou01l")


def test_shipped_codes_are_all_different(shipped):
    codes = [sheet_code(pk) for pk in Organization.objects.values_list("pk", flat=True)]
    assert len(set(codes)) == len(codes) > 70


def test_code_is_found_in_capitals_too():
    organization = harbor()
    code = sheet_code(organization.pk)
    assert with_code(code.upper(), Organization.objects.all()) == [organization.pk]
    assert with_code("zzzzzzz", Organization.objects.all()) == []
    assert with_code("ａｂｃ", Organization.objects.all()) == []


def two_ids_with_one_code() -> tuple[uuid.UUID, uuid.UUID]:
    """Return two ids whose sheets share a code: some 30,000 ids hold such a pair."""
    seen: dict[str, uuid.UUID] = {}
    chance = random.Random(5)
    while True:
        pk = uuid.UUID(int=chance.getrandbits(128))
        other = seen.setdefault(sheet_code(pk), pk)
        if other != pk:
            return pk, other


def test_two_sheets_with_one_code_are_both_offered(client):
    first, second = two_ids_with_one_code()
    harbor(id=first)
    harbor(id=second, slug="other", name="Other Harbor")
    page = client.get(f"/s/{sheet_code(first)}/")
    assert "Sober Harbor" in text_of(page)
    assert "Other Harbor" in text_of(page)


def test_codes_lead_to_the_finder_and_to_the_version(client):
    organization = harbor()
    page = client.get("/organizations/sober-harbor/print/").content.decode()
    code = sheet_code(organization.pk)
    finder = SquareCode.to("https://harbor.example/meetings").svg
    own = SquareCode.to(f"{settings.SITE_URL}/s/{code}/{organization.version}/").svg
    assert finder in page
    assert own in page


def test_sheet_page_is_not_found_for_drafts_and_gone_for_withdrawn_ones(client):
    draft = harbor(published=False, slug="draft", name="Draft")
    assert client.get(f"/s/{sheet_code(draft.pk)}/").status_code == 404
    gone = harbor()
    gone.withdraw(by=None, reason="Listed twice.")
    for rest in ("", "1/", "?discreet=1"):
        page = client.get(f"/s/{sheet_code(gone.pk)}/{rest}")
        assert page.status_code == 410
        assert b"Harbor" not in page.content
    for rest in ("zzz", "../", "222222", "a" * 300, "%00"):
        assert client.get(f"/s/{rest}/").status_code == 404


# Is this paper still right?


def test_newest_paper_is_right(client):
    organization = harbor()
    page = client.get(f"/s/{sheet_code(organization.pk)}/{organization.version}/")
    assert "is the newest" in text_of(page)
    assert page.content.count(b"<title>" + sheet_code(organization.pk).encode()) == 1


def test_paper_says_what_changed_since(client):
    organization = harbor()
    printed = organization.version
    address = f"/s/{sheet_code(organization.pk)}/{printed}/"
    edit(organization, philosophy="")
    edit(organization, headquarters="Springfield")
    assert "is still right" in text_of(client.get(address))
    factories.add(
        organization,
        "phones",
        number="+1-212-555-0100",
        kind="helpline",
        verified_on=datetime.date(2026, 1, 1),
    )
    said = text_of(client.get(address))
    assert f"printed from version {printed}. Since then: helpline added" in said
    assert "headquarters" not in said
    assert "Desde entonces: se añadió: línea de ayuda" in text_of(
        client.get(f"{address}?lang=es")
    )


def test_what_was_changed_back_is_right_again(client):
    organization = harbor()
    address = f"/s/{sheet_code(organization.pk)}/{organization.version}/"
    edit(organization, name="Safe Harbor")
    assert "name changed" in text_of(client.get(address))
    edit(organization, name="Sober Harbor")
    assert "is still right" in text_of(client.get(address))


def test_paper_knows_when_research_says_something_else(client):
    own = factories.evidence_summary(published=True)
    organization = harbor(evidence_summary=own)
    address = f"/s/{sheet_code(organization.pk)}/{organization.version}/"
    edit(own, detail="More detail, which no sheet prints.")
    assert "is the newest" in text_of(client.get(address))
    edit(own, plain_statement="Now it is known better.")
    assert "what research says changed" in text_of(client.get(address))


def test_version_that_never_was_is_not_found(client):
    organization = harbor()
    for version in (0, 99, 10**30):
        page = client.get(f"/s/{sheet_code(organization.pk)}/{version}/")
        assert page.status_code == 404, version


def test_version_may_be_typed(client):
    code = sheet_code(harbor().pk)
    assert "Which version number" in text_of(client.get(f"/s/{code}/"))
    assert client.get(f"/s/{code}/?version=2").url == f"/s/{code}/2/"
    assert client.get(f"/s/{code}/?version=²").status_code == 200


# Changes in words


def test_every_field_of_the_record_is_worded_or_has_a_reason():
    class Watched(dict):
        def get(self, name, default=None):
            asked.add(name)
            return super().get(name, default)

    asked: set[str] = set()
    for subject in SUBJECTS:
        subject.read(Watched())
    fields = set(ORGANIZATION.all_fields)
    fields |= {child.name for child in ORGANIZATION.children}
    assert fields - asked == set(UNWORDED) - {"id", "former_slugs"}


def test_changes_never_tell_what_is_not_public():
    before = {"phones": [{"number": "1", "kind": "helpline"}], "curator_note": "a"}
    after = {"phones": [{"number": "2", "kind": "helpline"}], "curator_note": "b"}
    assert changes_between(before, after) == []


def test_changes_are_added_changed_or_taken_out():
    one = {"email": "a@example.org", "name": "A", "slug": "a"}
    two = {"email": "b@example.org", "name": "A", "slug": "a", "size_note": "Few."}
    assert [change.words for change in changes_between(one, two)] == [
        "figures added",
        "e-mail address changed",
    ]
    assert [change.words for change in changes_between(two, one)][
        0
    ] == "figures taken out"


# Discretion


def test_discreet_sheet_has_an_address_without_the_slug(client):
    organization = harbor()
    code = sheet_code(organization.pk)
    moved = client.get("/organizations/sober-harbor/print/?discreet=1&paper=a4&lang=es")
    assert moved.url == f"/s/{code}/?paper=a4&discreet=1&lang=es"
    page = client.get(moved.url)
    assert "Un grupo gratuito" in sheet_of(page)
    assert page.content.count(b"<svg") == 1
    assert SquareCode.to(f"{settings.SITE_URL}/s/{code}/").svg in page.content.decode()
    back = client.get(f"/s/{code}/?discreet=0&paper=a4")
    assert back.url == "/organizations/sober-harbor/print/?paper=a4"


def test_discreet_sheet_cannot_be_made_to_tell(client):
    code = sheet_code(harbor().pk)
    page = client.get(f"/s/{code}/?discreet=1&prepared_by=Rehab+clinic")
    assert page.status_code == 400
    assert "A discreet sheet cannot say “rehab”" in text_of(page)


def test_discreet_name_is_the_acronym_or_the_initials(client):
    code = sheet_code(harbor().pk)
    assert "SH A free group" in sheet_of(client.get(f"/s/{code}/?discreet=1"))
    named = harbor(
        slug="named",
        name="Named Harbor",
        alternate_names=[{"kind": "acronym", "name": "SOBER"}],
    )
    page = client.get(f"/s/{sheet_code(named.pk)}/?discreet=1")
    assert "NH A free group" in sheet_of(page)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("form", ["page", "text"])
def test_no_discreet_sheet_of_the_directory_tells(client, shipped, language, form):
    for organization in Organization.objects.published():
        address = f"/s/{sheet_code(organization.pk)}/?discreet=1"
        page = client.get(address, {"lang": language, "as": form, "discreet": "1"})
        assert page.status_code == 200
        body = page.content.decode()
        assert telling_words(body) == [], organization.slug
        assert organization.slug not in body
        assert telling_words(str(page.headers)) == []
        assert telling_words_of_address(address) == []
        for url in organization.urls.all():
            assert url.shown not in body


def test_discreet_sheets_give_only_the_numbers_of_help_lines(client):
    code = sheet_code(harbor().pk)
    sheet = sheet_of(client.get(f"/s/{code}/?discreet=1"))
    assert "Free help line, day and night: 988 · 1-800-662-4357" in sheet
    assert "SAMHSA" not in sheet


def test_words_tell_in_any_form_and_anywhere_in_an_address():
    assert telling_words("Recuperación y ALCOHÓLICOS") == [
        "recuperacion",
        "alcoholicos",
    ]
    assert telling_words("a 12-step group") == ["12-step"]
    assert telling_words("People meet in person") == []
    assert telling_words_of_address("https://mysoberhost.example.org") == ["sober"]
    assert telling_words_of_address("https://harmreduction.example.org") == [
        "harmreduc"
    ]
    assert telling_words_of_address("http://127.0.0.1:8000/s/tsqvr4/") == []


def test_telling_address_or_operator_is_warned_of():
    with override_settings(
        SITE_URL="https://recovery.example.org", OPERATOR_NAME="Drug Services"
    ):
        found = [
            check for check in run_checks() if check.id == "recovery_directory.W002"
        ]
    assert len(found) == 2
    with override_settings(SITE_URL="https://a.example.org", OPERATOR_NAME="A ward"):
        assert "recovery_directory.W002" not in [check.id for check in run_checks()]


# Packets


def test_packet_keeps_the_order_and_says_how_many_pages(client):
    harbor()
    harbor(slug="other", name="Other Harbor")
    page = client.get("/handouts/?organization=other&organization=sober-harbor&cover=1")
    sheet = sheet_of(page)
    assert "Prints on exactly 3 pages" in text_of(page)
    assert sheet.index("Other Harbor") < sheet.index("Sober Harbor")
    assert page.content.count(b'<article class="sheet') == 3
    assert "organization=sober-harbor&amp;organization=other" in page.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Choose one to 12 organizations."),
        ("organization=nowhere", "“nowhere” is not in this directory"),
        ("organization=sober-harbor&organization=<x>", "“&lt;x&gt;” is not in"),
        ("organization=sober-harbor&cover=7", "“cover” is 0 or 1."),
        ("organization=%00", "Choose one to 12 organizations."),
    ],
)
def test_packet_refuses_clearly_and_keeps_the_valid_choice(client, query, words):
    harbor()
    page = client.get(f"/handouts/?{query}")
    assert page.status_code == 400
    assert words in text_of(page)
    kept = 'name="organization" value="sober-harbor"' in page.content.decode()
    assert kept == ("sober-harbor" in query)


def test_packet_holds_twelve_at_most(client):
    slugs = [harbor(slug=f"h-{n}", name=f"Harbor {n}").slug for n in range(13)]
    query = "&".join(f"organization={slug}" for slug in slugs)
    page = client.get(f"/handouts/?{query}")
    assert page.status_code == 400
    assert "At most 12 hand-outs fit in one packet." in text_of(page)
    assert page.content.count(b'type="hidden" name="organization"') == 13
    twelve = client.get(f"/handouts/?{query.rpartition('&')[0]}")
    assert twelve.status_code == 200


def test_drafts_are_in_no_packet_and_on_no_list_to_add(client):
    harbor(published=False, slug="draft", name="Draftname")
    page = client.get("/handouts/?organization=draft")
    assert page.status_code == 400
    assert b"Draftname" not in page.content


def test_bookmarked_packet_survives_a_renaming(client):
    organization = harbor()
    edit(organization, slug="safe-harbor")
    page = client.get("/handouts/?organization=sober-harbor")
    assert page.status_code == 200
    assert "Sober Harbor" in sheet_of(page)


def test_packet_of_one_type_suggests_others_once(client):
    factories.shared(factories.organization_type)
    other = factories.organization_type(slug="other-kind", published=True)
    harbor()
    page = client.get("/handouts/?organization=sober-harbor")
    assert text_of(page).count("All of these are of one type.") == 1
    assert "All of these" not in sheet_of(page)
    harbor(slug="second", name="Second", organization_type=other)
    page = client.get("/handouts/?organization=sober-harbor&organization=second")
    assert "All of these are of one type." not in text_of(page)


def test_discreet_packet_names_nobody(client, shipped):
    slugs = ["alcoholics-anonymous", "millati-islami", "smart-recovery"]
    query = "&".join(f"organization={slug}" for slug in slugs)
    moved = client.get(f"/handouts/?{query}&discreet=1&cover=1")
    assert moved.status_code == 302
    assert telling_words_of_address(moved.url) == []
    page = client.get(moved.url)
    assert telling_words(page.content.decode()) == []
    assert page.content.count(b'<article class="sheet') == 4


def test_packet_costs_the_same_with_one_and_with_several(
    client, django_assert_max_num_queries
):
    for number in range(4):
        harbor(slug=f"h-{number}", name=f"Harbor {number}")
    query = "&".join(f"organization=h-{number}" for number in range(4))
    with django_assert_max_num_queries(20):
        client.get(f"/handouts/?{query}&cover=1")


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


# Spanish


def test_fixed_words_and_texts_are_spanish(client):
    translated = {key: f"En español: {key}." for key in HANDOUT_WORD_LIMITS}
    harbor(
        handout_texts=[
            TEXTS,
            translated | {"language": "es", "translated_on": datetime.date(2026, 1, 2)},
        ]
    )
    page = client.get("/organizations/sober-harbor/print/?lang=es")
    sheet = sheet_of(page)
    for words in (*translated.values(), "Mi primera reunión", "¿En crisis?", "Costo"):
        assert words in sheet
    assert "Traducido el 2 de enero de 2026" in sheet
    assert 'lang="es"' in page.content.decode()
    assert "Who it is for" not in sheet


def test_untranslated_texts_are_english_and_marked(client):
    harbor()
    page = client.get("/organizations/sober-harbor/print/?lang=es")
    assert '<span lang="en">People meet and talk.</span>' in page.content.decode()
    assert "aún no están traducidos" in sheet_of(page)


def test_translation_is_stale_once_its_source_has_changed(client):
    spanish = TEXTS | {"language": "es", "translated_on": datetime.date(2020, 1, 1)}
    organization = harbor(handout_texts=[TEXTS, spanish])
    address = "/organizations/sober-harbor/print/?lang=es"
    edit(organization, headquarters="Springfield")
    assert "ha cambiado después" not in sheet_of(client.get(address))
    english = organization.handout_texts.get(language="en")
    with revisions.change(organization, by=None, action="edit"):
        english.cost = "Five dollars."
        english.save()
    assert "ha cambiado después" in sheet_of(client.get(address))


LOCALE = Path(settings.BASE_DIR) / "locale/es/LC_MESSAGES"
SAID = re.compile(r'^(msgid|msgstr) ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.M)


def spanish() -> dict[str, str]:
    """Return the Spanish words as the readable file has them."""
    source = (LOCALE / "django.po").read_text(encoding="utf-8")
    said = [
        "".join(
            part.replace('\\"', '"').replace("\\n", "\n")
            for part in re.findall(r'"((?:[^"\\]|\\.)*)"', quoted)
        )
        for _keyword, quoted in SAID.findall(source)
    ]
    return dict(zip(said[::2], said[1::2], strict=True))


def test_compiled_words_are_those_of_the_readable_file():
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    words = spanish()
    assert len(words) > 150
    for english, translated in words.items():
        if english:
            assert compiled.gettext(english) == translated


def test_every_fixed_word_of_paper_is_in_the_spanish_file():
    root = Path(settings.BASE_DIR)
    folder = root / "templates/organizations/handouts"
    on_paper = (
        "sheet way plan crisis provenance discreet discreet_crisis cover sheet_page"
    )
    words = set()
    for name in on_paper.split():
        source = (folder / f"{name}.html").read_text(encoding="utf-8")
        words |= set(re.findall(r'{% translate "([^"]+)"', source))
        words |= set(re.findall(r'_\("([^"]+)"\)', source))
        for block in re.findall(
            r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", source, re.S
        ):
            words.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", block))
    assert len(words) > 40
    assert sorted(words - set(spanish())) == []


def test_no_english_fixed_word_is_left_on_spanish_paper(client, shipped):
    english = [
        str(label) for label in [*LABELS.values(), *PLAN_LINES] if str(label) != "No"
    ]
    english += [
        "How sure",
        "in general",
        "In crisis",
        "Printed on",
        "Version",
        "not yet",
    ]
    for organization in Organization.objects.published():
        page = client.get(f"/organizations/{organization.slug}/print/?lang=es")
        printed = page.content.decode()
        printed = printed[printed.index("<main") :]
        printed = re.sub(r'<span lang="en">.*?</span>', "", printed, flags=re.S)
        printed = re.sub(r"<h1.*?</h1>", "", printed, flags=re.S)
        text = re.sub(r"<[^>]*>", " ", printed)
        left = [words for words in english if re.search(rf"\b{words}\b", text)]
        assert left == [], organization.slug


def test_screen_stays_english_beside_a_spanish_sheet(client):
    harbor()
    page = client.get("/organizations/sober-harbor/print/?lang=es").content.decode()
    assert "Prints on exactly" in page
    assert '<html lang="en-us">' in page
