"""The reference list of an organization: every public source that its page rests on."""

from django.db.models import Q

from evidence.models import Source
from organizations.models import Citation, Organization, Relationship
from organizations.models.citation import Sourced
from organizations.safety_lines import safety_lines


def sources_of(organization: Organization):
    """Return the public sources of the record, of its safety lines and of evidence.

    Evidence is its own, and that of its type.

    Whatever row of the record may carry a source is asked, so a new kind of row is
    in the list without being named here.
    """
    wanted = Q(pk=organization.medication_document_id)
    for relation in Source._meta.related_objects:
        model = relation.related_model
        if issubclass(model, Sourced) and hasattr(model, "organization"):
            rows = model._base_manager.filter(organization=organization)
            wanted |= Q(pk__in=rows.exclude(source=None).values("source"))
    from_others = Relationship.objects.filter(
        other=organization, organization__in=Organization.objects.published()
    )
    wanted |= Q(pk__in=from_others.exclude(source=None).values("source"))
    lines = Citation.objects.filter(passage__in=safety_lines(organization))
    wanted |= Q(pk__in=lines.exclude(source=None).values("source"))
    summary = organization.public_evidence_summary
    if summary:
        wanted |= Q(pk__in=summary.statements.values("sources"))
    borrowed = organization.organization_type.evidence_summary
    if borrowed and borrowed.is_published:
        wanted |= Q(pk__in=borrowed.sources.values("pk"))
    return Source.objects.published().filter(wanted).select_related("superseded_by")
