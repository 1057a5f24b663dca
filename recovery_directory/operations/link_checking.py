"""Checking links: all addresses of the directory, one host never hurried.

The addresses of one host are asked one after the other, with a pause between; different
hosts side by side. A host that asks to be left alone is left alone, in this run and
until the time that it named.

A machine without a network finds every link broken. So a run begins with a proof that
anything can be reached, and a failure counts once something else was reached after it.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from queue import Queue
from urllib.parse import urlsplit

from django.utils import timezone

from recovery_directory.operations.link_checks import LinkCheck, LinkResult
from recovery_directory.operations.safe_http import LinkAnswer, Verdict

Ask = Callable[[str], LinkAnswer]

WORKERS = 8
"""Hosts that are asked side by side."""
PAUSE = 1.0
"""Seconds between two questions to one host."""
PROOFS = 10
"""Hosts that are asked, one after the other, until one is reached."""


def host_of(address: str) -> str:
    """Return the host that an address asks; of no address, nothing."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


class NothingReached(Exception):
    """Nothing answers from here, so nothing is said about any link."""


def is_reached(answer: LinkAnswer) -> bool:
    """Whether the site itself answered: an error of a server may be a gateway's."""
    return answer.status is not None and answer.status < 500


class Proof:
    """Whether this machine reaches anything, shown by links of the directory."""

    def __init__(self, addresses: Iterable[str], ask: Ask):
        """Take what may show it: of each host one link, those that worked first."""
        fine = LinkCheck.objects.filter(result=LinkResult.FINE)
        worked = set(fine.values_list("address", flat=True))
        by_host: dict[str, str] = {}
        for address in sorted(addresses, key=lambda one: (one not in worked, one)):
            by_host.setdefault(host_of(address), address)
        self.addresses = list(by_host.values())[:PROOFS]
        self.ask = ask

    def require(self) -> None:
        """Raise NothingReached where links fail and none is reached."""
        failed = False
        for address in self.addresses:
            answer = self.ask(address)
            if is_reached(answer):
                return
            failed = failed or answer.verdict == Verdict.FAILED
        if failed:
            raise NothingReached


def in_order(addresses: Iterable[str]) -> list[str]:
    """Return the addresses that may be asked now, those not asked for longest first."""
    now = timezone.now()
    busy = LinkCheck.objects.postponed(now).values_list("address", flat=True)
    left_alone = {host_of(address) for address in busy}
    asked = dict(LinkCheck.objects.values_list("address", "checked_at"))
    return sorted(
        (address for address in addresses if host_of(address) not in left_alone),
        key=lambda address: (
            address in asked,
            asked.get(address, now),
            address,
        ),
    )


def check(
    addresses: Iterable[str],
    *,
    ask: Ask,
    proof: Proof | None = None,
    pause: float = PAUSE,
    workers: int = WORKERS,
) -> Iterator[LinkCheck]:
    """Ask ``addresses``, keep each answer as it comes, and yield what was kept.

    With a ``proof``, a failure is kept once something was reached after it, for the
    network may go away in the middle; raises NothingReached where it has.
    """
    if proof:
        proof.require()
        time.sleep(pause)
    doubted: list[tuple[str, LinkAnswer]] = []
    for address, answer in answers(addresses, ask=ask, pause=pause, workers=workers):
        if proof and answer.verdict == Verdict.FAILED and not is_reached(answer):
            doubted.append((address, answer))
            continue
        yield LinkCheck.objects.keep(address, answer, timezone.now())
        if is_reached(answer):
            yield from _keep(doubted)
            doubted = []
    if proof and doubted:
        proof.require()
        yield from _keep(doubted)


def _keep(told: list[tuple[str, LinkAnswer]]) -> Iterator[LinkCheck]:
    for address, answer in told:
        yield LinkCheck.objects.keep(address, answer, timezone.now())


def forget_all_but(addresses: set[str]) -> int:
    """Forget checks of addresses that the directory no longer leads to."""
    kept = LinkCheck.objects.values_list("pk", "address")
    gone = [pk for pk, address in kept if address not in addresses]
    for start in range(0, len(gone), 500):
        LinkCheck.objects.filter(pk__in=gone[start : start + 500]).delete()
    return len(gone)


def answers(
    addresses: Iterable[str], *, ask: Ask, pause: float, workers: int
) -> Iterator[tuple[str, LinkAnswer]]:
    """Yield each address with its answer as it comes; the database is not touched."""
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(host_of(address), []).append(address)
    told: Queue[tuple[str, LinkAnswer] | BaseException | None] = Queue()
    stop = threading.Event()

    def ask_host(theirs: list[str]) -> None:
        try:
            for number, address in enumerate(theirs):
                if number and stop.wait(pause):
                    break
                answer = ask(address)
                told.put((address, answer))
                if answer.verdict == Verdict.WAIT:
                    break
        except BaseException as error:
            told.put(error)
        finally:
            told.put(None)

    with ThreadPoolExecutor(max_workers=workers) as pool:
        try:
            for theirs in by_host.values():
                pool.submit(ask_host, theirs)
            hosts_left = len(by_host)
            while hosts_left:
                match told.get():
                    case None:
                        hosts_left -= 1
                    case BaseException() as error:
                        raise error
                    case address, answer:
                        yield address, answer
        finally:
            # Whoever reads may stop early; then nobody else is asked.
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
