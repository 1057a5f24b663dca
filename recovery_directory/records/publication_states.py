"""The states of publication: where a record stands on its way to the public."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicationState(models.TextChoices):
    """Where a record stands on its way to the public."""

    DRAFT = "draft", _("draft")
    IN_REVIEW = "in-review", _("in review")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


def is_public(record: dict[str, Any] | None) -> bool:
    """Whether the public sees, or saw then, a record in the form of a mapping."""
    state = record and record.get("publication_state")
    return state == PublicationState.PUBLISHED
