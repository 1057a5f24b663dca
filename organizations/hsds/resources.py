"""How every address of the API behaves: methods, parameters, refusals, pages, streams.

A list is made in two steps: an outline of all that was asked for, and the records of
one page or, for a stream, of one chunk after the other. POST asks the same as GET and
keeps the question, which may be about somebody's health, out of addresses and logs; it
changes nothing and acts for nobody, so it needs no CSRF token.
"""

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from organizations.hsds import answers, parameters, queries
from organizations.hsds.endpoints import Endpoint
from organizations.hsds.errors import Refused
from organizations.hsds.parameters import Asked
from organizations.hsds.parts import Json


@method_decorator(csrf_exempt, name="dispatch")
class Resource(View):
    """Anything with an address in the API: answers, or says in JSON why not."""

    endpoint: ClassVar[Endpoint | None] = None

    @property
    def methods(self) -> tuple[str, ...]:
        """Return the methods that this address takes."""
        is_list = self.endpoint is not None and self.endpoint.is_list
        return ("GET", "HEAD", "OPTIONS", *(("POST",) if is_list else ()))

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Answer any method, and turn a refusal into a problem."""
        try:
            response = self.respond(request, **kwargs)
        except Refused as refused:
            response = refused.response()
        answers.for_other_origins(response, self.methods)
        return response

    def respond(self, request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        """Return the answer; raises Refused."""
        allow = ", ".join(self.methods)
        if request.method not in self.methods:
            detail = _("This address takes %(methods)s.") % {"methods": allow}
            raise Refused(405, detail, headers={"Allow": allow})
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allow})
        takes = self.endpoint.parameters if self.endpoint else ()
        has_filters = self.endpoint is not None and self.endpoint.has_filters
        asked = parameters.read(request, takes, has_filters=has_filters)
        answers.negotiate(request, asked)
        return self.answer(request, asked, **kwargs)

    def answer(
        self, request: HttpRequest, asked: Asked, **kwargs: str
    ) -> HttpResponseBase:
        """Return what was asked for."""
        return answers.answer(request, self.data(asked, **kwargs))

    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return the JSON of this address."""
        raise NotImplementedError


class Listing(Resource):
    """A page of records, or a stream of all of them."""

    def rows(self, asked: Asked) -> list:
        """Return the outline of everything that is asked for."""
        raise NotImplementedError

    def records(self, rows: list, asked: Asked) -> Iterable[Json]:
        """Return the records of some rows of the outline."""
        raise NotImplementedError

    def answer(
        self, request: HttpRequest, asked: Asked, **kwargs: str
    ) -> HttpResponseBase:
        """Return one page in its envelope, or everything line by line."""
        is_private = asked["search"] is not None
        rows = self.rows(asked)
        if asked["format"] == "ndjson":
            records = self.stream(rows, asked)
            return answers.stream(request, records, is_private=is_private)
        page = answers.Page(request, rows, asked)
        contents = list(self.records(page.rows, asked))
        links = page.links(parameters.of_address(request).lists())
        return answers.answer(
            request, page.envelope(contents), links=links, is_private=is_private
        )

    def stream(self, rows: list, asked: Asked) -> Iterator[Json]:
        """Yield all records, with one chunk in memory at a time."""
        for chunk in queries.chunks(rows):
            yield from self.records(chunk, asked)
