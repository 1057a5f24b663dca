"""Ways to a meeting: where a page, a card and paper send somebody who wants to go.

A way is an address that somebody saw or that answered when it was asked, or a telephone
number that may be shown. Where no meeting finder is one, the website stands in its
place, and is said to be that.
"""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organizations.choices import PhoneKind, UrlKind
from organizations.models.contact import Phone, Url

WAYS_IN = (
    UrlKind.MEETING_FINDER,
    UrlKind.WEBSITE,
    UrlKind.ONLINE_MEETINGS,
    UrlKind.APP,
    UrlKind.FORUM,
)
"""What leads to a meeting, the best first: a website knows of all ways of meeting."""

LEFT_BEHIND = {UrlKind.WEBSITE, UrlKind.LITERATURE}
"""What an organization that has ended may still have on the web."""

WHAT_IT_IS = {
    UrlKind.MEETING_FINDER: gettext_lazy("Find a meeting"),
    UrlKind.WEBSITE: gettext_lazy("Their website"),
    UrlKind.ONLINE_MEETINGS: gettext_lazy("Online meetings"),
    UrlKind.APP: gettext_lazy("Their app"),
    UrlKind.FORUM: gettext_lazy("Their forum"),
}
"""What is written on the link to an address."""


@dataclass(frozen=True)
class WayIn:
    """An address that leads to meetings, as a reader is sent there."""

    url: Url

    @property
    def is_finder(self) -> bool:
        """Whether it finds meetings; anything else is said to be what it is."""
        return self.url.kind == UrlKind.MEETING_FINDER

    @property
    def label(self) -> str:
        """Return what is written on the link."""
        return str(WHAT_IT_IS[UrlKind(self.url.kind)])

    @property
    def precision(self) -> str:
        """Return what one finds there, such as “opens the list of all meetings”."""
        return self.url.label

    @property
    def address(self) -> str:
        """Return where it leads."""
        return self.url.address

    @property
    def shown(self) -> str:
        """Return the address as people write it."""
        return self.url.shown


class OrganizationWays:
    """How one reaches an organization: it reads addresses and telephone numbers."""

    def url_of(self, *kinds: str):
        """Return the first web address of the first of ``kinds`` that there is."""
        for kind in kinds:
            for url in self.web_addresses:
                if url.kind == kind:
                    return url
        return None

    @property
    def web_addresses(self) -> list[Url]:
        """Return the addresses that lead anywhere, by the rule of today."""
        return [url for url in self.urls.all() if url.address]

    @property
    def ways_in(self) -> list[WayIn]:
        """Return the addresses to which a reader is sent for a meeting, best first.

        One of each kind. The website is among them where no meeting finder is, whether
        somebody saw it or not.
        """
        if self.is_historic:
            return []
        found: dict[str, Url] = {}
        for url in self.web_addresses:
            if url.kind == UrlKind.WEBSITE or url.is_reliable:
                found.setdefault(url.kind, url)
        if UrlKind.MEETING_FINDER in found:
            found.pop(UrlKind.WEBSITE, None)
        return [WayIn(found[kind]) for kind in WAYS_IN if kind in found]

    @property
    def best_way_in(self) -> WayIn | None:
        """Return the one address to which paper leads, or None."""
        return next(iter(self.ways_in), None)

    @property
    def has_way_on_file(self) -> bool:
        """Whether any address that may lead to a meeting is recorded."""
        return not self.is_historic and self.url_of(*WAYS_IN) is not None

    @property
    def shown_urls(self) -> list[Url]:
        """Return the addresses for a reader; none to a meeting that is no more."""
        if not self.is_historic:
            return self.web_addresses
        return [url for url in self.web_addresses if url.kind in LEFT_BEHIND]

    @property
    def public_phones(self) -> list[Phone]:
        """Return the numbers that may be shown today; all others are held back."""
        today = timezone.localdate()
        return [phone for phone in self.phones.all() if phone.is_public_on(today)]

    @property
    def has_phones_held_back(self) -> bool:
        """Whether numbers are on file that may not be shown today."""
        today = timezone.localdate()
        return any(not phone.is_public_on(today) for phone in self.phones.all())

    @property
    def first_phone(self) -> Phone | None:
        """Return the number to call for a meeting, a helpline rather; None: none."""
        if self.is_historic:
            return None
        phones = self.public_phones
        return next(
            (phone for phone in phones if phone.kind == PhoneKind.HELPLINE),
            next(iter(phones), None),
        )

    @property
    def no_way_in_words(self) -> str:
        """Return what is said where neither an address nor a number is known."""
        return _("No way to a meeting is known here.")
