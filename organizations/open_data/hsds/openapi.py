"""The description of the API for programs: OpenAPI 3.1, written from the endpoints.

Operation ids are unique, unlike those of the standard, whose GET and POST share one.
"""

from django.conf import settings

from organizations.listing.list_query import SORTS
from organizations.open_data.hsds import examples, queries, schemas
from organizations.open_data.hsds.endpoints import ENDPOINTS, Endpoint
from organizations.open_data.hsds.schemas import Json
from organizations.open_data.parameters import FILTERS, LARGEST_PAGE, SORT
from organizations.open_data.responses import JSON, NDJSON
from recovery_directory.web.problem_details import MEDIA_TYPE

DESCRIPTION = (
    "Mutual-help organizations for people with addictions and their families: what "
    "each is, how to reach it and what research says about it. Organizations, not "
    "single meetings: each leads to its own meeting finder. Read-only and open to all."
)
PROFILE_DESCRIPTION = (
    "Adds optional fields to organization (evidence, medication, what to "
    "expect at a first meeting, sources of facts ...), whether it was checked to url "
    "and attribute, and synonyms to taxonomy_term; changes no field of the standard. "
    "The API adds modified_after to /organizations, the directory's own filters, and "
    "form or JSON bodies for POST; it leaves out postcode and proximity, because the "
    f"directory holds no places. At most {LARGEST_PAGE} records come on a page. With "
    "minimal=true services carry name and status too, which the standard's schema "
    "requires. Services are derived from the ways in which an organization meets."
)
LICENSE = {
    "name": "Creative Commons Attribution 4.0",
    "url": "https://creativecommons.org/licenses/by/4.0/",
}
LICENSE_OF_SCHEMAS = {
    "name": "Creative Commons Attribution Share-Alike 4.0",
    "url": "https://creativecommons.org/licenses/by-sa/4.0/",
    "attribution": "Human Services Data Specification: an Open Referral resource "
    "(https://openreferral.org/)",
}

FILTER_MEANINGS = {
    "type": "Type of organization.",
    "governance": "Governance style.",
    "focus": "What it helps with. A narrower term also finds those of its broader one.",
    "audience": "Who it is for.",
    "meeting_format": "How people meet. Of services, those that stand for it.",
    "spirituality": "What place faith has in it.",
    "goal": "What members aim at.",
    "medication": "Stance on prescribed medication.",
    "facilitation": "Who leads meetings.",
    "evidence": "Strength of the organization's own evidence.",
    "language": "Language of meetings or texts, ISO 639-1.",
    "country": "Country, ISO 3166-1 alpha-2 in lower case. Also finds worldwide ones.",
    "status": "Whether it runs. Without it, all.",
}

PROBLEMS = {
    "400": "A parameter is unknown or cannot be read; the answer names it.",
    "404": "There is no such record or page.",
    "405": "This address does not take this method.",
    "406": "The client does not accept what this address gives.",
    "411": "The body comes in chunks: say how long it is (Content-Length).",
    "413": "The body is too large.",
    "414": "The address is longer than 8 KB: use POST.",
    "415": "The body is neither a form nor JSON.",
    "429": "Too many requests; Retry-After says when to come back.",
}

HEADERS = {
    "ETag": {"schema": {"type": "string"}, "description": "Send as If-None-Match."},
    "Last-Modified": {
        "schema": {"type": "string"},
        "description": "When any record last changed, once that is a minute ago. Send "
        "as If-Modified-Since; ETag tells more.",
    },
    "Modified-After": {
        "schema": {"type": "string", "format": "date-time"},
        "description": "From where to ask next: the modified_after that misses nothing "
        "which changed since this answer. Where pages differ in it, "
        "records may have moved between them: begin again.",
    },
    "Link": {
        "schema": {"type": "string"},
        "description": "Other pages (first, prev, next, last) and descriptions.",
    },
    "Access-Control-Allow-Origin": {"schema": {"type": "string", "const": "*"}},
}

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "A problem (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What to do about it."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "detail"],
                "properties": {
                    "parameter": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}

SERVICE_MINIMAL = {
    "type": "object",
    "description": "A service for those who ask what changed (minimal=true).",
    "required": ["id", "name", "status"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "name": {"type": "string"},
        "status": {
            "type": "string",
            "enum": ["active", "inactive", "defunct", "temporarily closed"],
        },
        "last_modified": {"type": "string", "format": "date-time"},
    },
    "additionalProperties": False,
}


def document() -> Json:
    """Return the OpenAPI file of this site's API, with the values of filters today."""
    standard, filter_values = schemas.standard_openapi(), queries.filter_values()
    paths: Json = {"/": _root()}
    for endpoint in ENDPOINTS:
        paths[endpoint.path] = _path(endpoint)
    for operation in operations(paths):
        if shown := examples.OF_OPERATIONS.get(operation["operationId"]):
            operation["x-codeSamples"] = [example.code_sample() for example in shown]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Recovery directory, HSDS 3.2",
            "version": schemas.PROFILE_VERSION,
            "summary": "Mutual-help organizations by the field's standard.",
            "description": DESCRIPTION,
            "license": LICENSE,
        },
        "jsonSchemaDialect": standard["jsonSchemaDialect"],
        "servers": [{"url": f"{settings.SITE_URL}/api/hsds"}],
        "tags": standard["tags"],
        "paths": paths,
        "components": {
            "schemas": schemas.components()
            | {"Problem": PROBLEM_SCHEMA, "service_minimal": SERVICE_MINIMAL}
            | {"root_3_2": schemas.merge(schemas.profile()["root_3_2"], ROOT_ADDS)}
            | {_page_name(one): _page(one) for one in ENDPOINTS if one.is_list}
            | {
                # A list without values is none: the vocabulary is still empty.
                _values_name(name): {"type": "string"}
                | ({"enum": values} if values else {})
                for name, values in (*filter_values.items(), (SORT, list(SORTS)))
            },
            "parameters": {f"filter_{name}": _filter(name) for name in filter_values}
            | {SORT: _sort()},
            "headers": HEADERS,
            "responses": {
                f"Problem{status}": _problem(description)
                for status, description in PROBLEMS.items()
            },
        },
    }


def operations(paths: Json) -> list[Json]:
    """Return the operations of the paths of a description, in their order."""
    return [
        part
        for path in paths.values()
        for name, part in path.items()
        if name != "parameters"
    ]


ROOT_ADDS = {
    "properties": {
        "software_version": {
            "type": "string",
            "description": "The version of the software here; version is that of HSDS.",
            "examples": ["0.1.0"],
        }
    }
}
"""What the root says beside the standard."""


def _root() -> Json:
    return {
        "get": {
            "operationId": "getApiMetaInformation",
            "summary": "What this API is: version, profile, publisher.",
            "tags": ["required"],
            "responses": {
                "200": _answer("About this API.", {JSON: _ref("root_3_2")}),
                **_problems("400", "405", "406", "414", "429"),
            },
        }
    }


def _path(endpoint: Endpoint) -> Json:
    path: Json = {}
    if not endpoint.is_list:
        path["parameters"] = [
            {
                "in": "path",
                "name": "id",
                "required": True,
                "description": "The id of the record, as lists give it.",
                "schema": {"type": "string", "format": "uuid"},
            }
        ]
    path["get"] = _operation(endpoint, "get")
    if endpoint.is_list:
        path["post"] = _operation(endpoint, "post")
    return path


def _operation(endpoint: Endpoint, method: str) -> Json:
    is_required = endpoint.is_required and method == "get"
    statuses = ["400", "404", "405", "406", "414", "429"]
    operation: Json = {
        "operationId": f"{method}{endpoint.operation}",
        "summary": endpoint.summary,
        "tags": ["required" if is_required else "optional"],
        "parameters": [
            _parameter(one.name, one.description, one.schema)
            for one in endpoint.parameters
        ],
    }
    if endpoint.has_filters:
        operation["parameters"] += [
            {"$ref": f"#/components/parameters/{name}"}
            for name in (*(f"filter_{name}" for name in FILTERS), SORT)
        ]
    if method == "post":
        operation["description"] = (
            "Asks the same as GET and keeps the question out of addresses and logs. "
            "A value in the body replaces one in the address; values of filters add up."
        )
        operation["requestBody"] = _body(endpoint)
        statuses += ["411", "413", "415"]
    operation["responses"] = {
        "200": _answer(endpoint.summary, _contents(endpoint)),
        **_problems(*sorted(statuses)),
    }
    return operation


def _parameter(name: str, description: object, schema: Json) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": str(description),
        "schema": schema,
    }


def _values_name(name: str) -> str:
    """Return what the values of a filter are called; generators make a type of it."""
    return f"value_of_{name}"


def _values(name: str) -> Json:
    return {"type": "array", "items": _ref(_values_name(name))}


def _filter(name: str) -> Json:
    meaning = f"{FILTER_MEANINGS[name]} Repeatable: any of the values."
    described = _parameter(name, meaning, _values(name))
    return described | {"style": "form", "explode": True}


def _sort() -> Json:
    meaning = "Order of organizations. Default: by id."
    return _parameter(SORT, meaning, _ref(_values_name(SORT)))


def _body(endpoint: Endpoint) -> Json:
    properties: Json = {
        parameter.name: parameter.schema for parameter in endpoint.parameters
    }
    if endpoint.has_filters:
        properties |= {name: _values(name) for name in FILTERS}
        properties[SORT] = _ref(_values_name(SORT))
    schema = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return {
        "required": False,
        "content": {
            JSON: {"schema": schema},
            "application/x-www-form-urlencoded": {"schema": schema},
        },
    }


def _record(endpoint: Endpoint) -> Json:
    """Return the forms of a record, the fullest first: generated clients try in order.

    Every form is also a partial one of the fullest, which so takes what is there.
    """
    names = list(reversed(endpoint.schemas))
    if "service_list_item" in names:
        names.append("service_minimal")
    return _ref(names[0]) if len(names) == 1 else {"anyOf": [*map(_ref, names)]}


def _page_name(endpoint: Endpoint) -> str:
    return f"page_of_{endpoint.path.strip('/')}"


def _page(endpoint: Endpoint) -> Json:
    rows = {
        "type": "object",
        "properties": {"contents": {"type": "array", "items": _record(endpoint)}},
        "required": ["contents"],
    }
    return {"allOf": [_ref("Page"), rows]}


def _contents(endpoint: Endpoint) -> Json:
    if not endpoint.is_list:
        return {JSON: _record(endpoint)}
    return {
        JSON: _ref(_page_name(endpoint)),
        NDJSON: {"type": "string", "description": "One record, as JSON, on each line."},
    }


def _answer(description: str, contents: Json) -> Json:
    return {
        "description": description,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in HEADERS},
        "content": {kind: {"schema": schema} for kind, schema in contents.items()},
    }


def _problem(description: str) -> Json:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": _ref("Problem")}},
    }


def _problems(*statuses: str) -> Json:
    return {
        status: {"$ref": f"#/components/responses/Problem{status}"}
        for status in statuses
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
