"""Errors of the API: problem details (RFC 9457), in words that say what to do."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from recovery_directory.web.problem_details import problem_response
from recovery_directory.web.rate_limits import seconds_to_wait


class Refused(Exception):
    """A request that gets no data, with the reason for the person who sent it.

    ``parameters`` maps the name of each parameter at fault to a sentence about it.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        parameters: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ):
        """Keep what the response will say."""
        super().__init__(detail)
        self.status, self.detail = HTTPStatus(status), detail
        self.parameters, self.headers = parameters or {}, headers or {}

    def response(self) -> HttpResponse:
        """Return the problem as a response that no cache keeps."""
        return problem_response(
            self.status,
            self.detail,
            parameters=self.parameters,
            headers=self.headers,
        )


def refuse_too_many(request: HttpRequest) -> None:
    """Raise Refused where this client has asked more often than API_RATE allows."""
    wait = seconds_to_wait(request, "api", settings.API_RATE)
    if wait:
        raise Refused(
            429,
            _(
                "That is more than %(most)d requests in %(seconds)d seconds. Come "
                "back in %(wait)d seconds; the dumps hold everything in one request."
            )
            % {
                "most": settings.API_RATE.most,
                "seconds": settings.API_RATE.seconds,
                "wait": wait,
            },
            headers={"Retry-After": str(wait)},
        )


def bad_parameters(problems: dict[str, str]) -> Refused:
    """Return the refusal that names every parameter at fault."""
    detail = " ".join(f"{name}: {problem}" for name, problem in problems.items())
    return Refused(400, detail, parameters=problems)


def not_found(what: str) -> Refused:
    """Return the refusal for a record that does not exist for the public."""
    return Refused(
        404,
        _("There is no published %(what)s with this id. Find ids in the lists.")
        % {"what": what},
    )
