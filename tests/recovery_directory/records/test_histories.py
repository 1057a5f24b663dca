"""Random histories: whatever happens to records, every state of them comes back."""

import random

import pytest
from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from evidence.models import Source
from organizations.models import Organization
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.integrity import violations
from recovery_directory.records.revisions import Revision
from tests import factories
from tests.histories import Histories

pytestmark = pytest.mark.django_db


@pytest.fixture
def random_histories(soak, pytestconfig):
    """Return the machine; in full it starts from a seed, and says from which."""
    if not soak:
        return Histories
    given = pytestconfig.getoption("--hypothesis-seed")
    number = int(given or random.SystemRandom().getrandbits(32))
    soak.say(f"seed {number}; the same again: --soak --hypothesis-seed={number}")
    return seed(number)(Histories)


def test_any_revision_comes_back_in_random_histories(soak, random_histories):
    run_state_machine_as_test(
        random_histories,
        settings=settings(
            max_examples=soak.size("random histories", sample=20, full=200),
            stateful_step_count=8,
            deadline=None,
            # The same sample each time, so that a change is judged by itself; the
            # long run looks further each time.
            derandomize=not soak,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


# What the histories are judged by


def problems() -> set[str]:
    """Return why records are not whole."""
    return {problem.reason for problem in violations()}


def test_records_that_nobody_wrote_past_their_history_are_whole():
    factories.organization(terms=[factories.term()])
    assert problems() == set()


def test_a_record_written_past_its_history_is_found():
    source = factories.source()
    Source._base_manager.filter(pk=source.pk).update(title="Past its history")
    assert problems() == {"is not what the newest revision says"}


def test_a_row_written_past_the_history_is_found():
    harbor = factories.organization(
        urls=[{"kind": "website", "url": "https://a.example"}]
    )
    harbor.urls.get().delete()
    assert problems() == {"is not what the newest revision says"}


def test_a_record_that_vanished_is_found():
    Organization._base_manager.filter(pk=factories.organization().pk).delete()
    assert problems() == {"the record is gone"}


def test_a_missing_revision_is_found():
    source = factories.source(published=True)
    Revision._base_manager.filter(record_id=source.pk, number=1).delete()
    assert problems() == {"a revision is missing"}
    Revision._base_manager.filter(record_id=source.pk).delete()
    assert problems() == {"no revision of it was kept"}


def test_a_version_that_is_none_is_found():
    source = factories.source()
    Source._base_manager.filter(pk=source.pk).update(version=7)
    assert problems() == {"is not that of the record"}


def test_a_former_address_of_nothing_is_found():
    source = factories.source()
    FormerSlug.objects.create(record_kind="source", slug="old", record_id=source.pk)
    assert problems() == {"is not what the newest revision says"}
    FormerSlug.objects.update(record_id=factories.organization().pk)
    assert problems() == {"this former address leads to no record"}
