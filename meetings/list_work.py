"""Work that waits with the lists of meetings, for the curators' desk."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.models import Feed, Run, RunState
from recovery_directory.curation.work_queue import Heading, Work

WORK = (
    Work(
        "held-lists",
        Heading.MEETINGS,
        Run,
        _("Lists that wait for a decision"),
        Run.objects.held,
        _("Read why, and accept or drop them. Until then the old rows stay."),
        query=f"state__exact={RunState.HELD}",
    ),
    Work(
        "failing-feeds",
        Heading.MEETINGS,
        Feed,
        _("Lists that did not come"),
        Feed.objects.failing,
        _("Their meetings stay until they are stale. The feed says what happened."),
    ),
    Work(
        "stale-feeds",
        Heading.MEETINGS,
        Feed,
        _("Lists that are older than they should be"),
        lambda: Feed.objects.stale(timezone.now()),
        _("Readers are warned; after twice the time the meetings are not shown."),
    ),
)
