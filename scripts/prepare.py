"""Bring the database and the static files to what the code and records here say.

Safe to repeat; whatever cannot go on is said in one sentence.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "recovery_directory.settings")

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import OperationalError


def prepare() -> None:
    """Migrate, load the shipped directory, collect the static files."""
    django.setup()
    from recovery_directory.curation.roles import administrators
    from recovery_directory.records.revisions import Revision

    call_command("migrate", verbosity=0)
    print("Loading the shipped directory ...", flush=True)
    try:
        call_command("load_directory")
    except CommandError as error:
        if not Revision.objects.exists():
            raise
        # Records of this site stand against the shipped ones: the site goes on.
        print(f"{error}\nThe site keeps the records that it has.", file=sys.stderr)
    call_command("reindex", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    if not administrators().exists():
        print("There is no administrator yet: `make curator` creates the first one.")


if __name__ == "__main__":
    try:
        prepare()
    except (CommandError, ImproperlyConfigured) as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"The database of DATABASE_URL does not answer: {error}".strip())
