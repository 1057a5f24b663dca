"""Is this paper still right? What a sheet of some version has missed since."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from evidence.models import EvidenceSummary
from organizations.changes import Change, changes_between, research_changes
from organizations.models import Organization
from recovery_directory.records import format_of, revisions, schema_evolution


@dataclass(frozen=True)
class VersionCheck:
    """A printed version, held against the record of today."""

    version: int
    newest: int
    changes: list[Change]
    changed_on: datetime.date | None

    @property
    def is_newest(self) -> bool:
        """Whether nothing at all was changed since."""
        return self.version == self.newest and not self.changes

    @property
    def on_sheet(self) -> list[Change]:
        """Return the changes of what a sheet prints."""
        return [change for change in self.changes if change.is_on_sheet]

    @property
    def is_right(self) -> bool:
        """Whether a sheet of this version still says what one of today would."""
        return not self.on_sheet


def check_version(organization: Organization, version: int) -> VersionCheck | None:
    """Return what became of version ``version``; None where there never was one.

    Compared are the two ends: what was changed and changed back is right again.
    """
    history = revisions.history(organization)
    printed = history.filter(number=version).first()
    newest = history.first()
    if printed is None or newest is None:
        return None
    changes = changes_between(
        *schema_evolution.read(format_of(Organization), printed, newest)
    )
    changes += _research_changes(organization, printed.made_at)
    is_old = newest.number != version
    changed_on = timezone.localdate(newest.made_at) if is_old else None
    return VersionCheck(version, newest.number, changes, changed_on)


def _research_changes(organization: Organization, since) -> list[Change]:
    """Return whether the evidence summary says something else than it did then."""
    summary = organization.public_evidence_summary
    if summary is None:
        return []
    history = revisions.history(summary)
    newest = history.first()
    if newest is None or newest.made_at <= since:
        return []
    then = history.filter(made_at__lte=since).first() or history.last()
    return research_changes(
        *schema_evolution.read(format_of(EvidenceSummary), then, newest)
    )
