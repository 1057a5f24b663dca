"""/feeds/ and /organizations/<slug>/changes/: what changed in public."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from organizations.addresses import OrganizationMovedOrGone
from organizations.models import Organization
from organizations.open_data import responses
from organizations.open_data.feeds import entries, feed_formats
from organizations.open_data.feeds.feed_parameters import BEFORE, MODIFIED_AFTER
from organizations.open_data.hsds.parts import moment
from organizations.open_data.parameters import Asked
from organizations.open_data.resources import ParameterResource


class Changes(ParameterResource):
    """/feeds/changes/: every change of every organization, as Atom."""

    takes = (MODIFIED_AFTER, BEFORE)

    def offered(self, asked: Asked) -> list[str]:
        """Return what feed readers ask for."""
        return ["application/atom+xml", "application/xml", "text/xml"]

    def answer(
        self, request: HttpRequest, asked: Asked, **kwargs: str
    ) -> HttpResponseBase:
        """Return a page of the feed."""
        home = reverse("organizations:list")
        return self.write(request, self.feed(request, asked, self.title(), home))

    def title(self) -> str:
        """Return what the feed is called."""
        return _("Recovery Directory: changes")

    def feed(
        self,
        request: HttpRequest,
        asked: Asked,
        title: str,
        home: str,
        organization: Organization | None = None,
    ) -> feed_formats.FeedFile:
        """Return the entries asked for, with the addresses of this page and the next.

        The next page repeats ``modified_after``, so that a client that follows the
        links has everything since then and nothing else.
        """
        page = entries.page(
            organization=organization,
            since=asked["modified_after"],
            before=asked["before"],
        )
        base = settings.SITE_URL + request.path
        since = asked["modified_after"]
        kept = {"modified_after": since.isoformat()} if since else {}

        def at(before: int | None) -> str:
            query = urlencode(kept | ({"before": before} if before else {}))
            return f"{base}?{query}" if query else base

        return feed_formats.FeedFile(
            title=title,
            address=at(asked["before"]),
            home=settings.SITE_URL + home,
            page=page,
            next_address=at(page.before) if page.before else None,
            modified_after=moment(self.state.changed_at),
        )

    def write(
        self, request: HttpRequest, feed: feed_formats.FeedFile
    ) -> HttpResponseBase:
        """Return the feed as Atom."""
        return responses.whole(
            request, feed_formats.as_atom(feed), feed_formats.ATOM, self.state
        )


class ChangesAsJson(Changes):
    """/feeds/changes.json: the same as JSON Feed."""

    def offered(self, asked: Asked) -> list[str]:
        """Return what programs ask for."""
        return ["application/feed+json", responses.JSON]

    def write(
        self, request: HttpRequest, feed: feed_formats.FeedFile
    ) -> HttpResponseBase:
        """Return the feed as JSON Feed."""
        body = responses.as_json(feed_formats.as_json_feed(feed))
        return responses.whole(request, body, feed_formats.JSON_FEED, self.state)


class OrganizationChanges(OrganizationMovedOrGone, Changes):
    """The changes of one organization; old and withdrawn addresses say so."""

    def answer(
        self, request: HttpRequest, asked: Asked, **kwargs: str
    ) -> HttpResponseBase:
        """Return its feed, or where it went."""
        slug = kwargs["slug"]
        organization = Organization.objects.published().filter(slug=slug).first()
        if organization is None:
            return self.moved_or_gone(slug)
        title = _("%(name)s: changes") % {"name": organization.name}
        home = organization.get_absolute_url()
        feed = self.feed(request, asked, title, home, organization)
        return self.write(request, feed)

    def address_of(self, record) -> str:
        """Redirect a former slug to the feed of the new one."""
        return reverse("organizations:changes", args=[record.slug])
