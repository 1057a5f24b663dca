"""Importing: what a review found is written, all of it or nothing.

The file is reviewed again at that moment. Where a row is refused, nothing is written;
a row in conflict stays out only where the curator says so.
"""

from django.utils.translation import gettext as _

from recovery_directory.curation.tables.dry_run import Review, RowOutcome, review
from recovery_directory.records import RecordFormat
from recovery_directory.records.applying import apply
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.records.revisions import Action


class NotImported(Exception):
    """Nothing was written; the review says what to mend."""

    def __init__(self, reviewed: Review, reason: str):
        """Keep the review for the page that shows it."""
        self.review, self.reason = reviewed, reason
        super().__init__(reason)


def import_file(
    record_format: RecordFormat,
    content: bytes,
    name: str,
    *,
    by,
    leave_conflicts: bool = False,
) -> Review:
    """Write what a file changes in one transaction, each record as one revision.

    Raises Unreadable, or NotImported with the review.
    """
    reviewed = review(record_format, content, name, tries=False)
    if reviewed.of(RowOutcome.REFUSED):
        raise NotImported(reviewed, _("Nothing was imported: some rows are refused."))
    if reviewed.of(RowOutcome.CONFLICT) and not leave_conflicts:
        raise NotImported(
            reviewed, _("Nothing was imported: some rows are in conflict.")
        )
    try:
        apply(
            reviewed.planned,
            by=by,
            action=Action.IMPORT,
            reason=name,
            keep_publishable=True,
        )
    except RefusedFiles as refused:
        reviewed = review(record_format, content, name)
        raise NotImported(reviewed, str(refused)) from refused
    return reviewed
