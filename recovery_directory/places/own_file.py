"""The operator's own places: a table of another country becomes a file to search.

The same form as the file that is shipped, beside which it is read.
"""

import csv
import io
import math
import os
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

from recovery_directory.places.gazetteer import key_of, own_folder, words_in

COLUMNS = (
    *("name", "region", "country", "postal_code", "latitude", "longitude", "zone"),
)


class UnusableTable(ValueError):
    """The table cannot be read; names each row and what is wrong in it."""

    def __init__(self, problems: list[str]):
        """Keep what is wrong, row by row."""
        super().__init__("\n".join(problems))
        self.problems = problems


def write(table: bytes) -> dict[str, int]:
    """Put the places of a table in the place of those of its countries.

    All rows, or none. Returns how many rows there are of each country.
    """
    rows = _rows(table)
    by_country: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_country.setdefault(row["country"].lower(), []).append(row)
    folder = own_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for country, theirs in by_country.items():
        _replace(folder / f"{country}.tsv", sorted(set(_lines(theirs))))
    return {country: len(theirs) for country, theirs in by_country.items()}


def _replace(path: Path, lines: list[bytes]) -> None:
    unfinished = path.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(b"\n".join(lines) + b"\n")
    unfinished.replace(path)


def _lines(rows: list[dict[str, str]]) -> Iterator[bytes]:
    """Yield a line for each postal code, and one for each town of a region."""
    seen = set()
    for row in rows:
        written = [row[name] for name in ("name", "region", "postal_code")]
        written += [row[name] for name in ("latitude", "longitude", "zone")]
        code, town = (key_of(words_in(row[name])) for name in ("postal_code", "name"))
        if code:
            yield "\t".join([code, *written, "", ""]).encode()
        if town and (town, row["region"]) not in seen:
            seen.add((town, row["region"]))
            yield "\t".join([town, *written, "", ""]).encode()


def _rows(table: bytes) -> list[dict[str, str]]:
    try:
        reader = csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline=""))
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise UnusableTable([f"The first row lacks: {', '.join(missing)}."])
        rows = [
            {name: " ".join((row[name] or "").split()) for name in COLUMNS}
            for row in reader
        ]
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnusableTable([f"This is no table in UTF-8 (CSV): {error}."]) from error
    problems = [
        f"Row {number}: {problem}."
        for number, row in enumerate(rows, start=2)
        if (problem := _problem(row))
    ]
    if problems or not rows:
        raise UnusableTable(problems or ["It has no rows."])
    return rows


def _problem(row: dict[str, str]) -> str:
    country = row["country"]
    if not (row["name"] or row["postal_code"]):
        return "it has neither name nor postal_code"
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        return f"the country is no two letters ({country})"
    for name, most in (("latitude", 90), ("longitude", 180)):
        try:
            value = float(row[name])
        except ValueError:
            return f"the {name} is no number ({row[name]})"
        if not (math.isfinite(value) and abs(value) <= most):
            return f"the {name} is on no map ({row[name]})"
    if "/" not in row["zone"] or row["zone"] not in zoneinfo.available_timezones():
        return f"the zone is none of IANA ({row['zone']})"
    return ""
