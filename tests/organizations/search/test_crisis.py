"""Words of despair or emergency: whom to call comes before any result."""

import io
import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import override_settings

from organizations.choices import CrisisKind
from organizations.models import CrisisPhrase
from organizations.search import crisis
from organizations.search.crisis import load, read
from organizations.search.phrases import phrases
from organizations.text_analysis.crisis_words import key_of
from recovery_directory.records import formats
from tests import factories
from tests.admin_forms import address, list_address, save, typed
from tests.sheets import text_of

pytestmark = pytest.mark.django_db

SUICIDE, OVERDOSE, DANGER, LOSS = (
    CrisisKind.SUICIDE,
    CrisisKind.OVERDOSE,
    CrisisKind.DANGER,
    CrisisKind.LOSS,
)

SAID = {
    SUICIDE: """
        kill myself; i want to die; I don't want to live anymore; I don’t wanna be here
        anymore; don t want to live; do not want to live; want to end it all; end my
        life; kms; unalive; un-alive; suicidal; SUICIDE; i wnat to die; killmyself;
        iwanttodie; i want to dieeee; gonna kill my self; kil myself; suicde; sucidal;
        i really fucking want to die; die i want to; my husband wants to kill himself;
        i can't go on; better off dead; nobody would miss me; i keep cutting myself;
        drinking myself to death; quiero morirme; me quiero matar; quiero matarme; no
        quiero vivir; ya no quiero vivir; quiero suisidarme; mi esposo se quiere matar;
        SUICIDIO; me voy a matar; ya no puedo más;
        i have been drinking for twenty years and my wife left me and i want to die;
        nothing left to live for since the divorce; no one left to live for; no reason
        to keep living; what do i have to live for; i see no way out; i don't care if i
        live or die; i just want the pain to end; everyone would be happier if i was
        gone; sick of being alive; tired of being here; tired of living; i can't live
        with this pain anymore; tired of living with depression; i want to end it with
        pills; my life has no meaning; no me queda nada por qué vivir; no le veo sentido
        a la vida; no tengo motivos para vivir; mi vida no tiene sentido; no veo salida;
        no quiero estar en este mundo; quiero que todo termine; perdí las ganas de
        vivir; cansada de vivir""",
    OVERDOSE: """
        my son overdosed; overdose; over dosed; overdosd; od; he o.d.; my daughter OD'd;
        she took too many pills; blue lips; his lips are turning blue; he is not
        breathing; he isn't breathing; can't wake him up; she won't wake up; no pulse;
        alcohol poisoning; sobredosis; sobredocis; mi hijo tuvo una sobredosis; no
        respira; no despierta; labios azules""",
    DANGER: """
        my boyfriend beats me when he drinks; trying to kill me; having a seizure;
        delirium tremens; my friend is dying; me golpea; tiene una pistola""",
    LOSS: """
        my son died of an overdose; lost my brother to an overdose; died by suicide;
        mi hijo se suicidó""",
}

NOT_SAID = """
    i'd die for a drink; dying for a cigarette; die hard; kill time; killing me;
    alcohol is killing me; take my life back; i want to take back my life;
    alcohol; my son; i don't want to hear about god; dont want to quit; i want
    to live sober; liver disease; living sober; tired of drinking; tired of
    loving an addict; done with drinking; i dont want to wake up hungover; my
    life is unmanageable; overused painkillers; skills; narcan training; losing
    myself; end my addiction; lost my job; taking too many pills; no quiero
    dejar de beber; me muero por un trago; mi hijo; mi vida; la corte me
    mandó a aa; !!!; 🙂; tired of living with a drinker; sick of living with an addict;
    done living with my alcoholic husband; don't want to live with an alcoholic; can't
    live with an alcoholic anymore; hate living with a drunk; hate living in this town;
    dont want to go on medication; cant go on vacation without drinking; dont want to go
    on drinking; i cut myself off from alcohol; shot myself up with heroin; want to end
    things with my drunk boyfriend; hopeless romantic; dying to go to a meeting;
    cansada de vivir con un alcohólico; harta de vivir con un borracho; no quiero vivir
    con un adicto; ya no aguanto a mi esposo borracho; no puedo más con mi hijo adicto;
    me mato trabajando; sin esperanza de que cambie mi esposo
"""


def phrases_in(text: str) -> list[str]:
    return [" ".join(one.split()) for one in text.split(";")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [(text, kind) for kind, texts in SAID.items() for text in phrases_in(texts)],
)
def test_words_of_crisis_are_understood_however_they_are_typed(text, kind):
    assert kind in read(text).kinds


@pytest.mark.parametrize("text", phrases_in(NOT_SAID))
def test_words_that_only_sound_like_one_are_none(text):
    assert read(text) is None


def test_answer_is_in_the_language_of_the_words(client):
    page = client.get("/organizations/?q=quiero+morirme").content.decode()
    card = page[page.index("crisis-card") :]
    assert 'lang="es"' in card[: card.index(">")]
    assert "Por favor, hable con alguien ahora" in card
    page = client.get("/organizations/?q=kill+myself").content.decode()
    assert "Please talk" in page


# The answer


def before_results(client, q: str, where: str = "/organizations/") -> str:
    """Return the card, which stands before the results."""
    page = client.get(where, {"q": q}).content.decode()
    assert page.index('class="crisis-card"') < page.index('id="results"')
    return page.partition('class="crisis-card"')[2].partition("</section>")[0]


@override_settings(
    COUNTRY="gb",
    CRISIS_LINES=[{"name": "Samaritans", "number": "116 123", "note": ""}],
    EMERGENCY_NUMBER="999",
)
def test_card_names_the_operators_lines_and_the_countrys_number(client):
    for q in ("kill myself", "my son overdosed", "he hits me", "died of an overdose"):
        card = before_results(client, q)
        assert "Samaritans" in card
        assert 'href="tel:116123"' in card
        assert 'href="tel:999"' in card


def test_overdose_is_answered_with_what_to_do(client):
    card = before_results(client, "my son overdosed")
    steps = re.findall(r"<li>(.*?)</li>", card.partition("</ol>")[0])
    assert [re.sub("<[^>]+>", "", step).split()[0].strip(".") for step in steps] == [
        "Call",
        "Give",
        "Stay",
    ]
    assert "naloxone" in steps[1]


def test_somebody_who_mourns_is_not_told_to_give_naloxone(client):
    card = before_results(client, "my son died of an overdose")
    assert "naloxone" not in card
    assert "loss" in card


def test_other_words_get_no_card(client):
    for q in ("", "alcohol", "i'd die for a drink"):
        page = client.get("/organizations/", {"q": q}).content.decode()
        assert "crisis-card" not in page


def test_the_search_for_sources_answers_too(client):
    card = before_results(client, "suicide", "/evidence/sources/")
    assert "Please talk to somebody now" in card
    page = client.get("/evidence/sources/", {"q": "alcohol"}).content.decode()
    assert "crisis-card" not in page


def test_every_search_box_of_the_site_leads_to_a_page_that_answers(client):
    factories.organization(slug="x", published=True)
    for where in ("/", "/organizations/", "/nowhere/", "/organizations/y/", "/find/"):
        page = client.get(where).content.decode()
        for form in re.findall(r"<form[^>]*>.*?</form>", page, re.S):
            if 'name="q"' in form:
                action = re.search(r'action="([^"]*)"', form)[1]
                assert (
                    "crisis-card"
                    in client.get(action, {"q": "kill myself"}).content.decode()
                )
    browser = client.get("/opensearch.xml").content.decode()
    assert "/organizations/?q={searchTerms}" in browser


def test_no_answer_is_kept_anywhere(client, settings):
    settings.PAGES_ARE_KEPT = True
    for where in ("/organizations/", "/evidence/sources/"):
        response = client.get(where, {"q": "kill myself"})
        assert "no-store" in response["Cache-Control"]
        assert not response.has_header("ETag")


# The groups below


def found(client, q: str) -> list[str]:
    page = client.get("/organizations/", {"q": q})
    return [organization.slug for organization in page.context["object_list"]]


@pytest.fixture
def groups(db):
    """Make groups for opioids, for families, for the mind, for codependency."""
    drugs = factories.term(taxonomy="focus", slug="drugs", name="Drugs", published=True)
    opioids = factories.term(
        taxonomy="focus", slug="opioids", name="Opioids", broader=drugs, published=True
    )
    mind = factories.term(
        taxonomy="focus", slug="mental-health", name="Mental health", published=True
    )
    codependency = factories.term(
        taxonomy="focus",
        slug="codependency",
        name="Codependency",
        synonyms=["losing myself"],
        published=True,
    )
    family = factories.term(
        taxonomy="audience",
        slug="family-and-friends",
        name="Family and friends",
        search_words=["my son"],
        published=True,
    )
    for slug, terms in (
        ("opioid-group", [opioids]),
        ("opioid-families", [opioids, family]),
        ("calm", [mind]),
        ("codependents", [codependency]),
    ):
        factories.organization(
            slug=slug,
            name=slug.replace("-", " ").title(),
            terms=[{"term": term} for term in terms],
            published=True,
        )


def test_phrase_leaves_the_query_and_its_subject_is_searched(client, groups):
    assert found(client, "kill myself") == ["calm"]
    assert set(found(client, "overdosed")) == {"opioid-group", "opioid-families"}
    assert found(client, "my son overdosed") == ["opioid-families"]


def test_what_else_was_typed_is_searched_instead_of_the_subject(client, groups):
    assert found(client, "i want to die codependency") == ["codependents"]


def test_with_nothing_left_no_notice_blames_the_words(client, groups):
    page = client.get("/organizations/?q=he+hits+me")
    assert "too general" not in page.content.decode()


def test_an_exact_name_stands_below_the_card(client, groups):
    factories.organization(slug="sa", name="Suicide Anonymous", published=True)
    factories.organization(slug="hidden", name="Overdose Hidden")
    for q in ("Suicide Anonymous", "suicide anonymous near me"):
        before_results(client, q)
        assert found(client, q)[0] == "sa"
    assert "hidden" not in found(client, "overdose hidden")


def test_nothing_takes_the_card_away_again(client, groups):
    page = client.get("/organizations/?q=my+sno+overdosed").content.decode()
    assert "Did you mean" not in page
    assert "/data/organizations.csv?q=" not in page


def test_programs_search_literally(client, groups):
    factories.organization(slug="awareness", name="Overdose Awareness", published=True)
    dump = b"".join(client.get("/data/organizations.csv?q=overdose"))
    assert b"awareness" in dump
    assert b"opioid-group" not in dump
    listed = client.get("/api/hsds/organizations?search=overdose").json()
    assert listed["total_items"] == 1


# The table


def test_loading_fills_the_table_once_and_never_overwrites_a_curator(curator_client):
    load()
    count = CrisisPhrase.objects.count()
    assert count == len(crisis.shipped())
    one = CrisisPhrase.objects.get(text="sewerslide")
    save(curator_client, one, is_used="")
    other = CrisisPhrase.objects.get(text="end my life")
    save(curator_client, other, text="finish my life", kind="danger")
    load()
    assert CrisisPhrase.objects.count() == count
    one.refresh_from_db()
    other.refresh_from_db()
    assert not one.is_used
    assert (other.text, other.kind) == ("finish my life", "danger")
    assert read("sewerslide") is None
    assert read("end my life") is None
    assert read("finish my life").kinds == (DANGER,)


def test_loading_mends_what_nobody_edited(db):
    factories.crisis_phrase(text="gone from the list", shipped_as="gone from the list")
    factories.crisis_phrase(text="kill myself", kind="danger", shipped_as="kill myself")
    factories.crisis_phrase(text="want to die", kind="danger")
    load()
    kinds = dict(CrisisPhrase.objects.values_list("text", "kind"))
    assert "gone from the list" not in kinds
    assert kinds["kill myself"] == "suicide"
    assert kinds["want to die"] == "danger"


def test_loading_the_shipped_directory_loads_the_phrases(shipped):
    assert CrisisPhrase.objects.count() == len(crisis.shipped())
    subject = CrisisPhrase.objects.get(text="overdose").subject
    assert subject.slug == "opioids"


def test_no_shipped_phrase_says_the_same_as_another():
    keys = [key_of(phrase.text) for phrase in crisis.shipped()]
    assert "" not in keys
    assert sorted(keys) == sorted(set(keys))


def test_curator_adds_a_phrase_in_the_admin(curator_client, client):
    data = typed(curator_client.get(list_address(CrisisPhrase, "add")))
    data |= {"text": "cross the river", "kind": "suicide", "language": "en"}
    assert (
        curator_client.post(list_address(CrisisPhrase, "add"), data).status_code == 302
    )
    assert "Please talk" in before_results(client, "I will cross that river")
    again = curator_client.post(list_address(CrisisPhrase, "add"), data)
    assert "in the table already" in text_of(again)
    empty = curator_client.post(
        list_address(CrisisPhrase, "add"), data | {"text": "I am"}
    )
    assert "say nothing" in text_of(empty)


def test_a_shipped_phrase_is_switched_off_and_not_deleted(curator_client):
    load()
    one = CrisisPhrase.objects.get(text="end it all")
    own = factories.crisis_phrase(text="cross the river")
    assert curator_client.get(address(one, "delete")).status_code == 403
    curator_client.post(address(own, "delete"), {"post": "yes"})
    assert not CrisisPhrase.objects.filter(pk=own.pk).exists()


def test_a_second_curator_overwrites_no_phrase_that_they_have_not_seen(curator_client):
    one = factories.crisis_phrase(text="cross the river")
    seen = typed(curator_client.get(address(one)))
    save(curator_client, one, text="cross the bridge")
    late = curator_client.post(address(one), seen | {"text": "cross the road"})
    assert "cross the bridge" in text_of(late)


def test_phrases_leave_this_site_in_no_data(client, tmp_path):
    factories.crisis_phrase(text="xanthippe calls")
    factories.organization(published=True)
    assert CrisisPhrase not in {one.model for one in formats()}
    call_command("export_directory", tmp_path, stdout=io.StringIO())
    assert not [p for p in tmp_path.rglob("*.yaml") if "xanthippe" in p.read_text()]
    for where in (
        "/data/organizations.json",
        "/api/hsds/taxonomy_terms",
        "/feeds/changes.json",
    ):
        response = client.get(where)
        body = b"".join(response) if response.streaming else response.content
        assert b"xanthippe" not in body


# Nobody's public synonym


def test_code_knows_no_crisis_word_as_an_everyday_phrase():
    said = [fixed.written for fixed in phrases().values() if read(fixed.written)]
    assert said == []


@pytest.mark.parametrize("field", ["synonyms", "search_words"])
@pytest.mark.parametrize("word", ["overdose", "suicidal", "sobredosis", "od"])
def test_check_refuses_a_crisis_word_as_a_word_of_a_term(word, field):
    term = factories.term(slug="drugs", **{field: ["dope", word]})
    output = io.StringIO()
    with pytest.raises(CommandError, match="to mend"):
        call_command("check_records", stdout=output)
    assert f"“{word}” is answered as an emergency" in output.getvalue()
    with pytest.raises(ValidationError, match="answered as an emergency"):
        term.publish(by=None)


# Spanish


def test_every_word_of_the_card_is_in_the_spanish_file():
    from tests.organizations.handouts.test_spanish_sheets import spanish

    folder = settings.BASE_DIR / "templates/includes/crisis_card.html"
    source = folder.read_text(encoding="utf-8")
    words = set(re.findall(r'{% translate "([^"]+)"', source))
    for block in re.findall(r"trimmed[^%]*%}(.*?){% endblocktranslate %}", source):
        words.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", block))
    assert len(words) > 10
    assert sorted(words - set(spanish())) == []
