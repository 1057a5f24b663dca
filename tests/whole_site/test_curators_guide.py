"""docs/curators.md says what is: intervals, results, commands, pictures."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from organizations.models.verification import MONTHS_GOOD
from recovery_directory.curation import work_queue
from recovery_directory.operations.link_checks import LinkResult

DOCS = Path(settings.BASE_DIR) / "docs"
GUIDE = (DOCS / "curators.md").read_text()


@pytest.mark.parametrize(("part", "months"), MONTHS_GOOD.items())
def test_the_guide_names_the_interval_of_each_part(part, months):
    assert f"| {part.label} | {months} months |" in GUIDE


def test_the_guide_explains_each_result_of_a_link():
    for result in LinkResult:
        assert f"| {result.label} |" in GUIDE


def test_the_guide_names_only_commands_that_there_are():
    named = set(re.findall(r"manage\.py (\w+)", GUIDE))
    assert named
    assert named <= set(get_commands())


def test_every_picture_of_the_guide_is_there():
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", GUIDE)
    assert pictures
    for picture in pictures:
        assert (DOCS / picture).exists(), picture


def test_the_guide_has_a_chapter_for_each_heading_of_the_desk():
    chapters = re.findall(r"^## (\d)\.", GUIDE, re.MULTILINE)
    assert len(chapters) == 1 + len(work_queue.Heading)
