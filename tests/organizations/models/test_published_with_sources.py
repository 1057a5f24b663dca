"""Published means with its sources, and seen means on some day."""

import pytest
from django.core.exceptions import ValidationError

from organizations.models import Organization
from recovery_directory.curation.proposals import Proposal
from recovery_directory.curation.tables.importing import (
    NotImported,
    import_file,
)
from recovery_directory.records import format_of, uses
from recovery_directory.records.problems import RefusedFiles
from tests import factories
from tests.admin_forms import add_row, address, save, typed

pytestmark = pytest.mark.django_db


def cites(source, *facts):
    """Return citations of ``source``, one for each fact."""
    return [{"fact": fact, "source": source} for fact in facts]


FACTS = ("summary", "first_meeting", "how_to_start")


@pytest.mark.parametrize("state", ["published", "withdrawn", ""])
def test_a_record_is_published_on_published_sources_only(state):
    source = factories.source(**({state: True} if state else {}))
    texts = {"first_meeting": "You may listen.", "how_to_start": "Look."}
    harbor = factories.organization(citations=cites(source, *FACTS), **texts)
    summary = factories.evidence_summary(sources=[source])
    for record in (harbor, summary):
        if state == "published":
            record.publish(by=None)
        else:
            with pytest.raises(ValidationError, match="publish that first"):
                record.publish(by=None)


@pytest.fixture
def source():
    """Return a published source on which a public record rests."""
    source = factories.source(slug="book", published=True)
    factories.organization(
        name="Harbor", slug="harbor", published=True, citations=cites(source, *FACTS)
    )
    return source


def test_withdrawing_says_first_what_uses_it(source):
    with pytest.raises(ValidationError, match="1 public record uses it: Harbor"):
        source.withdraw(by=None, reason="It was retracted.")
    source.withdraw(by=None, reason="It was retracted.", even_if_used=True)
    assert source.is_withdrawn


def test_a_term_and_a_summary_say_what_uses_them():
    term = factories.term(published=True)
    summary = factories.evidence_summary(published=True)
    harbor = factories.organization(
        published=True, terms=[term], evidence_summary=summary
    )
    factories.organization(terms=[term])
    for record in (term, summary):
        assert uses.published_users(record) == [harbor]
        with pytest.raises(ValidationError, match="1 public record uses it"):
            record.withdraw(by=None, reason="It is wrong.")


def test_the_page_that_asks_why_says_what_uses_it(source, curator_client):
    asks = address(source, "step", "withdraw")
    page = curator_client.get(asks)
    assert "1 public record uses" in page.text
    assert f'{address(Organization.objects.get())}">Harbor<' in page.text
    curator_client.post(asks, {"reason": "Retracted."})
    source.refresh_from_db()
    assert source.is_published
    curator_client.post(asks, {"reason": "Retracted.", "even_if_used": "on"})
    source.refresh_from_db()
    assert source.is_withdrawn


def test_a_page_says_that_its_source_was_withdrawn(source, client):
    said = "its source is no longer listed here"
    assert said not in client.get("/organizations/harbor/").text
    source.withdraw(by=None, reason="Retracted.", even_if_used=True)
    page = client.get("/organizations/harbor/").text
    assert said in page
    assert source.title not in page


def test_a_proposal_does_not_bring_a_draft_source_to_the_public(source):
    harbor, draft = Organization.objects.get(), factories.source(slug="draft")
    before = format_of(Organization).read(harbor.pk)
    proposal = Proposal.objects.propose(
        format_of(Organization),
        before,
        before | {"citations": cites("draft", *FACTS)},
        base_version=harbor.version,
        by=None,
    )
    with pytest.raises(RefusedFiles, match="publish that first"):
        proposal.apply(by=None)
    draft.publish(by=None)
    proposal.apply(by=None)


def add_a_citation(client, source, **values):
    """Add a citation to the organization in its form; return the answer."""
    harbor = Organization.objects.get()
    data = typed(client.get(address(harbor)))
    add_row(data, "citations", fact="cost", source=str(source.pk), **values)
    return client.post(address(harbor), data)


def test_a_form_does_not_bring_a_draft_source_to_the_public(source, curator_client):
    draft = factories.source(slug="draft")
    assert "publish that first" in add_a_citation(curator_client, draft).text
    draft.publish(by=None)
    assert add_a_citation(curator_client, draft).status_code == 302


def test_seen_needs_a_day_in_a_form(source, curator_client):
    said = "Say on which day it was seen."
    assert said in add_a_citation(curator_client, source, was_seen="on").text
    day = {"was_seen": "on", "checked_on": "2026-05-01"}
    assert add_a_citation(curator_client, source, **day).status_code == 302
    assert said in save(curator_client, source, was_seen="on").text


def test_seen_needs_a_day_in_a_table(source):
    table = f"slug,was_seen\n{source.slug},yes\n".encode()
    with pytest.raises(NotImported) as refused:
        import_file(format_of(type(source)), table, "sources.csv", by=None)
    [row] = refused.value.review.rows
    assert [(problem.field, problem.reason) for problem in row.problems] == [
        ("accessed_on", "say on which day it was seen")
    ]


def test_no_copy_is_made_up_where_the_day_is_not_known(client):
    factories.source(slug="seen", was_seen=True, published=True)
    page = client.get("/evidence/sources/seen/").text
    assert "the day is not known" in page
    assert "archived copy; the day" not in page
