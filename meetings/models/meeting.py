"""Meetings: one weekly gathering each."""

import datetime
import math
import uuid
from collections.abc import Collection

from django.db import models
from django.utils.translation import gettext_lazy as _

from meetings.choices import (
    Access,
    Attendance,
    Precision,
    Recurrence,
    Venue,
    Weekday,
    ZoneBasis,
)
from meetings.models.feed import Feed
from recovery_directory.fields import LongTextField, RowCheck

LONGEST_NOTES = 4000
CELLS_IN_A_DEGREE = 10
CELLS_AROUND = 360 * CELLS_IN_A_DEGREE


def cell_of(latitude: float, longitude: float) -> int:
    """Return the number of the cell of a tenth of a degree in which a point lies.

    Cells beside each other in a row have numbers beside each other, so that all cells
    around a place are a few ranges of an ordinary index, on every database.
    """
    row = math.floor((latitude + 90) * CELLS_IN_A_DEGREE)
    column = math.floor((longitude + 180) * CELLS_IN_A_DEGREE) % CELLS_AROUND
    return row * CELLS_AROUND + column


class MeetingQuerySet(models.QuerySet):
    """Which meetings."""

    def shown(
        self, moment: datetime.datetime, *, feeds: Collection[uuid.UUID] | None = None
    ):
        """Return what the public may see: the one place that decides it.

        Its list is shown, and it is neither gone, hidden, nor the same as one of
        another list that is shown. ``feeds``: the ids of those, where they are known.
        """
        shown = Feed.objects.shown(moment).values("pk") if feeds is None else feeds
        return self.filter(feed__in=shown, gone_on=None, is_hidden=False).exclude(
            same_as__feed__in=shown
        )


class Meeting(models.Model):
    """One weekly gathering, as its list states it.

    Nothing is stored of when it happens next: day, start and zone are the row. The link
    into an online meeting is kept whole and given only to whoever presses its button.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    feed = models.ForeignKey(
        "meetings.Feed",
        on_delete=models.CASCADE,
        related_name="meetings",
        verbose_name=_("feed"),
    )
    feed_key = models.CharField(_("key in its list"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=200)
    group = models.CharField(_("group"), max_length=200, blank=True)
    day = models.PositiveSmallIntegerField(_("day"), choices=Weekday.choices)
    starts = models.TimeField(_("starts"))
    ends = models.TimeField(
        _("ends"),
        null=True,
        blank=True,
        help_text=_("Before the start: after midnight."),
    )
    zone = models.CharField(_("time zone"), max_length=60)
    zone_basis = models.CharField(max_length=8, choices=ZoneBasis.choices)
    venue = models.CharField(_("venue"), max_length=12, choices=Venue.choices)
    precision = models.CharField(max_length=12, choices=Precision.choices)
    place_name = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    town = models.CharField(_("town"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=100, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    cell = models.IntegerField(null=True, editable=False)
    attendance = models.CharField(
        _("open or closed"), max_length=12, choices=Attendance.choices
    )
    terms = models.ManyToManyField(
        "organizations.TaxonomyTerm",
        blank=True,
        related_name="meetings",
        verbose_name=_("terms"),
    )
    access = models.JSONField(
        _("access"), default=list, blank=True, help_text=", ".join(Access.values)
    )
    recurrence = models.CharField(
        _("how often"), max_length=16, choices=Recurrence.choices
    )
    weeks = models.JSONField(
        _("weeks of a month"),
        default=list,
        blank=True,
        help_text=_("1 to 5; -1 is the last."),
    )
    weeks_confirmed = models.BooleanField(
        _("weeks confirmed"),
        default=False,
        help_text=_("A curator has read that it takes place in exactly these weeks."),
    )
    link = models.CharField(_("link"), max_length=500, blank=True)
    dial_in = models.CharField(_("dial-in"), max_length=80, blank=True)
    notes = LongTextField(_("notes"), max_length=LONGEST_NOTES, blank=True)
    web_page = models.CharField(_("web page"), max_length=500, blank=True)
    updated_on = models.DateField(_("updated on"), null=True, blank=True)
    same_as = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="doubles",
        verbose_name=_("the same as"),
    )
    absences = models.PositiveSmallIntegerField(default=0, editable=False)
    gone_on = models.DateField(_("gone on"), null=True, editable=False)
    is_hidden = models.BooleanField(
        _("hidden"), default=False, help_text=_("For good, whatever its list says.")
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["day", "starts", "name", "id"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        indexes = [
            models.Index(fields=["cell", "day", "starts"], name="meetings_near"),
            models.Index(fields=["venue", "day", "starts"], name="meetings_by_venue"),
        ]
        constraints = [
            RowCheck(
                condition=models.Q(day__in=Weekday.values),
                name="meetings_meeting_day_is_known",
            ),
            RowCheck(
                condition=models.Q(latitude=None, longitude=None, cell=None)
                | models.Q(
                    latitude__isnull=False, longitude__isnull=False, cell__isnull=False
                ),
                name="meetings_meeting_point_is_whole",
            ),
        ]

    def __str__(self):
        """Return its name, day and time."""
        return f"{self.name}, {self.day_name} {self.starts:%H:%M}"

    @property
    def day_name(self) -> str:
        """Return the day in words."""
        return str(self.get_day_display())
