"""Where curators keep lists of meetings: one module for each noun."""

from meetings.admin import (  # noqa: F401
    feed_admin,
    meeting_admin,
    run_admin,
)
