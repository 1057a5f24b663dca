"""Passages: the texts of the pages that teach."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.choices import PassagePage
from organizations.models.citation import Cited
from recovery_directory.fields import LongTextField, RowCheck
from recovery_directory.records.publication import (
    Publishable,
    PublishableQuerySet,
)

SAFETY_WORDS = 20
"""Most words of a safety line: with every other text at its limit, one page holds."""


class PassageQuerySet(PublishableQuerySet):
    """Passages by page."""

    def on_page(self, page: str):
        """Return the published passages of one page in order, with their sources."""
        return (
            self.published()
            .filter(page=page)
            .prefetch_related("citations__source")
            .order_by("position", "slug")
        )


class Passage(Cited, Publishable):
    """A heading and a few cited paragraphs on one of the pages that teach."""

    page = models.CharField(_("page"), max_length=20, choices=PassagePage.choices)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    heading = models.CharField(_("heading"), max_length=120)
    text = LongTextField(
        _("text"), help_text=_("Paragraphs, with an empty line between them.")
    )
    subjects = models.ManyToManyField(
        "organizations.TaxonomyTerm",
        blank=True,
        limit_choices_to={"taxonomy__slug": "focus"},
        related_name="safety_passages",
        verbose_name=_("subjects"),
        help_text=_(
            "For a safety line: it stands on page and hand-out of every organization "
            "that helps with any of these. One or two sentences: it is printed."
        ),
    )

    objects = PassageQuerySet.as_manager()

    class Meta(Publishable.Meta):
        ordering = ["page", "position", "slug"]
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            *Publishable.Meta.constraints,
            RowCheck(
                condition=models.Q(page__in=PassagePage.values),
                name="organizations_passage_page_is_known",
                violation_error_message=_("There is no such page."),
            ),
        ]

    def __str__(self):
        """Return the heading."""
        return self.heading
