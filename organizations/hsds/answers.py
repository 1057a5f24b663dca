"""How open data answers over HTTP: caching, links, pages, streams, other origins.

The API, the dumps and the feeds answer alike. What is made at once is tagged by what it
says; a stream, which is never whole in memory, by all that it is made from: the newest
revision, the code and the address.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import gettext as _

from organizations.hsds.errors import Refused
from organizations.hsds.parameters import PAGE_SIZE, Asked
from recovery_directory.revisions import Revision

JSON = "application/json"
NDJSON = "application/x-ndjson"

FRESH = "public, max-age=60"
"""Short: a record that is withdrawn must leave other people's caches soon."""

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
    *,
    links: Iterable[str] = (),
    is_private: bool = False,
) -> HttpResponseBase:
    """Return ``data`` as JSON, or 304 where the client has it already."""
    return whole(request, as_json(data), JSON, links=links, is_private=is_private)


def as_json(data: Any) -> bytes:
    """Return ``data`` as JSON without needless spaces."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def whole(
    request: HttpRequest,
    body: bytes,
    content_type: str,
    *,
    links: Iterable[str] = (),
    is_private: bool = False,
) -> HttpResponseBase:
    """Return ``body``, or 304 where the client has it already."""
    response = HttpResponse(body, content_type=content_type)
    etag = f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'
    return _finish(request, response, links, is_private, etag)


def stream(
    request: HttpRequest,
    parts: Iterable[bytes],
    content_type: str,
    *,
    links: Iterable[str] = (),
    is_private: bool = False,
) -> HttpResponseBase:
    """Return a body that is written part by part, as it is made."""
    etag = f'"{state_of(request)}"'
    parts = iter(()) if request.method == "HEAD" else parts
    response = StreamingHttpResponse(parts, content_type=content_type)
    return _finish(request, response, links, is_private, etag)


def state_of(request: HttpRequest) -> str:
    """Return a digest of all that makes the answer to ``request``."""
    newest = Revision.objects.order_by("-pk").values_list("pk", "made_at").first()
    made_from = (newest, code_version(), settings.SITE_URL, request.get_full_path())
    return hashlib.blake2b(repr(made_from).encode(), digest_size=16).hexdigest()


@cache
def code_version() -> str:
    """Return a digest of the code that turns records into open data."""
    digest = hashlib.blake2b(digest_size=16)
    for app in ("organizations", "evidence"):
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _finish(
    request: HttpRequest,
    response: HttpResponseBase,
    links: Iterable[str],
    is_private: bool,
    etag: str | None,
) -> HttpResponseBase:
    """Add what caches and clients go by; 304 leaves a stream unwritten.

    An answer to a search, or to a POST, is a question that somebody asked: it is never
    stored, and so has nothing to be compared with later.
    """
    if links:
        response["Link"] = ", ".join(links)
    patch_vary_headers(response, ["Accept"])
    if is_private or request.method == "POST":
        response["Cache-Control"] = "no-store"
        return response
    response["Cache-Control"] = FRESH
    if etag:
        response["ETag"] = etag
    changed = last_change()
    if changed is not None:
        response["Last-Modified"] = http_date(changed)
    return get_conditional_response(
        request, etag=etag, last_modified=changed, response=response
    )


def last_change_at() -> datetime | None:
    """Return when any record last changed; the newest revision says so."""
    return Revision.objects.order_by("-pk").values_list("made_at", flat=True).first()


def last_change() -> int | None:
    """Return when any record last changed, in seconds."""
    newest = last_change_at()
    return int(newest.timestamp()) if newest else None


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
        "Allow, ETag, Last-Modified, Link, Retry-After"
    )
    response["Access-Control-Max-Age"] = "86400"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
