"""Ask every address of the directory whether it still answers."""

from collections import Counter
from collections.abc import Iterable
from functools import partial

from django.core.management.base import BaseCommand, CommandError

from recovery_directory.operations import link_checks
from recovery_directory.operations.link_checking import (
    PAUSE,
    NothingReached,
    Proof,
    check,
    forget_all_but,
    in_order,
)
from recovery_directory.operations.link_checks import LinkCheck, LinkResult
from recovery_directory.operations.safe_http import ask
from recovery_directory.web import data_version


class Command(BaseCommand):
    """All links, politely; for a timer, once a day or a week."""

    help = (
        "Ask every web address of organizations and sources whether it still answers, "
        "and keep the result for the curators' desk. A link is broken once it failed "
        "on two different days in a row; it stays on its page, marked, and nobody is "
        "sent there for a meeting. An address that nobody saw in a source is said to "
        "have answered. Each host is "
        "asked one address at a time. Private networks are never asked. Where nothing "
        "can be reached from this machine, nothing is counted as failed."
    )

    def add_arguments(self, parser):
        """Take addresses to ask alone, and how patient to be."""
        parser.add_argument("addresses", nargs="*", metavar="ADDRESS")
        parser.add_argument(
            "--limit", type=int, help="ask at most so many, oldest first"
        )
        parser.add_argument(
            "--pause",
            type=float,
            default=PAUSE,
            help="seconds between two questions to one host (default: %(default)s)",
        )
        parser.add_argument(
            "--seconds",
            type=float,
            default=20,
            help="how long one address may take (default: %(default)s)",
        )

    def handle(self, *, addresses, limit, pause, seconds, **options):
        """Print each link that a curator should look at, then the counts."""
        known = link_checks.addresses()
        if not addresses:
            forget_all_but(known)
        asked = in_order(addresses or known)[:limit]
        counts: Counter[str] = Counter()
        patiently = partial(ask, seconds=seconds)
        proof = Proof(known.union(addresses), patiently)
        try:
            self._tell(check(asked, ask=patiently, proof=proof, pause=pause), counts)
        except NothingReached as error:
            raise CommandError(
                f"Nothing can be reached: of {len(proof.addresses)} hosts none "
                "answered. Is this machine connected? No link is counted as failed."
            ) from error
        finally:
            if counts:
                # Pages say of addresses that nobody saw whether they answered.
                data_version.bump()
        told = ", ".join(f"{counts[result]} {result.label}" for result in LinkResult)
        self.stdout.write(
            f"{sum(counts.values())} of {len(known)} links asked: {told}."
        )

    def _tell(self, checked: Iterable[LinkCheck], counts: Counter[str]) -> None:
        for kept in checked:
            counts[kept.result] += 1
            if kept.result != LinkResult.FINE:
                status = kept.status or "-"
                self.stdout.write(
                    f"{kept.get_result_display()}: {kept.address} "
                    f"({status}) {kept.detail}"
                )
