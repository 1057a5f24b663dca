"""Coverage: of which organizations there are lists of meetings here, and which lack."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from meetings.models import Feed, may_have_feeds
from organizations import meeting_lists
from recovery_directory.curation.admin.admin_pages import show


def coverage(model_admin, request):
    """List the published, active organizations: with lists, and without."""
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    feeds: dict = {}
    for feed in Feed.objects.with_held().select_related("organization"):
        feeds.setdefault(feed.organization_id, []).append(feed)
    counts = meeting_lists.counts()
    rows = [
        (organization, feeds.get(organization.pk, []), counts.get(organization.pk, 0))
        for organization in may_have_feeds().order_by("sort_name")
    ]
    return show(
        model_admin,
        request,
        "admin/meetings/coverage.html",
        _("Coverage"),
        covered=[row for row in rows if row[1]],
        missing=[row[0] for row in rows if not row[1]],
    )
