"""Previews: a draft or a proposal as the page, the sheet and the data it would give.

The record is written as if it were public, in a transaction that is taken back; in
between, the real view answers. Apps say which forms their records have
(``register``).
"""

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import resolve
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from recovery_directory.records import RecordFormat, revisions
from recovery_directory.records.formats import Record
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.records.publication import PublicationState
from recovery_directory.records.revisions import Action
from recovery_directory.records.saving import rewrite

FORMS = {
    "page": _("as a page"),
    "handout": _("as a hand-out"),
    "api": _("as data of the API"),
}
"""What a record can be looked at as."""

AddressOf = Callable[[models.Model], str]

_addresses: dict[tuple[str, str], AddressOf] = {}


def register(kind: str, **forms: AddressOf) -> None:
    """Say at which public addresses records of a kind are shown, by form."""
    for form, address_of in forms.items():
        _addresses[kind, form] = address_of


def forms_of(kind: str) -> list[tuple[str, str]]:
    """Return the forms in which records of a kind can be looked at, with words."""
    return [
        (form, words) for form, words in FORMS.items() if (kind, form) in _addresses
    ]


@dataclass(frozen=True)
class Preview:
    """What a previewed page says of itself, and where it leads back to."""

    of: str
    back: str


def preview(
    request: HttpRequest,
    record_format: RecordFormat,
    record: Record,
    form: str,
    *,
    about: Preview,
) -> HttpResponse:
    """Return what the public would get for ``record`` at one of its addresses."""
    address_of = _addresses.get((record_format.kind, form))
    if address_of is None:
        raise Http404
    public = record | {"publication_state": PublicationState.PUBLISHED}
    try:
        with revisions.rehearsal():
            written = rewrite(record_format, public, by=None, action=Action.EDIT)
            response = _answer(request, address_of(written), about)
    except RefusedFiles as refused:
        return _nothing_to_show(request, about, refused.problems)
    except Http404:
        reason = _("No public page shows it: nothing that is published leads to it.")
        return _nothing_to_show(request, about, [Problem("", "", reason)])
    if form == "api":
        data = json.dumps(json.loads(response.content), ensure_ascii=False, indent=2)
        context = {"preview": about, "data": data}
        response = render(request, "admin/preview_data.html", context)
    add_never_cache_headers(response)
    return response


def _nothing_to_show(
    request: HttpRequest, about: Preview, problems: list[Problem]
) -> HttpResponse:
    """Say why there is nothing to look at."""
    context = {"problems": problems, "preview": about}
    return render(request, "admin/preview_refused.html", context, status=409)


def _answer(request: HttpRequest, address: str, about: Preview) -> HttpResponse:
    """Return the answer of the real view at ``address``, written out in full."""
    match = resolve(address.partition("?")[0])
    asked = copy.copy(request)
    asked.method, asked.path, asked.path_info = "GET", address, address
    asked.resolver_match, asked.preview = match, about
    response = match.func(asked, *match.args, **match.kwargs)
    return response.render() if hasattr(response, "render") else response
