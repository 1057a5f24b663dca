"""The app of meetings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    """Meetings: the fellowships' own lists."""

    name = "meetings"
    verbose_name = _("Meetings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Provide organizations with meetings, and the desk with its work."""
        from meetings import list_work
        from meetings.provider import ShownMeetings
        from organizations import meeting_lists
        from recovery_directory.curation import work_queue

        meeting_lists.register(ShownMeetings())
        work_queue.register(*list_work.WORK)
