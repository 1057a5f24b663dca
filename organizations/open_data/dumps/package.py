"""The data package: what the files hold, for programs (Frictionless Data, version 1).

https://specs.frictionlessdata.io/data-package/
"""

from typing import Any

from django.conf import settings
from django.urls import reverse

from organizations.open_data.dumps.table import schema
from organizations.open_data.responses import operator_email

LICENSES = [
    {
        "name": "CC-BY-4.0",
        "path": "https://creativecommons.org/licenses/by/4.0/",
        "title": "Creative Commons Attribution 4.0",
    }
]
KEYWORDS = ["mutual help", "recovery", "addiction", "support groups", "directory"]


def data_package(*, query: str, changed_at: str | None) -> dict[str, Any]:
    """Return the description of the files of one filter, the ``query`` of the list."""
    return {
        "profile": "data-package",
        "name": "recovery-directory",
        "id": f"{settings.SITE_URL}{reverse('data:package')}",
        "title": "Recovery Directory",
        "description": (
            "Mutual-help organizations for people with addictions and their families: "
            "what each is, how to reach it and what research says about it."
        ),
        "homepage": f"{settings.SITE_URL}/",
        "licenses": LICENSES,
        "keywords": KEYWORDS,
        "contributors": [_publisher()],
        "resources": [
            _table(query),
            _resource(
                "organizations-json",
                "data:json",
                query,
                "The same table as JSON, with lists as lists and null for what is "
                "not known.",
                mediatype="application/json",
            ),
            _resource(
                "records",
                "data:records",
                query,
                "Every published record as a YAML file: organizations, vocabularies, "
                "sources, findings, evidence summaries.",
                mediatype="application/zip",
            ),
        ],
    } | ({"created": changed_at, "version": changed_at} if changed_at else {})


def _table(query: str) -> dict[str, Any]:
    table = _resource(
        "organizations",
        "data:csv",
        query,
        "One row for each organization. A cell that would begin a formula begins with "
        "an apostrophe.",
        mediatype="text/csv",
    )
    return table | {
        "profile": "tabular-data-resource",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "doubleQuote": True},
        "schema": schema(),
    }


def _resource(
    name: str, address: str, query: str, meaning: str, *, mediatype: str
) -> dict[str, Any]:
    path = reverse(address)
    return {
        "profile": "data-resource",
        "name": name,
        "path": f"{settings.SITE_URL}{path}{f'?{query}' if query else ''}",
        "title": name.replace("-", " ").capitalize(),
        "description": meaning,
        "format": path.rpartition(".")[2],
        "mediatype": mediatype,
        "encoding": "utf-8",
        "licenses": LICENSES,
    }


def _publisher() -> dict[str, str]:
    publisher = {
        "title": settings.OPERATOR_NAME,
        "path": f"{settings.SITE_URL}/",
        "role": "publisher",
    }
    email = operator_email()
    return publisher | ({"email": email} if email else {})
