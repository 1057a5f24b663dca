"""Passages: the texts of the pages that teach."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.choices import PassagePage
from organizations.models.citation import Cited
from recovery_directory.fields import LongTextField, RowCheck
from recovery_directory.publication import Publishable, PublishableQuerySet


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
