"""/types/ and /governance/: how organizations are told apart."""

from django.views.generic import ListView

from organizations.choices import PassagePage
from organizations.handouts.packet import one_of_each
from organizations.listing.named_lists import listed_under
from organizations.models import (
    GovernanceStyle,
    Organization,
    OrganizationType,
    Passage,
)
from organizations.numbered_references import NumberedReferences
from organizations.origins import Origins
from organizations.safety_lines import on_stopping
from organizations.sizes import numbers_of_groups
from recovery_directory.records.record_views import RecordDetail


class TypeList(ListView):
    """The three types side by side, and what they share."""

    template_name = "organizations/type_list.html"

    def get_queryset(self):
        """Return the types with how many organizations each has."""
        return OrganizationType.objects.published().with_counts()

    def get_context_data(self, **kwargs):
        """Add a packet, what the page teaches, and who came from whom."""
        return super().get_context_data(**kwargs) | {
            "one_of_each": one_of_each(self.object_list),
            "origins": Origins(Organization.objects.published()),
            "passages": Passage.objects.on_page(PassagePage.TYPES),
            "references": NumberedReferences(),
            "safety": on_stopping(),
        }


class TypeDetail(RecordDetail):
    """One type: philosophy, how it works, a typical meeting, its organizations."""

    model = OrganizationType
    for_page = "for_page"
    template_name = "organizations/type_detail.html"

    def get_context_data(self, **kwargs):
        """Add passages and the organizations of this type."""
        return super().get_context_data(**kwargs) | {
            "passages": Passage.objects.on_page(f"type-{self.object.slug}"),
            "organizations": listed_under("type", self.object.slug),
            "references": NumberedReferences(),
        }


class GovernanceList(ListView):
    """The governance styles and what is known of their difference."""

    template_name = "organizations/governance_list.html"

    def get_queryset(self):
        """Return the styles with how many organizations each has."""
        return GovernanceStyle.objects.published().for_page().with_counts()

    def get_context_data(self, **kwargs):
        """Add what the page teaches, and how large organizations are."""
        return super().get_context_data(**kwargs) | {
            "sizes": numbers_of_groups(Organization.objects.published().operating()),
            "passages": Passage.objects.on_page(PassagePage.GOVERNANCE),
            "references": NumberedReferences(),
        }


class GovernanceDetail(RecordDetail):
    """One governance style: what it means, makes easier and harder."""

    model = GovernanceStyle
    for_page = "for_page"
    template_name = "organizations/governance_detail.html"

    def get_context_data(self, **kwargs):
        """Add the organizations run this way."""
        return super().get_context_data(**kwargs) | {
            "organizations": listed_under("governance", self.object.slug),
            "references": NumberedReferences(),
        }
