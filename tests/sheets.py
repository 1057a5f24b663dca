"""Sheets for tests: an organization worth printing, and what a page says of it."""

import re

from organizations.models import Organization
from recovery_directory.records import revisions
from tests import factories

TEXTS = {
    "language": "en",
    "what": "People meet and talk.",
    "who": "Anyone who drinks too much.",
    "first_meeting": "You may listen and say nothing.",
    "how_to_find": "Look on the website.",
    "cost": "Free.",
    "faith": "None.",
    "medication": "Ask the group.",
}


def harbor(**given) -> Organization:
    """Make a published organization with texts for paper and a way in."""
    defaults = {
        "slug": "sober-harbor",
        "name": "Sober Harbor",
        "published": True,
        "is_free": True,
        "handout_texts": [TEXTS],
        "urls": [
            {
                "kind": "meeting-finder",
                "url": "https://harbor.example/meetings",
                "was_seen": True,
            }
        ],
    }
    return factories.organization(**defaults | given)


def edit(record, **fields) -> None:
    """Change fields of a record as one revision."""
    with revisions.change(record, by=None, action=revisions.Action.EDIT):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


def text_of(response) -> str:
    """Return what a page says, without its markup."""
    return _without_markup(response.content.decode())


def sheet_of(response) -> str:
    """Return what is printed of a page."""
    body = response.content.decode()
    return _without_markup(body[body.index('<main class="sheets">') :])


def _without_markup(body: str) -> str:
    body = re.sub(r"<script.*?</script>", " ", body, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())
