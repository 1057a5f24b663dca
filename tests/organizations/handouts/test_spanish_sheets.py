"""Sheets in Spanish: every fixed word, and texts where somebody translated them."""

import ast
import datetime
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from evidence.choices import Strength
from organizations.choices import (
    MedicationStance,
    PhoneKind,
    RecoveryGoal,
    Spirituality,
)
from organizations.handouts.sheet import LABELS, PLAN_LINES
from organizations.models import Organization
from organizations.models.handout import HANDOUT_WORD_LIMITS
from recovery_directory.records import revisions
from tests.sheets import TEXTS, edit, harbor, sheet_of

pytestmark = pytest.mark.django_db


def test_fixed_words_and_texts_are_spanish(client):
    translated = {key: f"En español: {key}." for key in HANDOUT_WORD_LIMITS}
    harbor(
        handout_texts=[
            TEXTS,
            translated | {"language": "es", "translated_on": datetime.date(2026, 1, 2)},
        ]
    )
    page = client.get("/organizations/sober-harbor/print/?lang=es")
    sheet = sheet_of(page)
    for words in (*translated.values(), "Mi primera reunión", "¿En crisis?", "Costo"):
        assert words in sheet
    assert "Traducido el 2 de enero de 2026" in sheet
    assert 'lang="es"' in page.content.decode()
    assert "Who it is for" not in sheet


def test_untranslated_texts_are_english_and_marked(client):
    harbor()
    page = client.get("/organizations/sober-harbor/print/?lang=es")
    assert '<span lang="en">People meet and talk.</span>' in page.content.decode()
    assert "aún no están traducidos" in sheet_of(page)


def test_translation_is_stale_once_its_source_has_changed(client):
    spanish = TEXTS | {"language": "es", "translated_on": datetime.date(2020, 1, 1)}
    organization = harbor(handout_texts=[TEXTS, spanish])
    address = "/organizations/sober-harbor/print/?lang=es"
    edit(organization, headquarters="Springfield")
    assert "ha cambiado después" not in sheet_of(client.get(address))
    english = organization.handout_texts.get(language="en")
    with revisions.change(organization, by=None, action="edit"):
        english.cost = "Five dollars."
        english.save()
    assert "ha cambiado después" in sheet_of(client.get(address))


LOCALE = Path(settings.BASE_DIR) / "locale/es/LC_MESSAGES"
SAID = re.compile(r'^(msgid|msgstr) ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.M)


def spanish() -> dict[str, str]:
    """Return the Spanish words as the readable file has them."""
    source = (LOCALE / "django.po").read_text(encoding="utf-8")
    said = [
        "".join(
            part.replace('\\"', '"').replace("\\n", "\n")
            for part in re.findall(r'"((?:[^"\\]|\\.)*)"', quoted)
        )
        for _keyword, quoted in SAID.findall(source)
    ]
    return dict(zip(said[::2], said[1::2], strict=True))


def test_compiled_words_are_those_of_the_readable_file():
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    words = spanish()
    assert len(words) > 150
    for english, translated in words.items():
        if english:
            assert compiled.gettext(english) == translated


ON_PAPER = [
    "sheet",
    "way",
    "local",
    "plan",
    "crisis",
    "provenance",
    "discreet",
    "discreet_crisis",
    "cover",
    "sheet_page",
]
"""Templates whose words are printed, or read behind a code."""

WORDED = (
    *("sheet", "discreet_sheet", "localized_texts", "plain_text", "paging"),
    "sharing",
)
"""Modules whose words are printed, or sent."""

ON_SCREEN = {"A discreet sheet cannot say “%(word)s” in “Prepared by”."}
"""Said to staff, in the language of the site."""


def test_every_fixed_word_of_templates_is_in_the_spanish_file():
    folder = Path(settings.BASE_DIR) / "templates/organizations/handouts"
    words = set()
    for name in ON_PAPER:
        source = (folder / f"{name}.html").read_text(encoding="utf-8")
        words |= set(re.findall(r'{% translate "([^"]+)"', source))
        words |= set(re.findall(r'_\("([^"]+)"\)', source))
        for block in re.findall(
            r"{% blocktranslate[^%]*%}(.*?){% endblocktranslate %}", source, re.S
        ):
            words.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", block))
    assert len(words) > 40
    assert sorted(words - set(spanish())) == []


def test_every_fixed_word_of_sheets_is_in_the_spanish_file():
    folder = Path(settings.BASE_DIR) / "organizations/handouts"
    words = set()
    for name in WORDED:
        tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
        words |= {
            call.args[0].value
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and getattr(call.func, "id", "") in {"_", "gettext_lazy"}
            and isinstance(call.args[0], ast.Constant)
        }
    assert len(words) > 60
    assert sorted(words - ON_SCREEN - set(spanish())) == []


@pytest.mark.parametrize(
    "choices", [Strength, Spirituality, MedicationStance, RecoveryGoal, PhoneKind]
)
def test_every_choice_that_paper_names_is_in_the_spanish_file(choices):
    assert {str(choice.label) for choice in choices} - set(spanish()) == set()


def test_crisis_lines_of_the_united_states_are_in_the_spanish_file():
    said = {
        words
        for line in settings.CRISIS_LINES
        for key, words in line.items()
        if key != "number"
    }
    assert said - set(spanish()) == set()


def test_no_english_fixed_word_is_left_on_spanish_paper(client, shipped):
    english = [
        str(label) for label in [*LABELS.values(), *PLAN_LINES] if str(label) != "No"
    ]
    english += [
        "Strength of",
        "in general",
        "In crisis",
        "Printed on",
        "Version",
        "not yet",
    ]
    for organization in Organization.objects.published():
        page = client.get(f"/organizations/{organization.slug}/print/?lang=es")
        printed = page.content.decode()
        printed = printed[printed.index("<main") :]
        printed = re.sub(r'<span lang="en">.*?</span>', "", printed, flags=re.S)
        printed = re.sub(r"<h1.*?</h1>", "", printed, flags=re.S)
        text = re.sub(r"<[^>]*>", " ", printed)
        left = [words for words in english if re.search(rf"\b{words}\b", text)]
        assert left == [], organization.slug


def test_screen_stays_english_beside_a_spanish_sheet(client):
    harbor()
    page = client.get("/organizations/sober-harbor/print/?lang=es").content.decode()
    assert "Prints on exactly" in page
    assert '<html lang="en-us">' in page
