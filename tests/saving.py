"""Saves and loads without end, until somebody kills it: run by ``test_kills``.

It first says what of the last time is not whole; then, for each save, its number.
"""

import itertools
import sys

import django
from django.test.utils import override_settings, setup_test_environment

COUNT = 12
"""Sources that one load changes together."""


def main() -> None:
    """Check what is there, then save and load for ever."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from organizations.models import Organization

    problems = [*torn(), *half_loaded()]
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
        say(str(number))


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def torn() -> list[str]:
    """Return what is not whole."""
    from recovery_directory.records import whole

    return [str(problem) for problem in whole.torn()]


def half_loaded() -> list[str]:
    """Return a sentence where a load wrote some of its records and not the others."""
    from evidence.models import Source

    titles = set(Source.objects.values_list("title", flat=True))
    return ["A load was written in part."] if len(titles) > 1 else []


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
