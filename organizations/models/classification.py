"""How organizations are told apart: types and governance styles."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from organizations.choices import OperatingStatus
from organizations.models.citation import Cited
from recovery_directory.fields import LongTextField
from recovery_directory.records.publication import (
    Publishable,
    PublishableQuerySet,
    published_q,
)


class ClassificationQuerySet(PublishableQuerySet):
    """Types and governance styles, with what their pages show."""

    def with_counts(self):
        """Count the organizations that the list shows by default."""
        ended = models.Q(organizations__operating_status=OperatingStatus.HISTORIC)
        listed = published_q("organizations") & ~ended
        counted = self.annotate(
            organization_count=models.Count("organizations", listed)
        )
        return counted.order_by("position", "slug")

    def for_page(self):
        """Fetch the citations with their sources."""
        return self.prefetch_related("citations__source")


class OrganizationType(Cited, Publishable):
    """One of the three types: twelve-step, secular, religious."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    summary = models.CharField(
        _("in one sentence"), max_length=300, help_text=_("As on the home page.")
    )
    philosophy = LongTextField(_("philosophy"))
    how_it_works = LongTextField(_("how it works"))
    typical_meeting = LongTextField(_("a typical meeting"))
    evidence_summary = models.ForeignKey(
        "evidence.EvidenceSummary",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="organization_types",
        verbose_name=_("evidence summary"),
        help_text=_("Shown beside an organization's own, labelled as borrowed."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ClassificationQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["position", "slug"]
        verbose_name = _("type of organization")
        verbose_name_plural = _("types of organizations")

    def __str__(self):
        """Return the name."""
        return self.name

    def get_absolute_url(self):
        """Return the page of this type."""
        return reverse("types:detail", args=[self.slug])


class GovernanceStyle(Cited, Publishable):
    """Who decides: horizontal, vertical or mixed."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    summary = models.CharField(_("in one sentence"), max_length=300)
    meaning = LongTextField(_("what it means"))
    makes_easier = LongTextField(_("what it makes easier"))
    makes_harder = LongTextField(_("what it makes harder"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    objects = ClassificationQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["position", "slug"]
        verbose_name = _("governance style")
        verbose_name_plural = _("governance styles")

    def __str__(self):
        """Return the name."""
        return self.name

    def get_absolute_url(self):
        """Return the page of this governance style."""
        return reverse("governance:detail", args=[self.slug])
