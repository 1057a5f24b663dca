"""How an organization is called and reached: names, addresses, telephones."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evidence.choices import PublisherKind
from organizations.choices import NameKind, NumberCheck, PhoneKind, UrlKind
from organizations.models.citation import Sourced
from organizations.models.verification import months_earlier
from recovery_directory import telephones
from recovery_directory.fields import RowCheck
from recovery_directory.operations.link_checks import LinkCheck, LinkResult
from recovery_directory.records.publication import published_q
from recovery_directory.records.revisions import Revision
from recovery_directory.records.write_guard import GuardedManager, GuardedQuerySet
from recovery_directory.web_addresses import (
    WebAddressField,
    short_form,
    web_address,
)


class AlternateName(Sourced):
    """Another name: acronym, also known as, former, or in another language."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="alternate_names",
        verbose_name=_("organization"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=NameKind.choices)
    name = models.CharField(_("name"), max_length=160)
    language = models.CharField(
        _("language"),
        max_length=8,
        blank=True,
        help_text=_("ISO code, for a name in another language: es."),
    )

    class Meta(Sourced.Meta):
        ordering = ["kind", "name"]
        verbose_name = _("alternate name")
        verbose_name_plural = _("alternate names")
        constraints = [
            *Sourced.Meta.constraints,
            RowCheck(
                condition=models.Q(kind__in=NameKind.values),
                name="organizations_alternatename_kind_is_known",
            ),
            RowCheck(
                condition=~models.Q(kind=NameKind.TRANSLATED) | ~models.Q(language=""),
                name="organizations_alternatename_translation_has_language",
                violation_error_message=_("Say in which language this name is."),
            ),
        ]

    def __str__(self):
        """Return the name."""
        return self.name


class UrlQuerySet(GuardedQuerySet):
    """Addresses, with what a machine found there."""

    def with_link_checks(self):
        """Say of each how it answered when it was last asked, in the same query."""
        checks = LinkCheck.objects.filter(address=models.OuterRef("url"))
        return self.annotate(
            link_result=models.Subquery(checks.values("result")[:1]),
            link_asked_at=models.Subquery(checks.values("checked_at")[:1]),
        )


class Url(Sourced):
    """An address on the web, and what it leads to."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="urls",
        verbose_name=_("organization"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=UrlKind.choices)
    url = WebAddressField(_("address"), max_length=500)
    label = models.CharField(_("label"), max_length=120, blank=True)

    objects = GuardedManager.from_queryset(UrlQuerySet)()

    class Meta(Sourced.Meta):
        ordering = ["kind", "url"]
        verbose_name = _("web address")
        verbose_name_plural = _("web addresses")
        constraints = [
            *Sourced.Meta.constraints,
            RowCheck(
                condition=models.Q(kind__in=UrlKind.values),
                name="organizations_url_kind_is_known",
            ),
        ]

    def __str__(self):
        """Return the address."""
        return self.url

    @property
    def address(self) -> str:
        """Return where it leads, or nothing where it is no address on the web."""
        return web_address(self.url)

    @property
    def shown(self) -> str:
        """Return the address as people write it."""
        return short_form(self.address)

    @cached_property
    def link_check(self) -> tuple[str, datetime.date] | None:
        """Return what came of asking this address, and on which day; None: never."""
        if not hasattr(self, "link_result"):
            check = LinkCheck.objects.filter(address=self.url).first()
            self.link_result = check.result if check else None
            self.link_asked_at = check.checked_at if check else None
        if self.link_result is None:
            return None
        return self.link_result, timezone.localdate(self.link_asked_at)

    @property
    def is_broken(self) -> bool:
        """Whether it did not answer on two different days in a row."""
        return bool(self.link_check and self.link_check[0] == LinkResult.BROKEN)

    @property
    def has_answered(self) -> bool:
        """Whether it answered a machine when that last asked."""
        return bool(self.link_check and self.link_check[0] == LinkResult.FINE)

    @property
    def is_reliable(self) -> bool:
        """Whether a reader may be sent there: somebody saw it, or it answered."""
        return (self.was_seen or self.has_answered) and not self.is_broken

    @property
    def unseen_in_words(self) -> str:
        """Return what stands beside an address that nobody has seen in its source."""
        if not self.has_answered:
            return super().unseen_in_words
        said = gettext("this address answered on %(day)s")
        return said % {"day": date_format(self.link_check[1])}

    @property
    def broken_in_words(self) -> str:
        """Return that it does not answer, and since which look; else nothing."""
        if not self.is_broken:
            return ""
        said = gettext("this address did not answer on %(day)s")
        return said % {"day": date_format(self.link_check[1])}


def addresses_in_use() -> models.QuerySet:
    """Return every address of an organization that is not withdrawn."""
    from organizations.models import Organization

    used = Organization.objects.in_use()
    return Url.objects.filter(organization__in=used).values_list("url", flat=True)


MONTHS_OF_A_COPY = 36
"""A number that was seen is public while the copy of its page is at most so old."""

OWN_PUBLISHERS = (PublisherKind.ORGANIZATION, PublisherKind.PUBLIC_BODY)
"""Whose pages are believed about a number; a local body's only about its own area."""


def _oldest_copy(on: datetime.date) -> str:
    """Return the earliest date of a copy that still counts, as dates are kept.

    A date of which only the year or month is known stands for its first day, and a
    shorter text sorts before a longer one that begins with it.
    """
    day = months_earlier(on, MONTHS_OF_A_COPY)
    if day.day > 1:
        return day.isoformat()
    return f"{day:%Y-%m}" if day.month > 1 else f"{day:%Y}"


class PhoneQuerySet(GuardedQuerySet):
    """Telephone numbers, by who may see them; ``Phone.is_public_on`` says the same."""

    def public(self, *, on: datetime.date):
        """Return those that the public may see on this day."""
        return self.filter(self._is_public(on))

    def held_back(self, *, on: datetime.date):
        """Return those that it may not."""
        return self.exclude(pk__in=self.model.objects.public(on=on).values("pk"))

    @staticmethod
    def _is_public(on: datetime.date) -> models.Q:
        is_theirs = models.Q(source__publisher_kind__in=OWN_PUBLISHERS)
        is_theirs |= models.Q(
            ~models.Q(area=""), source__publisher_kind=PublisherKind.LOCAL_BODY
        )
        day = months_earlier(on, MONTHS_OF_A_COPY)
        is_recent = models.Q(source__copy_on__gte=_oldest_copy(on)) | models.Q(
            models.Q(checked_on__gte=day) | models.Q(source__accessed_on__gte=day),
            source__copy_on="",
            source__copy_seen="",
        )
        was_seen = models.Q(was_seen=True) & published_q("source")
        return models.Q(verified_on__isnull=False) | was_seen & is_theirs & is_recent


class Phone(Sourced):
    """A telephone number: public where a curator verified it, or it was seen lately.

    It counts as seen on the organization's own page or a public body's; a local body's
    line, seen on its own page, is public as that of its area. All others are held back.
    """

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="phones",
        verbose_name=_("organization"),
    )
    number = models.CharField(_("number"), max_length=30)
    kind = models.CharField(_("kind"), max_length=8, choices=PhoneKind.choices)
    area = models.CharField(
        _("area"),
        max_length=120,
        blank=True,
        help_text=_("A local body's line: for whom it is, such as “Ventura County”."),
    )
    description = models.CharField(_("description"), max_length=160, blank=True)
    verified_on = models.DateField(
        _("verified on"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Set by verifying; then the number is public."),
    )
    verified_how = models.CharField(
        _("verified how"),
        max_length=8,
        choices=NumberCheck.choices,
        blank=True,
        editable=False,
        help_text=_("Set by verifying; empty where nobody said."),
    )

    objects = GuardedManager.from_queryset(PhoneQuerySet)()

    class Meta(Sourced.Meta):
        ordering = ["kind", "number"]
        verbose_name = _("telephone number")
        verbose_name_plural = _("telephone numbers")
        constraints = [
            *Sourced.Meta.constraints,
            RowCheck(
                condition=models.Q(kind__in=PhoneKind.values),
                name="organizations_phone_kind_is_known",
            ),
            RowCheck(
                condition=models.Q(verified_how__in=["", *NumberCheck.values]),
                name="organizations_phone_verified_how_is_known",
            ),
            RowCheck(
                condition=models.Q(verified_how="")
                | models.Q(verified_on__isnull=False),
                name="organizations_phone_verified_in_a_way_has_a_day",
                violation_error_message=_("Say on which day the number was verified."),
            ),
        ]

    def __str__(self):
        """Return the number."""
        return self.number

    def clean(self):
        """Refuse a number that no telephone can dial, unless it is on file already.

        What was kept before stays as it is, so that nothing else in the record waits
        for it; ``check_records`` names it, and pages show it without a link.
        """
        super().clean()
        try:
            telephones.validate(self.number)
        except ValidationError as error:
            if not self._is_on_file():
                raise ValidationError({"number": error}) from error

    def _is_on_file(self) -> bool:
        """Whether some record has this number, or this one's history holds it."""
        if Phone.objects.filter(number=self.number).exists():
            return True
        history = Revision.objects.filter(
            record_kind=Phone.organization.field.related_model._meta.model_name,
            record_id=self.organization_id,
        )
        return any(
            row.get("number") == self.number
            for record in history.values_list("record", flat=True).iterator()
            for row in record.get("phones", [])
        )

    def is_public_on(self, day: datetime.date) -> bool:
        """Whether the public may see it on this day, as ``PhoneQuerySet.public``."""
        if self.verified_on:
            return True
        source = self.source
        if not (self.was_seen and source and source.is_published):
            return False
        is_theirs = source.publisher_kind in OWN_PUBLISHERS or (
            source.publisher_kind == PublisherKind.LOCAL_BODY and bool(self.area)
        )
        return is_theirs and self._copy_day >= _oldest_copy(day)

    @property
    def _copy_day(self) -> str:
        """Return from when the page is on which it was seen; empty where not known.

        A page that was no stored copy was looked at on the day that is kept.
        """
        if self.source.copy_on or self.source.copy_seen:
            return self.source.copy_on
        days = filter(None, [self.checked_on, self.source.accessed_on])
        return max((day.isoformat() for day in days), default="")

    @property
    def standing_in_words(self) -> str:
        """Return why it can be shown: verified here, or seen at whose page and when."""
        if self.verified_on:
            return self.verified_in_words
        said = {
            PublisherKind.ORGANIZATION: gettext("from their website, %(year)s"),
            PublisherKind.LOCAL_BODY: gettext("from their local website, %(year)s"),
            PublisherKind.PUBLIC_BODY: gettext("from a public body’s page, %(year)s"),
        }[self.source.publisher_kind]
        return said % {"year": self._copy_day[:4]}

    @property
    def verified_in_words(self) -> str:
        """Return when a curator verified it, and how where they said so."""
        said = {
            NumberCheck.CALLED: gettext("called from here on %(day)s"),
            NumberCheck.SEEN: gettext("seen on its own page on %(day)s"),
        }.get(self.verified_how, gettext("checked %(day)s"))
        return said % {"day": date_format(self.verified_on)}

    @property
    def area_in_words(self) -> str:
        """Return whose line it is where a local body answers, or an empty text."""
        return gettext("only for %(area)s") % {"area": self.area} if self.area else ""

    @property
    def who_answers(self) -> str:
        """Return who answers, and for whom where that is not everybody."""
        return ", ".join(
            filter(None, [str(self.get_kind_display()), self.area_in_words])
        )

    @property
    def who_answers_and_why(self) -> str:
        """Return who answers and, where nobody verified it here, where it was seen."""
        if self.verified_on:
            return self.who_answers
        return f"{self.who_answers}; {self.standing_in_words}"

    @property
    def telephone(self) -> telephones.Telephone | None:
        """Return what dials it; None where nobody could."""
        return telephones.parse(self.number)

    @property
    def href(self) -> str:
        """Return the address that dials it, or an empty text."""
        return self.telephone.href if self.telephone else ""
