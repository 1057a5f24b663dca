"""/data/: the open data as files, by the filter of the list.

The parameters are those of the list, under its names. Three things differ, as in the
API: without ``status`` historic organizations are there too, without ``sort`` they are
ordered by id, and what is unknown is refused instead of left out, because no program
reads a notice.
"""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from organizations.catalog import facets
from organizations.choices import OperatingStatus
from organizations.listing.filters import OrganizationFilter
from organizations.listing.list_query import ListQuery
from organizations.open_data import parameters, responses
from organizations.open_data.dumps import archive, package, table
from organizations.open_data.errors import bad_parameters
from organizations.open_data.hsds import selection
from organizations.open_data.hsds.parts import moment
from organizations.open_data.resources import OpenResource

CSV = "text/csv; charset=utf-8"
ZIP = "application/zip"

PARAMETERS = ("q", *(kind.name for kind in facets.KINDS), "sort")


@dataclass
class Chosen:
    """The organizations that a dump is asked for."""

    query: str
    list_query: ListQuery

    @property
    def pks(self) -> list:
        """Return their ids in the order of the list."""
        return self.list_query.results.ids

    @property
    def is_private(self) -> bool:
        """Whether somebody's own words chose them."""
        return bool(self.list_query.search.text)


def chosen(request: HttpRequest) -> Chosen:
    """Return what ``request`` asks for; raises Refused, naming what is unknown."""
    given = parameters.of_address(request)
    if unknown := [name for name in given if name not in PARAMETERS]:
        raise bad_parameters(
            {
                name[:80]: _("there is no such parameter. There are: %(names)s.")
                % {"names": ", ".join(PARAMETERS)}
                for name in unknown
            }
        )
    query = given.urlencode()
    if "status" not in given:
        given.setlist("status", OperatingStatus.values)
    list_query = OrganizationFilter(given, also=(), default_sort="id").list_query
    selection.refuse_unknown(list_query)
    return Chosen(query, list_query)


def same_choice(listed: ListQuery) -> str:
    """Return the query by which a dump holds what a list shows, in its order."""
    query = QueryDict(listed.url().removeprefix("?"), mutable=True)
    query.setlist("status", listed.effective["status"])
    query["sort"] = listed.sort
    return query.urlencode()


class OfChosen(OpenResource[Chosen]):
    """What is about everything, or about what the filter leaves."""

    def asked(self, request: HttpRequest) -> Chosen:
        """Return the organizations asked for."""
        return chosen(request)


class Dump(OfChosen):
    """A file of the organizations asked for."""

    content_type = responses.JSON
    file_name = ""

    def offered(self, asked: Chosen) -> list[str]:
        """Return the one form of the file."""
        return [self.content_type.partition(";")[0]]

    def answer(
        self, request: HttpRequest, asked: Chosen, **kwargs: str
    ) -> HttpResponseBase:
        """Return the file, written as it is read."""
        response = responses.stream(
            request,
            self.parts(asked),
            self.content_type,
            self.state,
            links=described_by(asked),
            is_private=asked.is_private,
        )
        response["Content-Disposition"] = f'attachment; filename="{self.file_name}"'
        return response

    @abstractmethod
    def parts(self, asked: Chosen) -> Iterator[bytes]:
        """Yield the file piece by piece."""


def described_by(asked: Chosen) -> list[str]:
    """Return the links to licence and description of a file."""
    description = settings.SITE_URL + reverse("data:package")
    query = "" if asked.is_private or not asked.query else f"?{asked.query}"
    links = [f'<{package.LICENSES[0]["path"]}>; rel="license"']
    if len(query) <= responses.LONGEST_LINK:
        links.append(f'<{description}{query}>; rel="describedby"')
    return links


class Table(Dump):
    """/data/organizations.csv."""

    content_type = CSV
    file_name = "organizations.csv"

    def parts(self, asked: Chosen) -> Iterator[bytes]:
        """Yield the table line by line."""
        return table.as_csv(table.rows(asked.pks, self.state))


class JsonTable(Dump):
    """/data/organizations.json: the same table, as one list of objects."""

    file_name = "organizations.json"

    def parts(self, asked: Chosen) -> Iterator[bytes]:
        """Yield the list object by object, each on a line of its own."""
        before = b"[\n"
        for row in table.rows(asked.pks, self.state):
            yield before + responses.as_json(row)
            before = b",\n"
        yield b"[]\n" if before == b"[\n" else b"\n]\n"


class RecordsArchive(Dump):
    """/data/records.zip."""

    content_type = ZIP
    file_name = "records.zip"

    def parts(self, asked: Chosen) -> Iterator[bytes]:
        """Yield the archive as it is written."""
        return archive.archive(asked.pks, (moment(self.state.changed_at) or "")[:10])


class Package(OfChosen):
    """/data/datapackage.json: what the files hold."""

    def answer(
        self, request: HttpRequest, asked: Chosen, **kwargs: str
    ) -> HttpResponseBase:
        """Return the description of the files of the same filter."""
        return responses.answer(
            request,
            package.data_package(
                query=asked.query, changed_at=moment(self.state.changed_at)
            ),
            self.state,
            links=described_by(asked)[:1],
            is_private=asked.is_private,
        )
