"""Suggesting: what a visitor writes becomes a proposal that waits for a curator.

A visitor may correct one thing about an organization, or name one that is missing. What
fits a field of the record becomes a proposed value of it; anything else stays in the
visitor's own words. Nothing changes before a curator has taken it over.
"""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.catalog.lexicon import WHOLE
from organizations.choices import OperatingStatus, PhoneKind, UrlKind
from organizations.models import Organization, Phone, SearchToken, Url
from organizations.text_analysis.words import joined
from recovery_directory import telephones
from recovery_directory.curation.proposals import Origin, Proposal
from recovery_directory.records import format_of
from recovery_directory.records.formats import Record
from recovery_directory.web.open_forms import OpenForm
from recovery_directory.web_addresses import WebAddressFormField

LONGEST_TEXT = 2000


class CorrectionSubject(models.TextChoices):
    """What may be wrong about an organization."""

    NAME = "name", _("its name")
    WEBSITE = "website", _("its website")
    FINDER = "meeting-finder", _("the link to its meeting finder")
    PHONE = "phone", _("a phone number")
    EMAIL = "email", _("its e-mail address")
    COST = "cost", _("what it costs")
    ENDED = "ended", _("it no longer exists")
    OTHER = "other", _("something else, or several things")


WITHOUT_VALUE = {CorrectionSubject.ENDED, CorrectionSubject.OTHER}


class WordsField(forms.CharField):
    """A few sentences."""

    def __init__(self, **kwargs):
        """Take at most ``LONGEST_TEXT`` letters."""
        widget = forms.Textarea(attrs={"rows": 5})
        super().__init__(
            max_length=LONGEST_TEXT, widget=widget, required=False, **kwargs
        )


class SourceField(WebAddressFormField):
    """Where a curator can see that something is so."""

    def __init__(self):
        """Take an address on the web, with or without https."""
        super().__init__(
            label=_("Where can a curator see this?"),
            help_text=_("The address of a page. With it, things go faster."),
            required=False,
            max_length=500,
            widget=forms.TextInput(attrs={"inputmode": "url"}),
        )


class CorrectionForm(OpenForm):
    """Something about one organization is wrong."""

    about = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=CorrectionSubject.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    value = forms.CharField(
        label=_("What is right?"),
        help_text=_(
            "The right name, address, number or cost. For anything else use the next "
            "field."
        ),
        required=False,
        max_length=500,
    )
    text = WordsField(label=_("In your own words"))
    source_url = SourceField()

    def __init__(self, *args, organization: Organization, **kwargs):
        """Take the organization that is to be corrected."""
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean(self):
        """Ask for what this kind of correction needs, in the form of its field."""
        cleaned = super().clean()
        about, value = cleaned.get("about"), cleaned.get("value", "")
        if (
            about == CorrectionSubject.OTHER
            and not cleaned.get("text")
            and "text" in cleaned
        ):
            self.add_error("text", _("Write what is wrong, and what is right."))
        elif about and about not in WITHOUT_VALUE and "value" in cleaned:
            try:
                cleaned["value"] = as_field(CorrectionSubject(about), value)
            except ValidationError as error:
                self.add_error("value", error)
        return cleaned

    def propose(self) -> Proposal:
        """Keep what was written as a proposal."""
        given = self.cleaned_data
        return propose(
            self,
            record_id=self.organization.pk,
            base_version=self.organization.version,
            changes=changes(
                self.organization, CorrectionSubject(given["about"]), given["value"]
            ),
        )

    @property
    def about_record(self) -> str:
        """Return the id of the organization."""
        return str(self.organization.pk)


class MissingForm(OpenForm):
    """An organization is not in the directory."""

    name = forms.CharField(
        label=_("What is it called?"),
        max_length=160,
        error_messages={"required": _("Write its name.")},
    )
    website = WebAddressFormField(
        label=_("Its website"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )
    text = WordsField(
        label=_("In your own words"),
        help_text=_("Whom it helps, where, and whether it is free and led by peers."),
    )
    source_url = SourceField()

    def clean_name(self) -> str:
        """Refuse what the public can find here already, however it is written."""
        name = self.cleaned_data["name"]
        published = Organization.objects.published()
        called_so = SearchToken.objects.filter(
            field__in=WHOLE, token=joined(name)[:200]
        )
        here = published.filter(pk__in=called_so.values("organization")).first()
        if here:
            raise ValidationError(
                _("“%(name)s” is in the directory already: search for it there."),
                params={"name": here.name},
            )
        return name

    def clean(self):
        """Ask for something that a curator can follow."""
        cleaned = super().clean()
        if not (cleaned.get("website") or cleaned.get("text") or self.errors):
            self.add_error("text", _("Write a sentence about it, or give its website."))
        return cleaned

    def propose(self) -> Proposal:
        """Keep what was written as a proposal of a new record."""
        given = self.cleaned_data
        proposed: Record = {"name": given["name"]}
        if given["website"]:
            proposed["urls"] = [{"kind": UrlKind.WEBSITE, "url": given["website"]}]
        return propose(self, changes=proposed)


def propose(form: OpenForm, **proposed) -> Proposal:
    """Return the proposal that ``form`` makes: one, however often it is sent."""
    proposal, _is_new = Proposal.objects.get_or_create(
        ticket=form.ticket,
        defaults={
            "origin": Origin.VISITOR,
            "record_kind": Organization._meta.model_name,
            "text": form.cleaned_data["text"],
            "source_url": form.cleaned_data["source_url"],
            **proposed,
        },
    )
    return proposal


# From what is wrong to fields of the record

FIELD_OF = {
    CorrectionSubject.NAME: Organization._meta.get_field("name"),
    CorrectionSubject.WEBSITE: Url._meta.get_field("url"),
    CorrectionSubject.FINDER: Url._meta.get_field("url"),
    CorrectionSubject.PHONE: Phone._meta.get_field("number"),
    CorrectionSubject.EMAIL: Organization._meta.get_field("email"),
    CorrectionSubject.COST: Organization._meta.get_field("fees_description"),
}
"""The field that each correction is a value of."""


def as_field(about: CorrectionSubject, value: str) -> str:
    """Return ``value`` as its field keeps it; raises ValidationError."""
    if not value:
        raise ValidationError(_("Write what is right."))
    field = FIELD_OF[about]
    if field.name == "url":
        value = value if "://" in value else f"https://{value}"
    if about == CorrectionSubject.PHONE:
        telephones.validate(value)
    return field.clean(value, None)


def changes(organization: Organization, about: CorrectionSubject, value: str) -> Record:
    """Return the fields of the record that would change, as the format writes them."""
    if about == CorrectionSubject.OTHER:
        return {}
    if about == CorrectionSubject.ENDED:
        return {"operating_status": OperatingStatus.HISTORIC.value}
    field = FIELD_OF[about]
    if field.model is Organization:
        return {field.name: value}
    record = format_of(Organization).read(organization.pk)
    if about == CorrectionSubject.PHONE:
        new = {"number": value, "kind": PhoneKind.OFFICE.value}
        return {"phones": in_place_of(record.get("phones", []), PhoneKind.values, new)}
    new = {"kind": about.value, "url": value}
    return {"urls": in_place_of(record.get("urls", []), [about.value], new)}


def in_place_of(rows: list[Record], kinds: list[str], new: Record) -> list[Record]:
    """Return ``rows`` with ``new`` in place of the one of these kinds.

    Where there are several, nobody can tell which one is meant: it is added to them.
    """
    old = [row for row in rows if row["kind"] in kinds]
    if len(old) == 1:
        return [{**new, "kind": row["kind"]} if row in old else row for row in rows]
    return [*rows, new]
