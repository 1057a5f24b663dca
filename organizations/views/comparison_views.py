"""/compare/: two to five organizations side by side."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from organizations.comparison import FEWEST, MOST, compare
from organizations.models import Organization
from organizations.named_organizations import NamedOrganizations
from organizations.numbered_references import (
    COMPARED,
    NumberedReferences,
    read_sources,
)

MOST_OFFERED = 300
"""Names that one menu can hold; beyond, more are chosen in the list."""


def comparison(request: HttpRequest) -> HttpResponse:
    """Show the comparison; with too few, too many or unknown ones answer 400.

    The page of a 400 keeps the valid choices, so that nothing has to be chosen again.
    """
    named = request.GET.getlist("organization")
    choice = NamedOrganizations.read(named, Organization.objects.for_comparison())
    chosen = choice.organizations
    read_sources(chosen, COMPARED)
    too_few, too_many = len(chosen) < FEWEST, len(chosen) > MOST
    is_bad = too_few or too_many or bool(choice.unknown)
    context = {
        "chosen": chosen,
        "unknown": choice.unknown,
        "too_few": too_few,
        "too_many": too_many,
        "most": MOST,
        "groups": [] if too_few or too_many else compare(chosen),
        "references": NumberedReferences(),
        "others": _others(chosen),
    }
    return render(
        request, "organizations/comparison.html", context, status=400 if is_bad else 200
    )


def _others(chosen: list[Organization]) -> list[tuple[str, str]]:
    """Return slug and name of whoever may be added; none where that would be many."""
    others = Organization.objects.published().operating()
    others = others.exclude(pk__in=[one.pk for one in chosen])
    # Counted first: putting thousands in order would take longer than all the rest.
    if others.order_by()[: MOST_OFFERED + 1].count() > MOST_OFFERED:
        return []
    return list(others.values_list("slug", "name"))
