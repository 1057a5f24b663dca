"""The codes of sheets, and the page that says whether a paper is still right."""

import datetime
import random
import uuid

import pytest
import time_machine
from django.conf import settings

from organizations.changes import SUBJECTS, UNWORDED, changes_between
from organizations.handouts.sheet_codes import (
    LETTERS,
    SquareCode,
    sheet_code,
    with_code,
)
from organizations.models import Organization
from organizations.records import ORGANIZATION
from tests import factories
from tests.sheets import edit, harbor, text_of

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    "copied",
    [
        "/s/{code}",
        "/s/{code}.",
        "/s/{code}/.",
        "/s/{code},",
        "/s/{code})",
        "/s/{code}/).",
        "/s/({code})/",
        "/s/{code}!",
        "/s/{code};",
        "/s/%22{code}%22",
        "/s/{code}%E2%80%9D",
        "/s/{code}%20",
        "/s/%20{code}/",
        "/s/{code}//",
        "/s//{code}/",
        "/s/{code}_",
        "/S/{code}",
        "/S/{code}/",
        "/S/{code}.",
        "/s/{CODE}.",
        "/S/{CODE}/",
    ],
)
def test_an_address_copied_off_a_paper_leads_to_its_sheet(client, copied):
    code = sheet_code(harbor().pk)
    address = copied.format(code=code, CODE=code.upper())
    page = client.get(address)
    assert (page.status_code, page["Location"]) == (302, f"/s/{code}/")


@pytest.mark.parametrize(
    "copied",
    ["/s/{code}/7.", "/S/{code}/7/", "/S/{code}/7", "/s/{code}/7/).", "/s/{code}./7"],
)
def test_an_address_copied_with_its_version_keeps_it(client, copied):
    code = sheet_code(harbor().pk)
    page = client.get(copied.format(code=code))
    assert page["Location"] == f"/s/{code}/7/"


def test_what_was_asked_of_a_sheet_is_still_asked_after_the_mend(client):
    code = sheet_code(harbor().pk)
    page = client.get(f"/S/{code}.?discreet=1&lang=es&utm_source=paper", follow=True)
    assert page.redirect_chain == [(f"/s/{code}/?discreet=1&lang=es", 302)]
    assert page.status_code == 200


@pytest.mark.parametrize(
    "rest", ["zzz.", "aeiou1.", "222222x.", "2222222.", "222222/x.", "222222/1/2/", "."]
)
@pytest.mark.parametrize("prefix", ["/s/", "/S/"])
def test_what_is_no_code_is_not_found(client, prefix, rest):
    assert client.get(prefix + rest).status_code == 404


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


def test_paper_says_the_day_of_the_last_change_where_the_directory_is(client):
    organization = harbor()
    address = f"/s/{sheet_code(organization.pk)}/{organization.version}/"
    with time_machine.travel("2031-05-02 03:30Z", tick=False):
        edit(organization, name="Harbor House")
        assert "Last changed on May 1, 2031." in text_of(client.get(address))


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
