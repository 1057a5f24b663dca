"""Every template compiles, says what it needs, and pages fill their title."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

TEMPLATES = Path(settings.BASE_DIR) / "templates"
ALL = sorted(
    str(path.relative_to(TEMPLATES))
    for path in TEMPLATES.rglob("*.html")
    if not path.is_relative_to(TEMPLATES / "admin")
)
FRAGMENTS = [name for name in ALL if "components/" in name or "includes/" in name]
PAGES = [
    name
    for name in ALL
    if re.search(
        r"{% extends \"(base|paper)\.html\" %}", (TEMPLATES / name).read_text()
    )
]


@pytest.mark.parametrize("name", ALL)
def test_every_template_compiles(name):
    get_template(name)


@pytest.mark.parametrize("name", FRAGMENTS)
def test_every_fragment_begins_with_what_it_needs(name):
    assert (TEMPLATES / name).read_text().startswith("{% comment %}"), name


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_a_title(name):
    assert "{% block title %}" in (TEMPLATES / name).read_text()


@pytest.mark.parametrize("name", ALL)
def test_no_template_holds_inline_style_or_script_or_another_host(name):
    text = (TEMPLATES / name).read_text()
    assert not re.search(r"\sstyle=|<style|<script(?![^>]+src=)|\son\w+=", text), name
    assert not re.search(r"(src|href)=\"(https?:)?//", text), name


@pytest.mark.parametrize("name", ALL)
def test_links_to_other_sites_carry_no_referrer(name):
    for link in re.findall(r"<a [^>]*href=\"{{[^>]*>", (TEMPLATES / name).read_text()):
        if re.search(r"{{ ?(url|finder)\.url ?}}|best_url", link):
            assert "noreferrer" in link, link
