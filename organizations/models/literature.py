"""Books and other texts of an organization."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from organizations.models.citation import Sourced


class LiteratureItem(Sourced):
    """A book, pamphlet or magazine that the organization reads or publishes."""

    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="literature",
        verbose_name=_("organization"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    title = models.CharField(_("title"), max_length=200)
    author = models.CharField(_("author"), max_length=120, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    note = models.CharField(
        _("note"), max_length=200, blank=True, help_text=_("Public, a few words.")
    )

    class Meta(Sourced.Meta):
        ordering = ["position"]
        verbose_name = _("literature")
        verbose_name_plural = _("literature")

    def __str__(self):
        """Return title and year."""
        return f"{self.title} ({self.year})" if self.year else self.title
