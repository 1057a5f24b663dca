"""Links: what is kept of asking them, and how politely they are asked."""

import datetime
import io
from functools import partial
from itertools import pairwise

import pytest
import time_machine
from django.core.management import CommandError, call_command

from evidence.models import Source
from organizations.models import Organization
from recovery_directory.operations import link_checks
from recovery_directory.operations.link_checking import (
    answers,
    check,
    in_order,
    is_reached,
)
from recovery_directory.operations.link_checks import LinkCheck
from recovery_directory.operations.safe_http import LinkAnswer, Verdict, ask
from tests import factories, misbehaving

pytestmark = pytest.mark.django_db

FINE = LinkAnswer(Verdict.FINE, "", 200)
LOOK = LinkAnswer(Verdict.LOOK, "It lets no program in.", 403)
FAILED = LinkAnswer(Verdict.FAILED, "It answers with an error.", 404)
BUSY = LinkAnswer(Verdict.WAIT, "It is busy.", 429, datetime.timedelta(hours=2))

MONDAY = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)
TUESDAY = MONDAY + datetime.timedelta(days=1)
WEDNESDAY = MONDAY + datetime.timedelta(days=2)


def after(*answers: tuple[LinkAnswer, datetime.datetime]) -> LinkCheck:
    """Return what is kept after these answers."""
    for answer, moment in answers:
        kept = LinkCheck.objects.keep("https://a.example/", answer, moment)
    return kept


@pytest.mark.parametrize(
    ("given", "result", "failures"),
    [
        ([(FINE, MONDAY)], "fine", 0),
        ([(LOOK, MONDAY)], "look", 0),
        ([(FAILED, MONDAY)], "look", 1),
        ([(FAILED, MONDAY), (FAILED, MONDAY)], "look", 1),
        ([(FAILED, MONDAY), (FAILED, TUESDAY)], "broken", 2),
        ([(FAILED, MONDAY), (FINE, TUESDAY)], "fine", 0),
        ([(FAILED, MONDAY), (LOOK, TUESDAY)], "look", 0),
        ([(FAILED, MONDAY), (FINE, TUESDAY), (FAILED, WEDNESDAY)], "look", 1),
        ([(FAILED, MONDAY), (BUSY, TUESDAY)], "look", 1),
        ([(FAILED, MONDAY), (FAILED, TUESDAY), (BUSY, WEDNESDAY)], "broken", 2),
        ([(FAILED, MONDAY), (FAILED, TUESDAY), (FINE, WEDNESDAY)], "fine", 0),
    ],
)
def test_a_link_is_broken_after_two_days_of_failing_and_not_before(
    given, result, failures
):
    kept = after(*given)
    assert (kept.result, kept.failures) == (result, failures)
    assert LinkCheck.objects.count() == 1


def test_the_addresses_are_those_of_organizations_and_sources():
    source = factories.source(url="https://source.example/", published=True)
    for state in ({}, {"published": True}, {"withdrawn": True}):
        organization = factories.organization(**state)
        name = organization.publication_state
        factories.add(
            organization, "urls", kind="website", url=f"https://{name}.example/"
        )
    factories.source(url="https://gone.example/", withdrawn=True)
    assert link_checks.addresses() == {
        source.url,
        "https://draft.example/",
        "https://published.example/",
    }


def test_one_host_is_asked_one_at_a_time_with_a_pause():
    with misbehaving.running() as server:
        wanted = [server.at(f"fine?{number}") for number in range(3)]
        told = list(answers(wanted, ask=local, pause=0.3, workers=4))
    assert [address for address, _answer in told] == wanted
    times = [moment for _method, _path, moment in server.asked]
    assert all(later - sooner >= 0.29 for sooner, later in pairwise(times))


local = partial(ask, refused=(), seconds=5)


def test_a_busy_host_is_left_alone_now_and_until_the_time_it_names():
    with misbehaving.running() as server:
        wanted = [server.at("busy"), server.at("fine"), "http://b.example/"]
        asked_here = wanted[:2]
        kept = list(check(asked_here, ask=local, pause=0))
        assert [one.status for one in kept] == [429]
        assert [path for _method, path, _when in server.asked] == ["/busy"]
        assert in_order(wanted) == ["http://b.example/"]
        with time_machine.travel(kept[0].wait_until + datetime.timedelta(seconds=1)):
            assert set(in_order(wanted)) == set(wanted)


def test_what_was_not_asked_for_longest_comes_first():
    LinkCheck.objects.keep("https://new.example/", FINE, TUESDAY)
    LinkCheck.objects.keep("https://old.example/", FINE, MONDAY)
    addresses = [
        "https://new.example/",
        "https://never.example/",
        "https://old.example/",
    ]
    assert [address[8:11] for address in in_order(addresses)] == ["nev", "old", "new"]


def test_a_fault_of_the_checker_is_not_swallowed():
    def faulty(address):
        raise RuntimeError("a fault")

    with pytest.raises(RuntimeError, match="a fault"):
        list(answers(["https://a.example/"], ask=faulty, pause=0, workers=1))


def test_the_command_asks_all_links_and_says_what_to_look_at(monkeypatch):
    resolve = misbehaving.names(inside_example=["127.0.0.1"])
    monkeypatch.setattr(
        "recovery_directory.operations.safe_http.socket.getaddrinfo", resolve
    )
    organization = factories.organization()
    with misbehaving.running() as server:
        for path in ("fine", "gone"):
            url = server.at(path).replace("127.0.0.1", "inside.example")
            factories.add(organization, "urls", kind="website", url=url)
        LinkCheck.objects.keep("https://no-longer-listed.example/", FAILED, MONDAY)
        printed = io.StringIO()
        call_command("check_links", "--pause=0", "--seconds=5", stdout=printed)
    # The command itself never reaches this machine: both are refused, and said to be.
    assert printed.getvalue().count("private network") == 2
    assert "2 of 2 links asked" in printed.getvalue()
    assert server.asked == []
    assert set(LinkCheck.objects.values_list("result", flat=True)) == {"look"}


# A machine without a network

NO_NAME = LinkAnswer(Verdict.FAILED, "Nobody knows a host of this name.")
GATEWAY = LinkAnswer(Verdict.FAILED, "It answers with an error.", 502)


class Network:
    """What a machine gets when it asks, until the network goes away."""

    def __init__(
        self, monkeypatch, *, lost_after: int, otherwise: LinkAnswer = NO_NAME
    ):
        """Answer so many questions; then every one is ``otherwise``."""
        self.left, self.otherwise = lost_after, otherwise
        name = "recovery_directory.management.commands.check_links.ask"
        monkeypatch.setattr(name, self.ask)

    def ask(self, address: str, *, seconds: float) -> LinkAnswer:
        """Answer as sites do."""
        self.left -= 1
        if self.left < 0:
            return self.otherwise
        return NO_NAME if "dead" in address else FINE


def link(*names: str) -> None:
    """List an organization with a link for each name."""
    organization = factories.organization()
    for name in names:
        url = f"https://{name}.example/"
        factories.add(organization, "urls", kind="website", url=url)


def run() -> str:
    """Ask every link, by the command."""
    printed = io.StringIO()
    call_command("check_links", "--pause=0", stdout=printed)
    return printed.getvalue()


@pytest.mark.parametrize(
    "otherwise",
    [NO_NAME, GATEWAY, LinkAnswer(Verdict.FAILED, "No answer in 20 seconds.")],
)
def test_without_a_network_no_link_is_counted_as_failed_however_often(
    monkeypatch, otherwise
):
    link("a", "b", "c")
    LinkCheck.objects.keep("https://a.example/", FINE, MONDAY)
    Network(monkeypatch, lost_after=0, otherwise=otherwise)
    for day in (TUESDAY, WEDNESDAY):
        with (
            time_machine.travel(day),
            pytest.raises(CommandError, match="Is this machine connected"),
        ):
            run()
    kept = LinkCheck.objects.get()
    assert (kept.address, kept.result, kept.failures) == (
        "https://a.example/",
        "fine",
        0,
    )


@pytest.mark.parametrize("lost_after", range(1, 5))
def test_a_network_that_goes_away_in_the_middle_breaks_no_link(monkeypatch, lost_after):
    link("a", "b", "c", "d")
    Network(monkeypatch, lost_after=lost_after)
    with pytest.raises(CommandError, match="No link is counted as failed"):
        run()
    assert not LinkCheck.objects.exclude(result="fine").exists()
    assert LinkCheck.objects.count() == lost_after - 1


def test_a_dead_link_fails_where_anything_else_is_reached(monkeypatch):
    link("dead-a", "alive", "dead-z")
    Network(monkeypatch, lost_after=99)
    for day in (MONDAY, TUESDAY):
        with time_machine.travel(day):
            assert "3 of 3 links asked" in run()
    assert set(LinkCheck.objects.broken().values_list("address", flat=True)) == {
        "https://dead-a.example/",
        "https://dead-z.example/",
    }


def test_a_dead_link_that_is_asked_alone_fails_too(monkeypatch):
    link("dead-a", "alive")
    Network(monkeypatch, lost_after=99)
    call_command(
        "check_links", "https://dead-a.example/", "--pause=0", stdout=io.StringIO()
    )
    assert LinkCheck.objects.get().failures == 1


def test_what_worked_last_shows_first_that_there_is_a_network(monkeypatch):
    link(*(f"dead-{number}" for number in range(15)), "worked")
    LinkCheck.objects.keep("https://worked.example/", FINE, MONDAY)
    Network(monkeypatch, lost_after=99)
    assert "16 of 16 links asked" in run()


def test_an_error_that_a_site_itself_answers_shows_a_network():
    assert is_reached(FAILED)
    assert not is_reached(GATEWAY)
    assert not is_reached(NO_NAME)


def test_records_with_broken_links_are_found():
    fine, broken = factories.organization(), factories.organization()
    for organization in (fine, broken):
        url = f"https://{organization.slug}.example/"
        factories.add(organization, "urls", kind="website", url=url)
    source = factories.source(url=f"https://{broken.slug}.example/")
    factories.source(url="https://unasked.example/")
    LinkCheck.objects.keep(f"https://{fine.slug}.example/", FAILED, MONDAY)
    for day in (MONDAY, TUESDAY):
        LinkCheck.objects.keep(f"https://{broken.slug}.example/", FAILED, day)
    assert list(Organization.objects.with_broken_links()) == [broken]
    assert list(Source.objects.with_broken_links()) == [source]
