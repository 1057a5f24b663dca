"""The same table in Datasette with the same facets: run by its own environment.

Usage: python datasette_page.py DATABASE ROUNDS; prints the figures as JSON.
"""

import asyncio
import json
import sys
import time
from statistics import median

PLAIN = ("type", "governance", "spirituality", "goal", "medication", "evidence")
LISTS = ("focus", "audience", "format", "facilitation", "language", "country")


async def measure(path: str, rounds: int) -> dict:
    """Ask for the page so often, in this process, as the site is asked."""
    from datasette.app import Datasette

    limits = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000}
    datasette = Datasette([path], settings=limits)
    facets = [f"_facet={name}" for name in (*PLAIN, "status")]
    facets += [f"_facet_array={name}" for name in LISTS]
    shown = "&".join(["_size=20", "_sort=name", *facets])
    chosen = "focus__arraycontains=alcohol&country__arraycontains=us"
    found = {}
    for name, filters in (
        ("list", ""),
        ("list, three filters", f"&{chosen}&spirituality=none"),
    ):
        elapsed, used = [], []
        for _round in range(rounds + 1):
            started, worked = time.perf_counter(), time.process_time()
            address = f"/{path.rsplit('/', 1)[-1].split('.')[0]}/organizations"
            response = await datasette.client.get(f"{address}?{shown}{filters}")
            assert response.status_code == 200, response.text[:500]
            used.append(1000 * (time.process_time() - worked))
            elapsed.append(1000 * (time.perf_counter() - started))
        found[name] = {
            "p50": median(elapsed[1:]),
            "p95": sorted(elapsed[1:])[int(0.95 * (rounds - 1))],
            "cpu": min(used[1:]),
            "bytes": len(response.content),
        }
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measure(sys.argv[1], int(sys.argv[2])))))
