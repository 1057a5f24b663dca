"""Vocabularies that curators own: what for, who for, how, which language, where."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.choices import AudienceFit
from organizations.models.citation import Sourced
from recovery_directory.fields import LinesField, RowCheck
from recovery_directory.records.publication import Publishable

AUDIENCE = "audience"
"""The vocabulary of people: the only one of which a term can fit more or less."""


class Taxonomy(Publishable):
    """A vocabulary: focus, audience, format, facilitation, language or country."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    definition = models.CharField(_("definition"), max_length=300)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Publishable.Meta):
        ordering = ["position", "slug"]
        verbose_name = _("vocabulary")
        verbose_name_plural = _("vocabularies")

    def __str__(self):
        """Return the name."""
        return self.name


class TaxonomyTerm(Publishable):
    """A word of a vocabulary, with its definition and words that people type.

    ``synonyms`` are public; by ``search_words`` it is found too, and nobody sees them.
    """

    record_key_joins = ("taxonomy",)

    slug = models.SlugField(_("slug"), max_length=100)
    taxonomy = models.ForeignKey(
        Taxonomy,
        on_delete=models.PROTECT,
        related_name="terms",
        verbose_name=_("vocabulary"),
    )
    name = models.CharField(_("name"), max_length=80)
    definition = models.CharField(
        _("definition"), max_length=300, help_text=_("One plain sentence.")
    )
    synonyms = LinesField(
        _("everyday words"),
        help_text=_(
            "Public. Words that people type, one on each line: weed, pot, mota."
        ),
    )
    search_words = LinesField(
        _("search words"),
        help_text=_(
            "Found by, never shown. Slang, phrases and words that label people, one on "
            "each line: tequila, drinks too much. What means two terms stands at both."
        ),
    )
    broader = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        verbose_name=_("broader term"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Publishable.Meta):
        ordering = ["taxonomy", "position", "name"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["taxonomy", "slug"],
                name="organizations_taxonomyterm_slug_is_unique_in_taxonomy",
                violation_error_message=_("This vocabulary has such a slug already."),
            ),
        ]

    def __str__(self):
        """Return the name."""
        return self.name

    @property
    def record_key(self) -> str:
        """Return ``taxonomy/slug``."""
        return f"{self.taxonomy.slug}/{self.slug}"


class OrganizationTerm(Sourced):
    """An organization carries a term, says a source."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="terms",
        verbose_name=_("organization"),
    )
    term = models.ForeignKey(
        TaxonomyTerm,
        on_delete=models.PROTECT,
        related_name="organization_terms",
        verbose_name=_("term"),
    )
    fit = models.CharField(
        _("how far it is for them"),
        max_length=8,
        choices=AudienceFit.choices,
        blank=True,
        help_text=_("Audiences only. Empty: open to them, or meetings for them."),
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Public, a few words.")
    )

    class Meta(Sourced.Meta):
        ordering = ["term__taxonomy__position", "term__position", "term__name"]
        verbose_name = _("term of an organization")
        verbose_name_plural = _("terms of organizations")
        constraints = [
            *Sourced.Meta.constraints,
            models.UniqueConstraint(
                fields=["organization", "term"],
                name="organizations_organizationterm_carried_once",
                violation_error_message=_("The organization has this term already."),
            ),
            RowCheck(
                condition=models.Q(fit__in=["", *AudienceFit.values]),
                name="organizations_organizationterm_fit_is_known",
                violation_error_message=_("Choose one of the values offered."),
            ),
        ]

    def __str__(self):
        """Return the term's name."""
        return str(self.term)

    def clean(self):
        """Refuse a fit of anything but people: only an audience has one."""
        super().clean()
        term = TaxonomyTerm.objects.filter(pk=self.term_id) if self.fit else None
        if term is not None and term.exclude(taxonomy__slug=AUDIENCE).exists():
            raise ValidationError({"fit": _("Only an audience has a fit.")})
