"""The page about data, written from what programs read: OpenAPI, columns, examples."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings

from organizations.open_data.dumps import table
from organizations.open_data.hsds import examples, openapi, schemas
from organizations.open_data.hsds.parts import moment
from organizations.open_data.linked_data import linked_dataset
from recovery_directory.web import data_version

COMMON = ("get", "post")


@dataclass(frozen=True)
class Address:
    """One address of the API: what it gives, and what may be asked of it."""

    path: str
    methods: str
    summary: str
    is_required: bool
    parameters: list[str]


def documentation() -> dict[str, Any]:
    """Return everything that the page shows."""
    document = openapi.document()
    shared = document["components"]["parameters"]
    changed_at = data_version.state().changed_at
    found = openapi.operations(document["paths"])
    parameters: dict[str, dict] = {}
    for operation in found:
        for one in operation.get("parameters", ()):
            described = shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one
            parameters.setdefault(described["name"], described)
    return {
        "api": settings.SITE_URL + "/api/hsds",
        "addresses": [
            _address(path, item, shared) for path, item in document["paths"].items()
        ],
        "parameters": list(parameters.values()),
        "problems": openapi.PROBLEMS.items(),
        "columns": table.COLUMNS,
        "api_samples": [
            one for operation in found for one in operation.get("x-codeSamples", ())
        ],
        "file_samples": [one.code_sample() for one in examples.OF_FILES],
        "feed_samples": [one.code_sample() for one in examples.OF_FEEDS],
        "rate": settings.API_RATE,
        "hsds_version": schemas.HSDS_VERSION,
        "profile_version": schemas.PROFILE_VERSION,
        "software_version": settings.VERSION,
        "largest_page": openapi.LARGEST_PAGE,
        "updated_at": changed_at,
        "linked": linked_dataset(openapi.DESCRIPTION, moment(changed_at)),
    }


def _address(path: str, item: dict, shared: dict) -> Address:
    methods = [name for name in COMMON if name in item]
    first = item[methods[0]]
    return Address(
        path,
        ", ".join(name.upper() for name in methods),
        first["summary"],
        first["tags"] == ["required"],
        [
            shared[one["$ref"].rpartition("/")[2]]["name"]
            if "$ref" in one
            else one["name"]
            for one in first.get("parameters", ())
        ],
    )
