"""Translations of hand-out texts that are older than the English text."""

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from organizations.models import HandoutText, Organization
from organizations.models.handout import HANDOUT_WORD_LIMITS
from recovery_directory.records.revisions import Revision


def english_changed(texts_then: list[dict], english: HandoutText | None) -> bool:
    """Whether the English text differs from that among ``texts_then``, of a record."""
    then = next((row for row in texts_then if row.get("language", "en") == "en"), {})
    return any(
        then.get(key, "") != getattr(english, key, "") for key in HANDOUT_WORD_LIMITS
    )


def stale_translations() -> list[HandoutText]:
    """Return the stale translations of published records, in two queries."""
    kept = Revision.objects.filter(
        record_kind=Organization._meta.model_name,
        record_id=OuterRef("organization_id"),
    )
    that_day = kept.filter(made_at__date__lte=OuterRef("translated_on"))
    texts = "record__handout_texts"
    translated = (
        HandoutText.objects.exclude(language="en")
        .filter(
            organization__in=Organization.objects.published(),
            organization__updated_at__date__gt=F("translated_on"),
        )
        .annotate(
            texts_then=Coalesce(
                Subquery(that_day.order_by("-number").values(texts)[:1]),
                Subquery(kept.order_by("number").values(texts)[:1]),
            )
        )
    )
    english = HandoutText.objects.filter(
        language="en", organization__in=[text.organization_id for text in translated]
    )
    now = {text.organization_id: text for text in english}
    return [
        text
        for text in translated
        if english_changed(text.texts_then or [], now.get(text.organization_id))
    ]
