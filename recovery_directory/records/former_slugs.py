"""Former slugs: the old addresses of records, which redirect for good."""

from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _


class FormerSlug(models.Model):
    """An old address of a record, renamed or merged: it redirects for good.

    For a term it is the whole key, ``focus/pills``: slugs are unique in a vocabulary.
    """

    record_kind = models.CharField(_("kind of record"), max_length=40)
    record_id = models.UUIDField(_("record"))
    slug = models.CharField(_("former slug"), max_length=140)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "slug"],
                name="recovery_directory_formerslug_leads_to_one_record",
            )
        ]
        indexes = [models.Index(fields=["record_kind", "record_id"])]
        verbose_name = _("former slug")
        verbose_name_plural = _("former slugs")

    def __str__(self):
        """Return the old slug."""
        return self.slug

    @classmethod
    def of(cls, kind: str, ids: Collection | None) -> models.QuerySet:
        """Return id and old slug of these records of a kind, or of all of them."""
        slugs = cls.objects.filter(record_kind=kind)
        if ids is not None:
            slugs = slugs.filter(record_id__in=ids)
        return slugs.values_list("record_id", "slug")
