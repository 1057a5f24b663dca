"""The standard as its own files state it: schemas with formats, endpoints."""

import functools
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, FormatChecker

FOLDER = Path(__file__).parent
API = "/api/hsds"


def _with_formats(schema):
    """Check dates too: the bundle marks them only for its tabular form."""
    if isinstance(schema, dict):
        formats = {"date": "date", "datetime": "date-time", "time": "time"}
        added = formats.get(schema.get("datapackage_type", ""))
        changed = {name: _with_formats(value) for name, value in schema.items()}
        return {"format": added} | changed if added else changed
    if isinstance(schema, list):
        return [_with_formats(value) for value in schema]
    return schema


@pytest.fixture(scope="session")
def bundle() -> dict:
    """Return the standard's schemas."""
    return _with_formats(json.loads((FOLDER / "hsds-3.1.1-bundle.json").read_text()))


@pytest.fixture(scope="session")
def problems_of(bundle):
    """Return what is wrong with a value by one schema of the standard."""
    checker = FormatChecker()
    assert {"uri", "uuid", "date", "date-time", "email"} <= set(checker.checkers)

    @functools.cache
    def validator(name: str) -> Draft202012Validator:
        schema = bundle | {"$ref": f"#/$defs/{name}"}
        return Draft202012Validator(schema, format_checker=checker)

    def problems(name: str, value) -> list[str]:
        return [
            f"{error.json_path}: {error.message[:200]}"
            for error in validator(name).iter_errors(value)
        ]

    return problems


@pytest.fixture
def ask(client):
    """Return the JSON of an address of the API that answers 200."""

    def asked(path: str, **parameters):
        response = client.get(f"{API}{path}", parameters)
        assert response.status_code == 200, response.content[:500]
        return response.json()

    return asked


@pytest.fixture
def every(ask):
    """Return all records of a list, page by page."""

    def all_of(path: str, **parameters) -> list[dict]:
        records, page = [], 1
        while True:
            answer = ask(path, page=page, per_page=200, **parameters)
            records += answer["contents"]
            if answer["last_page"]:
                assert len(records) == answer["total_items"]
                return records
            page += 1

    return all_of
