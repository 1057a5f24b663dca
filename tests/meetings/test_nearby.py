"""Next meetings: by time and distance, and none that may not take place tonight."""

import datetime
import zoneinfo

import pytest

from meetings.models import Meeting
from meetings.nearby import MeetingQuery, TakingPart, When, search, search_wider
from tests import factories
from tests.meetings.lists_of_meetings import accepted, feed, row

pytestmark = pytest.mark.django_db

LOWELL = (42.6334, -71.3162)
BOSTON = zoneinfo.ZoneInfo("America/New_York")
TUESDAY_EVENING = datetime.datetime(2026, 12, 1, 18, 0, tzinfo=BOSTON)
TUESDAY = 2
"""In a list, which counts from Sunday."""


def asked(when=When.WEEK, **fields) -> MeetingQuery:
    return MeetingQuery(
        **{"point": LOWELL, "zone": "America/New_York", "when": when, **fields}
    )


def at(name: str, time: str, day: int = TUESDAY, north: float = 0.0, **fields) -> dict:
    """Return the row of a meeting so many degrees north of Lowell."""
    point = {"latitude": LOWELL[0] + north, "longitude": LOWELL[1]}
    return row(1, slug=name, name=name, day=day, time=time, **point, **fields)


def listed(*rows: dict, organization=None, **fields):
    a_feed = feed(organization, **fields)
    accepted(a_feed, *rows)
    return a_feed


def names(question: MeetingQuery, moment=TUESDAY_EVENING, **options) -> list[str]:
    found = search(question, moment, **options)
    return [one.meeting.name for one in found.gatherings]


def test_now_is_what_has_just_begun_or_begins_soon():
    listed(
        at("Long ago", "17:29"),
        at("Just begun", "17:30"),
        at("Soon", "19:30"),
        at("Later", "19:31"),
    )
    assert names(asked(When.NOW)) == ["Just begun", "Soon"]


def test_today_lasts_until_four_and_says_what_is_after_midnight():
    listed(
        at("Evening", "20:00"),
        at("Night", "02:00", day=3),
        at("Morning", "04:30", day=3),
    )
    found = search(asked(When.TODAY), TUESDAY_EVENING).gatherings
    told = [(one.meeting.name, one.is_after_midnight) for one in found]
    assert told == [("Evening", False), ("Night", True)]
    late = TUESDAY_EVENING + datetime.timedelta(hours=7)
    assert names(asked(When.TODAY), late) == ["Night"]
    assert names(asked(When.TOMORROW), late) == ["Morning"]


def test_a_weekday_is_the_next_one_and_the_week_has_seven_days():
    listed(
        at("Tuesday", "19:00"), at("Earlier", "12:00"), at("Thursday", "12:00", day=4)
    )
    assert names(asked(When.THURSDAY)) == ["Thursday"]
    assert names(asked(When.TUESDAY)) == ["Tuesday"]
    assert names(asked()) == ["Tuesday", "Thursday", "Earlier"]


def test_the_hour_is_that_of_the_place_whatever_the_operators_is(settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    listed(at("Evening", "19:00"))
    assert names(asked(When.NOW)) == ["Evening"]


@pytest.mark.parametrize(
    ("north", "within", "is_found"),
    [(0.07, 5, True), (0.08, 5, False), (0.14, 10, True), (0.72, 50, True)],
)
def test_distance_is_counted_across_cells(north, within, is_found):
    for sign in (1, -1):
        listed(at("There", "19:00", north=sign * north), name=f"List {sign}")
    assert (len(names(asked(within=within))) == 2) is is_found


def test_the_date_line_divides_nothing():
    west = row(1, name="Suva", day=2, time="19:00", latitude=-17.0, longitude=179.97)
    east = row(2, name="Taveuni", day=2, time="19:00", latitude=-17.0, longitude=-179.9)
    listed(west, east, zone="Pacific/Fiji")
    for longitude in (179.99, -179.99):
        near = asked(point=(-17.0, longitude), zone="Pacific/Fiji", within=25)
        assert set(names(near)) == {"Suva", "Taveuni"}


def test_in_one_hour_each_organization_has_its_turn_nearest_first():
    one, other = (factories.organization(published=True) for _number in range(2))
    listed(
        *(at(f"A{number}", "19:15", north=number / 100) for number in (1, 2, 3)),
        organization=one,
    )
    listed(
        at("B4", "19:45", north=0.04),
        at("B5", "20:00", north=0.05),
        organization=other,
    )
    assert names(asked()) == ["A1", "B4", "A2", "A3", "B5"]


def test_what_may_not_take_place_is_never_tonights(curator):
    listed(
        at("Second week", "17:00", notes="2nd Tuesday of the month"),
        at("First week", "19:30", notes="1st Tuesday of the month"),
        at("Now and then", "17:15", notes="every other Tuesday"),
        at("Every week", "20:30"),
    )
    assert names(asked(When.TODAY)) == ["Every week"]
    assert names(asked(When.TUESDAY)) == ["Every week"]
    Meeting.objects.exclude(weeks=[]).update(weeks_confirmed=True)
    assert names(asked(When.TODAY)) == ["First week", "Every week"]
    week = search(asked(), TUESDAY_EVENING).gatherings
    told = {one.meeting.name: one.occurrence.is_sure for one in week}
    assert told == {
        "First week": True,
        "Every week": True,
        "Second week": True,
        "Now and then": False,
    }


def test_how_somebody_takes_part():
    zoom = {"conference_url": "https://zoom.us/j/99900001111", "types": ["ONL"]}
    phone = {**zoom, "conference_phone": "+1 555 555 0150"}
    listed(
        at("Here", "19:00"),
        row(2, name="Online", day=TUESDAY, time="19:00", formatted_address="", **zoom),
        row(3, name="Phone", day=TUESDAY, time="19:00", formatted_address="", **phone),
        at("Suspended", "19:00", notes="Suspended."),
    )
    assert names(asked()) == ["Here"]
    assert names(asked(way=TakingPart.IN_PERSON)) == ["Here"]
    assert set(names(asked(way=TakingPart.ONLINE))) == {"Online", "Phone"}
    assert names(asked(way=TakingPart.PHONE)) == ["Phone"]
    assert set(names(asked(point=None))) == {"Here", "Online", "Phone"}


def test_what_is_asked_for_narrows():
    women = factories.term(taxonomy="audience", slug="women", published=True)
    one = factories.organization(published=True)
    listed(
        at("Women", "19:00", types=["O", "W", "X"]),
        at("Closed", "19:00", types=["C"]),
        organization=one,
    )
    listed(at("Other", "19:00", types=["C"]))
    assert set(names(asked(organizations=[one.pk]))) == {"Women", "Closed"}
    assert names(asked(is_open=True)) == ["Women"]
    assert names(asked(terms={"audience": ["women"]})) == ["Women"]
    assert names(asked(access=["wheelchair"])) == ["Women"]
    women.withdraw(by=None, reason="Two words.")
    assert names(asked(terms={"audience": ["women"]})) == []


def test_too_few_lead_to_the_next_ring():
    listed(*(at(f"Far {number}", "19:00", north=0.3) for number in range(3)))
    assert search(asked(within=5), TUESDAY_EVENING).gatherings == ()
    wider = search_wider(asked(within=5), TUESDAY_EVENING)
    assert (len(wider.gatherings), wider.within) == (3, 25)


def test_there_is_more_than_one_answer_holds():
    listed(*(at(f"M{number}", f"{19 + number % 4}:00") for number in range(9)))
    found = search(asked(), TUESDAY_EVENING, most=5)
    assert (len(found.gatherings), found.has_more) == (5, True)
    times = [one.occurrence.starts_at for one in found.gatherings]
    assert times == sorted(times)
    assert search(asked(), TUESDAY_EVENING, most=9).has_more is False


@pytest.mark.parametrize(
    ("moment", "time"),
    [
        # Clocks are put forward on 14 March 2027, back on 7 November 2027.
        (datetime.datetime(2027, 3, 14, 6, 45, tzinfo=datetime.UTC), "02:30"),
        (datetime.datetime(2027, 11, 7, 5, 15, tzinfo=datetime.UTC), "01:30"),
    ],
)
def test_clocks_that_are_changed_hide_nothing(moment, time):
    listed(at("Night", time, day=0), stale_after=datetime.timedelta(days=1000))
    assert names(asked(When.NOW), moment) == ["Night"]
