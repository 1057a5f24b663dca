"""What became of a list, in a line: for commands and for the curators' desk."""

from django.utils.translation import gettext as _

from meetings.list_readers.meeting_rows import RowProblem
from meetings.models import Run, RunState
from meetings.receiving import Looked


def in_words(run: Run) -> str:
    """Return what became of a run."""
    if run.state == RunState.REFUSED:
        return _("refused: %(reasons)s") % {"reasons": " ".join(run.reasons)}
    counts = _counts(
        run.rows_in,
        run.added,
        run.changed,
        run.unchanged,
        run.absent,
        run.gone,
        run.quarantined,
    )
    if run.state == RunState.HELD:
        held = _("held for a curator: %(reasons)s") % {"reasons": " ".join(run.reasons)}
        return f"{held} {counts}"
    return counts


def looked_in_words(looked: Looked) -> str:
    """Return what a list would change, and why it would be held."""
    plan = looked.plan
    counts = _counts(
        looked.read.rows_in,
        len(plan.added),
        len(plan.changed),
        len(plan.unchanged),
        len(plan.absent),
        len(plan.gone),
        sum(looked.read.quarantined.values()),
    )
    return " ".join([counts, *looked.reasons])


def problem_in_words(problem: RowProblem) -> str:
    """Return a problem with its row."""
    row = _("Row %(row)d: %(reason)s") % {"row": problem.row, "reason": problem.reason}
    return f"{row} ({problem.value})" if problem.value else row


def _counts(rows, added, changed, unchanged, absent, gone, quarantined) -> str:
    text = _(
        "%(rows)d rows: %(added)d added, %(changed)d changed, %(unchanged)d unchanged, "
        "%(absent)d missing, %(gone)d gone, %(quarantined)d set aside."
    )
    return text % {
        "rows": rows,
        "added": added,
        "changed": changed,
        "unchanged": unchanged,
        "absent": absent,
        "gone": gone,
        "quarantined": quarantined,
    }
