"""The vocabulary of organizations: which ones, and with what."""

import datetime
from functools import cache

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch

from organizations.choices import OperatingStatus, VerificationPart
from organizations.models.glance import CHIP_FACTS
from organizations.models.verification import oldest_good
from recovery_directory.operations.link_checks import LinkCheck
from recovery_directory.records import format_of
from recovery_directory.records.publication import (
    PublishableQuerySet,
    published_q,
)


def _states(field: models.Field) -> models.Q:
    """Return "``field`` says something"."""
    if isinstance(field, models.BooleanField):
        return models.Q((field.name, True))
    if isinstance(field, models.IntegerField):
        return models.Q((f"{field.name}__gt", 0))
    return ~models.Q((field.name, ""))


def ways() -> tuple[Prefetch, Prefetch]:
    """Return what fetches addresses and telephone numbers with why they are shown."""
    from organizations.models import Phone, Url

    return (
        Prefetch("urls", Url.objects.with_link_checks()),
        Prefetch("phones", Phone.objects.select_related("source")),
    )


@cache
def _is_unchecked(fact: str) -> models.ExpressionWrapper:
    """Return "``fact`` has sources, and nobody saw it in any": written once for all."""
    from organizations.models import Citation

    cited = Citation.objects.filter(organization=OuterRef("pk"), fact=fact).order_by()
    return models.ExpressionWrapper(
        models.Q(Exists(cited)) & ~models.Q(Exists(cited.filter(was_seen=True))),
        output_field=models.BooleanField(),
    )


class OrganizationQuerySet(PublishableQuerySet):
    """Organizations, by what pages and filters ask for."""

    # Which

    def operating(self):
        """Return those that run or may run: the list's default."""
        return self.exclude(operating_status=OperatingStatus.HISTORIC)

    # What waits for a curator

    def due_for_verification(self, *, on: datetime.date, part: str):
        """Return published records whose last look at ``part`` no longer holds.

        A look at the whole record is one at each part. Figures and evidence are due
        only where there are any.
        """
        from organizations.models import SizeEstimate, Verification

        still_good = Verification.objects.filter(
            organization=OuterRef("pk"),
            part__in={part, VerificationPart.WHOLE},
            verified_on__gte=oldest_good(part, on),
        )
        due = self.published().filter(~Exists(still_good))
        if part == VerificationPart.FIGURES:
            figures = SizeEstimate.objects.filter(organization=OuterRef("pk"))
            return due.filter(Exists(figures))
        if part == VerificationPart.EVIDENCE:
            return due.filter(evidence_summary__isnull=False)
        return due

    def with_unchecked_facts(self):
        """Return those in which something was never seen in its source."""
        from organizations.models import Organization, Sourced

        unchecked = models.Q()
        for child in format_of(Organization).children:
            if issubclass(child.model, Sourced):
                rows = child.model.objects.filter(
                    organization__isnull=False, was_seen=False
                )
                # Each list is made once, not asked for each record.
                unchecked |= models.Q(pk__in=rows.values("organization"))
        return self.filter(unchecked)

    def with_unverified_phones(self):
        """Return those with a telephone number that nobody verified here."""
        from organizations.models import Phone

        rows = Phone.objects.filter(organization=OuterRef("pk"), verified_on=None)
        return self.filter(Exists(rows))

    def missing_citations(self):
        """Return those that state something without a source: it blocks publishing."""
        from organizations.models import Citation
        from organizations.models.organization import CITED_TEXTS, SOURCED_ROWS

        missing = models.Q()
        for field, fact, _label in CITED_TEXTS:
            cited = Citation.objects.filter(fact=fact, organization__isnull=False)
            # Each list is made once; one question for each record and fact would be
            # hundreds of thousands.
            is_cited = models.Q(pk__in=cited.values("organization"))
            missing |= _states(self.model._meta.get_field(field)) & ~is_cited
        for name in SOURCED_ROWS:
            rows = self.model._meta.get_field(name).related_model.objects
            missing |= models.Q(pk__in=rows.filter(source=None).values("organization"))
        return self.filter(missing)

    def with_broken_links(self):
        """Return those with an address on the web that no longer answers."""
        from organizations.models import Url

        broken = LinkCheck.objects.broken().values("address")
        rows = Url.objects.filter(organization=OuterRef("pk"), url__in=broken)
        return self.filter(Exists(rows))

    def without_handout_in(self, language: str):
        """Return published records without hand-out texts in ``language``."""
        from organizations.models import HandoutText

        texts = HandoutText.objects.filter(
            organization=OuterRef("pk"), language=language
        )
        return self.published().filter(~Exists(texts))

    def with_stale_handouts(self):
        """Return published records with a translation older than the English text."""
        from organizations.models import HandoutText

        texts = HandoutText.objects.stale_translations()
        stale = [text.organization_id for text in texts]
        return self.filter(pk__in=stale)

    # With what

    def with_unchecked(self, *facts: str):
        """Say of each of ``facts`` whether nobody saw it, within the same query."""
        names = {f"{fact}_is_unchecked": fact for fact in facts}
        return self.annotate(
            **{
                name: _is_unchecked(fact)
                for name, fact in names.items()
                if name not in self.query.annotations
            }
        )

    def with_unchecked_terms(self):
        """Fetch the public terms of each that nobody saw in a source."""
        from organizations.models import OrganizationTerm

        rows = OrganizationTerm.objects.filter(published_q("term"), was_seen=False)
        rows = rows.select_related("term__taxonomy").only(
            "organization", "term__slug", "term__taxonomy__slug"
        )
        return self.prefetch_related(Prefetch("terms", rows, to_attr="unchecked_terms"))

    def for_list(self):
        """Fetch what a card of the list shows, in a constant number of queries."""
        from organizations.models import AlternateName, OrganizationTerm

        formats = OrganizationTerm.objects.filter(
            published_q("term"), term__taxonomy__slug="format"
        )
        found = self.with_unchecked(*CHIP_FACTS.values())
        return found.select_related(
            "organization_type", "evidence_summary"
        ).prefetch_related(
            Prefetch("alternate_names", AlternateName.objects.order_by("kind", "name")),
            Prefetch(
                "terms",
                formats.select_related("term").only(
                    "organization", "was_seen", "term__name"
                ),
                to_attr="meeting_formats",
            ),
            "evidence_summary__ratings",
            "verifications",
            *ways(),
        )

    def for_comparison(self):
        """Fetch what the comparison shows, but for the sources of its rows."""
        from organizations.models import OrganizationTerm

        return self.select_related(
            "organization_type", "governance_style", "evidence_summary"
        ).prefetch_related(
            *ways(),
            "citations",
            "size_estimates",
            Prefetch(
                "terms", OrganizationTerm.objects.select_related("term__taxonomy")
            ),
            "evidence_summary__ratings",
            "evidence_summary__sources",
        )

    def for_page(self):
        """Fetch everything that the detail page shows.

        But for the sources of rows: hand what was fetched to ``read_sources``.
        """
        from organizations.models import OrganizationTerm, Relationship

        return self.select_related(
            "organization_type__evidence_summary",
            "governance_style",
            "headquarters_country",
            "medication_document",
            "local_note",
            "evidence_summary",
        ).prefetch_related(
            "alternate_names",
            *ways(),
            "size_estimates",
            "literature",
            "citations",
            "verifications",
            Prefetch(
                "terms", OrganizationTerm.objects.select_related("term__taxonomy")
            ),
            "terms__term__safety_passages__citations__source",
            Prefetch(
                "relationships",
                Relationship.objects.select_related("other").defer(*_unnamed("other")),
            ),
            Prefetch(
                "relationships_from_others",
                Relationship.objects.select_related("organization")
                .defer(*_unnamed("organization"))
                .order_by("kind", "organization__sort_name"),
            ),
            "evidence_summary__ratings",
            "evidence_summary__statements__sources",
            "organization_type__evidence_summary__sources",
        )


def _unnamed(path: str) -> list[str]:
    """Return the fields of a neighbor that a page which names it does not show."""
    from organizations.models import Organization

    named = {"id", "name", "slug", "publication_state", "operating_status"}
    return [
        f"{path}__{field.name}"
        for field in Organization._meta.concrete_fields
        if field.name not in named
    ]
