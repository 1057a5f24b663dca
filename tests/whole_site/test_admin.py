"""The admin as a whole: every model has its place, every page opens, nothing drifts."""

import datetime

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Meeting, Run
from organizations.models import Organization
from recovery_directory.curation.admin.record_admin import RecordAdmin
from recovery_directory.curation.proposals import Proposal
from recovery_directory.operations.link_checks import LinkCheck
from recovery_directory.records.publication import Publishable
from recovery_directory.records.revisions import Revision
from tests import factories
from tests.admin_forms import address, list_address, typed

WITHOUT_PLACE = {
    "dataversion": "one number, which counts by itself",
    "formerslug": "shown on the form of its record",
    "tableupload": "waits for its import, on a page of its own",
    "notduplicate": "decided on the page of suspected duplicates",
    "facetvalue": "derived from records for the search",
    "searchtoken": "derived from records for the search",
}
"""Models that no curator edits, each with the reason."""

READ_ONLY = {LinkCheck, Meeting, Proposal, Revision, Run}
"""What nobody writes by hand."""

RECORD_ADMINS = {
    model: model_admin
    for model, model_admin in admin.site._registry.items()
    if isinstance(model_admin, RecordAdmin)
}
RECORDS = sorted(RECORD_ADMINS, key=lambda model: model._meta.model_name)


def made(model):
    """Make a record of ``model``, with all that its list could show."""
    match model._meta.model_name:
        case "organization":
            return factories.organization(
                organization_type=factories.organization_type(),
                alternate_names=[{"kind": "acronym", "name": "MO"}],
                verifications=[
                    {
                        "part": "whole",
                        "method": "website",
                        "verified_on": datetime.date(2024, 5, 1),
                        "verified_by": "curator",
                    }
                ],
            )
        case "taxonomyterm":
            return factories.term(
                taxonomy=factories.taxonomy(), broader=factories.term()
            )
        case "evidencesummary":
            return factories.evidence_summary(main_outcome=factories.outcome())
        case "organizationtype":
            return factories.organization_type()
        case "governancestyle":
            return factories.governance_style()
        case name:
            return getattr(factories, name)()


def test_every_model_has_its_place():
    in_records = {
        inline.model
        for model_admin in RECORD_ADMINS.values()
        for inline in model_admin.inlines
    }
    for label in ("recovery_directory", "organizations", "evidence", "meetings"):
        for model in apps.get_app_config(label).get_models():
            name = model._meta.model_name
            places = [model in admin.site._registry, model in in_records]
            assert sum(places) == (name not in WITHOUT_PLACE), name
            if issubclass(model, Publishable):
                assert model in RECORD_ADMINS, name


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_every_row_inside_a_record_is_on_its_form(model):
    from recovery_directory.records import format_of

    on_form = {inline.model for inline in RECORD_ADMINS[model].inlines}
    assert on_form == {child.model for child in format_of(model).children}


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_every_field_of_a_record_is_on_its_form(model):
    from django.contrib.admin.utils import flatten_fieldsets

    from recovery_directory.records import format_of

    on_form = set(flatten_fieldsets(RECORD_ADMINS[model].fieldsets))
    assert set(format_of(model).all_fields) <= on_form


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_every_field_of_a_row_is_on_its_form(model):
    from django.contrib.admin.utils import flatten

    from recovery_directory.records import format_of

    children = {child.model: child for child in format_of(model).children}
    for inline in RECORD_ADMINS[model].inlines:
        child = children[inline.model]
        wanted = set(child.fields) | ({"position"} if child.ordered else set())
        assert wanted <= set(flatten(inline.fields)), inline


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", admin.site._registry, ids=lambda model: model._meta.model_name
)
def test_every_page_opens_with_the_shipped_directory(shipped, curator_client, model):
    pages = [list_address(model), list_address(model) + "?q=alcohol"]
    if model not in READ_ONLY:
        pages.append(list_address(model, "add"))
    record = model._default_manager.first()
    if record:
        pages += [address(record), address(record, "history")]
    for page in pages:
        assert curator_client.get(page).status_code == 200, page


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_saving_an_untouched_shipped_record_changes_nothing(
    shipped, curator_client, model
):
    """A sample: the first and the last records of each kind."""
    records = model._default_manager.order_by("slug")
    for record in [*records[:2], *records.reverse()[:2]]:
        data = typed(curator_client.get(address(record)))
        answer = curator_client.post(address(record), data)
        assert answer.status_code == 302, answer.context["errors"]
        assert model.objects.get(pk=record.pk).version == record.version, record.slug


@pytest.mark.django_db
def test_the_largest_organization_can_be_saved(shipped, curator_client):
    """A form holds more fields than Django reads by default."""
    organization = Organization.objects.get(slug="smart-recovery")
    data = typed(curator_client.get(address(organization)))
    assert curator_client.post(address(organization), data).status_code == 302


def queries(client, page: str) -> int:
    """Return how many queries a page takes."""
    client.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(page).status_code == 200, page
    return len(captured)


@pytest.mark.django_db
@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model._meta.model_name)
def test_a_change_list_costs_the_same_with_one_row_and_with_ten(curator_client, model):
    made(model)
    one = queries(curator_client, list_address(model))
    for _row in range(9):
        made(model)
    assert queries(curator_client, list_address(model)) == one


@pytest.mark.django_db
def test_the_list_of_revisions_costs_the_same_with_one_row_and_with_ten(
    curator_client, curator
):
    one_outcome = factories.outcome()
    one_outcome.submit(by=curator)
    one = queries(curator_client, list_address(Revision))
    for _row in range(9):
        factories.outcome().submit(by=curator)
    assert queries(curator_client, list_address(Revision)) == one


@pytest.mark.django_db
def test_a_form_costs_no_query_more_for_a_row_with_a_source(curator_client):
    organization = factories.organization()
    add_addresses(organization, range(2))
    few = queries(curator_client, address(organization))
    add_addresses(organization, range(2, 10))
    assert queries(curator_client, address(organization)) == few


def add_addresses(organization, numbers) -> None:
    """Add rows with a source each."""
    for number in numbers:
        url = f"https://{number}.example"
        source = factories.source()
        factories.add(organization, "urls", kind="website", url=url, source=source)


@pytest.mark.django_db
def test_a_save_costs_no_query_more_for_a_row_that_nobody_touched(curator_client):
    organization = factories.organization()

    def cost_of_saving() -> int:
        data = typed(curator_client.get(address(organization)))
        data["size_note"] += "Counted once more. "
        with CaptureQueriesContext(connection) as captured:
            answer = curator_client.post(address(organization), data)
        assert answer.status_code == 302, answer.context["errors"]
        return len(captured)

    add_addresses(organization, range(2))
    few = cost_of_saving()
    add_addresses(organization, range(2, 10))
    assert cost_of_saving() == few


@pytest.mark.django_db
def test_revisions_are_read_only(curator_client):
    factories.outcome()
    revision = Revision.objects.first()
    assert curator_client.get(address(revision)).status_code == 200
    assert curator_client.post(address(revision), {"number": 9}).status_code == 403
    assert curator_client.post(address(revision, "delete")).status_code == 403
    assert curator_client.get(list_address(Revision, "add")).status_code == 403


@pytest.mark.django_db
def test_a_person_who_is_no_curator_opens_no_page(client):
    for model in admin.site._registry:
        assert client.get(list_address(model)).status_code == 302


def test_a_form_sends_the_browser_s_origin(client):
    """Under "no-referrer" browsers hide it, and no form of the admin is accepted."""
    answer = client.get("/admin/login/")
    assert answer.headers["Referrer-Policy"] == "same-origin"
