"""How far two places are apart, in the unit that the operator's country uses."""

from math import asin, cos, radians, sin, sqrt
from typing import Literal

from django.conf import settings

Unit = Literal["mi", "km"]

_RADIUS = {"mi": 3958.8, "km": 6371.0}
"""Of the earth, on average."""

IN_MILES = frozenset({"us"})


def unit() -> Unit:
    """Return the unit of distances where readers are."""
    return "mi" if settings.COUNTRY.lower() in IN_MILES else "km"


def distance(
    first: tuple[float, float],
    second: tuple[float, float],
    measure: Unit | None = None,
) -> float:
    """Return how far two points, latitude and longitude, lie apart as a bird flies."""
    (lat, long), (other_lat, other_long) = first, second
    height, width = radians(other_lat - lat), radians(other_long - long)
    part = (
        sin(height / 2) ** 2
        + cos(radians(lat)) * cos(radians(other_lat)) * sin(width / 2) ** 2
    )
    return 2 * _RADIUS[measure or unit()] * asin(min(1.0, sqrt(part)))
