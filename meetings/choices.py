"""The closed vocabularies of meetings; open ones are the directory's own terms."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Weekday(models.IntegerChoices):
    """A day of the week, counted as ``datetime.date.weekday`` does."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class ListFormat(models.TextChoices):
    """How a list is written."""

    MEETING_GUIDE = "meeting-guide", _("Meeting Guide JSON (TSML)")
    BMLT = "bmlt", _("BMLT")
    CSV = "csv", _("table (CSV)")


class Venue(models.TextChoices):
    """Where a meeting takes place."""

    IN_PERSON = "in-person", _("in person")
    ONLINE = "online", _("online or by telephone")
    HYBRID = "hybrid", _("in person and online")
    SUSPENDED = "suspended", _("suspended")
    UNKNOWN = "unknown", _("not known")


class Precision(models.TextChoices):
    """How exactly the place of a meeting is known."""

    EXACT = "exact", _("the address")
    APPROXIMATE = "approximate", _("the area")
    NONE = "none", _("no place")


class Attendance(models.TextChoices):
    """Who may come; what open and closed mean is the fellowship's to say."""

    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    NOT_STATED = "not-stated", _("not stated")


class Recurrence(models.TextChoices):
    """Whether a meeting takes place every week."""

    WEEKLY = "weekly", _("every week")
    NTH_WEEK = "nth-week", _("in some weeks of a month")
    NOT_EVERY_WEEK = "not-every-week", _("not every week")


class ZoneBasis(models.TextChoices):
    """How the time zone of a meeting is known."""

    LIST = "list", _("stated in the list")
    PLACE = "place", _("the zone of its place")
    FEED = "feed", _("the zone that the list is said to use")


class Access(models.TextChoices):
    """What a place or a gathering offers to those who need it."""

    WHEELCHAIR = "wheelchair", _("step-free access")
    WHEELCHAIR_BATHROOM = "wheelchair-bathroom", _("accessible bathroom")
    SIGN_LANGUAGE = "sign-language", _("sign language")
    CAPTIONS = "captions", _("captions")
    CHILD_CARE = "child-care", _("child care")
    CHILDREN_WELCOME = "children-welcome", _("children are welcome")
    NO_CHILDREN = "no-children", _("no children")
    FRAGRANCE_FREE = "fragrance-free", _("no scents")
    SMOKE_FREE = "smoke-free", _("no smoking")
    SMOKING = "smoking", _("smoking is permitted")
    PROOF_OF_ATTENDANCE = "proof-of-attendance", _("signs proof of attendance")
