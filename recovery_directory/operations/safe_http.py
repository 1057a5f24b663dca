"""Safe HTTP: asking an address on the web whether it still answers, or for a file.

Politely and safely. Of a link only the head of an answer is read, of a file no more
than a stated size, within one deadline, whatever the other side does. Each connection
goes to an address that was resolved and looked at here, so that neither a redirect nor
a name that changes its mind leads into a private network.
"""

import datetime
import email.utils
import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import Enum
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PRIVATE_NETWORKS: tuple[Network, ...] = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
        "::/96",
        "::ffff:0:0/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
"""What no check ever connects to: this machine, local networks, what IANA reserves.

IPv6 addresses that carry an IPv4 address inside (mapped, 6to4, NAT64) are refused too.
"""

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
REFUSALS = frozenset({401, 402, 403, 405, 406, 407, 451, 999})
"""The site is there and does not let a program in; a person should look."""
BUSY = frozenset({429, 529})
WAIT_UNLESS_SAID = datetime.timedelta(hours=1)
LONGEST_WAIT = datetime.timedelta(days=7)


class Verdict(Enum):
    """What one answer says of a link."""

    FINE = "fine"
    LOOK = "look"
    FAILED = "failed"
    WAIT = "wait"


@dataclass(frozen=True)
class LinkAnswer:
    """What came of asking an address once."""

    verdict: Verdict
    detail: str = ""
    status: int | None = None
    wait: datetime.timedelta | None = None


@dataclass(frozen=True)
class Reply:
    """The head of one HTTP answer."""

    status: int
    location: str
    retry_after: str


class RefusedAddress(Exception):
    """The name leads into a network that is never asked."""


@dataclass(frozen=True)
class Limits:
    """Where a check may not go, and when it ends."""

    refused: Sequence[Network]
    ends_at: float

    def seconds_left(self) -> float:
        """Return the seconds left; raises TimeoutError when there are none."""
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def connect(self, host: str, port: int) -> socket.socket:
        """Return a connection to the first address of ``host`` that is not refused.

        The name is resolved once, and the connection goes to what was looked at.
        """
        problem: OSError | None = None
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        open_to_all = [entry for entry in found if not self.refuses(entry[4][0])]
        if not open_to_all:
            raise RefusedAddress(host)
        for family, kind, protocol, _name, place in open_to_all:
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(self.seconds_left())
                connection.connect(place)
            except OSError as error:
                connection.close()
                problem = error
            else:
                return connection
        raise problem or ConnectionError(host)

    def refuses(self, address: str | int) -> bool:
        """Whether ``address`` lies in a refused network."""
        ip = ipaddress.ip_address(str(address).partition("%")[0])
        return any(ip in network for network in self.refused)


class _Plain(http.client.HTTPConnection):
    """A connection that goes where ``Limits`` lets it."""

    def __init__(self, host: str, port: int | None, limits: Limits):
        super().__init__(host, port)
        self.limits = limits

    def connect(self) -> None:
        self.sock = self.limits.connect(self.host, self.port)


class _Secure(_Plain):
    """The same with TLS, for the name that was asked."""

    default_port = 443

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        # Known to the watch before the handshake, which may be slow.
        self.sock = context.wrap_socket(
            self.sock, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()


@contextmanager
def _hung_up_after(connection: _Plain, seconds: float) -> Iterator[None]:
    """End the connection after ``seconds``, however slowly it still talks."""

    def hang_up() -> None:
        with suppress(OSError, AttributeError):
            socket.socket.shutdown(connection.sock, socket.SHUT_RDWR)

    watch = threading.Timer(seconds, hang_up)
    watch.daemon = True
    watch.start()
    try:
        yield
    finally:
        watch.cancel()
        connection.close()


def ask(
    address: str,
    *,
    refused: Sequence[Network] = PRIVATE_NETWORKS,
    seconds: float = 20,
) -> LinkAnswer:
    """Ask ``address`` and say what came of it; never raises for what others do."""
    limits = Limits(refused, time.monotonic() + seconds)
    try:
        return _follow(address, limits)
    except RefusedAddress:
        return LinkAnswer(
            Verdict.LOOK, _("It leads into a private network: not followed.")
        )
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason or ""
        return LinkAnswer(Verdict.LOOK, _("No safe connection: %s") % reason)
    except socket.gaierror:
        return LinkAnswer(Verdict.FAILED, _("Nobody knows a host of this name."))
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= limits.ends_at:
            return LinkAnswer(Verdict.FAILED, _("No answer in %d seconds.") % seconds)
        return LinkAnswer(
            Verdict.FAILED, _("It hung up: %s") % (str(error) or type(error).__name__)
        )
    except ValueError:
        return LinkAnswer(Verdict.FAILED, _("This is no address on the web."))


def _follow(address: str, limits: Limits) -> LinkAnswer:
    """Ask, and go where the site leads on to."""
    here = address
    for _hop in range(MOST_REDIRECTS + 1):
        reply = _head_or_get(here, limits)
        if reply.status not in REDIRECTS or not reply.location:
            return _judge(reply, "" if here == address else here)
        here = urljoin(here, reply.location)
    return LinkAnswer(Verdict.LOOK, _("It leads on and on, perhaps in a circle."))


def _head_or_get(address: str, limits: Limits) -> Reply:
    """Ask for the head; some sites refuse that or answer it wrongly, so ask twice."""
    with suppress(http.client.HTTPException, ConnectionError):
        reply = _request("HEAD", address, limits)
        if reply.status < 400 or reply.status in BUSY:
            return reply
    return _request("GET", address, limits)


@contextmanager
def _answer(
    method: str, address: str, limits: Limits, headers: Mapping[str, str]
) -> Iterator[http.client.HTTPResponse]:
    """Ask, and give the answer, of which only the head has been read."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(address)
    kind = _Secure if parts.scheme == "https" else _Plain
    host = parts.hostname.encode("idna").decode("ascii")
    connection = kind(host, parts.port, limits)
    sent = {
        "User-Agent": f"Recovery-Directory-links (+{settings.SITE_URL})",
        "Accept": "*/*",
        "Connection": "close",
        **headers,
    }
    with _hung_up_after(connection, limits.seconds_left()):
        connection.request(method, _target(parts), headers=sent)
        yield connection.getresponse()


def _request(method: str, address: str, limits: Limits) -> Reply:
    # The body is never read: the head says all.
    with _answer(method, address, limits, {}) as response:
        # One that was hung up on reads as a head that ended early.
        limits.seconds_left()
        return Reply(
            response.status,
            response.getheader("Location") or "",
            response.getheader("Retry-After") or "",
        )


def _target(parts: SplitResult) -> str:
    """Return path and query as they are sent: without letters beyond ASCII."""
    target = parts.path or "/"
    if parts.query:
        target += f"?{parts.query}"
    return quote(target, safe="%/:=&?~+!$,;'@()*[]|")


def _judge(reply: Reply, led_to: str) -> LinkAnswer:
    """Return what the last answer on the way means for a curator."""
    status = reply.status
    if status in BUSY or (status == 503 and reply.retry_after):
        return LinkAnswer(
            Verdict.WAIT,
            _("It is busy and asks to be called later."),
            status,
            _wait(reply.retry_after),
        )
    if 200 <= status < 300:
        if led_to:
            return LinkAnswer(Verdict.LOOK, _("It leads on to %s") % led_to, status)
        return LinkAnswer(Verdict.FINE, "", status)
    if status in REFUSALS:
        return LinkAnswer(Verdict.LOOK, _("It lets no program in."), status)
    if status < 400:
        return LinkAnswer(
            Verdict.LOOK, _("It leads on, and does not say where."), status
        )
    return LinkAnswer(Verdict.FAILED, _("It answers with an error."), status)


def _wait(retry_after: str) -> datetime.timedelta:
    """Return how long a site asks to be left alone, within reason."""
    wait = WAIT_UNLESS_SAID
    if retry_after.strip().isascii() and retry_after.strip().isdigit():
        wait = datetime.timedelta(seconds=min(int(retry_after), 10**7))
    elif retry_after:
        with suppress(ValueError, TypeError):
            moment = email.utils.parsedate_to_datetime(retry_after)
            wait = moment - datetime.datetime.now(datetime.UTC)
    return min(max(wait, datetime.timedelta(0)), LONGEST_WAIT)


# Files


class NotFetched(Exception):
    """A file did not come; says why."""


@dataclass(frozen=True)
class Download:
    """A file as it came, or that it has not changed since it was last fetched."""

    content: bytes
    etag: str = ""
    last_modified: str = ""
    is_unchanged: bool = False


def fetch(
    address: str,
    *,
    headers: Mapping[str, str],
    most_bytes: int,
    refused: Sequence[Network] = PRIVATE_NETWORKS,
    seconds: float = 30,
) -> Download:
    """Return the file at ``address``; raises NotFetched, and nothing else.

    Whatever the address holds that is secret stands in no message.
    """
    limits = Limits(refused, time.monotonic() + seconds)
    here = address
    try:
        for _hop in range(MOST_REDIRECTS + 1):
            reply = _get(here, limits, headers, most_bytes)
            if isinstance(reply, Download):
                return reply
            here = urljoin(here, reply)
        raise NotFetched(_("It leads on and on, perhaps in a circle."))
    except RefusedAddress as error:
        raise NotFetched(_("It leads into a private network: not followed.")) from error
    except ssl.SSLError as error:
        raise NotFetched(_("No safe connection.")) from error
    except socket.gaierror as error:
        raise NotFetched(_("Nobody knows a host of this name.")) from error
    except (OSError, http.client.HTTPException) as error:
        if isinstance(error, TimeoutError) or time.monotonic() >= limits.ends_at:
            text = _("It did not come in %d seconds.") % seconds
        else:
            text = _("It hung up before all had come.")
        raise NotFetched(text) from error
    except ValueError as error:
        raise NotFetched(_("This is no address on the web.")) from error


def _get(
    address: str, limits: Limits, headers: Mapping[str, str], most_bytes: int
) -> Download | str:
    """Return the file, or where the site leads on to."""
    with _answer("GET", address, limits, headers) as response:
        location = response.getheader("Location")
        if response.status in REDIRECTS and location:
            return location
        etag = response.getheader("ETag") or ""
        last_modified = response.getheader("Last-Modified") or ""
        if response.status == 304:
            return Download(b"", etag, last_modified, is_unchanged=True)
        if response.status != 200:
            text = _("It answers with an error (%d).")
            raise NotFetched(text % response.status)
        content = response.read(most_bytes + 1)
        limits.seconds_left()
        if len(content) > most_bytes:
            text = _("It is larger than %d MB.")
            raise NotFetched(text % (most_bytes // 1_000_000))
        length = response.getheader("Content-Length") or ""
        if length.isdigit() and int(length) != len(content):
            raise NotFetched(_("It hung up before all had come."))
        return Download(content, etag, last_modified)
