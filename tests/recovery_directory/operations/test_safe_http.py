"""Asking an address: what every kind of answer means, and where no check ever goes."""

import datetime
import ipaddress
import socket
import time

import pytest

from recovery_directory.operations import safe_http
from recovery_directory.operations.safe_http import (
    PRIVATE_NETWORKS,
    Limits,
    Verdict,
    ask,
)
from tests import misbehaving

ELSEWHERE = [ipaddress.ip_network("127.0.0.2/32")]
"""This machine may be asked in these tests, and one address of it may not."""


@pytest.fixture(scope="module")
def server():
    with misbehaving.running() as server:
        yield server


def answer_of(server, path, *, refused=ELSEWHERE, seconds=5):
    server.asked.clear()
    return ask(server.at(path), refused=refused, seconds=seconds)


@pytest.mark.parametrize(
    ("path", "verdict", "status", "methods"),
    [
        ("fine", Verdict.FINE, 200, ["HEAD"]),
        ("no-head", Verdict.FINE, 200, ["HEAD", "GET"]),
        ("head-hangs-up", Verdict.FINE, 200, ["HEAD", "GET"]),
        ("gone", Verdict.FAILED, 404, ["HEAD", "GET"]),
        ("error", Verdict.FAILED, 500, ["HEAD", "GET"]),
        ("forbidden", Verdict.LOOK, 403, ["HEAD", "GET"]),
        ("busy", Verdict.WAIT, 429, ["HEAD"]),
        ("down-for-now", Verdict.WAIT, 503, ["HEAD", "GET"]),
        ("moved", Verdict.LOOK, 200, ["HEAD", "HEAD"]),
        ("moved-nowhere", Verdict.LOOK, 302, ["HEAD"]),
        ("circle", Verdict.LOOK, None, ["HEAD"] * 6),
        ("to-file", Verdict.FAILED, None, ["HEAD"]),
        ("to-nonsense", Verdict.FAILED, None, ["HEAD"]),
        ("reset", Verdict.FAILED, None, ["HEAD", "GET"]),
        ("babble", Verdict.FAILED, None, ["HEAD", "GET"]),
        ("endless-head", Verdict.FAILED, None, ["HEAD", "GET"]),
        ("huge", Verdict.FINE, 200, ["HEAD"]),
    ],
)
def test_each_way_to_answer_has_its_verdict(server, path, verdict, status, methods):
    answer = answer_of(server, path)
    assert (answer.verdict, answer.status) == (verdict, status), answer
    assert [method for method, _path, _when in server.asked] == methods
    assert answer.detail or verdict == Verdict.FINE


def test_where_it_leads_on_to_is_told(server):
    assert server.at("fine") in answer_of(server, "moved").detail


@pytest.mark.parametrize("path", ["hang", "drip"])
def test_whoever_talks_too_slowly_is_left(server, path):
    began = time.monotonic()
    answer = answer_of(server, path, seconds=0.6)
    assert time.monotonic() - began < 3
    assert answer.verdict == Verdict.FAILED
    assert "No answer in" in answer.detail


@pytest.mark.parametrize(
    ("path", "seconds"),
    [("busy", 120), ("busy-in-words", 3600), ("busy-until", 604800)],
)
def test_the_time_that_a_busy_site_names_is_kept_within_reason(server, path, seconds):
    assert answer_of(server, path).wait == datetime.timedelta(seconds=seconds)


def test_a_certificate_that_nobody_vouches_for_is_to_be_looked_at(tmp_path):
    with misbehaving.running(misbehaving.self_signed(tmp_path)) as server:
        answer = answer_of(server, "fine")
    assert answer.verdict == Verdict.LOOK
    assert "No safe connection" in answer.detail
    assert server.asked == []


def test_a_plain_server_at_a_safe_address_is_to_be_looked_at(server):
    safe = server.at("fine").replace("http://", "https://")
    assert ask(safe, refused=(), seconds=5).verdict == Verdict.LOOK


@pytest.mark.parametrize(
    "address",
    ["", "nonsense", "ftp://a.example/", "http://", "http://a b/", "http://[x"],
)
def test_what_is_no_address_fails(address):
    assert ask(address, refused=()).verdict == Verdict.FAILED


def test_nobody_listening_fails():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        answer = ask(f"http://127.0.0.1:{port}/", refused=())
    assert answer.verdict == Verdict.FAILED


def test_a_name_that_nobody_knows_fails(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert "host of this name" in ask("http://nobody.example/").detail


def test_letters_beyond_ascii_are_sent_as_they_must_be(server):
    answer_of(server, "fine?was=größe x")
    assert server.asked[0][1] == "/fine?was=gr%C3%B6%C3%9Fe%20x"


# Where no check ever goes


def test_a_private_address_is_not_asked(server):
    answer = answer_of(server, "fine", refused=PRIVATE_NETWORKS)
    assert answer.verdict == Verdict.LOOK
    assert "private network" in answer.detail
    assert server.asked == []


def test_a_redirect_into_a_private_network_is_not_followed(server):
    answer = answer_of(server, "to-private")
    assert answer.verdict == Verdict.LOOK
    assert "private network" in answer.detail
    assert [path for _method, path, _when in server.asked] == ["/to-private"]


def test_a_name_that_changes_its_mind_leads_nowhere_private(server, monkeypatch):
    """The second question resolves the name again, and looks at it again."""
    resolve = misbehaving.names(rebinding_example=["127.0.0.1", "127.0.0.2"])
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    port = server.server_address[1]
    server.asked.clear()
    answer = ask(f"http://rebinding.example:{port}/no-head", refused=ELSEWHERE)
    assert "private network" in answer.detail
    assert [method for method, _path, _when in server.asked] == ["HEAD"]


def test_the_connection_goes_to_what_was_looked_at(server, monkeypatch):
    """Only a number is ever handed to the system: it cannot resolve a second time."""
    called = []
    connect = socket.socket.connect

    def watched(self, place):
        called.append(place[0])
        return connect(self, place)

    monkeypatch.setattr(socket.socket, "connect", watched)
    resolve = misbehaving.names(open_example=["127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    port = server.server_address[1]
    answer = ask(f"http://open.example:{port}/fine", refused=ELSEWHERE)
    assert answer.verdict == Verdict.FINE
    assert called == ["127.0.0.1"]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.31.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "::ffff:10.0.0.1",
        "::ffff:8.8.8.8",
        "::127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "fd00::1",
        "fe80::1%eth0",
        "ff02::1",
    ],
)
def test_every_private_kind_of_address_is_refused(address):
    assert Limits(PRIVATE_NETWORKS, 0).refuses(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "172.32.0.1"])
def test_public_addresses_are_not_refused(address):
    assert not Limits(PRIVATE_NETWORKS, 0).refuses(address)


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f000001", "127.1", "localhost", "[::1]"]
)
def test_other_spellings_of_this_machine_are_refused_too(host):
    answer = safe_http.ask(f"http://{host}/")
    assert answer.verdict in {Verdict.LOOK, Verdict.FAILED}
    assert answer.status is None
