"""Short answers: the right way on where somebody asks for what is not listed here."""

import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import override_settings

from organizations.models import ShortAnswer
from organizations.search import short_answers
from organizations.search.crisis import read as read_crisis
from organizations.search.short_answers import load, shipped
from recovery_directory.prose import reading_grade
from recovery_directory.records import formats
from tests import factories
from tests.admin_forms import address, list_address, save, typed
from tests.sheets import text_of

pytestmark = pytest.mark.django_db

LIST = "/organizations/"


def headings(client, q: str) -> list[str]:
    """Return the headings of the answers, which stand before the results."""
    page = client.get(LIST, {"q": q}).content.decode()
    above = page.partition('id="results"')[0]
    return re.findall(r'id="answer-\d">(.*?)</h2>', above)


def found(client, q: str) -> list[str]:
    page = client.get(LIST, {"q": q})
    return [organization.slug for organization in page.context["object_list"]]


ANSWERED = """
    detox = Detox; DETOX near me = Detox; i need to detox from alcohol = Detox;
    medical detox = Detox; rehab = Rehab; rehab in boston = Rehab; rehabb =
    Rehab; my son needs rehab = Rehab; alcohol treatment center = Rehab;
    inpatient = Rehab; sober living = Sober; sober living homes = Sober; halfway
    house in lowell = Sober; court card = Court; court ordered meeting = Court;
    court-ordered aa = Court; proof of attendance = Court; the judge says i have
    to go = Court; asl = Meetings; sign language meetings = Meetings; deaf aa =
    Meetings; nurse = Nurses; nurses in recovery = Nurses; rn = Nurses;
    physician = Physicians; doctor = A doctor; lawyer = Lawyers; attorneys =
    Lawyers; pilots = Pilots; airline pilot = Pilots; flight attendant = Pilots;
    therapist near me = Therapists; methadone clinic = Methadone; suboxone
    doctor = Doctors who; intervention = Interventions; ride to a meeting = A
    ride; no car = A ride; child care = Child; daycare = Child; no insurance =
    Insurance; medicaid = Insurance; free money = Money; homeless = A place;
    domestic violence = Violence; narcan = Naloxone; needle exchange = Clean;
    nicotine patches = Quitlines; hotline = A helpline; find a sponsor = A
    sponsor; va hospital = Veterans; dui class = Classes; outpatient =
    Outpatient; desintoxicación = Desintoxicación; centro de rehabilitación =
    Rehabilitación; orden del juez = Comprobantes; abogado = Abogados; lengua de
    señas = Reuniones; clínica de metadona = Clínicas; psicólogo = Terapeutas;
    sin seguro = Seguro; guardería = Cuidado
"""

UNANSWERED = """
    alcohol; aa; na; living sober; sober; suboxone; methadone; recovery;
    meeting; meetings near me; online; free; my son; hospitality workers; health
    professionals; help; physical abuse; job stress; dry drunk; gambling debt;
    not religious; quit smoking; my house; treatment for meth; order; card;
    cars; kids; veterans; nursery; court; house
"""


def several(texts: str) -> list[str]:
    return [" ".join(one.split()) for one in texts.split(";")]


def test_what_is_not_listed_here_is_answered_above_the_groups(client):
    missed = {}
    for one in several(ANSWERED):
        q, _equals, start = one.partition(" = ")
        given = headings(client, q)
        if not any(heading.startswith(start) for heading in given):
            missed[q] = given
    assert not missed


def test_other_words_get_no_answer(shipped, client):
    given = {q: headings(client, q) for q in several(UNANSWERED)}
    assert not {q: found for q, found in given.items() if found}


def test_an_answer_is_in_the_language_of_the_words(client):
    page = client.get(LIST, {"q": "abogado"}).content.decode()
    answer = page.partition('class="short-answer"')[2].partition("</section>")[0]
    assert 'lang="es"' in answer
    assert "Ayuda para abogados" in answer


def test_a_number_is_dialled_and_a_page_opened_without_a_trace(client):
    page = client.get(LIST, {"q": "rehab"}).content.decode()
    answer = page.partition('class="short-answer"')[2].partition("</section>")[0]
    assert 'href="tel:+18006624357"' in answer
    assert '<a href="https://findtreatment.gov/" rel="noreferrer external">' in answer


# The groups below


def test_words_that_are_answered_find_nobody_who_only_writes_them(shipped, client):
    everybody = client.get(LIST).context["paginator"].count
    for q in ("court ordered meeting", "rehab", "sober living", "lawyer", "asl"):
        page = client.get(LIST, {"q": q})
        assert page.context["paginator"].count == everybody
        assert not page.context["list_query"].notices
        assert page.context["list_query"].did_you_mean is None


def test_the_other_words_are_searched(shipped, client):
    assert found(client, "court card aa") == found(client, "aa")
    assert found(client, "rehab for meth") == found(client, "meth")
    assert found(client, "heroin detox in boston") == found(client, "heroin")


def test_the_answer_says_which_groups_are_nearest(shipped, client):
    assert found(client, "nicotine patch") == found(client, "nicotine")
    assert found(client, "narcan") == found(client, "opioids")
    assert found(client, "intervention alcohol") == found(client, "alcohol family")
    assert found(client, "narcan heroin") == found(client, "heroin")


def test_a_name_that_holds_the_words_stands_whole(client):
    factories.organization(slug="pilots", name="Pilots in Recovery", published=True)
    assert headings(client, "pilots in recovery") == []
    assert found(client, "pilots in recovery") == ["pilots"]
    assert headings(client, "pilots") == ["Pilots and cabin crew"]


def test_despair_comes_first(client):
    page = client.get(LIST, {"q": "i want to die detox"}).content.decode()
    assert page.index("crisis-card") < page.index("short-answer")


def test_nobody_without_a_home_is_taken_for_somebody_without_hope(client):
    page = client.get(LIST, {"q": "homeless"}).content.decode()
    assert "crisis-card" not in page
    assert read_crisis("hopeless")


def test_a_place_is_answered_too(client):
    page = client.get(LIST, {"q": "rehab in lowell ma"}).content.decode()
    assert "short-answer" in page
    assert "Lowell, Massachusetts" in page


def test_programs_search_literally(client):
    factories.organization(slug="x", name="Detox Friends", published=True)
    dump = b"".join(client.get("/data/organizations.csv?q=detox"))
    assert b"Detox Friends" in dump
    assert client.get("/api/hsds/organizations?search=detox").json()["total_items"] == 1


def test_what_was_asked_is_kept_nowhere(client, settings):
    settings.PAGES_ARE_KEPT = True
    response = client.get(LIST, {"q": "court card"})
    assert "no-store" in response["Cache-Control"]
    assert not response.has_header("ETag")


# What is shipped


def test_enough_is_answered_in_plain_words_of_two_languages():
    assert len(shipped()) >= 25
    for one in shipped():
        one.full_clean(exclude=["id"])
        assert reading_grade(one.text) <= 8, one.name
        assert one.phrases_es
        assert len(one.text) < 320


def test_no_phrase_leads_to_two_answers():
    for language in ("phrases", "phrases_es"):
        texts = [text for one in shipped() for text in getattr(one, language)]
        assert len(texts) == len(set(texts))


def test_no_phrase_is_a_word_of_despair():
    texts = [text for one in shipped() for text in (*one.phrases, *one.phrases_es)]
    known = short_answers.in_use().lexicon.words
    assert [text for text in texts if read_crisis(text, known)] == []


def test_loading_the_shipped_directory_loads_the_answers(shipped):
    assert ShortAnswer.objects.count() == len(short_answers.shipped())


def test_loading_fills_the_table_once_and_never_overwrites_a_curator(curator_client):
    load()
    count = ShortAnswer.objects.count()
    one, other = (
        ShortAnswer.objects.get(name="Detox"),
        ShortAnswer.objects.get(name="Nurses"),
    )
    save(curator_client, one, is_used="")
    save(curator_client, other, text="Ask us.")
    load()
    assert ShortAnswer.objects.count() == count
    assert not ShortAnswer.objects.get(name="Detox").is_used
    assert ShortAnswer.objects.get(name="Nurses").text == "Ask us."


def test_loading_mends_what_nobody_edited(client):
    load()
    ShortAnswer.objects.filter(name="Detox").update(text="Old.", name_es="Viejo")
    ShortAnswer.objects.create(name="Gone", shipped_as="Gone", phrases=["gone one"])
    load()
    assert ShortAnswer.objects.get(name="Detox").text.startswith("We list peer groups")
    assert not ShortAnswer.objects.filter(name="Gone").exists()
    assert headings(client, "detox") == ["Detox"]


def test_answers_of_one_country_are_not_given_in_another(client):
    with override_settings(COUNTRY="gb", CRISIS_LINES=[]):
        load()
        assert not ShortAnswer.objects.exists()
        assert headings(client, "detox") == []


def test_curator_writes_an_answer(curator_client, client):
    load()
    data = typed(curator_client.get(list_address(ShortAnswer, "add")))
    data |= {
        "name": "Acupuncture",
        "name_es": "Acupuntura",
        "phrases": "acupuncture\near needles",
        "phrases_es": "acupuntura",
        "text": "We do not list it.",
        "text_es": "Aquí no está.",
        "ways": "Ask 211 | Pregunte al 211 | https://www.211.org/",
    }
    bad = curator_client.post(
        list_address(ShortAnswer, "add"), data | {"ways": "Ask | javascript:alert(1)"}
    )
    assert "Write each way as" in text_of(bad)
    empty = curator_client.post(
        list_address(ShortAnswer, "add"), data | {"phrases": "I"}
    )
    assert "says nothing" in text_of(empty)
    done = curator_client.post(list_address(ShortAnswer, "add"), data)
    assert done.status_code == 302
    assert headings(client, "ear needle") == ["Acupuncture"]
    one = ShortAnswer.objects.get(name="Detox")
    assert curator_client.get(address(one, "delete")).status_code == 403


def test_answers_leave_this_site_in_no_data(client, tmp_path):
    ShortAnswer.objects.create(name="Xanthippe calls", phrases=["xanthippe calls"])
    factories.organization(published=True)
    assert ShortAnswer not in {one.model for one in formats()}
    call_command("export_directory", tmp_path, stdout=io.StringIO())
    assert not [p for p in tmp_path.rglob("*.yaml") if "Xanthippe" in p.read_text()]


def test_a_way_that_leads_nowhere_is_refused():
    one = next(one for one in shipped() if one.name == "Detox")
    for way in ("a | b", "a | b | c", "a | b | ftp://x.org", "|| https://x.org"):
        with pytest.raises(ValidationError):
            ShortAnswer(
                name="X",
                name_es="X",
                phrases=["xyz"],
                text="x",
                text_es="x",
                phrases_es=one.phrases_es,
                ways=[way],
            ).full_clean()
