"""How open data answers over HTTP: caching, links, pages, streams, other origins.

The API, the dumps and the feeds answer alike. What is made at once is tagged by what it
says; a stream, which is never whole in memory, by all that it is made from: the state
of the data when it began, the code, the local date and the address. Each says from
where to ask next.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _

from organizations.open_data.errors import Refused
from organizations.open_data.hsds.parts import moment
from organizations.open_data.parameters import PAGE_SIZE, Asked
from recovery_directory.web import data_version
from recovery_directory.web.data_version import State

JSON = "application/json"
NDJSON = "application/x-ndjson"

FRESH = "public, max-age=60"
"""Short: a record that is withdrawn must leave other people's caches soon."""

ASK_NEXT = "Modified-After"
"""Says from where to ask next: the value of ``modified_after`` that misses nothing."""

SETTLED = timedelta(minutes=1)
"""After so long no change with this moment is still to be committed."""

LONGEST_LINK = 1000
"""Characters of a query that is repeated in ``Link``; proxies limit headers."""


def address(name: str, *args: str) -> str:
    """Return the whole address of a part of the API."""
    return settings.SITE_URL + reverse(f"hsds:{name}", args=args)


def descriptions() -> list[str]:
    """Return the links by which every answer of the API says what it follows."""
    return [
        f'<{address("openapi")}>; rel="service-desc"',
        f'<{address("profile")}>; rel="profile"',
    ]


def operator_email() -> str:
    """Return the operator's mailbox, where the contact is one."""
    try:
        validate_email(settings.OPERATOR_CONTACT)
    except ValidationError:
        return ""
    return settings.OPERATOR_CONTACT


def negotiate(request: HttpRequest, offered: Sequence[str]) -> None:
    """Raise Refused unless the client takes what this address has to give."""
    if not any(request.accepts(kind) for kind in offered):
        raise Refused(
            406,
            _("This address gives %(kind)s; accept it, or leave Accept out.")
            % {"kind": offered[0]},
        )


def answer(
    request: HttpRequest,
    data: Any,
    state: State,
    *,
    links: Iterable[str] = (),
    is_private: bool = False,
) -> HttpResponseBase:
    """Return ``data`` as JSON, or 304 where the client has it already."""
    body = as_json(data)
    return whole(request, body, JSON, state, links=links, is_private=is_private)


def as_json(data: Any) -> bytes:
    """Return ``data`` as JSON without needless spaces.

    Halves of characters, which nobody can read, become question marks.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def whole(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    state: State,
    *,
    links: Iterable[str] = (),
    is_private: bool = False,
) -> HttpResponseBase:
    """Return ``body``, or 304 where the client has it already.

    ``state`` is that of the data before anything of the body was read.
    """
    response = HttpResponse(body, content_type=content_type)
    etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    return _finish(request, response, state, links, is_private, etag)


def stream(
    request: HttpRequest,
    parts: Iterable[bytes],
    content_type: str,
    state: State,
    *,
    links: Iterable[str] = (),
    is_private: bool = False,
) -> HttpResponseBase:
    """Return a body that is written part by part, as it is made.

    ``state`` is that of the data before anything of the body was read: what changes
    while it is written makes the next answer another one.
    """
    made_from = (
        *(str(state), data_version.code_version(), request.get_full_path()),
        str(timezone.localdate()),
    )
    digest = hashlib.blake2b(repr(made_from).encode(), digest_size=16)
    parts = iter(()) if request.method == "HEAD" else parts
    response = StreamingHttpResponse(parts, content_type=content_type)
    return _finish(
        request, response, state, links, is_private, f'"{digest.hexdigest()}"'
    )


def _finish(
    request: HttpRequest,
    response: HttpResponseBase,
    state: State,
    links: Iterable[str],
    is_private: bool,
    etag: str,
) -> HttpResponseBase:
    """Add what caches and clients go by; 304 leaves a stream unwritten.

    An answer to a search, or to a POST, is a question that somebody asked: it is never
    stored, and so has nothing to be compared with later.
    """
    if links:
        response["Link"] = ", ".join(links)
    if state.changed_at is not None:
        response[ASK_NEXT] = moment(state.changed_at)
    patch_vary_headers(response, ["Accept"])
    if is_private or request.method == "POST":
        response["Cache-Control"] = "no-store"
        return response
    response["Cache-Control"] = FRESH
    response["ETag"] = etag
    changed = _in_seconds(state)
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    return get_conditional_response(
        request, etag=etag, last_modified=changed, response=response
    )


def _in_seconds(state: State) -> int | None:
    """Return when an answer last changed, once no other change can have that second.

    That is when a record last did, or this day began, for what is shown changes with
    the day too. ``Last-Modified`` tells whole seconds: a client that goes by it alone
    would take two changes within one for the same.
    """
    now = timezone.localtime()
    if state.changed_at is None or now - state.changed_at < SETTLED:
        return None
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return int(max(state.changed_at, midnight).timestamp())


class Page:
    """One page of a list, in the envelope of HSDS."""

    def __init__(self, request: HttpRequest, rows: list, asked: Asked):
        """Find the page; raises Refused where it lies behind the last one."""
        self.request, self.total = request, len(rows)
        size = asked["per_page"] or PAGE_SIZE
        if asked["minimal"] and not asked["per_page"]:
            size = max(self.total, 1)
        self.count = math.ceil(self.total / size)
        self.number = asked["page"] or 1
        if self.number > max(self.count, 1):
            raise Refused(
                404,
                _("There is no page %(page)d: the last one is %(last)d.")
                % {"page": self.number, "last": max(self.count, 1)},
                parameters={"page": _("ask for an earlier page.")},
            )
        self.rows = rows[(self.number - 1) * size : self.number * size]

    def envelope(self, contents: list) -> dict[str, Any]:
        """Return the page with its contents."""
        return {
            "total_items": self.total,
            "total_pages": self.count,
            "page_number": self.number,
            "size": len(contents),
            "first_page": self.number == 1,
            "last_page": self.number >= self.count,
            "empty": not contents,
            "contents": contents,
        }

    def links(self, given: Iterable[tuple[str, list[str]]]) -> list[str]:
        """Return the links to other pages, with the parameters of the address."""
        if self.request.method == "POST":
            return []
        kept = [(name, value) for name, values in given for value in values]
        query = urlencode([pair for pair in kept if pair[0] != "page"])
        if len(query) > LONGEST_LINK:
            return []
        others = {"first": 1, "last": max(self.count, 1)}
        if self.number > 1:
            others["prev"] = self.number - 1
        if self.number < self.count:
            others["next"] = self.number + 1
        base = settings.SITE_URL + self.request.path
        return [
            f'<{base}?{query}{"&" if query else ""}page={number}>; rel="{relation}"'
            for relation, number in others.items()
        ]


def for_other_origins(response: HttpResponseBase, methods: Iterable[str]) -> None:
    """Let pages of any site read the answer: everything here is public."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = ", ".join(methods)
    response["Access-Control-Allow-Headers"] = (
        "Accept, Content-Type, If-Modified-Since, If-None-Match"
    )
    response["Access-Control-Expose-Headers"] = (
        f"Allow, ETag, Last-Modified, Link, {ASK_NEXT}, Retry-After"
    )
    response["Access-Control-Max-Age"] = "86400"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
