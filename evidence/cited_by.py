"""Who cites a source: summaries here, and records of apps that evidence does not know.

The arrow between the apps points here, so evidence imports none of them. An app whose
records cite sources registers a reader in its ``AppConfig.ready()``; the page of a
source asks every reader and prints what comes back.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from evidence.choices import SubjectKind
from evidence.models import EvidenceSummary, Source
from recovery_directory.characters import folded


@dataclass(frozen=True)
class CitingRecord:
    """A record that the public sees, and which of its facts cite the source."""

    kind: str
    """What the record is, in the plural: the heading of its group."""
    name: str
    url: str
    facts: tuple[str, ...] = ()


Reader = Callable[[Source], Iterable[CitingRecord]]

_readers: list[Reader] = []


def register(reader: Reader) -> None:
    """Ask ``reader`` too; it returns records that everybody may see, and no others."""
    _readers.append(reader)


def citing(source: Source) -> dict[str, list[CitingRecord]]:
    """Return the records of other apps that cite ``source``, by kind and name."""
    groups: dict[str, list[CitingRecord]] = {}
    for reader in _readers:
        for record in reader(source):
            groups.setdefault(record.kind, []).append(record)
    return {
        kind: sorted(records, key=lambda one: folded(one.name))
        for kind, records in groups.items()
    }


def public_summaries() -> QuerySet[EvidenceSummary]:
    """Return the summaries that everybody may see.

    That of an organization is public only while a published record points to it; the
    related model is reached through the relation, without knowing its name.
    """
    organizations = EvidenceSummary.organizations.rel.related_model.objects.published()
    # Asked of each summary: a list of all that organizations point to would be made by
    # reading every organization.
    pointing = organizations.filter(evidence_summary=OuterRef("pk"))
    return EvidenceSummary.objects.published().filter(
        ~Q(subject_kind=SubjectKind.ORGANIZATION) | Exists(pointing)
    )


def summaries_citing(source: Source) -> QuerySet[EvidenceSummary]:
    """Return the public summaries that rest on ``source`` in any way."""
    return (
        public_summaries()
        .filter(
            Q(pk__in=source.summaries.values("pk"))
            | Q(pk__in=source.findings.values("summaries"))
            | Q(pk__in=source.statements.values("summary"))
        )
        .order_by("subject_kind", "title")
    )
