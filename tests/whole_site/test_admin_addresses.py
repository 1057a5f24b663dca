"""Addresses of the admin that somebody made by hand: 400 or 404, never 500."""

import random

import pytest
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.test import Client
from django.urls import get_resolver, reverse

from organizations.models import Organization
from recovery_directory.records.revisions import Revision
from tests import factories
from tests.admin_forms import address, list_address
from tests.whole_site.routes import _patterns

pytestmark = pytest.mark.django_db

HUGE = "9" * 30
HOSTILE = ("%00", "(", "notuuid", HUGE, "-1", "99999", "%FF", "{}", "x" * 300, "")
LOOKUPS = (
    "pk",
    "pk__in",
    "id",
    "slug__regex",
    "name__regex",
    "title__iregex",
    "updated_at__year",
    "made_at__year",
    "updated_at__gte",
    "updated_at__date",
    "version",
    "version__lt",
    "number",
    "publication_state__exact",
    "no_such_field",
    "no__such__path",
)
OF_LISTS = (
    "p",
    "o",
    "q",
    "all",
    "e",
    "_facets",
    "_popup",
    "_to_field",
    "_source_model",
)
STATUSES = {200, 302, 400, 403, 404}


@pytest.fixture
def hostile_client(curator_client):
    """Return a curator's client that answers as a server would."""
    factories.organization(slug="harbor", published=True)
    curator_client.raise_request_exception = False
    return curator_client


def assert_answered(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code in STATUSES, (response.status_code, address)


@pytest.mark.parametrize(
    "asked",
    [
        "organizations/organization/?updated_at__year=99999",
        "organizations/organization/?name__regex=(",
        f"organizations/organization/?version={HUGE}",
        f"organizations/organization/?p={HUGE}",
        f"recovery_directory/revision/?number__lt={HUGE}",
        f"recovery_directory/revision/{HUGE}/change/",
        "r/8/notuuid/",
    ],
)
def test_what_nothing_can_be_compared_with_is_no_error_of_the_site(
    asked, hostile_client
):
    address = f"{reverse('admin:index')}{asked}"
    response = hostile_client.get(address, follow=True)
    assert response.status_code in {200, 400, 404}


def test_a_database_that_is_away_is_no_mistake_in_the_address(
    hostile_client, monkeypatch
):
    def away(*args, **kwargs):
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(admin.site._registry[Organization], "get_queryset", away)
    list_page = reverse("admin:organizations_organization_changelist")
    assert hostile_client.get(f"{list_page}?q=harbor").status_code == 503


@pytest.mark.parametrize(
    "raised", [ValueError("no color"), OverflowError(), ValidationError("no form")]
)
@pytest.mark.parametrize("page", ["changelist", "change"])
def test_a_fault_of_the_site_is_no_mistake_in_the_address(
    hostile_client, monkeypatch, caplog, raised, page
):
    def faulty(*args, **kwargs):
        raise raised

    harbor = Organization.objects.get(slug="harbor")
    model_admin = admin.site._registry[Organization]
    monkeypatch.setattr(model_admin, "get_queryset", faulty)
    asked = address(harbor) if page == "change" else f"{list_address(Organization)}?q=a"
    assert hostile_client.get(asked).status_code == 500
    [said] = [one for one in caplog.records if one.levelname == "ERROR"]
    assert said.exc_info[1] is raised


def test_what_was_made_up_is_in_the_log_as_a_warning(hostile_client, caplog):
    made_up = f"{list_address(Organization)}?updated_at__year=99999"
    assert hostile_client.get(made_up).status_code == 400
    levels = {one.levelname for one in caplog.records if one.exc_info}
    assert levels == {"WARNING"}


def test_every_list_answers_made_up_parameters(hostile_client, soak):
    dice = random.Random(20261130)
    times = soak.size("requests to each list of the admin", sample=8, full=300)
    for model, model_admin in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        filters = [str(one) for one in model_admin.list_filter]
        for _time in range(times):
            parameter = dice.choice((*LOOKUPS, *OF_LISTS, *filters))
            asked = f"{reverse(name)}?{parameter}={dice.choice(HOSTILE)}"
            assert_answered(hostile_client, asked)


def test_every_page_answers_made_up_ids(hostile_client, soak):
    patterns = [one for one in _patterns_of_admin() if "<" in one]
    assert len(patterns) > 50
    values = [*HOSTILE[:-1], "../..", str(Revision.objects.first().record_id)]
    dice = random.Random(20261130)
    times = soak.size("ids at each page of the admin", sample=1, full=len(values))
    for pattern in patterns:
        for value in dice.sample(values, times):
            assert_answered(hostile_client, _filled(pattern, value))


@pytest.mark.parametrize("value", HOSTILE[:4])
def test_the_autocomplete_answers_made_up_parameters(value, hostile_client):
    name = reverse("admin:autocomplete")
    right = {
        "app_label": "organizations",
        "model_name": "citation",
        "field_name": "source",
        "term": "a",
        "page": "1",
    }
    for made_up in right:
        query = "&".join(
            f"{key}={value if key == made_up else good}" for key, good in right.items()
        )
        assert_answered(hostile_client, f"{name}?{query}")


def _patterns_of_admin() -> list[str]:
    prefix = settings.ADMIN_PATH
    found = _patterns(get_resolver().url_patterns, "")
    # The last of all catches what nobody has; its pattern is no address.
    return [one for one in found if one.startswith(prefix) and "(?P" not in one]


def _filled(pattern: str, value: str) -> str:
    parts = [value if part.startswith("<") else part for part in pattern.split("/")]
    return f"/{'/'.join(parts)}"
