"""The directory as one flat table, for Datasette: a row an organization."""

import json
import sqlite3
from collections import defaultdict
from pathlib import Path

from organizations.models import FacetValue, Organization
from tests.benchmarks.datasette_page import LISTS, PLAIN


def write(path: Path) -> None:
    """Write the published organizations with their facet values."""
    values: dict = defaultdict(lambda: defaultdict(list))
    rows = FacetValue.objects.values_list("organization_id", "facet", "value")
    for pk, facet, value in rows.iterator(chunk_size=5000):
        values[pk][facet].append(value)
    names = (*PLAIN, "status", *LISTS)
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE organizations (slug TEXT PRIMARY KEY, name TEXT,"
            f" summary TEXT, {', '.join(f'{name} TEXT' for name in names)})"
        )
        marks = ", ".join("?" * (3 + len(names)))
        published = Organization.objects.published()
        for pk, *texts in published.values_list("pk", "slug", "name", "summary"):
            theirs = values[pk]
            plain = [(theirs[name] or [""])[0] for name in (*PLAIN, "status")]
            lists = [json.dumps(theirs[name]) for name in LISTS]
            row = [*texts, *plain, *lists]
            database.execute(f"INSERT INTO organizations VALUES ({marks})", row)
        for name in (*PLAIN, "status"):
            database.execute(f"CREATE INDEX by_{name} ON organizations ({name})")
