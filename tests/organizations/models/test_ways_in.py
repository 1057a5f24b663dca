"""Ways to a meeting: only what somebody saw, or what answered, leads there."""

import datetime
import io

import pytest
from django.core.management import call_command
from django.utils import timezone

from organizations.models import Organization, Url
from recovery_directory.operations.link_checks import LinkCheck
from recovery_directory.operations.safe_http import LinkAnswer, Verdict
from recovery_directory.web import data_version
from tests import factories
from tests.sheets import harbor, sheet_of, text_of

pytestmark = pytest.mark.django_db

PAGE = "/organizations/sober-harbor/"
FINDER = "https://harbor.example/meetings"
SITE = "https://harbor.example/"
WHERE = (PAGE, "/organizations/", f"{PAGE}print/", f"{PAGE}print/?as=text")


def with_addresses(**seen: bool) -> Organization:
    """Make an organization with addresses, each seen or not."""
    addresses = {"website": SITE, "meeting_finder": FINDER}
    return harbor(
        urls=[
            {
                "kind": name.replace("_", "-"),
                "url": addresses.get(name, f"https://harbor.example/{name}"),
                "was_seen": was_seen,
            }
            for name, was_seen in seen.items()
        ]
    )


def answered(address: str, verdict: Verdict, *, days: int = 1) -> None:
    """Let the address have been asked on so many days, last on 3 March 2027."""
    for back in reversed(range(days)):
        moment = datetime.datetime(2027, 3, 3 - back, 12, tzinfo=datetime.UTC)
        LinkCheck.objects.keep(address, LinkAnswer(verdict, status=200), moment)


def first_way(page: str) -> str:
    """Return where the first button of a page or card leads."""
    return page.split('class="ways-in"')[1].split('href="')[1].split('"')[0]


def test_a_finder_that_was_seen_is_where_everything_leads(client):
    with_addresses(website=True, meeting_finder=True)
    for address in WHERE[:2]:
        page = client.get(address).content.decode()
        assert first_way(page) == FINDER
        assert "Find a meeting" in page
    assert "harbor.example/meetings" in sheet_of(client.get(WHERE[2]))
    assert "Their website" not in sheet_of(client.get(WHERE[2]))


def test_a_finder_that_nobody_saw_leads_to_the_website_and_says_so(client):
    with_addresses(website=False, meeting_finder=False)
    for address in WHERE[:2]:
        page = client.get(address).content.decode()
        assert first_way(page) == SITE
        ways = page.split('class="ways-in"')[1].split("</ul>")[0]
        assert "Their website" in ways
        assert "Find a meeting" not in ways
    for address in WHERE[2:]:
        said = " ".join(client.get(address).content.decode().split())
        assert "Their website:" in said
        assert "harbor.example/meetings" not in said


def test_a_finder_that_answered_is_a_way_and_its_mark_says_who_looked(client):
    with_addresses(website=False, meeting_finder=False)
    answered(FINDER, Verdict.FINE)
    page = client.get(PAGE)
    assert first_way(page.content.decode()) == FINDER
    assert "this address answered on March 3, 2027" in text_of(page)
    assert first_way(client.get("/organizations/").content.decode()) == FINDER
    assert "harbor.example/meetings" in sheet_of(client.get(WHERE[2]))


@pytest.mark.parametrize("was_seen", [True, False])
def test_an_address_that_does_not_answer_is_marked_and_nobody_is_sent_there(
    client, was_seen
):
    with_addresses(website=True, meeting_finder=was_seen)
    answered(FINDER, Verdict.FAILED, days=2)
    page = client.get(PAGE)
    assert first_way(page.content.decode()) == SITE
    assert "this address did not answer on March 3, 2027" in text_of(page)
    assert "harbor.example/meetings" not in sheet_of(client.get(WHERE[2]))


def test_one_failure_is_no_proof(client):
    with_addresses(website=True, meeting_finder=True)
    answered(FINDER, Verdict.FAILED)
    assert first_way(client.get(PAGE).content.decode()) == FINDER


def test_online_meetings_and_a_telephone_are_ways_too(client):
    harbor(
        urls=[
            {
                "kind": "online-meetings",
                "url": "https://harbor.example/online",
                "label": "opens the list of all meetings",
                "was_seen": True,
            }
        ],
        phones=[
            {
                "number": "+1-212-555-0100",
                "kind": "helpline",
                "verified_on": timezone.localdate(),
            }
        ],
    )
    for address in WHERE[:2]:
        ways = client.get(address).content.decode().split('class="ways-in"')[1]
        ways = ways.split("</ul>")[0]
        for words in ("Online meetings", "opens the list of all meetings", "Call"):
            assert words in ways
        assert 'href="tel:+12125550100"' in ways


def test_without_any_way_the_page_says_so(client):
    harbor(urls=[])
    for address in WHERE[:2]:
        assert "No way to a meeting is known here." in text_of(client.get(address))


def test_what_a_row_says_of_its_link_is_what_the_query_says():
    with_addresses(website=False, meeting_finder=True)
    answered(SITE, Verdict.FINE)
    answered(FINDER, Verdict.FAILED, days=2)
    alone = {one.url: (one.link_check, one.is_reliable) for one in Url.objects.all()}
    asked = Url.objects.with_link_checks()
    assert alone == {one.url: (one.link_check, one.is_reliable) for one in asked}
    assert alone[SITE][1]
    assert not alone[FINDER][1]


def test_a_run_of_link_checks_makes_kept_pages_new(client, settings, monkeypatch):
    settings.PAGES_ARE_KEPT = True
    monkeypatch.setattr(data_version, "REMEMBERED_FOR", 0)
    with_addresses(website=False, meeting_finder=False)
    before = client.get(PAGE)
    assert first_way(before.content.decode()) == SITE
    monkeypatch.setattr(
        "recovery_directory.management.commands.check_links.ask",
        lambda _address, **_options: LinkAnswer(Verdict.FINE, status=200),
    )
    call_command("check_links", "--pause=0", stdout=io.StringIO())
    after = client.get(PAGE, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert first_way(after.content.decode()) == FINDER


def test_ways_cost_no_query_for_each_address(django_assert_num_queries):
    for number in range(3):
        factories.organization(
            published=True,
            urls=[{"kind": "website", "url": f"https://{number}.example/"}],
        )
    found = list(Organization.objects.published().for_list())
    with django_assert_num_queries(0):
        assert all(one.ways_in and one.first_phone is None for one in found)
