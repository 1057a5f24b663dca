"""Next times: the clock of the meeting's own place decides, on any night."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from meetings.choices import Recurrence
from meetings.models import Meeting
from meetings.next_times import next_occurrence, occurrences, weeks_of


def meeting(day: int, starts: str, zone: str = "America/New_York", **fields) -> Meeting:
    """Return a meeting that is not saved: time is computed from the row alone."""
    ends = fields.pop("ends", None)
    return Meeting(
        name="Night Owls",
        day=day,
        starts=datetime.time.fromisoformat(starts),
        ends=datetime.time.fromisoformat(ends) if ends else None,
        zone=zone,
        recurrence=fields.pop("recurrence", Recurrence.WEEKLY),
        weeks=fields.pop("weeks", []),
        **fields,
    )


def moment(written: str, zone: str = "America/New_York") -> datetime.datetime:
    """Return a moment by the clock of a zone."""
    return datetime.datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone))


MONDAY, TUESDAY, SUNDAY = 0, 1, 6


@pytest.mark.parametrize(
    ("day", "starts", "now", "expected"),
    [
        (MONDAY, "19:30", "2026-11-30 18:00", "2026-11-30 19:30"),
        (MONDAY, "19:30", "2026-11-30 19:59", "2026-11-30 19:30"),
        (MONDAY, "19:30", "2026-11-30 20:01", "2026-12-07 19:30"),
        (TUESDAY, "00:00", "2026-11-30 23:50", "2026-12-01 00:00"),
        (TUESDAY, "00:15", "2026-12-01 00:10", "2026-12-01 00:15"),
        (MONDAY, "23:59", "2026-12-01 00:10", "2026-11-30 23:59"),
    ],
)
def test_the_next_one_is_found_around_midnight(day, starts, now, expected):
    found = next_occurrence(meeting(day, starts), moment(now))
    assert found.starts_at == moment(expected)


def test_an_hour_that_clocks_leave_out_is_the_one_after_it():
    found = next_occurrence(meeting(SUNDAY, "02:30"), moment("2027-03-13 12:00"))
    assert found.starts_at.strftime("%Y-%m-%d %H:%M %Z") == "2027-03-14 03:30 EDT"


def test_an_hour_that_comes_twice_is_the_first():
    found = next_occurrence(meeting(SUNDAY, "01:30"), moment("2026-10-31 12:00"))
    assert found.starts_at.strftime("%Y-%m-%d %H:%M %Z") == "2026-11-01 01:30 EDT"


@pytest.mark.parametrize(
    ("now", "hour"), [("2026-10-23 12:00", "EDT"), ("2026-11-06 12:00", "EST")]
)
def test_a_meeting_keeps_its_hour_over_a_change_of_clocks(now, hour):
    found = next_occurrence(meeting(SUNDAY, "19:00"), moment(now))
    assert found.starts_at.strftime("%H:%M %Z") == f"19:00 {hour}"


def test_a_meeting_across_the_date_line_is_on_its_own_day():
    found = next_occurrence(
        meeting(TUESDAY, "08:00", "Pacific/Auckland"), moment("2026-11-30 12:00")
    )
    assert found.starts_at == moment("2026-12-01 08:00", "Pacific/Auckland")
    assert found.is_now(moment("2026-11-30 13:30"))


def test_what_ends_after_midnight_ends_on_the_next_day():
    found = next_occurrence(
        meeting(MONDAY, "23:00", ends="00:30"), moment("2026-11-30 22:00")
    )
    assert found.ends_at == moment("2026-12-01 00:30")


def test_what_may_not_take_place_is_never_sure():
    words = {"recurrence": Recurrence.NOT_EVERY_WEEK, "weeks": [1, 3]}
    now = moment("2026-11-30 12:00")
    found = next_occurrence(meeting(MONDAY, "19:30", **words), now)
    assert (found.starts_at, found.is_sure) == (moment("2026-12-07 19:30"), False)
    confirmed = meeting(MONDAY, "19:30", **words, weeks_confirmed=True)
    assert next_occurrence(confirmed, now).is_sure
    vague = meeting(MONDAY, "19:30", recurrence=Recurrence.NOT_EVERY_WEEK)
    assert not next_occurrence(vague, now).is_sure


@pytest.mark.parametrize(
    ("date", "weeks"),
    [
        ("2026-11-01", {1}),
        ("2026-11-08", {2}),
        ("2026-11-24", {4, -1}),
        ("2026-11-30", {5, -1}),
        ("2027-02-22", {4, -1}),
        ("2026-12-24", {4}),
    ],
)
def test_a_day_is_of_a_week_of_its_month(date, weeks):
    assert weeks_of(datetime.date.fromisoformat(date)) == weeks


def test_a_week_has_each_meeting_once():
    now = moment("2026-11-30 12:00")
    found = occurrences(
        meeting(MONDAY, "12:00"), after=now, before=now + datetime.timedelta(days=6)
    )
    assert len(list(found)) == 1
