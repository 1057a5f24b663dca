"""Page cache: a public page is made once for each state of the directory.

A page is kept under everything that it depends on: data version, code, local date,
language and address. So it never has to be thrown away, a save makes every page new at
once, and its tag (ETag) is known before the page is: a browser that has it gets 304
without a query.

Not kept: whatever somebody signed in asks for, searches in words and sheets that name
who prepared them (design: Visitors, cookies, caches), whatever says ``no-store`` or
sets a cookie.
"""

import gzip
import hashlib
import json
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language

from recovery_directory.web import data_version
from recovery_directory.web.problem_details import API

Handler = Callable[[HttpRequest], HttpResponse]

PERSONAL = {"q", "search", "prepared_by"}
"""Parameters that hold somebody's words: what they lead to is stored nowhere."""

REVALIDATED = "public, no-cache"
"""Whoever stores a page asks each time whether it is still the same."""

ASKED_AGAIN = "no-cache"
"""What is no page is asked for again each time too."""

FOR_MACHINES = ("/healthz", "/readyz")
"""Addresses that say how this process is, whatever the database does."""

KEPT_FOR = 60 * 60
LARGEST = 256 * 1024
"""Bytes of a compressed page that is kept; CACHES bounds how many there are."""

_makers = [threading.Lock() for _number in range(64)]
"""Of several who ask this process for a page at once, one makes it."""


def keep_pages(get_response: Handler) -> Handler:
    """Serve public pages from what is kept, and say how fresh they are."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.PAGES_ARE_KEPT or not _is_for_anybody(request):
            return get_response(request)
        if PERSONAL & request.GET.keys():
            response = get_response(request)
            response.headers["Cache-Control"] = "no-store"
            return response
        return _kept(request, data_version.current()) or _made(request, get_response)

    return middleware


def _is_for_anybody(request: HttpRequest) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not request.path.startswith((reverse("admin:index"), *FOR_MACHINES))
    )


def _key(request: HttpRequest, version: str) -> str:
    """Return the name of the page that ``request`` asks for, in this version."""
    depends_on = [
        *(version, data_version.code_version()),
        *(str(timezone.localdate()), get_language() or ""),
        *(request.scheme or "", request.get_host(), request.get_full_path()),
    ]
    if request.path.startswith(API):
        depends_on.append(request.headers.get("Accept", ""))
    text = "\0".join(depends_on).encode("utf-8", "surrogateescape")
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def _kept(request: HttpRequest, version: str) -> HttpResponse | None:
    """Return the page as it is kept, 304 where the browser has it, or None."""
    key = _key(request, version)
    if f'W/"{key}"' in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_tag(HttpResponse(status=304), key)
    kept = cache.get(f"page:{key}")
    if kept is None:
        return None
    try:
        body, headers = _unpacked(kept)
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            body = gzip.decompress(body)
    except (ValueError, OSError, EOFError):  # not as it was kept: as good as lost
        return None
    response = HttpResponse(body, headers=headers)
    response.headers["Content-Length"] = str(len(response.content))
    return get_conditional_response(
        request, etag=headers["ETag"], last_modified=None, response=response
    )


def _made(request: HttpRequest, get_response: Handler) -> HttpResponse:
    """Make the page, once for all who ask for it now, and keep it.

    A record that changes while the page is made would leave it half old: then it is
    made again.
    """
    maker = _makers[int(_key(request, "")[:8], 16) % len(_makers)]
    has_turn = maker.acquire(timeout=5)
    try:
        version = data_version.fresh()
        kept = _kept(request, version)
        if kept is not None:
            return kept
        response = get_response(request)
        if not _may_be_kept(request, response):
            return response
        for _again in range(2):
            now = data_version.fresh()
            if now == version:
                return _keep(request, response, _key(request, version))
            version, response = now, get_response(request)
        return response
    finally:
        if has_turn:
            maker.release()


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    vary = {name.strip() for name in response.get("Vary", "").lower().split(",")}
    known = {"", "accept-encoding"} | (
        {"accept"} if request.path.startswith(API) else set()
    )
    stated = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in stated
        and "private" not in stated
        and vary <= known
    )


def _keep(request: HttpRequest, response: HttpResponse, key: str) -> HttpResponse:
    """Keep a page, compressed, with the headers that it was made with."""
    response = _with_tag(response, key)
    if request.method == "GET":
        headers = {
            name: value
            for name, value in response.headers.items()
            if name not in {"Content-Length", "Content-Encoding"}
        }
        body = gzip.compress(response.content, compresslevel=6, mtime=0)
        if len(body) <= LARGEST:
            cache.set(f"page:{key}", _packed(body, headers), KEPT_FOR)
    return get_conditional_response(
        request, etag=response["ETag"], last_modified=None, response=response
    )


def _packed(body: bytes, headers: dict[str, str]) -> bytes:
    """Return a page as plain bytes: a line of headers in JSON, then the body."""
    return json.dumps(headers).encode() + b"\n" + body


def _unpacked(page: Any) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of a kept page; raises ValueError where it is none."""
    if not isinstance(page, bytes):
        raise ValueError("no page")
    first, _line, body = page.partition(b"\n")
    headers = json.loads(first)
    if not isinstance(headers, dict) or "ETag" not in headers:
        raise ValueError("no page")
    return body, headers


def _with_tag(response: HttpResponse, key: str) -> HttpResponse:
    """Say of a page how fresh it is, unless it says so itself.

    The tag is weak: it stands for the page, compressed or not.
    """
    response.headers.setdefault("ETag", f'W/"{key}"')
    response.headers.setdefault("Cache-Control", REVALIDATED)
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def ask_again(get_response: Handler) -> Handler:
    """Let nobody keep an answer that says nothing of how long it holds.

    Browsers keep a permanent redirect and a 410 for good, and some proxies a 404. Yet
    an address may come back: a record is renamed back, listed again, published at last.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", ASKED_AGAIN)
        return response

    return middleware


def compress(get_response: Handler) -> Handler:
    """Compress what is public.

    Whoever watches the length of a compressed page can guess a secret in it (BREACH):
    public pages hold none, and the admin, which does, is left as it is.
    """
    zipped = GZipMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(reverse("admin:index")):
            return response
        return zipped.process_response(request, response)

    return middleware
