"""Citations: this fact rests on that source."""

import uuid

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from organizations.choices import Fact
from recovery_directory.fields import RowCheck
from recovery_directory.records.write_guard import GuardedManager


class Cited:
    """A record whose facts have citations."""

    @cached_property
    def cited(self) -> dict[str, list["Citation"]]:
        """Return the citations of each fact, in their order."""
        by_fact: dict[str, list[Citation]] = {}
        for citation in self.citations.all():
            by_fact.setdefault(citation.fact, []).append(citation)
        return by_fact


class Sourced(models.Model):
    """A fact with its source, and what is known about having looked there.

    Three states: looked up on a day; read in a copy whose day is unknown; not yet
    checked. The second base of the project beside ``Publishable``: see ADR 0006.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    source = models.ForeignKey(
        "evidence.Source",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cited_by_%(class)s",
        verbose_name=_("source"),
    )
    was_seen = models.BooleanField(
        _("seen"),
        default=False,
        help_text=_("Somebody read this in the source. Otherwise: not yet checked."),
    )
    checked_on = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day it was last seen there; empty where not known."),
    )

    objects = GuardedManager()

    day_seen = "checked_on"
    """The field that says when it was seen."""

    class Meta:
        abstract = True
        constraints = [
            RowCheck(
                condition=models.Q(checked_on=None) | models.Q(was_seen=True),
                name="%(app_label)s_%(class)s_checked_means_seen",
                violation_error_message=_(
                    "A fact checked on a day was seen: tick “seen” too."
                ),
            ),
            RowCheck(
                condition=models.Q(was_seen=False) | models.Q(source__isnull=False),
                name="%(app_label)s_%(class)s_seen_in_a_source",
                violation_error_message=_("Say in which source it was seen."),
            ),
        ]

    @property
    def is_checked(self) -> bool:
        """Whether somebody saw this fact in its source."""
        return self.was_seen

    @property
    def unseen_in_words(self) -> str:
        """Return what stands beside a fact that nobody has seen in its source."""
        return gettext("not yet checked")


class Citation(Sourced):
    """One fact of one record rests on one source."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("organization"),
    )
    organization_type = models.ForeignKey(
        "organizations.OrganizationType",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("type"),
    )
    governance_style = models.ForeignKey(
        "organizations.GovernanceStyle",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("governance style"),
    )
    passage = models.ForeignKey(
        "organizations.Passage",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="citations",
        verbose_name=_("passage"),
    )
    fact = models.CharField(_("fact"), max_length=20, choices=Fact.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta(Sourced.Meta):
        ordering = ["position"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            *Sourced.Meta.constraints,
            RowCheck(
                condition=models.Q(source__isnull=False),
                name="organizations_citation_has_source",
                violation_error_message=_("Say on which source the fact rests."),
            ),
            RowCheck(
                condition=models.Q(fact__in=Fact.values),
                name="organizations_citation_fact_is_known",
                violation_error_message=_("Records have no such fact."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[parent, "fact", "source"],
                    condition=models.Q((f"{parent}__isnull", False)),
                    name=f"organizations_citation_once_for_{parent}",
                    violation_error_message=_("This fact cites this source already."),
                )
                for parent in (
                    "organization",
                    "organization_type",
                    "governance_style",
                    "passage",
                )
            ),
        ]

    def __str__(self):
        """Return fact and source."""
        return f"{self.get_fact_display()}: {self.source}"
