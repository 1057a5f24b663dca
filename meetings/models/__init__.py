"""Feeds, their runs, and the meetings that they bring; one noun a file."""

from meetings.models.feed import Feed, FeedState, may_have_feeds
from meetings.models.meeting import Meeting
from meetings.models.run import Run, RunState

__all__ = ["Feed", "FeedState", "Meeting", "Run", "RunState", "may_have_feeds"]
