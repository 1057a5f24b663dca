"""Revisions are read with the names of today: renaming others changes no record."""

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from organizations.handouts.version_check import check_version
from organizations.models import Organization
from organizations.open_data.feeds import entries
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import format_of, revisions
from recovery_directory.records.integrity import violations
from recovery_directory.records.reverting import (
    problems_of_reverting,
    reversion,
)
from recovery_directory.records.revisions import Action, history
from tests import factories

pytestmark = pytest.mark.django_db


def change(record, **fields):
    """Change fields of a record as one revision."""
    with revisions.change(record, by=None, action=Action.EDIT):
        for name, value in fields.items():
            setattr(record, name, value)
        record.save()


@pytest.fixture
def harbor():
    """Return an organization whose terms and sources come in another order now."""
    terms = [factories.term(slug=slug, published=True) for slug in ("cannabis", "pain")]
    source = factories.source(slug="a-book", published=True)
    factories.term(slug="work", published=True)
    harbor = factories.organization(
        slug="harbor", published=True, terms=[{"term": one} for one in terms]
    )
    factories.add(harbor, "citations", fact="cost", source=source)
    change(terms[0], slug="weed")
    change(source, slug="the-book")
    change(terms[0].taxonomy, slug="subject")
    harbor.refresh_from_db()
    return harbor


def test_a_record_is_whole_when_what_it_names_was_renamed(harbor):
    assert list(violations()) == []


def test_the_history_says_only_what_was_changed(harbor, curator_client):
    change(harbor, name="Safe Harbor")
    name = "admin:organizations_organization_"
    page = curator_client.get(reverse(f"{name}history", args=[harbor.pk]))
    assert page.context["rows"][0][1] == "name"
    chosen = {"before": harbor.version - 1, "after": harbor.version}
    page = curator_client.get(reverse(f"{name}differences", args=[harbor.pk]), chosen)
    assert [one.name for one in page.context["differences"]] == ["name"]


def test_a_sheet_is_still_right_when_a_term_was_renamed(harbor):
    printed = harbor.version
    change(harbor, curator_note="For us.")
    assert check_version(harbor, printed).changes == []


def test_feeds_tell_nothing_of_the_renaming_of_others(harbor):
    change(harbor, email="harbor@example.org")
    newest = entries.page(organization=harbor).entries[0]
    assert newest.words == ["e-mail address added"]


def test_a_proposal_is_not_stale_when_what_it_names_was_renamed():
    term = factories.term(slug="cannabis")
    harbor = factories.organization(terms=[term])
    before = format_of(Organization).read(harbor.pk)
    rows = [before["terms"][0] | {"note": "Mostly."}]
    proposal = Proposal.objects.propose(
        format_of(Organization),
        before,
        before | {"terms": rows},
        base_version=harbor.version,
        by=None,
    )
    change(term, slug="weed")
    [field] = proposal.fields()
    assert not field.is_stale
    assert [row.fate for row in field.difference.rows] == ["changed"]
    proposal.apply(by=None)
    assert harbor.terms.get().note == "Mostly."


@pytest.mark.parametrize("field", ["sources", "superseded_by"])
def test_what_another_record_names_in_any_way_is_not_deleted(field, curator_client):
    source = factories.source(slug="leaflet")
    if field == "sources":
        other = factories.evidence_summary(sources=[source])
    else:
        other = factories.source(superseded_by=source)
    with pytest.raises(ProtectedError):
        revisions.remove(source, by=None)
    name = "admin:evidence_source_delete"
    page = curator_client.get(reverse(name, args=[source.pk]))
    assert str(other) in page.text
    assert page.context["protected"]
    curator_client.post(reverse(name, args=[source.pk]), {"post": "yes"})
    source.refresh_from_db()
    assert list(violations()) == []


@pytest.fixture
def cited_once():
    """Return a draft that cited a source, renamed and deleted since."""
    source = factories.source(slug="leaflet")
    draft = factories.organization(citations=[{"fact": "summary", "source": source}])
    with revisions.change(draft, by=None, action=Action.EDIT):
        draft.citations.all().delete()
    change(source, slug="old-leaflet")
    revisions.remove(source, by=None)
    return draft


def test_what_is_gone_keeps_its_name_then(cited_once):
    then = history(cited_once).get(number=1)
    wanted = reversion(format_of(Organization), then, {}).record
    assert wanted["citations"][0]["source"] == "leaflet"


def test_another_record_at_a_free_address_is_not_taken_for_what_is_gone(cited_once):
    other = factories.source(slug="leaflet")
    then = history(cited_once).get(number=1)
    gone = then.named["source"]["leaflet"]
    assert gone != str(other.pk)
    [problem] = problems_of_reverting(format_of(Organization), then)
    assert problem.field == "citations[1].source"
    assert gone in problem.reason
