"""Places: what a ZIP code or a town means, where it lies, and what is no town."""

import time
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from recovery_directory.places import Region, Several, distance, find, recognize, unit
from recovery_directory.places.gazetteer import FOLDER, SortedLines, words_in

FOUND = """
    02139 = Cambridge, Massachusetts; 02139-1234 = Cambridge, Massachusetts;
    lowell = Lowell, Massachusetts; LOWELL = Lowell, Massachusetts;
    lowell ma = Lowell, Massachusetts; lowell in = Lowell, Indiana;
    Lowell, Massachusetts = Lowell, Massachusetts; Queens = Queens, New York;
    brooklyn = Brooklyn, New York; St Paul = Saint Paul, Minnesota;
    St. Paul = Saint Paul, Minnesota; saint paul mn = Saint Paul, Minnesota;
    NYC = New York, New York; New York = New York, New York;
    new york ny = New York, New York; LA = Los Angeles, California;
    Philly = Philadelphia, Pennsylvania; Washington DC = Washington, DC;
    washington d.c. = Washington, DC; Ft Worth = Fort Worth, Texas;
    fort worth tx = Fort Worth, Texas; Mt Vernon NY = Mount Vernon, New York;
    N Y = New York; n.y. = New York; georgia = Georgia; GA = Georgia; ohio = Ohio;
    puerto rico = Puerto Rico; Canon City = Cañon City, Colorado;
    CAÑON CITY = Cañon City, Colorado; coeur d’alene = Coeur d'Alene, Idaho;
    ofallon il = O'Fallon, Illinois; winston salem = Winston-Salem, North Carolina;
    san juan = San Juan, Puerto Rico; 00907 = 00907, Puerto Rico;
    09007 = APO, Armed Forces Europe; portland me = Portland, Maine;
    portland, or = Portland, Oregon; cambridge ma 02139 = Cambridge, Massachusetts;
    vegas = Las Vegas, Nevada; mobile = Mobile, Alabama; boise id = Boise, Idaho;
    anchorage alaska = Anchorage, Alaska; st pete = St. Petersburg, Florida
"""


def pairs(texts: str) -> list[tuple[str, str]]:
    lines = [" ".join(one.split()) for one in texts.split(";") if one.strip()]
    return [tuple(line.split(" = ")) for line in lines]


@pytest.mark.parametrize(("text", "label"), pairs(FOUND))
def test_a_place_is_found_however_it_is_written(text, label):
    assert find(text).label == label


@pytest.mark.parametrize(
    "text",
    ["", " ", "99999", "0213", "021399", "02139-12", "xyzzy", "٠٢١٣٩", "a" * 9999],
)
def test_what_is_no_place_is_none(text):
    assert find(text) is None


def test_a_name_of_several_towns_asks_which_the_largest_first():
    several = find("Springfield")
    assert isinstance(several, Several)
    labels = [place.label for place in several.places]
    assert labels[:2] == ["Springfield, Missouri", "Springfield, Massachusetts"]
    assert len(labels) > 20


def test_a_town_that_is_meant_by_its_name_keeps_its_namesakes():
    assert [one.state for one in find("Portland").others][:1] == ["ME"]


def test_a_state_is_no_point():
    assert isinstance(find("georgia"), Region)


def test_each_place_has_a_zone_that_clocks_know():
    for text, zone in (
        ("02139", "America/New_York"),
        ("honolulu", "Pacific/Honolulu"),
        ("phoenix", "America/Phoenix"),
        ("00907", "America/Puerto_Rico"),
        ("knox in", "America/Indiana/Knox"),
    ):
        assert find(text).zone == zone
    zones = {line.split("\t")[6] for line in lines()}
    assert all(ZoneInfo(zone) for zone in zones)


def test_a_town_names_a_zip_code_to_enter_elsewhere():
    town, code = find("lowell").entries
    assert (town, code[:3]) == ("Lowell, MA", "018")
    assert find("queens").entries == ("Queens, NY",)
    assert find("02139").entries == ("02139",)


def test_distances_are_those_of_the_earth():
    boston, lowell = find("boston"), find("lowell")
    ends = [(one.latitude, one.longitude) for one in (boston, lowell)]
    assert distance(*ends) == pytest.approx(24, abs=2)
    assert distance(*ends, "km") == pytest.approx(38, abs=3)
    assert distance(ends[0], ends[0]) == 0
    assert distance((0, 0), (0, 180), "km") == pytest.approx(20015, abs=1)
    assert unit() == "mi"
    with override_settings(COUNTRY="de"):
        assert unit() == "km"


# The file


def lines() -> list[str]:
    text = (FOLDER / "us.tsv").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def test_the_file_is_in_order_and_whole():
    raw = (FOLDER / "us.tsv").read_bytes()
    assert raw.splitlines() == sorted(raw.splitlines())
    assert len(raw) < 6_000_000
    rows = [line.split("\t") for line in lines()]
    assert {len(row) for row in rows} == {9}
    assert len([row for row in rows if row[0] == row[3]]) > 41_000
    for row in rows:
        assert -90 < float(row[4]) < 78
        assert row[6]


def test_each_line_of_the_file_is_found_by_its_key():
    found = SortedLines(FOLDER / "us.tsv")
    every = lines()
    for line in (every[0], every[-1], *every[:: len(every) // 500]):
        assert line in set(found.of(line.partition("\t")[0]))
    for key in ("", "!", "zzzz", "lowel", "lowell "):
        assert list(found.of(key)) == []


def test_the_file_says_whose_it_is():
    head = (FOLDER / "us.tsv").read_text(encoding="utf-8")[:200]
    assert "GeoNames (CC BY 4.0" in head


def test_another_country_takes_nothing_for_a_place_of_this_one():
    with override_settings(COUNTRY="gb"):
        assert find("02139") is None
        assert find("georgia") is None
        assert recognize(words_in("aa in boston")) is None
        assert recognize(words_in("aa near me")).place is None


# Within other words

RECOGNIZED = """
    aa meetings in boston = Boston, Massachusetts = aa meetings;
    na near chicago il = Chicago, Illinois = na; georgia = Georgia = ;
    aa boston = Boston, Massachusetts = aa; boston meetings = Boston, Massachusetts =
    meetings; smart recovery denver = Denver, Colorado = smart recovery;
    meetings near lowell ma 01850 = Lowell, Massachusetts = meetings;
    meetings in 02139-1234 today = Cambridge, Massachusetts = meetings today;
    i live in ohio and my wife gambles = Ohio = i live and my wife gambles;
    close to springfield = Springfield = ; in mobile = Mobile, Alabama = ;
    in normal il = Normal, Illinois = ; hope ar = Hope, Arkansas = ;
    al anon mobile al = Mobile, Alabama = al anon; aa in ga = Georgia = aa;
    aa near me in lowell = Lowell, Massachusetts = aa; texas = Texas = ;
    gamblers in ma = Massachusetts = gamblers; in portland me = Portland, Maine = ;
    reuniones en los angeles = Los Angeles, California = reuniones;
    women in recovery in st louis = St. Louis, Missouri = women in recovery;
    grupos cerca de miami = Miami, Florida = grupos; near the bronx = The Bronx,
    New York = ; aa dallas = Dallas, Texas = aa; na houston tx = Houston, Texas = na;
    aa tyler tx = Tyler, Texas = aa; heroin in new york city = New York, New York =
    heroin; oa new jersey = New Jersey = oa; aa in la = Los Angeles, California = aa;
    meetings tyler = Tyler, Texas = meetings
"""


def triples(texts: str) -> list[tuple[str, str, str]]:
    lines = [" ".join(one.split()) for one in texts.split(";") if one.strip()]
    return [tuple(part.strip() for part in line.split("=")) for line in lines]


@pytest.mark.parametrize(("text", "label", "rest"), triples(RECOGNIZED))
def test_a_place_is_taken_out_of_other_words(text, label, rest):
    found = recognize(words_in(text))
    assert (found.place.label, " ".join(found.rest)) == (label, rest)


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("near me", ""),
        ("aa near me", "aa"),
        ("meetings in my area", "meetings"),
        ("local na meetings", "na meetings"),
        ("aa cerca de mí", "aa"),
        ("closest to me online", "online"),
    ],
)
def test_where_somebody_is_themselves_is_no_place_but_said(text, rest):
    found = recognize(words_in(text))
    assert (found.place, " ".join(found.rest)) == (None, rest)


NO_PLACE = """
    recovery; mobile; hope; serenity; independence; normal; reading; men; young;
    young men; in recovery; aa in hope; hope in recovery; in person; in prison;
    in college; in denial; in spanish; aa en español; help me; help me stop; why
    me; or; ok; hi; me; in me; free online; stop smoking pot; my son tyler
    drinks; tyler drinks; young people in aa; smoking in bed; in england; in
    london; aa paris; in mexico; sober house; drugs in my family; love; home;
    friendship; liberty; welcome; aa; na; ma; ca; al anon; alcohol; meth; weed;
    ice; snow; crack; speed; big book; not religious; no aa; zoom
"""


@pytest.mark.parametrize("text", [" ".join(one.split()) for one in NO_PLACE.split(";")])
def test_everyday_words_are_no_towns(text):
    assert recognize(words_in(text)) is None


def test_names_that_somebody_has_are_no_places():
    assert recognize(["boston"], {0}) is None
    assert recognize(["lowell", "house", "lowell"], {0, 1}).said == ("lowell",)
    assert recognize(["chicago", "na"], {1}).rest == ("na",)
    assert recognize(["chicago", "drinks"], set()) is None


def test_to_recognize_takes_time_in_step_with_the_words():
    def seconds(words: list[str]) -> float:
        start = time.process_time()
        recognize(words)
        return time.process_time() - start

    for unit_of in ("in lowell ma", "02139", "san", "near me", "new york"):
        words = words_in(f"{unit_of} " * 40)
        recognize(words)
        assert seconds(words) < 0.2
