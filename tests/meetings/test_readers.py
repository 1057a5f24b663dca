"""Readers: each irregularity of a list is understood, or named with its row."""

import datetime
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings import list_readers
from meetings.choices import Attendance, ListFormat, Recurrence, Venue, ZoneBasis
from meetings.list_readers import recurrence, values, venues
from meetings.list_readers.meeting_rows import ListRead, ListSettings, UnreadableList
from meetings.list_readers.type_codes import TYPE_CODES
from organizations.records import TERM
from recovery_directory import yaml_files

LISTS = Path(__file__).parent / "lists"
NEW_YORK = ListSettings(zone="America/New_York", codes="alcoholics-anonymous")
ROW = {
    "name": "Night Owls",
    "slug": "night-owls",
    "day": 1,
    "time": "19:30",
    "formatted_address": "12 Main St, Lowell, MA 01850, USA",
}


def read(*rows, settings: ListSettings = NEW_YORK) -> ListRead:
    """Return a Meeting Guide list of ``rows``, each completed to a whole one."""
    whole = [{**ROW, **row} if isinstance(row, dict) else row for row in rows]
    return list_readers.read(
        ListFormat.MEETING_GUIDE, json.dumps(whole).encode(), settings
    )


def one(**fields):
    """Return the only gathering of a list of one row."""
    (row,) = read(fields).rows
    return row


def reasons(*rows) -> list[str]:
    """Return what is said to be wrong, as texts."""
    return [problem.reason for problem in read(*rows).problems]


# Whole lists


@pytest.mark.parametrize("path", sorted(LISTS.iterdir()), ids=lambda path: path.stem)
def test_sample_lists_are_read_row_by_row(path):
    form = ListFormat.BMLT if path.stem.startswith("bmlt") else ListFormat.MEETING_GUIDE
    result = list_readers.read(form, path.read_bytes(), NEW_YORK)
    assert result.rows_in >= 20
    assert len({row.row for row in result.rows}) + sum(result.quarantined.values()) == (
        result.rows_in
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<!doctype html><title>Sign in", "web page"),
        (b'[{"name": "Half a', "breaks off"),
        (b"Service unavailable", "no JSON"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b'{"error": "no"}', "no list"),
        (b'"text"', "no list"),
        (b"[" * 100_000, "breaks off"),
    ],
)
@pytest.mark.parametrize("form", [ListFormat.MEETING_GUIDE, ListFormat.BMLT])
def test_what_is_no_list_is_named(form, data, said):
    with pytest.raises(UnreadableList, match=said):
        list_readers.read(form, data, NEW_YORK)


_ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["7", "[6]", "25:00", "1e400", "Tuesday", "O,C", "0.0", "EST"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)
_KEYS = st.sampled_from(
    [
        *("name", "slug", "day", "time", "end_time", "timezone", "types", "notes"),
        *("latitude", "longitude", "formatted_address", "conference_url", "updated"),
        *("regions", "approximate", "attendance_option", "conference_phone", "address"),
        *("weekday_tinyint", "start_time", "duration_time", "formats", "id_bigint"),
        *("meeting_name", "venue_type", "location_street", "published", "comments"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.dictionaries(_KEYS, _ANYTHING, max_size=12) | _ANYTHING,
        max_size=4,
    ),
    st.sampled_from([ListFormat.MEETING_GUIDE, ListFormat.BMLT]),
)
def test_no_row_raises(rows, form):
    result = list_readers.read(form, json.dumps(rows).encode(), NEW_YORK)
    assert result.rows_in == len(rows)
    assert all(row.zone and row.name for row in result.rows)


def test_one_bad_row_never_stops_the_others():
    result = read({}, {"day": "someday"}, "text", {"time": "25:00"}, {"slug": "b"})
    assert [row.row for row in result.rows] == [1, 5]
    assert [(one.row, one.is_quarantined) for one in result.problems] == [
        (2, True),
        (3, True),
        (4, True),
    ]


# Days and times


@pytest.mark.parametrize(
    ("written", "days"),
    [
        (0, [6]),
        (1, [0]),
        ("1", [0]),
        ([6], [5]),
        ("[6]", [5]),
        ([1, 3, "5"], [0, 2, 4]),
        ("Tuesday", [1]),
        ("Tues.", [1]),
        ("Mondays and Thursdays", [0, 3]),
        ("martes", [1]),
        ("Mittwoch", [2]),
        ("2.0", [1]),
    ],
)
def test_a_day_is_understood_however_it_is_written(written, days):
    assert [row.day for row in read({"day": written}).rows] == days


def test_bmlt_counts_sunday_as_one():
    row = {"meeting_name": "A", "weekday_tinyint": "1", "start_time": "10:00:00"}
    (meeting,) = list_readers.read(
        ListFormat.BMLT, json.dumps([row]).encode(), NEW_YORK
    ).rows
    assert meeting.day == 6


def test_a_list_that_counts_otherwise_says_so_or_its_row_is_set_aside():
    assert read({"day": 7}).rows == []
    counted = ListSettings(zone="UTC", monday_is=1)
    assert read({"day": 0}, settings=counted).rows[0].day == 6
    from_one = ListSettings(zone="Europe/Berlin", monday_is=2)
    assert read({"day": 7}, settings=from_one).rows[0].day == 5


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("18:00", (18, 0)),
        ("18:00:00", (18, 0)),
        ("8:00", (8, 0)),
        ("11:00 AM", (11, 0)),
        ("12:15 PM", (12, 15)),
        ("12:15am", (0, 15)),
        ("7 p.m.", (19, 0)),
        ("noon", (12, 0)),
        ("Midnight", (0, 0)),
        ("23:59", (23, 59)),
        ("00:00", (0, 0)),
    ],
)
def test_a_time_is_understood_however_it_is_written(written, time):
    assert one(time=written).starts == datetime.time(*time)


@pytest.mark.parametrize(
    "written", ["25:00", "7", "13:00 PM", "soon", "12:60", "٧:٠٠x"]
)
def test_what_is_no_time_is_named_with_its_row(written):
    (problem,) = read({"time": written}).problems
    assert (problem.row, problem.is_quarantined) == (1, True)


@pytest.mark.parametrize(
    ("starts", "ends", "kept"),
    [
        ("19:00", "20:30", (20, 30)),
        ("23:00", "00:00", (0, 0)),
        ("23:59", "01:00", (1, 0)),
        ("12:15", "01:15", None),
        ("17:30", "16:30", None),
        ("10:00", "10:00", None),
    ],
)
def test_an_end_before_the_start_is_after_midnight_or_not_known(starts, ends, kept):
    row = one(time=starts, end_time=ends)
    assert row.ends == (datetime.time(*kept) if kept else None)
    assert bool(reasons({"time": starts, "end_time": ends})) == (kept is None)


def test_a_row_by_appointment_is_set_aside_and_said_so():
    (reason,) = reasons({"day": None, "time": None})
    assert "appointment" in reason


# Zones and places


def zone_at(latitude, longitude):
    """Return a zone for any point, so that one sees that it was asked."""
    return "America/Denver"


WITH_ZONES = ListSettings(zone="America/New_York", zone_at=zone_at)


def test_a_zone_is_stated_or_of_the_place_or_the_lists():
    point = {"latitude": 42.6, "longitude": "-71.3"}
    rows = read(
        {"timezone": "Europe/Berlin", **point},
        point,
        {"latitude": 42.6, "longitude": 0.0},
        settings=WITH_ZONES,
    ).rows
    assert [(row.zone, row.zone_basis) for row in rows] == [
        ("Europe/Berlin", ZoneBasis.LIST),
        ("America/Denver", ZoneBasis.PLACE),
        ("America/New_York", ZoneBasis.FEED),
    ]


@pytest.mark.parametrize("written", ["+1000", "EST", "GMT+8", "Mars/Base"])
def test_an_offset_is_no_time_zone(written):
    assert one(timezone=written).zone == "America/New_York"
    assert reasons({"timezone": written})


def test_the_middle_of_a_country_is_no_place_of_online_meetings():
    point = {"latitude": 39.95, "longitude": -75.16, "attendance_option": "online"}
    online = [
        {
            **point,
            "slug": str(n),
            "conference_url": "https://zoom.us/j/1",
            "formatted_address": f"{town}, USA",
        }
        for n, town in enumerate(["Philadelphia", "Reno", "Tulsa", "Boise", "Salem"])
    ]
    rows = read(*online, settings=WITH_ZONES).rows
    assert {row.place.latitude for row in rows} == {None}
    assert {row.zone_basis for row in rows} == {ZoneBasis.FEED}


def test_zero_is_no_coordinate():
    assert one(latitude=35.2, longitude=0.0).place.latitude is None


# Venues


@pytest.mark.parametrize(
    ("fields", "venue"),
    [
        ({}, Venue.IN_PERSON),
        ({"conference_url": "https://zoom.us/j/1"}, Venue.HYBRID),
        ({"conference_url": "https://zoom.us/j/1", "types": ["TC"]}, Venue.ONLINE),
        ({"types": ["TC", "ONL"]}, Venue.ONLINE),
        ({"types": ["TC"]}, Venue.SUSPENDED),
        ({"attendance_option": "inactive"}, Venue.SUSPENDED),
        ({"attendance_option": "in_person", "notes": "Hybrid"}, Venue.HYBRID),
        ({"attendance_option": "hybrid", "notes": "No longer hybrid"}, Venue.IN_PERSON),
        (
            {"notes": "In person only", "conference_url": "https://zoom.us/j/1"},
            Venue.IN_PERSON,
        ),
        ({"notes": "Zoom only"}, Venue.ONLINE),
        ({"notes": "Zoom until Sept. 27"}, Venue.UNKNOWN),
        ({"notes": "Temporarily closed"}, Venue.SUSPENDED),
        ({"notes": "Meeting is not suspended"}, Venue.IN_PERSON),
        (
            {
                "notes": "Location temporarily closed",
                "conference_url": "https://zoom.us/j/1",
            },
            Venue.HYBRID,
        ),
        ({"formatted_address": ""}, Venue.UNKNOWN),
    ],
)
def test_where_people_meet_is_read_from_codes_and_words(fields, venue):
    assert one(**fields).venue == venue


def test_an_old_link_of_a_meeting_in_person_is_not_kept():
    row = one(notes="In person only", conference_url="https://zoom.us/j/1")
    assert (row.link, row.dial_in) == ("", "")


# Types


def test_the_same_letters_mean_what_the_fellowship_says():
    families = ListSettings(zone="UTC", codes="al-anon-family-groups")
    assert one(types=["POA"]).access == {"proof-of-attendance"}
    (row,) = read({"types": ["POA"]}, settings=families).rows
    assert (row.terms, row.access) == ({"audience/parents"}, frozenset())


@pytest.mark.parametrize(
    "written", [["O"], "O", "[open]", ["Open"], "open, Women", ["o", "W"]]
)
def test_types_come_as_codes_names_or_one_text(written):
    assert one(types=written).attendance == Attendance.OPEN


def test_open_and_closed_at_once_is_not_stated_and_named():
    assert one(types=["O", "C"]).attendance == Attendance.NOT_STATED
    assert reasons({"types": ["O", "C"]})


def test_unknown_codes_are_counted():
    result = read({"types": ["O", "QQ"]}, {"types": ["QQ"]})
    assert (dict(result.unknown_codes), result.codes_seen) == ({"QQ": 2}, 3)


def test_every_meaning_of_a_code_is_in_the_directorys_own_words():
    folder = Path(__file__).parents[2] / "organizations/data" / TERM.folder
    known = {f"{path.parent.name}/{path.stem}" for path in folder.glob("*/*.yaml")}
    data = yaml_files.read(TYPE_CODES)
    terms = {
        term
        for meaning in data["meanings"].values()
        for term in meaning.get("terms", ())
    } | {f"language/{iso}" for iso in data["languages"].values()}
    assert terms <= known


def test_formats_of_bmlt_are_read_by_their_world_ids():
    value = {
        "meetings": [
            {
                "meeting_name": "A",
                "weekday_tinyint": "2",
                "start_time": "19:00:00",
                "duration_time": "01:30:00",
                "formats": "Fr,ZZ",
                "venue_type": "1",
            }
        ],
        "formats": [{"key_string": "Fr", "name_string": "Frauen", "world_id": "W"}],
    }
    result = list_readers.read(ListFormat.BMLT, json.dumps(value).encode(), NEW_YORK)
    (row,) = result.rows
    assert row.terms == {"audience/women"}
    assert row.ends == datetime.time(20, 30)
    assert dict(result.unknown_codes) == {"ZZ": 1}


# Recurrence


@pytest.mark.parametrize(
    ("day", "words", "weeks"),
    [
        (4, "last Friday of the month", (-1,)),
        (0, "1st and 3rd Mondays", (1, 3)),
        (3, "Sunrise - 2nd & 4th Thursdays", (2, 4)),
        (2, "3rd Wed", (3,)),
        (6, "every other Sunday", ()),
        (1, "Meets monthly", ()),
        (5, "first, third and fifth Saturday", (1, 3, 5)),
        (5, "Second of each month", (2,)),
    ],
)
def test_what_is_not_every_week_is_understood(day, words, weeks):
    rule = recurrence.of_words(day, words)
    assert (rule.recurrence, rule.weeks) == (Recurrence.NOT_EVERY_WEEK, weeks)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (4, "Open 3rd Friday"),
        (4, "Speaker meeting on the last Friday of the month"),
        (4, "Business meeting: first Monday"),
        (0, "Ring the second bell"),
        (1, "1st, 2nd, 3rd, 4th and 5th Tuesday"),
        (1, "11th Step"),
        (1, "First Step Group"),
        (1, "Weekly"),
    ],
)
def test_a_rule_for_a_part_of_it_leaves_it_weekly(day, words):
    assert recurrence.of_words(day, words) == recurrence.WEEKLY


# Tables


def test_a_table_with_words_is_read():
    table = (
        "Name;Day;Start Time;Full Address;Types;ID\n"
        "Hilltop;Lunes;7:30 PM;5 Elm St, Reno, NV;Open, Mujeres;a1\n"
    )
    result = list_readers.read(ListFormat.CSV, table.encode("utf-8-sig"), NEW_YORK)
    (row,) = result.rows
    assert (row.feed_key, row.day, row.attendance) == ("a1", 0, Attendance.OPEN)


def test_a_table_without_a_column_that_is_needed_says_which():
    with pytest.raises(UnreadableList, match="day, time"):
        list_readers.read(ListFormat.CSV, b"Name,MeetingPlace\nA,B\n", NEW_YORK)


def test_what_lists_say_never_runs_for_long():
    said = venues.VenueWords(None, False, True, True, ("no longer " * 200,))
    assert venues.of(said)
    assert recurrence.of_words(1, "1st and " * 250) == recurrence.WEEKLY
    assert values.text("&lt;" * 5000)
