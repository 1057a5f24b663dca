"""Examples of requests, as they stand in ``openapi.json`` and on the page about data.

Each runs as it is, with curl or with Python alone; a test runs every one of them.
``{site}`` stands for the address of the site.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

SHELL, PYTHON = "Shell", "Python"


@dataclass(frozen=True)
class Example:
    """A program of a few lines: what it shows, in which language, its text."""

    label: Any
    lang: str
    text: str

    def code_sample(self) -> dict[str, str]:
        """Return the example in the form of ``x-codeSamples`` in OpenAPI."""
        source = self.text.strip().replace("{site}", settings.SITE_URL)
        return {"lang": self.lang, "label": str(self.label), "source": source}


OF_OPERATIONS = {
    "getListOfServices": (
        Example(
            _("Online meetings in English, in full"),
            SHELL,
            """
curl --silent --show-error --fail \\
  '{site}/api/hsds/services?meeting_format=online&full=true&per_page=5'
""",
        ),
        Example(
            _("Every service, page by page"),
            PYTHON,
            """
import json
from urllib.request import urlopen

services, page, is_last = [], 1, False
while not is_last:
    address = f"{site}/api/hsds/services?full=true&per_page=200&page={page}"
    with urlopen(address) as answer:
        found = json.load(answer)
    services += found["contents"]
    page, is_last = page + 1, found["last_page"]
print(len(services), "services")
""",
        ),
        Example(
            _("What changed since the last time, and from where to ask next"),
            PYTHON,
            """
import json
from pathlib import Path
from urllib.request import urlopen

kept = Path("modified-after.txt")
since = kept.read_text() if kept.exists() else "1970-01-01"
address = f"{site}/api/hsds/services?minimal=true&modified_after={since}"
with urlopen(address) as answer:
    for service in json.load(answer)["contents"]:
        print(service["last_modified"], service["id"], service["name"])
    kept.write_text(answer.headers.get("Modified-After", since))
""",
        ),
    ),
    "getListOfOrganizations": (
        Example(
            _("Every organization with everything, one on each line"),
            SHELL,
            """
curl --silent --show-error --fail --compressed --output organizations.ndjson \\
  '{site}/api/hsds/organizations?full=true&format=ndjson'
""",
        ),
    ),
    "postListOfOrganizations": (
        Example(
            _("A search that stays out of addresses and logs"),
            SHELL,
            """
curl --silent --show-error --fail --data-urlencode 'search=my son drinks' \\
  '{site}/api/hsds/organizations'
""",
        ),
    ),
}

OF_FILES = (
    Example(
        _("The table and its description"),
        SHELL,
        """
curl --silent --show-error --fail --remote-name '{site}/data/organizations.csv'
curl --silent --show-error --fail --remote-name '{site}/data/datapackage.json'
""",
    ),
    Example(
        _("The table in Python"),
        PYTHON,
        """
import csv
import io
from urllib.request import urlopen

with urlopen("{site}/data/organizations.csv") as answer:
    lines = io.TextIOWrapper(answer, encoding="utf-8-sig", newline="")
    for row in csv.DictReader(lines):
        print(row["name"], row["type"], row["format"].split("; "))
""",
    ),
    Example(
        _("All records, again only when something has changed"),
        SHELL,
        """
for time in first second; do
  curl --silent --show-error --fail --etag-save new.etag --etag-compare old.etag \\
    --output new.zip '{site}/data/records.zip'
  if [ -s new.zip ]; then mv new.zip records.zip; fi
  if [ -s new.etag ]; then mv new.etag old.etag; fi
done
""",
    ),
)

OF_FEEDS = (
    Example(
        _("Which printed sheets are out of date, and what to forget"),
        PYTHON,
        """
import json
from urllib.request import urlopen

address = "{site}/feeds/changes.json?modified_after=2026-01-01"
while address:
    with urlopen(address) as answer:
        feed = json.load(answer)
    for item in feed["items"]:
        about = item["_recovery_directory"]
        if about["is_withdrawn"]:
            print("Forget", about["organization_id"])
        elif "on-sheet" in item["tags"]:
            print("Print again:", item["title"])
    address = feed.get("next_url")
""",
    ),
)
