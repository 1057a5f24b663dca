"""The style guide shows every part of the site, to those who build on it."""

from pathlib import Path

import pytest
from django.conf import settings

BASE = Path(settings.BASE_DIR)
STYLES = sorted(
    path.stem
    for path in (BASE / "recovery_directory/static/css/components").glob("*.css")
    if path.stem != "part"  # the style guide's own
)
COMPONENTS = sorted(
    f"components/{path.name}" for path in (BASE / "templates/components").glob("*.html")
)

pytestmark = pytest.mark.django_db


def test_visitors_do_not_find_the_style_guide(client):
    assert client.get("/styleguide/").status_code == 404


def test_a_local_debug_site_shows_it_without_signing_in(client, settings):
    settings.DEBUG = True
    assert client.get("/styleguide/").status_code == 200


def test_an_empty_directory_has_a_style_guide_too(curator_client):
    assert curator_client.get("/styleguide/").status_code == 200


def test_every_style_sheet_and_component_is_shown(curator_client, shipped):
    response = curator_client.get("/styleguide/")
    page = response.content.decode()
    used = {template.name for template in response.templates}
    assert [name for name in STYLES if f'id="part-{name}"' not in page] == []
    assert [name for name in COMPONENTS if name not in used] == []
    assert page.count("Invalid") == 0


def test_every_style_sheet_is_imported():
    site = (BASE / "recovery_directory/static/css/site.css").read_text()
    for name in [*STYLES, "part"]:
        assert f'url("components/{name}.css")' in site
