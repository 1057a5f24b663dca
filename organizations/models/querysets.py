"""The vocabulary of organizations: which ones, and with what."""

from django.db import models
from django.db.models import Prefetch

from organizations.choices import OperatingStatus
from recovery_directory.publication import PublishableQuerySet


class OrganizationQuerySet(PublishableQuerySet):
    """Organizations, by what pages and filters ask for."""

    # Which

    def operating(self):
        """Return those that run or may run: the list's default."""
        return self.exclude(operating_status=OperatingStatus.HISTORIC)

    def of_type(self, slugs):
        """Return those of any of these types."""
        return self.filter(organization_type__slug__in=slugs)

    def governed(self, slugs):
        """Return those of any of these governance styles; ``not-stated`` is one."""
        stated = models.Q(governance_style__slug__in=slugs)
        if "not-stated" in slugs:
            stated |= models.Q(governance_style=None)
        return self.filter(stated)

    # With what

    def for_list(self):
        """Fetch what a card of the list shows, in a constant number of queries."""
        from organizations.models import AlternateName, OrganizationTerm

        return self.select_related(
            "organization_type",
            "governance_style",
            "evidence_summary__main_outcome",
        ).prefetch_related(
            Prefetch("alternate_names", AlternateName.objects.order_by("kind", "name")),
            Prefetch(
                "terms",
                OrganizationTerm.objects.select_related("term__taxonomy"),
            ),
            "evidence_summary__ratings",
            "verifications",
        )

    def for_page(self):
        """Fetch everything that the detail page and the hand-out show."""
        from organizations.models import OrganizationTerm, Relationship

        return self.select_related(
            "organization_type__evidence_summary__main_outcome",
            "governance_style",
            "headquarters_country",
            "medication_document",
            "evidence_summary__main_outcome",
        ).prefetch_related(
            "alternate_names__source",
            "urls__source",
            "phones__source",
            "size_estimates__source",
            "literature__source",
            "citations__source",
            "verifications",
            "handout_texts",
            Prefetch(
                "terms",
                OrganizationTerm.objects.select_related("term__taxonomy", "source"),
            ),
            Prefetch(
                "relationships",
                Relationship.objects.select_related("other", "source"),
            ),
            Prefetch(
                "relationships_from_others",
                Relationship.objects.select_related("organization", "source").order_by(
                    "kind", "organization__sort_name"
                ),
            ),
            "evidence_summary__ratings__outcome",
            "evidence_summary__statements__sources",
            "organization_type__evidence_summary__ratings__outcome",
            "organization_type__evidence_summary__statements__sources",
        )
