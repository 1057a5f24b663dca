"""Problem details (RFC 9457): how open data says what is wrong with a request.

People get a page in the site's own words, programs the same words as data that any
origin may read and that no cache keeps. Nothing else writes such an answer.
"""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse

API = "/api/"

OPEN_DATA = (API, "/data/", "/feeds/")
"""Prefixes of what programs read: they get mistakes as data too."""

MEDIA_TYPE = "application/problem+json"


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a mistake at this address is answered as data."""
    return request.path.startswith(OPEN_DATA)


def problem_response(
    status: int,
    detail: str,
    *,
    parameters: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Return a problem; ``parameters`` names each one at fault with a sentence."""
    problem: dict = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
    }
    if parameters:
        problem["errors"] = [
            {"parameter": name, "detail": sentence}
            for name, sentence in parameters.items()
        ]
    return JsonResponse(
        problem,
        status=status,
        content_type=MEDIA_TYPE,
        json_dumps_params={"ensure_ascii": False},
        headers={
            "Access-Control-Allow-Origin": "*",
            "Cache-Control": "no-store",
            **(headers or {}),
        },
    )
