"""What may be asked of the API: every parameter, its form, and how it is read.

One table serves the views and ``openapi.json``, so that the description says exactly
what runs. Values come from the address or, with POST, from a form or a JSON body that
nobody logs. A value in the body replaces one in the address; values of filters add up.
"""

import datetime
import json
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest, get_bytes_from_wsgi
from django.http import QueryDict
from django.http.request import UnreadablePostError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.listing.filters import OrganizationFilter
from organizations.listing.list_query import SORTS
from organizations.open_data.errors import Refused, bad_parameters
from recovery_directory.web.middleware import MOST_VALUES

LARGEST_BODY = 64 * 1024
"""Bytes of a POST; far more than all parameters together need."""


LARGEST_PAGE = 200
PAGE_SIZE = 50

MOMENT = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"([Tt][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)
UUID = "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
UUID_SCHEMA = {"type": "string", "format": "uuid", "pattern": UUID}
FLAG_SCHEMA = {"type": "boolean", "default": False}


def _integer(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,18}", text, re.ASCII) or int(text) < 1:
        raise ValueError(_("write a whole number from 1."))
    return int(text)


def _page_size(text: str) -> int:
    size = _integer(text)
    if size > LARGEST_PAGE:
        raise ValueError(
            _("at most %(limit)d fit on a page.") % {"limit": LARGEST_PAGE}
        )
    return size


def _flag(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(_("write true or false."))
    return text == "true"


def _id(text: str) -> uuid.UUID:
    if not re.fullmatch(UUID, text):
        raise ValueError(_("write an id as the lists give it, a UUID."))
    return uuid.UUID(text)


def _format(text: str) -> str:
    if text not in {"json", "ndjson"}:
        raise ValueError(_("write json or ndjson."))
    return text


def _moment(text: str) -> datetime.datetime:
    # A plus sign in an address that was not escaped arrives as a space.
    text = re.sub(r" (?=[0-9]{2}:[0-9]{2}$)", "+", text)
    try:
        if not re.fullmatch(MOMENT, text, re.ASCII):
            raise ValueError
        text = text.upper()
        moment = parse_datetime(text if "T" in text else f"{text}T00:00")
        if moment is None:
            raise ValueError
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=datetime.UTC)
        return moment.astimezone(datetime.UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(
            _("write a date or a time as 2026-01-31T09:30:00Z.")
        ) from error


@dataclass(frozen=True)
class Parameter:
    """A parameter of the API, as OpenAPI describes it and as it is read."""

    name: str
    schema: dict[str, Any]
    description: Any
    read: Callable[[str], Any] = str

    @classmethod
    def of_id(cls, name: str, description: Any) -> "Parameter":
        """Return one that names something by its id."""
        return cls(name, UUID_SCHEMA, description, _id)

    @classmethod
    def of_flag(cls, name: str, description: Any) -> "Parameter":
        """Return one that is true, or else false."""
        return cls(name, FLAG_SCHEMA, description, _flag)


@dataclass
class Asked:
    """What one request asks for: the standard's parameters, and the directory's."""

    values: dict[str, Any] = field(default_factory=dict)
    filters: QueryDict = field(default_factory=lambda: QueryDict(mutable=True))

    def __getitem__(self, name: str) -> Any:
        """Return the value of a parameter, or None where it is not given."""
        return self.values.get(name)


SEARCH = Parameter(
    "search",
    {"type": "string"},
    gettext_lazy("Full text search, in everyday words. At most 200 characters count."),
)
PAGE = Parameter(
    "page",
    {"type": "integer", "minimum": 1, "maximum": 10**18 - 1, "default": 1},
    gettext_lazy("Page number. A page after the last one is a 404."),
    _integer,
)
PER_PAGE = Parameter(
    "per_page",
    {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE},
    gettext_lazy("Number of results in one page."),
    _page_size,
)
FORMAT = Parameter(
    "format",
    {"type": "string", "enum": ["json", "ndjson"], "default": "json"},
    gettext_lazy(
        "json, or ndjson: all results as a stream, one on each line, without pages."
    ),
    _format,
)
TAXONOMY_TERM_ID = Parameter.of_id(
    "taxonomy_term_id", gettext_lazy("Only records that carry this taxonomy term.")
)
TAXONOMY_ID = Parameter.of_id(
    "taxonomy_id", gettext_lazy("Only records that carry any term of this taxonomy.")
)
TERMS_OF_TAXONOMY = Parameter.of_id(
    "taxonomy_id", gettext_lazy("Only terms of this taxonomy.")
)
ORGANIZATION_ID = Parameter.of_id(
    "organization_id", gettext_lazy("Only services of this organization.")
)
MODIFIED_AFTER = Parameter(
    "modified_after",
    {"type": "string", "anyOf": [{"format": "date-time"}, {"format": "date"}]},
    gettext_lazy(
        "Only records that changed on or after this moment (ISO 8601), or name what "
        "did: the Modified-After of your last answer, not your clock. Without a time "
        "zone it is read as UTC, without a time as midnight."
    ),
    _moment,
)
MINIMAL = Parameter.of_flag(
    "minimal",
    gettext_lazy(
        "Only id and last_modified, with the name and status that the standard's "
        "schema requires. Without per_page, all services come on one page."
    ),
)
FULL = Parameter.of_flag(
    "full", gettext_lazy("Records with everything nested in them.")
)
FULL_SERVICE = Parameter.of_flag(
    "full_service", gettext_lazy("Full organizations, with their services in full.")
)
TOP_ONLY = Parameter.of_flag(
    "top_only",
    gettext_lazy("Only terms without a parent. Not together with parent_id."),
)
PARENT_ID = Parameter.of_id(
    "parent_id",
    gettext_lazy("Only terms whose parent has this id. Not together with top_only."),
)

FILTERS = tuple(
    "meeting_format" if name == "format" else name
    for name in OrganizationFilter.base_filters
    if name not in {"q", "sort"}
)
"""The directory's own filters, each repeatable: any of its values, all filters at once.

They are the filters of the list of organizations; ``meeting_format`` is its ``format``.
"""

SORT = "sort"

NO_PLACES = gettext_lazy("this directory holds no places; leave it out.")
REFUSED_PARAMETERS = {"postcode": NO_PLACES, "proximity": NO_PLACES}


def read(
    request: WSGIRequest, parameters: Iterable[Parameter], *, has_filters: bool
) -> Asked:
    """Return what ``request`` asks for.

    Raises Refused, naming every parameter that is unknown or cannot be read.
    """
    given = of_address(request)
    known = {parameter.name: parameter for parameter in parameters}
    asked = _sort_out(given, known, has_filters)
    if request.method != "POST":
        return asked
    for name, values in _body(request, known, has_filters).lists():
        both = given.getlist(name) + values if name in FILTERS else values
        given.setlist(name, both)
    return _sort_out(given, known, has_filters)


def _sort_out(
    given: QueryDict, known: dict[str, Parameter], has_filters: bool
) -> Asked:
    asked, problems = Asked(), {}
    for name, values in given.lists():
        if name in known:
            if len(values) > 1:
                problems[name] = _("give it once.")
                continue
            try:
                asked.values[name] = known[name].read(values[0])
            except ValueError as error:
                problems[name] = str(error)
        elif has_filters and name in (*FILTERS, SORT):
            if not all(value.strip() for value in values):
                problems[name] = _("write a value, or leave it out.")
            elif name == SORT and len(values) > 1:
                problems[name] = _("give it once.")
            elif name == SORT and values[0] not in SORTS:
                problems[name] = _("there are: %(names)s.") % {
                    "names": ", ".join(SORTS)
                }
            asked.filters.setlist(name, values)
        elif name in REFUSED_PARAMETERS:
            problems[name] = str(REFUSED_PARAMETERS[name])
        else:
            names = [*known, *((*FILTERS, SORT) if has_filters else ())]
            problems[name[:80]] = (
                _("there is no such parameter. There are: %(names)s.")
                % {"names": ", ".join(names)}
                if names
                else _("this address takes no parameters.")
            )
    if asked["top_only"] and asked["parent_id"]:
        problems["top_only"] = _("give it or parent_id, not both.")
    if problems:
        raise bad_parameters(problems)
    return asked


def of_address(request: WSGIRequest) -> QueryDict:
    """Return the parameters of the address.

    Read here and not through ``request.GET``, which would decode them by whatever
    encoding the request claims for its body.
    """
    return _query(get_bytes_from_wsgi(request.environ, "QUERY_STRING", ""))


def _query(text: bytes) -> QueryDict:
    if text.count(b"&") >= MOST_VALUES:
        raise Refused(
            400, _("More than %(most)d values: ask for fewer.") % {"most": MOST_VALUES}
        )
    return QueryDict(text, mutable=True, encoding="utf-8")


def _body(
    request: WSGIRequest, known: dict[str, Parameter], has_filters: bool
) -> QueryDict:
    """Return the parameters of a POST body, a form or JSON."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        raise Refused(
            413,
            _("The body is larger than %(limit)d KB.")
            % {"limit": LARGEST_BODY // 1024},
        )
    try:
        body = request.body
    except (BadRequest, SuspiciousOperation, UnreadablePostError) as error:
        raise Refused(400, _("The body could not be read to its end.")) from error
    if not body:
        return QueryDict(mutable=True)
    if request.content_type == "application/x-www-form-urlencoded":
        return _query(body)
    if request.content_type == "application/json":
        return _json(body, known, has_filters)
    raise Refused(
        415,
        _(
            "Send parameters as application/x-www-form-urlencoded or as "
            "application/json."
        ),
        headers={"Accept-Post": "application/x-www-form-urlencoded, application/json"},
    )


def _json(body: bytes, known: dict[str, Parameter], has_filters: bool) -> QueryDict:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, _("The body is not JSON.")) from error
    if not isinstance(data, dict):
        raise Refused(400, _('Send one JSON object: {"search": "online"}.'))
    given, problems = QueryDict(mutable=True), {}
    for name, value in data.items():
        if name in known:
            kind = known[name].schema["type"]
            text = _as_text(value, kind)
            texts = None if text is None else [text]
        elif has_filters and name in FILTERS:
            kind = _("list of strings")
            is_list = isinstance(value, list) and all(isinstance(v, str) for v in value)
            texts = [_whole(text) for text in value] if is_list else None
        else:
            # SORT, or a name that is refused as unknown afterwards.
            kind = "string"
            texts = [_whole(value)] if isinstance(value, str) else None
        if texts is None:
            problems[_whole(name)[:80]] = _("write a %(kind)s in JSON.") % {
                "kind": kind
            }
        else:
            given.setlist(_whole(name), texts)
    if problems:
        raise bad_parameters(problems)
    return given


def _as_text(value: Any, kind: str) -> str | None:
    """Return a JSON value as an address would write it; None for the wrong type."""
    if kind == "boolean":
        return (
            {True: "true", False: "false"}[value] if isinstance(value, bool) else None
        )
    if kind == "integer":
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        is_integer = isinstance(value, int) and not isinstance(value, bool)
        return str(value) if is_integer and abs(value) < 10**18 else None
    return _whole(value) if isinstance(value, str) else None


def _whole(text: str) -> str:
    """Return ``text`` with halves of characters, which JSON allows, made visible."""
    return text.encode("utf-8", "replace").decode()
