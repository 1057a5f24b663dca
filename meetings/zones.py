"""Time zones of points on the map; the data comes with *tzfpy*, nothing is asked."""

import zoneinfo
from functools import cache

import tzfpy


@cache
def _all_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def is_zone(name: str) -> bool:
    """Whether ``name`` is a place's time zone (``Europe/Berlin``), as clocks know it.

    An offset ("+1000") or a short name ("EST") is wrong for half of the year.
    """
    return "/" in name and name in _all_zones()


def zone_at(latitude: float, longitude: float) -> str:
    """Return the IANA zone of a point, or an empty text at sea."""
    zone = tzfpy.get_tz(longitude, latitude) or ""
    return zone if is_zone(zone) else ""
