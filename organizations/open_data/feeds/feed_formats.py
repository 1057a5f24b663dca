"""Entries as Atom and as JSON Feed.

Atom: RFC 4287, tombstones by RFC 6721, pages by RFC 5005. JSON Feed 1.1:
https://www.jsonfeed.org/version/1.1/. A feed reader shows a tombstone as an entry
without a name; a program finds the id that it has to forget.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.html import escape
from django.utils.translation import gettext as _

from organizations.open_data.feeds.entries import FeedEntry, FeedPage, Tombstone
from organizations.open_data.hsds.parts import given
from recovery_directory import characters

ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json; charset=utf-8"

NEVER_CHANGED = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
"""Stands for the date that Atom asks of an empty feed."""


@dataclass(frozen=True)
class FeedFile:
    """A page of entries with its title and the addresses that lead to and on."""

    title: str
    address: str
    home: str
    page: FeedPage
    next_address: str | None
    modified_after: str | None = None
    """From where to ask next."""

    @property
    def updated_at(self) -> datetime.datetime:
        """Return when the newest entry was made."""
        moments = [entry.made_at for entry in self.page.entries]
        return max(moments, default=NEVER_CHANGED)


def _urn(pk) -> str:
    return f"urn:uuid:{pk}"


def _tags(entry: FeedEntry | Tombstone) -> list[str]:
    if isinstance(entry, Tombstone):
        return ["withdrawn"]
    kind = "changed" if entry.changes else "listed"
    return [kind, "on-sheet"] if entry.is_on_sheet else [kind]


def _address(entry: FeedEntry | Tombstone) -> str:
    if isinstance(entry, Tombstone):
        return settings.SITE_URL + reverse("organizations:list")
    return settings.SITE_URL + entry.organization.get_absolute_url()


def _title(entry: FeedEntry | Tombstone) -> str:
    if isinstance(entry, Tombstone):
        return _("An organization is no longer listed")
    return characters.mended(entry.title)


def _text(entry: FeedEntry | Tombstone) -> str:
    if isinstance(entry, Tombstone):
        return _(
            "The record with the id %(id)s is no longer listed. Take it out of copies, "
            "and its sheets out of the rack."
        ) % {"id": entry.organization_id}
    return characters.mended(entry.text)


# Atom


class _Atom(Atom1Feed):
    """Django's writer, with tombstones and the link to older entries."""

    def root_attributes(self):
        return super().root_attributes() | {
            "xmlns:at": "http://purl.org/atompub/tombstones/1.0"
        }

    def latest_post_date(self):
        return self.feed["updated_at"]

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.feed["next_address"]:
            link = {"rel": "next", "href": self.feed["next_address"]}
            handler.addQuickElement("link", "", link)
        for entry in self.feed["tombstones"]:
            named = {
                "ref": _urn(entry.organization_id),
                "when": rfc3339_date(entry.made_at),
            }
            handler.addQuickElement("at:deleted-entry", "", named)


def as_atom(feed: FeedFile) -> bytes:
    """Return a feed as Atom."""
    writer = _Atom(
        title=characters.mended(feed.title),
        link=feed.home,
        description=None,
        feed_url=feed.address,
        feed_guid=feed.address.partition("?")[0],
        language=settings.LANGUAGE_CODE,
        author_name=characters.mended(settings.OPERATOR_NAME),
        author_link=f"{settings.SITE_URL}/",
        feed_copyright=_("Texts: CC BY 4.0"),
        updated_at=feed.updated_at,
        next_address=feed.next_address,
        tombstones=[one for one in feed.page.entries if isinstance(one, Tombstone)],
    )
    for entry in feed.page.entries:
        writer.add_item(
            title=_title(entry),
            link=_address(entry),
            description=escape(_text(entry)),
            unique_id=_urn(entry.id),
            pubdate=entry.made_at,
            updateddate=entry.made_at,
            categories=_tags(entry),
        )
    return writer.writeString("utf-8").encode()


# JSON Feed


def as_json_feed(feed: FeedFile) -> dict[str, Any]:
    """Return a feed as JSON Feed."""
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.address,
        "language": settings.LANGUAGE_CODE,
        "authors": [{"name": settings.OPERATOR_NAME, "url": f"{settings.SITE_URL}/"}],
        "items": [_item(entry) for entry in feed.page.entries],
    }
    written["_recovery_directory"] = {"about": _about()} | given(
        modified_after=feed.modified_after
    )
    return written | ({"next_url": feed.next_address} if feed.next_address else {})


def _item(entry: FeedEntry | Tombstone) -> dict[str, Any]:
    return {
        "id": _urn(entry.id),
        "url": _address(entry),
        "title": _title(entry),
        "content_text": _text(entry),
        "date_published": rfc3339_date(entry.made_at),
        "tags": _tags(entry),
        "_recovery_directory": _for_programs(entry),
    }


def _about() -> str:
    return f"{settings.SITE_URL}{reverse('data')}#changes"


def _for_programs(entry: FeedEntry | Tombstone) -> dict[str, Any]:
    """Return an entry for a program that keeps a copy or a rack of sheets."""
    about = {"about": _about()}
    if isinstance(entry, Tombstone):
        return about | {
            "organization_id": str(entry.organization_id),
            "is_withdrawn": True,
        }
    versioned = {} if entry.version is None else {"version": entry.version}
    return (
        about
        | {"organization_id": str(entry.organization.pk), "is_withdrawn": False}
        | versioned
        | {
            "changes": [
                {"words": change.words, "is_on_sheet": change.is_on_sheet}
                for change in entry.changes
            ]
        }
    )
