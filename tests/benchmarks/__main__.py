"""``python -m tests.benchmarks``: measure at several sizes, print and write the table.

Runs on the database of ``DATABASE_URL``, which has to be empty: ``scripts/bench`` sees
to that, for SQLite and for PostgreSQL.
"""

import argparse
import json
import os
import subprocess
from pathlib import Path

import django

HERE = Path(__file__).parent


def main() -> None:
    """Measure, or write the report of what was measured."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--sizes", default="100,1000,10000")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--meetings", type=int, default=0)
    parser.add_argument("--into", type=Path, default=Path("var/bench"))
    parser.add_argument("--datasette", help="the Python that has Datasette")
    parser.add_argument("--report", type=Path, help="write the report there, only")
    given = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery_directory.settings")
    django.setup()
    if given.report:
        from tests.benchmarks.reporting import report

        given.report.write_text(report(given.into))
        return
    measure_all(given)


def measure_all(given: argparse.Namespace) -> None:
    """Fill the database step by step and measure at each size."""
    from django.core.management import call_command
    from django.db import connection

    from tests.benchmarks import meetings_near, quality, table
    from tests.benchmarks.generating import grow
    from tests.benchmarks.measuring import measure, measure_shipped

    given.into.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("load_directory", verbosity=0)
    path = given.into / f"{connection.vendor}.json"
    found: dict = {"search": quality.measure(), "sizes": {}}
    print("search:", found["search"])
    found["shipped"] = measure_shipped(given.rounds)
    if given.meetings:
        found["meetings"] = {"import": meetings_near.fill(given.meetings)}
        print("meetings:", found["meetings"]["import"], flush=True)
        analyze()
        found["meetings"]["near"] = meetings_near.measure(given.rounds)
        path.write_text(json.dumps(found, indent=2) + "\n")
        show(given.meetings, found["meetings"]["near"])
    for size in map(int, filter(None, given.sizes.split(","))):
        grow(size)
        analyze()
        figures = measure(given.rounds)
        if given.datasette and connection.vendor == "sqlite":
            flat = given.into / "flat.db"
            table.write(flat)
            script = HERE / "datasette_page.py"
            answer = subprocess.run(
                [given.datasette, script, flat, str(max(5, given.rounds // 4))],
                check=True,
                capture_output=True,
            )
            for name, theirs in json.loads(answer.stdout).items():
                figures[f"Datasette: {name}"] = theirs
        found["sizes"][size] = figures
        path.write_text(json.dumps(found, indent=2) + "\n")
        show(size, figures)


def analyze() -> None:
    """Let the database look at what it holds, as it does by itself in time."""
    from django.db import connection

    with connection.cursor() as cursor:
        is_sqlite = connection.vendor == "sqlite"
        cursor.execute("ANALYZE" if is_sqlite else "VACUUM ANALYZE")


def show(size: int, figures: dict[str, dict]) -> None:
    """Print the figures of one size."""
    from django.db import connection

    for name, one in figures.items():
        parts = [f"{key} {value:,.1f}" for key, value in one.items()]
        print(f"{connection.vendor} {size:>7,} {name:36}", *parts, flush=True)


if __name__ == "__main__":
    main()
