"""The profile: what the directory changes in HSDS, and the schemas that come of it.

A profile is a set of JSON merge patches (RFC 7386), one for each schema of the standard
that it changes, under the same file name. Derived from the Human Services Data
Specification, CC BY-SA 4.0: see ``profile/README.md``.
"""

import copy
import json
from functools import cache
from pathlib import Path
from typing import Any

HSDS_VERSION = "3.2"
PROFILE_VERSION = "1.1.0"

FOLDER = Path(__file__).parent / "profile"
STANDARD = FOLDER / "standard"

PATCHED = ("organization", "attribute", "taxonomy_term", "url")
"""The schemas of the standard that the profile changes."""

Json = dict[str, Any]


def merge(target: Any, patch: Any) -> Any:
    """Return ``target`` with a merge patch applied, as RFC 7386 defines it."""
    if not isinstance(patch, dict):
        return copy.deepcopy(patch)
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = merge(merged.get(name), value)
    return merged


def difference(source: Any, target: Any) -> Any:
    """Return the merge patch that makes ``target`` of ``source``."""
    if not (isinstance(source, dict) and isinstance(target, dict)):
        return copy.deepcopy(target)
    patch: Json = {name: None for name in source if name not in target}
    for name, value in target.items():
        if name not in source:
            patch[name] = copy.deepcopy(value)
        elif source[name] != value:
            patch[name] = difference(source[name], value)
    return patch


@cache
def standard() -> Json:
    """Return the schemas of HSDS by name."""
    return _load(STANDARD / "hsds-3.1.1-bundle.json")["$defs"]


@cache
def standard_openapi() -> Json:
    """Return the API of HSDS as the standard describes it."""
    return _load(STANDARD / "openapi.json")


@cache
def patch(name: str) -> Json:
    """Return the profile's merge patch for one schema of the standard."""
    return _load(FOLDER / f"{name}.json")


@cache
def profile() -> dict[str, Json]:
    """Return all schemas of the profile by name, those of the standard among them.

    List forms keep only those of the added fields that are no lists and no objects.
    """
    schemas = dict(standard())
    for name in PATCHED:
        schemas[name] = merge(schemas[name], patch(name))
    schemas["organization_full"] = merge(
        schemas["organization_full"], patch("organization")
    )
    scalars = {
        name: schema
        for name, schema in patch("organization")["properties"].items()
        if schema["type"] not in {"array", "object"}
    }
    schemas["organization_list_item"] = merge(
        schemas["organization_list_item"], {"properties": scalars}
    )
    return schemas


def file_names() -> list[str]:
    """Return the names of the schemas that are served, one file each."""
    return [name for name in profile() if name != "root_3_2" and name != "Page"]


def schema_file(name: str, address: str) -> Json:
    """Return one schema as a file of its own, whose references are file names."""
    schema = _with_references(profile()[name], "{}.json")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "$comment": (
            "Derived from the Human Services Data Specification: an Open Referral "
            "resource (https://openreferral.org/), CC BY-SA 4.0."
        ),
    } | schema


def components() -> dict[str, Json]:
    """Return all schemas with the references of an OpenAPI file."""
    return {
        name: _with_references(schema, "#/components/schemas/{}")
        for name, schema in profile().items()
        if not name.startswith("page_of_")
    }


def _with_references(schema: Any, form: str) -> Any:
    if isinstance(schema, dict):
        return {
            name: form.format(value.removeprefix("#/$defs/"))
            if name == "$ref" and isinstance(value, str)
            else _with_references(value, form)
            for name, value in schema.items()
        }
    if isinstance(schema, list):
        return [_with_references(value, form) for value in schema]
    return schema


def _load(path: Path) -> Json:
    return json.loads(path.read_text(encoding="utf-8"))
