"""Places of another country: the operator's table, read beside what is shipped."""

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from recovery_directory.places import Place, Several, find

HEAD = "name,region,country,postal_code,latitude,longitude,zone\n"
ROWS = (
    "Frankfurt am Main,Hessen,de,60311,50.1109,8.6821,Europe/Berlin\n"
    "Frankfurt am Main,Hessen,de,60313,50.1166,8.6833,Europe/Berlin\n"
    "Neustadt,Hessen,de,35279,50.85,9.11,Europe/Berlin\n"
    "Neustadt,Sachsen,de,01844,51.02,14.21,Europe/Berlin\n"
    "Westminster,England,gb,SW1A 1AA,51.501,-0.1416,Europe/London\n"
)


@pytest.fixture
def imported(tmp_path, settings, capsys):
    settings.LOCAL_DIR = tmp_path

    def run(text: str) -> str:
        file = tmp_path / "places.csv"
        file.write_text(text)
        call_command("import_places", str(file))
        return capsys.readouterr().out

    return run


def test_towns_and_codes_of_another_country_are_found(imported):
    assert imported(HEAD + ROWS) == "de: 4 rows\ngb: 1 rows\n"
    with override_settings(COUNTRY="de"):
        town = find("Frankfurt am Main")
        assert isinstance(town, Place)
        assert (town.label, town.zone) == (
            "Frankfurt am Main, Hessen",
            "Europe/Berlin",
        )
        code = find("01844")
        assert (code.name, code.latitude, code.is_zip) == ("Neustadt", 51.02, True)
        assert find("Westminster") is None
    with override_settings(COUNTRY="gb"):
        assert find("sw1a 1aa").name == "Westminster"


def test_an_ambiguous_town_asks_which_and_its_region_says_it(imported):
    imported(HEAD + ROWS)
    with override_settings(COUNTRY="de"):
        several = find("Neustadt")
        assert isinstance(several, Several)
        assert {place.label for place in several.places} == {
            "Neustadt, Hessen",
            "Neustadt, Sachsen",
        }
        assert find("Neustadt, Sachsen").latitude == 51.02


def test_a_running_site_sees_the_next_table_at_once(imported):
    imported(HEAD + ROWS)
    with override_settings(COUNTRY="de"):
        assert find("Neuland") is None
        imported(HEAD + "Neuland,Hessen,de,,50.0,9.0,Europe/Berlin\n")
        assert find("Neuland").latitude == 50.0
        assert find("Neustadt") is None


def test_own_places_stand_beside_the_shipped_ones(imported):
    imported(HEAD + "Ourtown Corner,VT,us,,44.0,-72.0,America/New_York\n")
    assert find("Ourtown Corner").label == "Ourtown Corner, Vermont"
    assert find("02139").name == "Cambridge"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",,de,,50,9,Europe/Berlin", "Row 2: it has neither name"),
        ("A,B,ger,,50,9,Europe/Berlin", "no two letters"),
        ("A,B,de,,north,9,Europe/Berlin", "latitude is no number"),
        ("A,B,de,,50,900,Europe/Berlin", "longitude is on no map"),
        ("A,B,de,,50,9,CET", "none of IANA"),
        ("A,B,de", "latitude is no number"),
        ("", "no rows"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_written(imported, tmp_path, row, said):
    with pytest.raises(CommandError, match=said):
        imported(HEAD + row + "\n")
    assert not (tmp_path / "places").exists()
    with pytest.raises(CommandError, match="lacks: zone"):
        imported("name,region,country,postal_code,latitude,longitude\n")
