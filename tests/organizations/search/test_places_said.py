"""Places in a search: said above the results, searched no more, kept nowhere."""

import re

import pytest
from django.test import override_settings

from organizations import meeting_lists
from recovery_directory.places import Place
from tests import factories
from tests.sheets import text_of

pytestmark = pytest.mark.django_db

LIST = "/organizations/"


def place_line(client, q: str, **more) -> str:
    """Return the words of the line on the place; empty where there is none."""
    page = client.get(LIST, {"q": q, **more}).content.decode()
    line = page.partition("place-line")[2].partition("</div>")[0]
    return " ".join(re.sub("<[^>]+>", " ", line.partition(">")[2]).split())


def found(client, q: str) -> list[str]:
    page = client.get(LIST, {"q": q})
    return [organization.slug for organization in page.context["object_list"]]


SAID = """
    lowell = Lowell, Massachusetts; 02139 = Cambridge, Massachusetts; 02139-1234
    = Cambridge, Massachusetts; lowell ma = Lowell, Massachusetts; Lowell, MA
    01850 = Lowell, Massachusetts; aa meetings in boston = Boston,
    Massachusetts; aa boston = Boston, Massachusetts; boston aa = Boston,
    Massachusetts; na near chicago il = Chicago, Illinois; georgia = Georgia; aa
    georgia = Georgia; alcohol in texas = Texas; al-anon lowell ma = Lowell,
    Massachusetts; heroin anonymous phoenix = Phoenix, Arizona; queens = Queens,
    New York; na brooklyn = Brooklyn, New York; st paul = Saint Paul, Minnesota;
    new york = New York, New York; ny = New York; gamblers in ga = Georgia;
    secular aa seattle = Seattle, Washington; meetings in la = Los Angeles,
    California; i live in ohio and my wife gambles = Ohio; al anon mobile al =
    Mobile, Alabama; my mom drinks and we live in fresno ca = Fresno,
    California; in reading pa = Reading, Pennsylvania; grupos en miami = Miami,
    Florida; reuniones cerca de houston = Houston, Texas; puerto rico = Puerto
    Rico; 00907 = 00907, Puerto Rico; hope ar = Hope, Arkansas; heroin near
    90210 = Beverly Hills, California; NYC = New York, New York; philly =
    Philadelphia, Pennsylvania; kill myself in lowell ma = Lowell,
    Massachusetts; drinking washington dc = Washington, DC; ft worth = Fort
    Worth, Texas; meth tulsa ok = Tulsa, Oklahoma; smart recovery austin tx =
    Austin, Texas; women's meetings in denver = Denver, Colorado; not religious
    portland me = Portland, Maine; zoom boise idaho = Boise, Idaho
"""

NOT_SAID = """
    recovery; hope; serenity; mobile; independence; normal; reading; aa; na; ma;
    ga; ca; oa; al-anon; nar anon; alcohol; young people in aa; in recovery; in
    spanish; in person; online; zoom; free; women; men; tyler drinks; my son
    tyler drinks; smart; the phoenix; secular; teen; dad drinks; not religious;
    help me; grace; love; jordan; mexico; france
"""


def several(texts: str) -> list[str]:
    return [" ".join(one.split()) for one in texts.split(";")]


def test_every_place_that_is_typed_is_answered(shipped, client):
    missed = {
        text: line
        for text, _equals, label in (one.partition(" = ") for one in several(SAID))
        if f"meeting lists for {label} yet" not in (line := place_line(client, text))
    }
    assert not missed


def test_words_and_names_of_the_directory_are_no_places(shipped, client):
    assert {q: place_line(client, q) for q in several(NOT_SAID)} == dict.fromkeys(
        several(NOT_SAID), ""
    )


def test_the_other_words_are_searched_as_if_no_place_were_named(shipped, client):
    for q, rest in (
        ("aa meetings in boston", "aa meetings"),
        ("na near chicago il", "na"),
        ("gamblers in ga", "gamblers"),
        ("i live in ohio and my wife gambles", "i live and my wife gambles"),
        ("meth 02139", "meth"),
        ("secular aa seattle", "secular aa"),
        ("heroin near me", "heroin"),
    ):
        assert found(client, q) == found(client, rest)


def test_a_place_alone_shows_the_whole_list(shipped, client):
    everybody = client.get(LIST).context["paginator"].count
    for q in ("lowell", "02139", "near me", "meetings in my area", "springfield"):
        page = client.get(LIST, {"q": q})
        assert page.context["paginator"].count == everybody
        assert not page.context["list_query"].notices
        assert "Did you mean" not in text_of(page)
        assert f'value="{q}"' in page.content.decode()


def test_the_finders_of_the_first_organizations_are_linked_with_what_to_enter(client):
    for number in range(5):
        one = factories.organization(name=f"Group {number}", published=True)
        if number != 1:
            factories.add(
                one,
                "urls",
                kind="meeting-finder",
                url=f"https://finder{number}.example.org/",
                source=factories.source(published=True),
            )
    page = client.get(LIST, {"q": "lowell"}).content.decode()
    line = page.partition("place-line")[2].partition("</div>")[0]
    assert re.findall(r'href="https://(\w+)\.example', line) == [
        "finder0",
        "finder2",
        "finder3",
    ]
    assert re.search(r"<strong>Lowell, MA</strong> or <strong>018\d\d<", line)
    assert 'rel="noreferrer external"' in line
    assert "on its meeting finder: 02139 Group 0" in place_line(client, "02139")


def test_nobody_is_asked_where_they_are(client):
    line = place_line(client, "aa near me")
    assert line.startswith("We do not ask where you are.")


def test_a_name_of_several_towns_asks_which_and_keeps_the_other_words(client):
    page = client.get(LIST, {"q": "heroin springfield"}).content.decode()
    line = page.partition("place-line")[2].partition("</div>")[0]
    first = re.search(r'<a href="(\?[^"]+)">([^<]+)</a>', line)
    assert first[2] == "Springfield, Missouri"
    chosen = client.get(f"{LIST}{first[1].replace('&amp;', '&')}")
    assert chosen.context["list_query"].search.text == "heroin Springfield, Missouri"
    assert chosen.context["list_query"].place_line.label == "Springfield, Missouri"


def test_another_town_of_the_name_is_offered(client):
    assert "Another town of that name? Portland, Maine" in place_line(
        client, "portland"
    )


def test_a_state_that_a_country_is_called_as_offers_the_country(shipped, client):
    page = client.get(LIST, {"q": "georgia"}).content.decode()
    assert "Do you mean the country?" in page
    assert 'href="?country=ge"' in page


def test_a_corrected_word_keeps_the_place(client):
    factories.organization(name="Alcohol Group", published=True)
    suggestion = client.get(LIST, {"q": "alchol in boston"}).context["list_query"]
    assert suggestion.did_you_mean.label == "alcohol in boston"


def test_an_organization_that_is_called_as_a_town_stays_a_name(client):
    factories.organization(slug="lowell", name="Lowell", published=True)
    factories.organization(slug="house", name="Boston House", published=True)
    factories.organization(slug="draft", name="Fresno")
    assert (place_line(client, "lowell"), found(client, "lowell")) == ("", ["lowell"])
    assert (place_line(client, "boston"), found(client, "boston")) == ("", ["house"])
    assert "Lowell, Massachusetts" in place_line(client, "lowell ma")
    assert "Boston" in place_line(client, "meetings in boston")
    assert "Fresno, California" in place_line(client, "fresno")


def test_programs_search_literally(client):
    factories.organization(slug="x", name="Lowell House", published=True)
    dump = b"".join(client.get("/data/organizations.csv?q=lowell+ma"))
    assert b"Lowell House" in dump
    assert client.get("/api/hsds/organizations?search=02139").json()["total_items"] == 0


def test_a_place_is_kept_nowhere(client, settings, caplog):
    settings.PAGES_ARE_KEPT = True
    with caplog.at_level("DEBUG"):
        response = client.get(LIST, {"q": "lowell"})
    assert "no-store" in response["Cache-Control"]
    assert not response.has_header("ETag")
    assert "lowell" not in caplog.text.lower()


def test_another_country_knows_no_towns_of_this_one(client):
    with override_settings(COUNTRY="gb", CRISIS_LINES=[]):
        assert place_line(client, "lowell") == ""
        assert place_line(client, "near me") != ""


def test_lists_of_meetings_are_led_to_where_somebody_holds_them(client, monkeypatch):
    class Lists:
        def address_near(self, place: Place) -> str:
            return f"/meetings/?near={place.zip}"

    monkeypatch.setattr(meeting_lists, "_provider", [])
    meeting_lists.register(Lists())
    page = client.get(LIST, {"q": "aa 02139"}).content.decode()
    assert '<a href="/meetings/?near=02139">Meetings near Cambridge' in page
    assert "do not have meeting lists" not in page
