"""Sources: whatever can be cited."""

from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evidence.author_names import PARTS, Name
from evidence.choices import PublisherKind, SourceKind, StudyDesign
from recovery_directory.fields import (
    LinesField,
    LongTextField,
    PartialDateField,
    RowCheck,
    partial_date_in_words,
    validate_lines,
)
from recovery_directory.operations.link_checks import LinkCheck
from recovery_directory.records.publication import Publishable, PublishableQuerySet
from recovery_directory.web_addresses import (
    WebAddressField,
    as_written,
    host_of,
    web_address,
)


def validate_authors(value) -> None:
    """Raise ValidationError unless ``value`` is a list of CSL-JSON names.

    A name is ``{"family": ..., "given": ...}``, perhaps with ``suffix`` and particles,
    or ``{"literal": ...}`` for a body.
    """
    if not isinstance(value, list):
        raise ValidationError(_("Authors are a list of names."))
    validate_lines(value)
    for name in value:
        keys = set(name) if isinstance(name, dict) else set()
        is_person = "family" in keys and keys <= PARTS
        if not (is_person or keys == {"literal"}) or not all(
            isinstance(part, str) and part.strip() for part in name.values()
        ):
            raise ValidationError(
                _("%(name)s is no name: write family and given, or literal."),
                params={"name": name},
            )


PUBLISHED_UNDER_THEIR_NAME = {
    SourceKind.ARTICLE_NEWSPAPER,
    SourceKind.ENTRY,
    SourceKind.WEBPAGE,
}


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
    url = WebAddressField(_("address"), max_length=500, blank=True)
    copy_seen = models.CharField(
        _("copy seen"),
        max_length=300,
        blank=True,
        help_text=_("A repost or mirror in which it was read: named, never linked."),
    )
    copy_on = PartialDateField(
        _("date of the copy"),
        blank=True,
        help_text=_("From when the stored copy is that was read: 2024 or 2024-03."),
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
    publisher_kind = models.CharField(
        _("who publishes it"),
        max_length=16,
        choices=PublisherKind.choices,
        blank=True,
        help_text=_("Seen from the organization that it is about. Empty: others."),
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
    curator_note = LongTextField(
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
                condition=models.Q(publisher_kind__in=["", *PublisherKind.values]),
                name="evidence_source_publisher_kind_is_known",
                violation_error_message=_("There is no such kind of publisher."),
            ),
            RowCheck(
                condition=models.Q(kind__in=SourceKind.values),
                name="evidence_source_kind_is_known",
                violation_error_message=_("This kind of source does not exist."),
            ),
        ]

    def __str__(self):
        """Return the title with its publisher, as lists show it."""
        publisher = self.appeared_in or self.publisher
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
    def copy_in_words(self) -> str:
        """Return from when the copy is that was read, for a reader."""
        return partial_date_in_words(self.copy_on)

    @property
    def names(self) -> list[Name]:
        """Return the names of the authors, each in its parts."""
        return [Name.of(author) for author in self.authors]

    @property
    def authors_in_words(self) -> str:
        """Return ``Kelly JF, Humphreys K, Ferri M``, at most six names."""
        names = [name.in_short for name in self.names]
        shown = names[:6]
        return ", ".join(shown) + (" et al." if len(names) > len(shown) else "")

    @property
    def doi_url(self) -> str:
        """Return the address that resolves the DOI."""
        return f"https://doi.org/{quote(self.doi, safe='/():;.,')}" if self.doi else ""

    @property
    def appeared_in(self) -> str:
        """Return the journal, book, newspaper or site that it is a part of.

        A newspaper, an encyclopedia and a site publish under their own name.
        """
        if self.container_title or self.kind not in PUBLISHED_UNDER_THEIR_NAME:
            return self.container_title
        return self.publisher or host_of(self.web_address)

    @property
    def published_by(self) -> str:
        """Return the publisher, where that is not what it appeared in already."""
        return "" if self.publisher == self.appeared_in else self.publisher

    @property
    def web_address(self) -> str:
        """Return its address on the web, or nothing where that leads nowhere."""
        return web_address(self.url)

    @property
    def web_address_shown(self) -> str:
        """Return its address for a reader."""
        return as_written(self.web_address)

    @property
    def best_url(self) -> str:
        """Return where a reader finds it: its DOI, else its address."""
        return self.doi_url or self.web_address


def addresses_in_use() -> models.QuerySet:
    """Return every address of a source that is not withdrawn."""
    return Source.objects.in_use().exclude(url="").values_list("url", flat=True)
