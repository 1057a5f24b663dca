"""The suite keeps its own promises: what a test sees, and whom it can reach."""

import socket

import pytest

from organizations.models import Organization
from recovery_directory.records.revisions import Revision


@pytest.mark.django_db
def test_directory_is_empty_unless_a_test_fills_it():
    assert not Revision.objects.exists()


@pytest.mark.django_db
def test_shipped_directory_is_there_for_tests_that_ask_for_it(shipped):
    assert Organization.objects.filter(slug="alcoholics-anonymous").exists()


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org"])
def test_tests_reach_no_other_machine(host):
    with (
        socket.socket() as caller,
        pytest.raises(RuntimeError, match="no other machine"),
    ):
        caller.connect((host, 80))


def test_curator_is_signed_in(curator_client):
    assert curator_client.get("/admin/").status_code == 200
