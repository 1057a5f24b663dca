"""The report: docs/performance.md, made of what was measured."""

import json
import os
import platform
import sqlite3
from pathlib import Path

import django

HEAD = """# Performance

Written by `make bench`; do not edit, but for the next part: that is
`tests/benchmarks/gaps.md`. Times are milliseconds for one request, made anew
each time (no page is kept), in one process: `p50` and `p95` elapsed, `cpu` the
shortest time of the processor, which other work on the machine disturbs least (of
PostgreSQL, which runs beside, only `p50` and `p95` tell). `×` is `cpu` as a multiple
of an empty view with the same middleware in the same run.

{machine}

{gaps}

"""

GAPS = Path(__file__).with_name("gaps.md")
"""Where the figures fall short, and why: written by hand, kept by each run."""


def report(folder: Path) -> str:
    """Return the report of all measurements in ``folder``."""
    text = HEAD.format(machine=machine(), gaps=GAPS.read_text().strip())
    for path in sorted(folder.glob("*.json")):
        measured = json.loads(path.read_text())
        text += f"## {path.stem}\n\n{quality(measured['search'])}\n\n"
        text += f"### The directory as shipped\n\n{table(measured['shipped'])}\n"
        if "meetings" in measured:
            text += f"### Meetings\n\n{meetings(measured['meetings'])}\n"
        for size, figures in measured["sizes"].items():
            text += f"### {int(size):,} organizations\n\n{table(figures)}\n"
    return text.rstrip() + "\n"


def machine() -> str:
    """Describe the machine, without saying which one it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Machine: {os.cpu_count()} cores, {memory:.0f} GB of memory, "
        f"{platform.system()} ({platform.machine()}). "
        f"Python {platform.python_version()}, Django {django.get_version()}, "
        f"SQLite {sqlite3.sqlite_version}. "
        f"Load when written: {os.getloadavg()[0]:.1f}."
    )


def quality(search: dict) -> str:
    """Return the figures of search as a sentence."""
    return (
        f"Search on the shipped directory: {search['queries']} queries, "
        f"MRR@10 {search['MRR@10']:.3f}, recall@10 {search['recall@10']:.3f}."
    )


def meetings(measured: dict[str, dict]) -> str:
    """Return how long lists of meetings took, and what is near."""
    brought = measured["import"]
    text = (
        f"{brought['meetings']:,} meetings came in within {brought['seconds']:.0f} "
        f"seconds, {brought['MB']:.0f} MB of memory; a list of "
        f"{brought['rows in a list']:,} rows that is the same once more took "
        f"{brought['seconds for a list that is the same']:.1f} seconds. Next meetings "
        "around places in a large city:"
    )
    names = ("database p50", "database p95", "whole p50", "whole p95", "cpu p95")
    lines = [text, "", f"| | {' | '.join(names)} |", "|---|--:|--:|--:|--:|--:|"]
    for name, one in measured["near"].items():
        cells = " | ".join(f"{one[key]:.1f}" for key in names)
        lines.append(f"| {name} | {cells} |")
    return "\n".join([*lines, ""])


def table(figures: dict[str, dict]) -> str:
    """Return the figures of one size as a table."""
    empty = figures["empty view"]["cpu"]
    lines = [
        "| | p50 | p95 | cpu | × | queries | KB |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]
    for name, one in figures.items():
        if name == "memory":
            continue
        cells = [f"{one[key]:.1f}" for key in ("p50", "p95", "cpu")]
        cells.append(f"{one['cpu'] / empty:.1f}")
        cells.append(str(one.get("queries", "")))
        cells.append(f"{one['bytes'] / 1024:.0f}" if "bytes" in one else "")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    if "memory" in figures:
        memory = figures["memory"]["bytes"] / 2**20
        lines += ["", f"Memory of the process at its largest: {memory:.0f} MB."]
    return "\n".join([*lines, ""])
