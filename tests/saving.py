"""Saves, loads and imports without end, until somebody kills it: run by ``test_kills``.

It first says what of the last time is not whole; then, for each save, its number.
"""

import itertools
import sys

import django
from django.test.utils import override_settings, setup_test_environment

COUNT = 12
"""Records that one load, or one table, changes together."""


def main() -> None:
    """Check what is there, then save, load and import for ever."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from organizations.models import Organization

    problems = [*violations(), *half_written()]
    say("; ".join(problems) or "whole")
    user, _new = get_user_model().objects.get_or_create(
        username="curator", is_staff=True, is_superuser=True
    )
    client = Client()
    client.force_login(user)
    organization = Organization.objects.first() or made()
    for number in itertools.count():
        save(client, organization)
        load()
        import_table(number)
        say(str(number))


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def violations() -> list[str]:
    """Return what is not whole."""
    from recovery_directory.records import integrity

    return [str(problem) for problem in integrity.violations()]


def half_written() -> list[str]:
    """Return a sentence for a load or a table of which only some records were kept."""
    from evidence.models import Outcome, Source

    loaded = set(Source.objects.values_list("title", flat=True))
    imported = set(Outcome.objects.values_list("definition", flat=True))
    return [
        *(["A load was written in part."] if len(loaded) > 1 else []),
        *(["A table was imported in part."] if len(imported) > 1 else []),
    ]


def made():
    """Make an organization with rows of several kinds."""
    from tests import factories

    return factories.organization(
        urls=[{"kind": "website", "url": "https://a.example", "source": None}],
        literature=[{"title": f"Book {number}", "source": None} for number in range(5)],
    )


def save(client, organization) -> None:
    """Save the organization with all rows changed, through the form."""
    from tests.admin_forms import add_row, address, typed

    data = typed(client.get(address(organization)))
    version = data["seen_version"]
    data["summary"] = f"Summary {version}"
    for number in range(int(data["literature-INITIAL_FORMS"])):
        data[f"literature-{number}-author"] = f"Author {version}"
    data["urls-0-DELETE"] = "on"
    url = f"https://{version}.example"
    add_row(data, "urls", kind="website", url=url)
    answer = client.post(address(organization), data)
    assert answer.status_code == 302, answer.context["errors"]


def load() -> None:
    """Load many records at once, as from files, each changed."""
    from evidence.models import Source
    from recovery_directory.records import format_of
    from recovery_directory.records.applying import apply
    from recovery_directory.records.parsing import Parsed
    from recovery_directory.records.planning import plan
    from tests import factories

    record_format = format_of(Source)
    records = list(record_format.read_all())
    if not records:
        with django.db.transaction.atomic():
            made = [factories.source(title="Title") for _number in range(COUNT)]
        records = [record_format.read(source.pk) for source in made]
    title = f"{records[0]['title'].split()[0]} {records[0]['slug']} {next(LOADS)}"
    planned = plan(
        [
            Parsed(record_format, record["slug"], record | {"title": title})
            for record in records
        ]
    )
    for entry in planned:
        entry.step = "update"
    apply(planned)


LOADS = itertools.count(1)


def import_table(number: int) -> None:
    """Import a table that changes many records, as a curator's upload does."""
    from evidence.models import Outcome
    from recovery_directory.curation.tables.importing import import_file
    from recovery_directory.records import format_of
    from tests import factories
    from tests.tables import as_csv, row_for

    outcomes = list(Outcome.objects.order_by("slug"))
    if not outcomes:
        with django.db.transaction.atomic():
            outcomes = [factories.outcome(definition="Is.") for _n in range(COUNT)]
    then = outcomes[0].version
    rows = [row_for(one, definition=f"Was {number} at {then}.") for one in outcomes]
    import_file(format_of(Outcome), as_csv(*rows), "outcomes.csv", by=None)


PLAIN_FILES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
"""Static files as they lie in the tree: none have to be collected."""


if __name__ == "__main__":
    django.setup()
    setup_test_environment()
    with override_settings(STORAGES=PLAIN_FILES, WHITENOISE_AUTOREFRESH=True):
        main()
