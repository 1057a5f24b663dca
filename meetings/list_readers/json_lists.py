"""JSON as servers send it: a list of rows, or something else that has to be named."""

import json
from typing import Any

from django.utils.translation import gettext as _

from meetings.list_readers.meeting_rows import UnreadableList


def parsed(data: bytes) -> Any:
    """Return the value of a JSON text; say what came where it is none."""
    try:
        return json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnreadableList(_("This is no text in UTF-8.")) from error
    except (ValueError, RecursionError) as error:
        start = data.lstrip()[:1]
        if start == b"<":
            message = _("A web page came instead of a list: it may ask to sign in.")
        elif start in (b"[", b"{"):
            message = _("The list breaks off: only a part of it came.")
        else:
            message = _("This is no JSON.")
        raise UnreadableList(message) from error


def rows_of(value: Any, *names: str) -> list[dict]:
    """Return the rows: the value itself, or what it holds under one of ``names``."""
    if isinstance(value, dict):
        value = next((value[name] for name in names if name in value), value)
    if not isinstance(value, list):
        raise UnreadableList(_("This JSON is no list of meetings."))
    return value
