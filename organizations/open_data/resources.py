"""How addresses of open data behave: methods, parameters, refusals, pages, streams.

A list of the API is made in two steps: an outline of all that was asked for, and the
records of one page or, for a stream, of one chunk after the other. POST asks the same
as GET and keeps the question, which may be about somebody's health, out of addresses
and logs; it changes nothing and acts for nobody, so it needs no CSRF token.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Generic, TypeVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from organizations.open_data import parameters, responses
from organizations.open_data.errors import Refused, refuse_too_many
from organizations.open_data.hsds import queries
from organizations.open_data.hsds.endpoints import Endpoint
from organizations.open_data.hsds.parts import Json
from organizations.open_data.parameters import Asked, Parameter
from recovery_directory.web import data_version
from recovery_directory.web.data_version import State

Question = TypeVar("Question")
"""What an address is asked, read from the request."""


@method_decorator(csrf_exempt, name="dispatch")
class OpenResource(ABC, View, Generic[Question]):
    """Anything that any program may read: answers, or says in JSON why not."""

    methods: tuple[str, ...] = ("GET", "HEAD", "OPTIONS")
    state: State

    def dispatch(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        """Answer any method, and turn a refusal into a problem."""
        try:
            response = self.respond(request, **kwargs)
        except Refused as refused:
            response = refused.response()
        responses.for_other_origins(response, self.get_methods())
        return response

    def respond(self, request: HttpRequest, **kwargs: str) -> HttpResponseBase:
        """Return the answer; raises Refused."""
        methods = self.get_methods()
        allow = ", ".join(methods)
        if request.method not in methods:
            detail = _("This address takes %(methods)s.") % {"methods": allow}
            raise Refused(405, detail, headers={"Allow": allow})
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": allow})
        refuse_too_many(request)
        # Before anything is read: what is committed later is for the next answer.
        self.state = data_version.state()
        asked = self.asked(request)
        responses.negotiate(request, self.offered(asked))
        return self.answer(request, asked, **kwargs)

    def get_methods(self) -> tuple[str, ...]:
        """Return the methods that this address takes."""
        return self.methods

    @abstractmethod
    def asked(self, request: HttpRequest) -> Question:
        """Return what is asked for; raises Refused, naming what cannot be read."""

    def offered(self, asked: Question) -> list[str]:
        """Return the media types that this address may answer in, the best first."""
        return [responses.JSON]

    @abstractmethod
    def answer(
        self, request: HttpRequest, asked: Question, **kwargs: str
    ) -> HttpResponseBase:
        """Return what was asked for."""


class ParameterResource(OpenResource[Asked]):
    """An address that is asked by parameters of the table."""

    takes: tuple[Parameter, ...] = ()

    def asked(self, request: HttpRequest) -> Asked:
        """Return the parameters by their names."""
        return parameters.read(request, self.takes, has_filters=False)


class Resource(ParameterResource):
    """Anything with an address in the API."""

    endpoint: ClassVar[Endpoint | None] = None

    def get_methods(self) -> tuple[str, ...]:
        """Return the methods that this address takes: lists are asked by POST too."""
        is_list = self.endpoint is not None and self.endpoint.is_list
        return (*self.methods, "POST") if is_list else self.methods

    def asked(self, request: HttpRequest) -> Asked:
        """Return what is asked for, read by what the endpoint takes."""
        if self.endpoint is None:
            return super().asked(request)
        return parameters.read(
            request, self.endpoint.parameters, has_filters=self.endpoint.has_filters
        )


class Document(Resource):
    """One JSON document."""

    def answer(
        self, request: HttpRequest, asked: Asked, **kwargs: str
    ) -> HttpResponseBase:
        """Return what was asked for."""
        data = self.data(asked, **kwargs)
        return responses.answer(
            request, data, self.state, links=responses.descriptions()
        )

    @abstractmethod
    def data(self, asked: Asked, **kwargs: str) -> Json:
        """Return the JSON of this address."""


class Listing(Resource):
    """A page of records, or a stream of all of them."""

    def offered(self, asked: Asked) -> list[str]:
        """Return JSON, or lines of JSON where they are asked for."""
        if asked["format"] == "ndjson":
            return [responses.NDJSON, "application/ndjson", responses.JSON]
        return [responses.JSON]

    @abstractmethod
    def rows(self, asked: Asked) -> list:
        """Return the outline of everything that is asked for."""

    def records(self, rows: list, asked: Asked) -> Iterable[Json]:
        """Return the records of some rows of the outline; by default rows are."""
        return rows

    def answer(
        self, request: HttpRequest, asked: Asked, **kwargs: str
    ) -> HttpResponseBase:
        """Return one page in its envelope, or everything line by line."""
        is_private = asked["search"] is not None
        rows = self.rows(asked)
        if asked["format"] == "ndjson":
            return responses.stream(
                request,
                (responses.as_json(one) + b"\n" for one in self.stream(rows, asked)),
                responses.NDJSON,
                self.state,
                links=responses.descriptions(),
                is_private=is_private,
            )
        page = responses.Page(request, rows, asked)
        contents = list(self.records(page.rows, asked))
        links = page.links(parameters.of_address(request).lists())
        return responses.answer(
            request,
            page.envelope(contents),
            self.state,
            links=[*links, *responses.descriptions()],
            is_private=is_private,
        )

    def stream(self, rows: list, asked: Asked) -> Iterator[Json]:
        """Yield all records, with one chunk in memory at a time."""
        for chunk in queries.chunks(rows):
            yield from self.records(chunk, asked)
