"""/organizations/: the list and the page of one organization."""

from django.utils import timezone
from django.views.generic import ListView

from organizations.addresses import OrganizationAddress
from organizations.listing.filters import OrganizationFilter
from organizations.models import Organization
from organizations.numbered_references import (
    NumberedReferences,
    read_sources,
    years_of_sources,
)
from organizations.open_data.dumps.views import same_choice
from organizations.open_data.linked_data import linked_organization
from organizations.safety_lines import safety_lines
from organizations.similar import similar_to
from recovery_directory.records.record_views import RecordDetail


class OrganizationList(ListView):
    """The list: filtered by a GET form, twenty on a page."""

    model = Organization
    paginate_by = 20
    template_name = "organizations/organization_list.html"

    def get_queryset(self):
        """Return the published organizations that are asked for, in order."""
        door = OrganizationFilter(self.request.GET, for_people=True)
        self.list_query = door.list_query
        return self.list_query.results

    def get_context_data(self, **kwargs):
        """Add what is asked: facets, chips, what was ignored."""
        query = self.request.GET.copy()
        query.pop("page", None)
        context = super().get_context_data(**kwargs)
        for organization in context["object_list"]:
            organization.match_reasons = self.list_query.reasons(organization)
        return context | {
            "list_query": self.list_query,
            "canonical": self.canonical(context["page_obj"].number),
            "query": query.urlencode(),
            "dump_query": same_choice(self.list_query),
        }

    def canonical(self, page: int) -> str:
        """Return the one query that stands for all that give this page of the list."""
        query = self.list_query.url().removeprefix("?")
        parts = [query] if query else []
        parts += [f"page={page}"] if page > 1 else []
        return f"?{'&'.join(parts)}" if parts else ""


class OrganizationDetail(OrganizationAddress, RecordDetail):
    """Everything about one organization, each fact with its source."""

    for_page = "for_page"

    def get_context_data(self, **kwargs):
        """Add the numbered references, filled while the page is written."""
        read_sources([self.object])
        return super().get_context_data(**kwargs) | {
            "local_note": self.object.local_note_on(timezone.localdate()),
            "references": NumberedReferences(),
            "years": years_of_sources(self.object),
            "safety": safety_lines(self.object),
            "similar": similar_to(self.object, beside=self.object.neighbor_ids),
            "linked": linked_organization(self.object),
        }
