"""Pairs of records that look alike and are two."""

from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _

from recovery_directory.fields import account


class NotDuplicateQuerySet(models.QuerySet):
    """Which pairs."""

    def pairs(self, record_kind: str) -> Iterator[tuple[str, str]]:
        """Yield the ids of each pair of this kind, in order."""
        rows = self.filter(record_kind=record_kind).values_list("one_id", "other_id")
        return ((str(one), str(other)) for one, other in rows)

    def decide(self, record_kind: str, one, other, *, by) -> None:
        """Keep that these two records are two."""
        one_id, other_id = sorted((str(one), str(other)))
        self.get_or_create(
            record_kind=record_kind,
            one_id=one_id,
            other_id=other_id,
            defaults={"decided_by": by},
        )


class NotDuplicate(models.Model):
    """Somebody looked at two records that are alike and found that they are two."""

    record_kind = models.CharField(_("kind of record"), max_length=40)
    one_id = models.UUIDField(_("one record"))
    other_id = models.UUIDField(_("the other"))
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)
    decided_by = account(_("decided by"))

    objects = NotDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair that is no duplicate")
        verbose_name_plural = _("pairs that are no duplicates")
        constraints = [
            models.UniqueConstraint(
                fields=["record_kind", "one_id", "other_id"],
                name="organizations_notduplicate_decided_once",
            )
        ]

    def __str__(self):
        """Return the ids of the two."""
        return f"{self.one_id}, {self.other_id}"
