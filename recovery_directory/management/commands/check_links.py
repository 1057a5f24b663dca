"""Ask every address of the directory whether it still answers."""

from collections import Counter
from functools import partial

from django.core.management.base import BaseCommand

from recovery_directory import links
from recovery_directory.asking import ask
from recovery_directory.link_checking import (
    PAUSE,
    check,
    forget_all_but,
    in_order,
)
from recovery_directory.links import LinkResult


class Command(BaseCommand):
    """All links, politely; for a timer, once a day or a week."""

    help = (
        "Ask every web address of organizations and sources whether it still answers, "
        "and keep the result for the curators' desk. A link is broken once it failed "
        "on two different days in a row; nothing is hidden because of it. Each host is "
        "asked one address at a time. Private networks are never asked."
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
        known = links.addresses()
        if not addresses:
            forget_all_but(known)
        asked = in_order(addresses or known)[:limit]
        counts: Counter[str] = Counter()
        for kept in check(asked, ask=partial(ask, seconds=seconds), pause=pause):
            counts[kept.result] += 1
            if kept.result != LinkResult.FINE:
                status = kept.status or "-"
                self.stdout.write(
                    f"{kept.get_result_display()}: {kept.address} "
                    f"({status}) {kept.detail}"
                )
        told = ", ".join(f"{counts[result]} {result.label}" for result in LinkResult)
        self.stdout.write(
            f"{sum(counts.values())} of {len(known)} links asked: {told}."
        )
