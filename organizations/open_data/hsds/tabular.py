"""The profile as a Tabular Data Package: HSDS as one table for each object.

It describes the serialization and holds no data; objects refer to each other by id
instead of standing inside each other. Written from the merged schemas.
"""

from organizations.open_data.hsds.schemas import Json, profile, standard

FORMATS = {"uuid": "uuid", "uri": "uri", "email": "email"}

NO_OBJECTS = ("Page", "root_3_2")


def _is_object(name: str) -> bool:
    is_form_of_another = name.startswith("page_of_") or name.endswith(
        ("_full", "_list_item")
    )
    return name not in NO_OBJECTS and not is_form_of_another


def data_package(*, name: str, version: str, home: str, licenses: list[Json]) -> Json:
    """Return the description of the tables of the profile."""
    return {
        "profile": "tabular-data-package",
        "name": name,
        "version": version,
        "homepage": home,
        "licenses": licenses,
        "resources": [
            _resource(object_name, schema)
            for object_name, schema in profile().items()
            if _is_object(object_name)
        ],
    }


def _resource(name: str, schema: Json) -> Json:
    fields = {
        column: description
        for column, description in schema["properties"].items()
        if description.get("type") not in {None, "array", "object"}
    }
    required = set(schema.get("required", ()))
    keys = _foreign_keys(fields)
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": f"{name}.csv",
        "description": schema.get("description", name),
        "schema": {
            "fields": [
                _field(column, description, column in required)
                for column, description in fields.items()
            ],
            "primaryKey": "id",
        }
        | ({"foreignKeys": keys} if keys else {}),
    }


def _field(name: str, description: Json, is_required: bool) -> Json:
    kind = description.get("datapackage_type", description["type"])
    form = description.get("format", "default")
    if form == "date-time":
        kind = "datetime"
    constraints = {
        "required": is_required or None,
        "unique": name == "id" or None,
        "enum": description.get("enum"),
    }
    stated = {key: value for key, value in constraints.items() if value}
    return {
        "name": name,
        "type": kind,
        "format": FORMATS.get(form, "default"),
        "title": description.get("title", name),
        "description": description.get("description", name),
    } | ({"constraints": stated} if stated else {})


def _foreign_keys(fields: Json) -> list[Json]:
    """Return which table each ``…_id`` leads to."""
    keys = []
    for name in fields:
        target = name.removesuffix("_id").removeprefix("parent_")
        if name.endswith("_id") and target in standard():
            reference = {"resource": target, "fields": "id"}
            keys.append({"fields": name, "reference": reference})
    return keys
