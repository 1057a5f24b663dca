"""How an organization is called and reached: names, addresses, telephones."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.choices import NameKind, NumberCheck, PhoneKind, UrlKind
from organizations.models.citation import Sourced
from recovery_directory import telephones
from recovery_directory.fields import RowCheck
from recovery_directory.records.revisions import Revision
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


def addresses_in_use() -> models.QuerySet:
    """Return every address of an organization that is not withdrawn."""
    from organizations.models import Organization

    used = Organization.objects.in_use()
    return Url.objects.filter(organization__in=used).values_list("url", flat=True)


class Phone(Sourced):
    """A telephone number. Nobody outside sees it before a curator verified it here."""

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
        help_text=_("Set by verifying; only then the number is public."),
    )
    verified_how = models.CharField(
        _("verified how"),
        max_length=8,
        choices=NumberCheck.choices,
        blank=True,
        editable=False,
        help_text=_("Set by verifying; empty where nobody said."),
    )

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
    def telephone(self) -> telephones.Telephone | None:
        """Return what dials it; None where nobody could."""
        return telephones.parse(self.number)

    @property
    def href(self) -> str:
        """Return the address that dials it, or an empty text."""
        return self.telephone.href if self.telephone else ""
