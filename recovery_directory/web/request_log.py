"""Request log: what happened, never who asked or for what.

One JSON object a line. A request is its method, the pattern of its address
(``organizations/<slug:slug>/``, so not which organization), status, milliseconds and
bytes: no address of a visitor, no query, no browser, no referrer. An error is its type
and the places in the code it came through; its message may quote what somebody typed,
so it is left out, and so is the message of any library that came already filled in.
"""

import json
import logging
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

Handler = Callable[[HttpRequest], HttpResponse]

requests = logging.getLogger("recovery_directory.requests")

OURS = ("recovery_directory", "organizations", "evidence", "meetings")
"""Loggers whose messages are written here, and hold nothing that anybody typed."""

METHODS = {"GET", "HEAD", "POST", "OPTIONS"}


class JsonLine(logging.Formatter):
    """Writes a record of the log as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level, logger, and what is safe of the rest."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(
                "T", "seconds"
            ),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        line |= getattr(record, "request_line", None) or _said(record)
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["through"] = [
                f"{frame.filename}:{frame.lineno} {frame.name}"
                for frame in traceback.extract_tb(record.exc_info[2])
            ]
        return json.dumps(line)


def _said(record: logging.LogRecord) -> dict[str, str]:
    """Return the message: filled in if it is ours, else only what surrounds values."""
    if record.name.partition(".")[0] in OURS:
        return {"message": record.getMessage()}
    return {"message": str(record.msg)} if record.args else {}


def log_requests(get_response: Handler) -> Handler:
    """Write one line for each request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = get_response(request)
        if requests.isEnabledFor(logging.INFO):
            passed = (time.perf_counter() - started) * 1000
            requests.info(
                "request", extra={"request_line": _line(request, response, passed)}
            )
        return response

    return middleware


def _line(request: HttpRequest, response: HttpResponse, passed: float) -> dict:
    method = request.method if request.method in METHODS else "other"
    return {
        "method": method,
        "route": _route(request),
        "status": response.status_code,
        "ms": round(passed, 1),
        "bytes": None if response.streaming else len(response.content),
    }


def _route(request: HttpRequest) -> str:
    """Return the pattern of the address; a page that was kept has not looked it up."""
    try:
        return (request.resolver_match or resolve(request.path_info)).route or "/"
    except Resolver404:
        return "no such page"
