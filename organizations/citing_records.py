"""Which records cite a source: the directory's answer to ``evidence.cited_by``."""

from collections.abc import Iterator

from evidence.cited_by import CitingRecord
from evidence.models import Source
from organizations.models import (
    Citation,
    GovernanceStyle,
    Organization,
    OrganizationType,
    Passage,
)
from organizations.models.citation import Sourced

OWNERS = {
    "organization": Organization,
    "organization_type": OrganizationType,
    "governance_style": GovernanceStyle,
    "passage": Passage,
}
"""The records whose rows cite sources, by the name of the row's reference to them."""


def citing_records(source: Source) -> Iterator[CitingRecord]:
    """Yield the published records that cite ``source``, each once with its facts."""
    facts: dict = {}
    for row_model in Sourced.__subclasses__():
        names = {field.name for field in row_model._meta.fields} & set(OWNERS)
        rows = row_model.objects.filter(source=source).select_related(*sorted(names))
        for row in rows:
            owner = next(
                filter(None, (getattr(row, name) for name in OWNERS if name in names))
            )
            if owner.is_published:
                facts.setdefault(owner, set()).add(_fact(row))
    for organization in source.medication_stances.published():
        label = Organization._meta.get_field("medication_document").verbose_name
        facts.setdefault(organization, set()).add(str(label))
    for owner, names in facts.items():
        yield CitingRecord(
            kind=str(owner._meta.verbose_name_plural),
            name=str(owner),
            url=owner.get_absolute_url() if hasattr(owner, "get_absolute_url") else "",
            facts=tuple(sorted(names)),
        )


def _fact(row) -> str:
    if isinstance(row, Citation):
        return row.get_fact_display()
    return str(row._meta.verbose_name)
