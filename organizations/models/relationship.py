"""Who came from whom, who belongs to whom, who stands beside whom."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.choices import RELATIONSHIP_SEEN_FROM_THERE, RelationshipKind
from organizations.models.citation import Sourced
from recovery_directory.fields import RowCheck


class Relationship(Sourced):
    """This organization is ... another; the other may be a name only."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="relationships",
        verbose_name=_("organization"),
    )
    kind = models.CharField(_("is"), max_length=20, choices=RelationshipKind.choices)
    other = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="relationships_from_others",
        verbose_name=_("other organization"),
    )
    other_name = models.CharField(
        _("or its name"),
        max_length=160,
        blank=True,
        help_text=_("Only where the other has no record here."),
    )
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Public, a few words.")
    )

    class Meta(Sourced.Meta):
        ordering = ["kind", "other__sort_name", "other_name"]
        verbose_name = _("relationship")
        verbose_name_plural = _("relationships")
        constraints = [
            *Sourced.Meta.constraints,
            RowCheck(
                condition=models.Q(kind__in=RelationshipKind.values),
                name="organizations_relationship_kind_is_known",
            ),
            RowCheck(
                condition=models.Q(other__isnull=False, other_name="")
                | (models.Q(other=None) & ~models.Q(other_name="")),
                name="organizations_relationship_has_one_other_side",
                violation_error_message=_(
                    "Choose the other organization, or write its name: one of the two."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(other=None)
                | ~models.Q(other=models.F("organization")),
                name="organizations_relationship_is_not_with_itself",
                violation_error_message=_("An organization is not related to itself."),
            ),
        ]

    def __str__(self):
        """Return for example ``modelled on Alcoholics Anonymous``."""
        return f"{self.get_kind_display()} {self.other or self.other_name}"

    @property
    def seen_from_there(self) -> str:
        """Return how the other organization's page words this relationship."""
        return RELATIONSHIP_SEEN_FROM_THERE[RelationshipKind(self.kind)]
