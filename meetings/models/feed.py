"""Feeds: the public lists of meetings that this site may show, and who permitted it."""

import datetime
import uuid

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meetings.choices import ListFormat
from meetings.zones import is_zone
from organizations.choices import OperatingStatus
from organizations.models import Organization
from recovery_directory.fields import RowCheck
from recovery_directory.web_addresses import WebAddressField


def validate_zone(name: str) -> None:
    """Raise ValidationError for what is no place's time zone (``Europe/Berlin``)."""
    if not is_zone(name):
        raise ValidationError(
            _("Name the zone by a place: America/New_York."), code="zone"
        )


def may_have_feeds() -> models.QuerySet:
    """Return the organizations whose meetings may be shown."""
    return Organization.objects.published().filter(
        operating_status=OperatingStatus.ACTIVE
    )


LATITUDE = [MinValueValidator(-90), MaxValueValidator(90)]
LONGITUDE = [MinValueValidator(-180), MaxValueValidator(180)]


STATE_FIELDS = (
    *("is_accepted", "confirmed_at", "stale_at", "hidden_at", "due_at", "zones"),
    *("etag", "last_modified", "failures", "failure"),
)
"""What a feed's lists write; all else is a curator's."""


class FeedState(models.TextChoices):
    """How a feed fares, for the curators' desk; the most pressing first."""

    HELD = "held", _("a list waits for a decision")
    FAILING = "failing", _("failing")
    STALE = "stale", _("stale")
    PAUSED = "paused", _("paused")
    NEW = "new", _("not read yet")
    FRESH = "fresh", _("fresh")


class FeedQuerySet(models.QuerySet):
    """Which feeds."""

    def due(self, moment: datetime.datetime):
        """Return those that are to be fetched: they have an address, and it is time."""
        is_time = models.Q(due_at=None) | models.Q(due_at__lte=moment)
        return self.filter(is_time, is_paused=False).exclude(url="")

    def shown(self, moment: datetime.datetime):
        """Return those whose meetings the public may see.

        The organization is published, the list accepted and no older than twice its
        own days.
        """
        return self.filter(
            organization__in=Organization.objects.published(),
            is_accepted=True,
            hidden_at__gte=moment,
        )

    def with_held(self):
        """Say with each whether a list of it waits for a curator, in one query."""
        from meetings.models.run import Run

        held = Run.objects.held().filter(feed=models.OuterRef("pk"))
        return self.annotate(is_held=models.Exists(held))

    def failing(self):
        """Return those that could not be fetched or read last time."""
        return self.filter(is_paused=False, failures__gt=0)

    def stale(self, moment: datetime.datetime):
        """Return those whose list was not confirmed within their own days."""
        return self.filter(stale_at__lt=moment)


class Feed(models.Model):
    """One public list of one organization's meetings.

    The operator's data, as local notes are: no revision keeps it, and no API, dump,
    export or shipped record carries it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "organizations.Organization",
        on_delete=models.CASCADE,
        related_name="meeting_feeds",
        verbose_name=_("organization"),
    )
    name = models.CharField(
        _("name"),
        max_length=120,
        help_text=_("Whose list it is: Boston Central Service. Shown beside meetings."),
    )
    format = models.CharField(_("format"), max_length=16, choices=ListFormat.choices)
    url = WebAddressField(
        _("address"),
        max_length=500,
        blank=True,
        help_text=_(
            "Where the list is fetched; empty where files are uploaded. Of BMLT with "
            "get_used_formats=1, so that its types are known."
        ),
    )
    key = models.CharField(
        _("key"),
        max_length=200,
        blank=True,
        help_text=_("What the address asks for beside it. Never shown again."),
    )
    zone = models.CharField(
        _("time zone"),
        max_length=60,
        validators=[validate_zone],
        help_text=_("Of meetings that neither state one nor have a place."),
    )
    monday_is = models.PositiveSmallIntegerField(
        _("Monday is"),
        null=True,
        blank=True,
        choices=[(0, "0"), (1, "1"), (2, "2")],
        help_text=_("Only where the list counts days otherwise than its format says."),
    )
    south = models.FloatField(_("south"), null=True, blank=True, validators=LATITUDE)
    west = models.FloatField(_("west"), null=True, blank=True, validators=LONGITUDE)
    north = models.FloatField(_("north"), null=True, blank=True, validators=LATITUDE)
    east = models.FloatField(
        _("east"),
        null=True,
        blank=True,
        validators=LONGITUDE,
        help_text=_("The region in which its meetings should lie, in degrees."),
    )
    permitted_by = models.CharField(
        _("permitted by"),
        max_length=160,
        help_text=_("Which office said that this site may show the list. No person."),
    )
    permitted_on = models.DateField(_("permitted on"))
    terms_of_use = models.CharField(
        _("terms of use"), max_length=300, blank=True, help_text=_("In a few words.")
    )
    attribution = models.CharField(
        _("attribution"),
        max_length=160,
        blank=True,
        help_text=_("What the list asks to be said beside its meetings."),
    )
    allows_notes = models.BooleanField(
        _("notes are shown"),
        default=False,
        help_text=_(
            "A first name in a note cannot be found by a rule: read some before."
        ),
    )
    fetch_every = models.DurationField(
        _("fetch every"), default=datetime.timedelta(days=1)
    )
    stale_after = models.DurationField(
        _("stale after"),
        default=datetime.timedelta(days=14),
        help_text=_("Then readers are warned; after twice that it is not shown."),
    )
    is_paused = models.BooleanField(_("paused"), default=False)
    is_accepted = models.BooleanField(
        _("accepted"),
        default=False,
        editable=False,
        help_text=_("A curator has accepted a first list."),
    )

    # State
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    stale_at = models.DateTimeField(_("stale from"), null=True, editable=False)
    hidden_at = models.DateTimeField(_("hidden from"), null=True, editable=False)
    due_at = models.DateTimeField(_("due at"), null=True, editable=False)
    zones = models.JSONField(_("zones of its meetings"), default=list, editable=False)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=60, blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, editable=False)
    failure = models.CharField(
        _("last failure"), max_length=300, blank=True, editable=False
    )
    added_at = models.DateTimeField(_("added at"), auto_now_add=True)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    objects = FeedQuerySet.as_manager()

    class Meta:
        ordering = ["organization__sort_name", "name"]
        verbose_name = _("feed of meetings")
        verbose_name_plural = _("feeds of meetings")
        constraints = [
            RowCheck(
                condition=models.Q(format__in=ListFormat.values),
                name="meetings_feed_format_is_known",
            ),
        ]

    def __str__(self):
        """Return whose list of which organization."""
        return f"{self.name} ({self.organization})"

    def save(self, **kwargs):
        """Keep with the list from when on it is stale, and from when on hidden."""
        if self.confirmed_at:
            self.stale_at = self.confirmed_at + self.stale_after
            self.hidden_at = self.confirmed_at + 2 * self.stale_after
        super().save(**kwargs)

    def save_state(self) -> None:
        """Save how it fares, and nothing that a curator may be typing meanwhile."""
        self.save(update_fields=STATE_FIELDS)

    def read_anew(self) -> None:
        """Have the next list read, though it may be the same: it means another thing.

        Notes that are not allowed leave at once.
        """
        if not self.allows_notes:
            self.meetings.exclude(notes="").update(notes="")
        self.etag = self.last_modified = ""
        self.due_at = None
        self.save_state()

    def clean(self):
        """Refuse half a region, and one that is upside down."""
        super().clean()
        sides = [self.south, self.west, self.north, self.east]
        if any(side is None for side in sides):
            if any(side is not None for side in sides):
                raise ValidationError(_("Give all four sides of the region, or none."))
        elif self.south >= self.north:
            raise ValidationError({"south": _("The south is below the north.")})

    def lies_in_region(self, latitude: float, longitude: float) -> bool:
        """Whether a point lies where its meetings should; anywhere where none is said.

        A region may cross the date line: then its west is greater than its east.
        """
        if None in (self.south, self.west, self.north, self.east):
            return True
        is_between = (
            self.west <= longitude <= self.east
            if self.west <= self.east
            else longitude >= self.west or longitude <= self.east
        )
        return self.south <= latitude <= self.north and is_between

    @property
    def state(self) -> FeedState:
        """Return how it fares."""
        is_held = getattr(self, "is_held", None)
        if self.runs.held().exists() if is_held is None else is_held:
            return FeedState.HELD
        if self.is_paused:
            return FeedState.PAUSED
        if self.failures:
            return FeedState.FAILING
        if self.confirmed_at is None:
            return FeedState.NEW
        return FeedState.STALE if self.is_stale(timezone.now()) else FeedState.FRESH

    def is_stale(self, moment: datetime.datetime) -> bool:
        """Whether readers are warned that the list is old."""
        return self.stale_at is None or moment > self.stale_at
