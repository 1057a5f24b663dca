"""Every public address of the site, filled with a record of each kind."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

PRIVATE = {settings.ADMIN_PATH}
"""Prefixes behind a login: the walk of the public leaves them out."""


@dataclass(frozen=True)
class Route:
    """One address pattern, as the URL configuration writes it."""

    pattern: str

    def filled(self, **values: str) -> str | None:
        """Return the address with ``values`` in place, or None where one is missing."""
        address = self.pattern
        for name, value in values.items():
            for converter in ("slug", "str", "uuid", "int"):
                address = address.replace(f"<{converter}:{name}>", value)
        return None if "<" in address else f"/{address}"


def public_routes() -> list[Route]:
    """Return all patterns of the site that anybody may ask for."""
    return [
        Route(pattern)
        for pattern in _patterns(get_resolver().url_patterns, "")
        if not any(pattern.startswith(prefix) for prefix in PRIVATE)
    ]


def _patterns(entries, prefix: str):
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns, prefix + str(entry.pattern))
        elif isinstance(entry, URLPattern):
            yield prefix + str(entry.pattern)
