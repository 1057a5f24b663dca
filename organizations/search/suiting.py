"""Suiting: for whom somebody is, against who asks.

A family or the person; people who were named or not; here or elsewhere.
"""

from collections.abc import Mapping
from functools import cached_property

from django.conf import settings

from organizations.catalog.snapshot import Catalog
from organizations.choices import NOT_RECORDED, OperatingStatus
from organizations.models import Closeness
from organizations.search.query import Query
from organizations.search.tiers import union


class Suiting:
    """Everybody, in parts, the better suited first."""

    def __init__(self, query: Query, catalog: Catalog, named: int):
        """Keep what is asked; ``named`` are those whose names were typed."""
        self.query = query
        self.catalog = catalog
        self.units = query.units
        self.named = named

    @property
    def parts(self) -> Mapping[str, list[int]]:
        """Return the parts by the name that they have in a rank."""
        return {"side": self.sides, "kin": self.kin, "stranger": self.strangers}

    @cached_property
    def sides(self) -> list[int]:
        """Return everybody by how well they suit whoever asks: family, or the person.

        A question about somebody close is for family groups first; they are last where
        somebody asks about a trouble of their own.
        """
        family = self.catalog.filed_under("is_for", "family")
        if self.query.is_for_family:
            first = family | union(
                self.catalog.placing(*meaning)[Closeness.NAMED]
                for unit in self.units
                for meaning in unit.meanings
                if meaning in self.query.family
            )
            second = self.catalog.filed_under("is_for", "both") & ~first
            return [first, second, ~(first | second)]
        is_named = self.named and not self.named & family
        if is_named or self.query.names_any("focus"):
            return [~family, family]
        return [-1]

    @cached_property
    def kin(self) -> list[int]:
        """Return everybody by whether they are of the type of who is not wanted."""
        types = self.catalog.values.labels.get("type", {})
        unwanted = union(one.bits for one in self.query.unwanted)
        kin = union(
            bits
            for value in types
            if (bits := self.catalog.filed_under("type", value)) & unwanted
        )
        return [~kin, kin] if kin else [-1]

    @cached_property
    def for_everybody(self) -> int:
        """Return who is active, within reach, and for all people or those asked for."""
        catalog = self.catalog
        found = catalog.filed_under("status", OperatingStatus.ACTIVE)
        if not self.query.names_any("country"):
            listed = catalog.chosen("country", [settings.COUNTRY])
            found &= listed | catalog.having("country", NOT_RECORDED)
        return found & self.strangers[0]

    @cached_property
    def strangers(self) -> list[int]:
        """Return everybody by whether they are made for people who were not named.

        Who asks for faith, or for none, names no people, and means all of them.
        """
        if self.query.names_any("type") or self.query.names_any("spirituality"):
            return [-1]
        asked = {meaning for unit in self.units for meaning in unit.meanings}
        particular = asked_for = 0
        for facet, value in self.catalog.placings:
            is_family = (facet, value) in self.query.family
            if facet == "audience" and not (is_family and self.query.is_for_family):
                made_for = self.catalog.placing(facet, value)[Closeness.NAMED]
                particular |= made_for
                asked_for |= made_for if (facet, value) in asked else 0
        return [~particular | asked_for, particular & ~asked_for]
