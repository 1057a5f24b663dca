"""Discreet sheets: nobody who sees one knows what it is about."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import override_settings

from organizations.handouts.sheet_codes import SquareCode, sheet_code
from organizations.models import Organization
from recovery_directory.prose.disclosing_terms import (
    disclosing_terms_in,
    disclosing_terms_in_address,
)
from tests.sheets import harbor, sheet_of, text_of

pytestmark = pytest.mark.django_db


def test_discreet_sheet_has_an_address_without_the_slug(client):
    organization = harbor()
    code = sheet_code(organization.pk)
    moved = client.get("/organizations/sober-harbor/print/?discreet=1&paper=a4&lang=es")
    assert moved.url == f"/s/{code}/?paper=a4&discreet=1&lang=es"
    page = client.get(moved.url)
    assert "Un grupo gratuito" in sheet_of(page)
    assert page.content.count(b"<svg") == 1
    assert SquareCode.to(f"{settings.SITE_URL}/s/{code}/").svg in page.content.decode()
    back = client.get(f"/s/{code}/?discreet=0&paper=a4")
    assert back.url == "/organizations/sober-harbor/print/?paper=a4"


def test_discreet_sheet_cannot_be_made_to_tell(client):
    code = sheet_code(harbor().pk)
    page = client.get(f"/s/{code}/?discreet=1&prepared_by=Rehab+clinic")
    assert page.status_code == 400
    assert "A discreet sheet cannot say “rehab”" in text_of(page)


def test_discreet_name_is_the_acronym_or_the_initials(client):
    code = sheet_code(harbor().pk)
    assert "SH A free group" in sheet_of(client.get(f"/s/{code}/?discreet=1"))
    named = harbor(
        slug="named",
        name="Named Harbor",
        alternate_names=[{"kind": "acronym", "name": "SOBER"}],
    )
    page = client.get(f"/s/{sheet_code(named.pk)}/?discreet=1")
    assert "NH A free group" in sheet_of(page)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("form", ["page", "text"])
def test_no_discreet_sheet_of_the_directory_tells(client, shipped, language, form):
    for organization in Organization.objects.published():
        address = f"/s/{sheet_code(organization.pk)}/?discreet=1"
        page = client.get(address, {"lang": language, "as": form, "discreet": "1"})
        assert page.status_code == 200
        body = page.content.decode()
        assert disclosing_terms_in(body) == [], organization.slug
        assert organization.slug not in body
        assert disclosing_terms_in(str(page.headers)) == []
        assert disclosing_terms_in_address(address) == []
        for url in organization.urls.all():
            assert url.shown not in body


def test_discreet_sheets_give_only_the_numbers_of_help_lines(client):
    code = sheet_code(harbor().pk)
    sheet = sheet_of(client.get(f"/s/{code}/?discreet=1"))
    assert "Free help line, day and night: 988 · 1-800-662-4357" in sheet
    assert "SAMHSA" not in sheet


def test_words_tell_in_any_form_and_anywhere_in_an_address():
    assert disclosing_terms_in("Recuperación y ALCOHÓLICOS") == [
        "recuperacion",
        "alcoholicos",
    ]
    assert disclosing_terms_in("a 12-step group") == ["12-step"]
    assert disclosing_terms_in("People meet in person") == []
    assert disclosing_terms_in_address("https://mysoberhost.example.org") == ["sober"]
    assert disclosing_terms_in_address("https://harmreduction.example.org") == [
        "harmreduc"
    ]
    assert disclosing_terms_in_address("http://127.0.0.1:8000/s/tsqvr4/") == []


def test_telling_address_or_operator_is_warned_of():
    with override_settings(
        SITE_URL="https://recovery.example.org", OPERATOR_NAME="Drug Services"
    ):
        found = [
            check for check in run_checks() if check.id == "recovery_directory.W002"
        ]
    assert len(found) == 2
    with override_settings(SITE_URL="https://a.example.org", OPERATOR_NAME="A ward"):
        assert "recovery_directory.W002" not in [check.id for check in run_checks()]
