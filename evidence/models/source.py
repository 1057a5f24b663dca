"""Sources: whatever can be cited."""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.choices import SourceKind, StudyDesign
from recovery_directory.fields import (
    LinesField,
    PartialDateField,
    RowCheck,
    partial_date_in_words,
)
from recovery_directory.links import LinkCheck
from recovery_directory.publication import Publishable, PublishableQuerySet


def validate_authors(value) -> None:
    """Raise ValidationError unless ``value`` is a list of CSL-JSON names.

    A name is ``{"family": ..., "given": ...}`` or ``{"literal": ...}`` for a body.
    """
    if not isinstance(value, list):
        raise ValidationError(_("Authors are a list of names."))
    for name in value:
        keys = set(name) if isinstance(name, dict) else set()
        if keys not in ({"family"}, {"family", "given"}, {"literal"}) or not all(
            isinstance(part, str) and part.strip() for part in name.values()
        ):
            raise ValidationError(
                _("%(name)s is no name: write family and given, or literal."),
                params={"name": name},
            )


class SourceQuerySet(PublishableQuerySet):
    """Which sources."""

    def research(self):
        """Return studies and reviews: what an evidence summary can rest on."""
        return self.exclude(study_design="")

    def unseen(self):
        """Return published sources that nobody here has seen."""
        return self.published().filter(was_seen=False)

    def with_broken_links(self):
        """Return those whose address on the web no longer answers."""
        broken = LinkCheck.objects.broken().values("address")
        return self.in_use().filter(url__in=broken)


class Source(Publishable):
    """Whatever can be cited: a page, an article, a book. Fields follow CSL-JSON.

    A source that nobody here has seen is cited all the same, and said to be unseen.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=SourceKind.choices)
    title = models.CharField(_("title"), max_length=400)
    authors = models.JSONField(
        _("authors"),
        default=list,
        blank=True,
        validators=[validate_authors],
        help_text=_(
            'A list: [{"family": "Kelly", "given": "John F."}] or [{"literal": "WHO"}].'
        ),
    )
    container_title = models.CharField(_("journal or book"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=300, blank=True)
    volume = models.CharField(_("volume"), max_length=20, blank=True)
    issue = models.CharField(_("issue"), max_length=20, blank=True)
    page = models.CharField(_("pages"), max_length=40, blank=True)
    issued = PartialDateField(
        _("published on"), blank=True, help_text=_("1935, 1935-06 or 1935-06-10.")
    )
    issued_note = models.CharField(
        _("about the date"),
        max_length=200,
        blank=True,
        help_text=_("For example “undated” or “printing of 2015”. Public."),
    )
    doi = models.CharField(
        "DOI",
        max_length=120,
        blank=True,
        validators=[RegexValidator(r"^10\.\d{4,9}/\S+$", _("A DOI begins with 10."))],
    )
    pmid = models.CharField(
        "PMID",
        max_length=12,
        blank=True,
        validators=[RegexValidator(r"^[1-9]\d*$", _("A PMID is a number."))],
    )
    pmcid = models.CharField(
        "PMCID",
        max_length=14,
        blank=True,
        validators=[RegexValidator(r"^PMC\d+$", _("A PMCID begins with PMC."))],
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    copy_seen = models.CharField(
        _("copy seen"),
        max_length=300,
        blank=True,
        help_text=_("A repost or mirror in which it was read: named, never linked."),
    )
    accessed_on = models.DateField(
        _("accessed on"),
        null=True,
        blank=True,
        help_text=_("Leave empty where the day is not known."),
    )
    study_design = models.CharField(
        _("study design"), max_length=24, choices=StudyDesign.choices, blank=True
    )
    population = models.CharField(_("population"), max_length=400, blank=True)
    participants = models.PositiveIntegerField(_("participants"), null=True, blank=True)
    is_official = models.BooleanField(
        _("published by the organization itself"), default=False
    )
    was_seen = models.BooleanField(
        _("seen"),
        default=False,
        help_text=_("Somebody read it, or an archived copy, for this directory."),
    )
    unchecked_fields = LinesField(
        _("fields not checked"),
        help_text=_("Shown as “not checked” beside the field, one on each line."),
    )
    superseded_by = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="supersedes",
        verbose_name=_("superseded by"),
    )
    retracted_on = models.DateField(_("retracted on"), null=True, blank=True)
    curator_note = models.TextField(
        _("note for curators"), blank=True, help_text=_("Never shown to the public.")
    )

    objects = SourceQuerySet.as_manager()

    is_a_basis = True
    day_seen = "accessed_on"
    """The field that says when it was seen."""

    class Meta(Publishable.Meta):
        ordering = ["slug"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["doi"],
                condition=~models.Q(doi=""),
                name="evidence_source_doi_is_unique",
                violation_error_message=_("Another source has this DOI."),
            ),
            models.UniqueConstraint(
                fields=["pmcid"],
                condition=~models.Q(pmcid=""),
                name="evidence_source_pmcid_is_unique",
                violation_error_message=_("Another source has this PMCID."),
            ),
            RowCheck(
                condition=models.Q(study_design__in=["", *StudyDesign.values]),
                name="evidence_source_study_design_is_known",
                violation_error_message=_("There is no such study design."),
            ),
            RowCheck(
                condition=models.Q(kind__in=SourceKind.values),
                name="evidence_source_kind_is_known",
                violation_error_message=_("This kind of source does not exist."),
            ),
        ]

    def __str__(self):
        """Return the title with its publisher, as lists show it."""
        publisher = self.container_title or self.publisher
        return f"{self.title} ({publisher})" if publisher else self.title

    def get_absolute_url(self):
        """Return the page of this source."""
        return reverse("evidence:source-detail", args=[self.slug])

    @property
    def year(self) -> str:
        """Return the year of publication, or an empty text where none is stated."""
        return self.issued[:4]

    @property
    def issued_in_words(self) -> str:
        """Return the date of publication for a reader."""
        return (
            partial_date_in_words(self.issued) or self.issued_note or str(_("undated"))
        )

    @property
    def authors_in_words(self) -> str:
        """Return ``Kelly JF, Humphreys K, Ferri M``, at most six names."""
        names = [self._author_in_words(author) for author in self.authors]
        shown = names[:6]
        return ", ".join(shown) + (" et al." if len(names) > len(shown) else "")

    @staticmethod
    def _author_in_words(author: dict) -> str:
        if "literal" in author:
            return author["literal"]
        initials = "".join(re.findall(r"\b\w", author.get("given", "")))
        return f"{author['family']} {initials}".strip()

    @property
    def doi_url(self) -> str:
        """Return the address that resolves the DOI."""
        return f"https://doi.org/{self.doi}" if self.doi else ""

    @property
    def best_url(self) -> str:
        """Return where a reader finds it: its DOI, else its address."""
        return self.doi_url or self.url


def addresses_in_use() -> models.QuerySet:
    """Return every address of a source that is not withdrawn."""
    return Source.objects.in_use().exclude(url="").values_list("url", flat=True)
