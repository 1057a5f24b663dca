"""Published means with its sources, and seen means on some day."""

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from evidence.models import Source
from organizations.merging import merge
from organizations.models import Organization
from recovery_directory import yaml_files
from recovery_directory.curation.proposals import Proposal
from recovery_directory.curation.tables.importing import (
    NotImported,
    import_file,
)
from recovery_directory.records import format_of, revisions, uses
from recovery_directory.records.problems import RefusedFiles
from tests import factories
from tests.admin_forms import add_row, address, save, typed
from tests.record_files import load, organization_file, source_file

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


# Record files


def a_public_record_on(root, **named):
    """Write the file of a published record that names others; return its warnings."""
    organization_file(root, publication_state="published", **named)
    return [line for line in load(root) if line.startswith("warning")]


def test_a_file_on_published_records_is_loaded_without_a_word(tmp_path):
    source_file(tmp_path)
    assert a_public_record_on(tmp_path, citations=cites("a-book", *FACTS)) == []


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_file_on_a_source_that_is_not_public_is_loaded_with_a_warning(
    tmp_path, state, dry_run
):
    source_file(tmp_path, publication_state=state, state_reason="Later.")
    organization_file(
        tmp_path,
        publication_state="published",
        citations=cites("a-book", "summary"),
    )
    assert (
        "warning: organizations/harbor.yaml: citations[1].source: The source “a-book” "
        "is not published, this record is. Publish it, or take the reference out."
    ) in load(tmp_path, dry_run=dry_run)
    assert Organization.objects.published().exists() is not dry_run


def test_what_a_file_names_may_be_here_already_or_have_had_another_address(tmp_path):
    source = factories.source(slug="old")
    with revisions.change(source, by=None, action="edit"):
        source.slug = "new"
        source.save()
    term = factories.term(taxonomy="focus", slug="alcohol")
    summary = factories.evidence_summary(slug="harbor")
    warnings = a_public_record_on(
        tmp_path,
        citations=cites("old", "summary"),
        terms=[{"term": "focus/alcohol"}],
        evidence_summary="harbor",
    )
    assert {line.split(": ")[2] for line in warnings} == {
        "evidence_summary",
        "terms[1].term",
        "citations[1].source",
    }
    for record in (source, term, summary):
        record.publish(by=None)
    assert a_public_record_on(tmp_path) == []


def test_the_check_of_all_records_names_what_lost_its_source(source, capsys):
    source.withdraw(by=None, reason="Retracted.", even_if_used=True)
    with pytest.raises(CommandError, match="to mend"):
        call_command("check_records")
    said = capsys.readouterr().out
    assert "citations[1].source: The source “book” is not published" in said
    assert "It rests on “" in said


@pytest.mark.parametrize("make", [factories.term, factories.evidence_summary])
def test_the_check_of_all_records_names_a_term_and_a_summary(make, capsys):
    record = make(published=True, slug="withdrawn-one")
    rows = {"terms": [record]} if make is factories.term else {}
    named = rows or {"evidence_summary": record}
    factories.organization(published=True, **named)
    record.withdraw(by=None, reason="Wrong.", even_if_used=True)
    with pytest.raises(CommandError, match="to mend"):
        call_command("check_records")
    said = capsys.readouterr().out
    assert "withdrawn-one” is not published, this record is" in said


# Imports and merges


def imported(record, **changes):
    """Import ``record``, changed, as a whole, as an exported file brings it."""
    whole = format_of(type(record)).read(record.pk) | changes
    content = yaml_files.dump(whole | {"version": record.version}).encode()
    return import_file(format_of(type(record)), content, "harbor.yaml", by=None)


@pytest.mark.parametrize("state", [{}, {"withdrawn": True}])
def test_an_import_does_not_bring_a_draft_source_to_the_public(source, state):
    harbor = Organization.objects.get()
    factories.source(slug="other", title="Tides", **state)
    with pytest.raises(NotImported) as refused:
        imported(harbor, citations=cites("other", *FACTS))
    [problem] = refused.value.review.problems
    assert "is published: It rests on “Tides”" in problem.reason
    assert "publish that first" in problem.reason
    assert {row.source for row in harbor.citations.all()} == {source}


def test_an_import_arrives_as_a_draft_and_is_published_with_its_sources_only():
    draft = factories.source(slug="draft")
    lighthouse = factories.organization(
        slug="lighthouse", citations=cites(draft, *FACTS)
    )
    whole = format_of(Organization).read(lighthouse.pk)
    revisions.remove(lighthouse, by=None)
    whole |= {"publication_state": "published", "first_meeting": "You may listen."}
    whole |= {"how_to_start": "Look."}
    content = yaml_files.dump(whole).encode()
    import_file(format_of(Organization), content, "lighthouse.yaml", by=None)
    lighthouse = Organization.objects.get()
    assert lighthouse.publication_state == "draft"
    with pytest.raises(ValidationError, match="publish that first"):
        lighthouse.publish(by=None)
    draft.publish(by=None)
    lighthouse.publish(by=None)


@pytest.mark.parametrize("state", [{}, {"withdrawn": True}])
def test_a_merge_does_not_put_a_draft_source_in_the_place_of_a_public_one(
    source, state
):
    other = factories.source(slug="other", title="Tides", **state)
    with pytest.raises(ValidationError, match="is published: It rests on “Tides”"):
        merge(survivor=other, duplicate=source, by=None)
    source.refresh_from_db()
    assert source.is_published
    assert Organization.objects.get().citations.first().source == source


@pytest.mark.parametrize("state", [{}, {"withdrawn": True}])
def test_a_merge_does_not_bring_a_draft_source_to_a_public_organization(source, state):
    other = factories.source(slug="other", title="Tides", **state)
    harbor = Organization.objects.get()
    haven = factories.organization(slug="haven", citations=cites(other, "cost"))
    with pytest.raises(ValidationError, match="is published: It rests on “Tides”"):
        merge(survivor=harbor, duplicate=haven, by=None)
    haven.refresh_from_db()
    assert haven.publication_state == "draft"
    assert not harbor.citations.filter(fact="cost").exists()


# Seen means on some day


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


def add_a_finding(client, source, was_seen, **day):
    """Add a finding to a source in its form; return the answer."""
    data = typed(client.get(address(source))) | day
    chosen = {"outcome": factories.shared(factories.outcome).pk, "direction": "mixed"}
    chosen |= {"effect_measure": "none"}
    chosen["summaries"] = [factories.evidence_summary().pk]
    add_row(data, "findings", key="f001", was_seen=was_seen, **chosen)
    return client.post(address(source), data)


def test_a_finding_is_seen_on_the_day_of_its_source_in_a_form(source, curator_client):
    said = "fill in “accessed on” above"
    assert said in add_a_finding(curator_client, source, "on").text
    assert not source.findings.exists()
    day = {"accessed_on": "2026-05-01"}
    assert add_a_finding(curator_client, source, "on", **day).status_code == 302
    assert source.findings.get().was_seen


def test_a_finding_that_nobody_saw_needs_no_day_in_a_form(source, curator_client):
    assert add_a_finding(curator_client, source, "").status_code == 302


def test_a_finding_that_was_seen_before_stays_in_a_form(source, curator_client):
    factories.finding(source=source, was_seen=True)
    assert save(curator_client, source, publisher="Tides").status_code == 302


def test_a_finding_is_seen_on_the_day_of_its_source_in_an_import(source):
    factories.finding(source=source, key="f001", was_seen=True)
    factories.finding(source=source, key="f002")
    source.refresh_from_db()
    [first, second] = format_of(Source).read(source.pk)["findings"]
    findings = [first, second | {"was_seen": True}, first | {"key": "f003"}]
    with pytest.raises(NotImported) as refused:
        imported(source, findings=findings)
    assert [(one.field, one.reason) for one in refused.value.review.problems] == [
        ("accessed_on", "say on which day it was seen")
    ]
    imported(source, findings=findings, accessed_on="2026-05-01")
    assert source.findings.filter(was_seen=True).count() == 3


def test_no_copy_is_made_up_where_the_day_is_not_known(client):
    seen = factories.source(slug="seen", was_seen=True, published=True)
    factories.organization(slug="harbor", published=True, citations=cites(seen, *FACTS))
    for page_address in ("/evidence/sources/seen/", "/organizations/harbor/"):
        page = client.get(page_address).text
        assert "the day is not known" in page
        assert "archived copy; the day" not in page
