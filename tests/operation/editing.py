"""Run inside the site: do everything to records that the admin offers.

After each act the database is verified, as a restore verifies a backup. An act is a
function that is given a curator; its name says what it does.

usage: python -m tests.operation.editing
"""

import django


def field_of(record, **changes) -> None:
    """Change fields of a record, as a form does."""
    from recovery_directory.records import revisions

    with revisions.change(record, by=None, action="edit"):
        for name, value in changes.items():
            setattr(record, name, value)
        record.save()


def bring_back(record, number: int, by) -> None:
    """Revert a record to one of its versions, also where it is gone."""
    from recovery_directory.records import format_of
    from recovery_directory.records.reverting import revert
    from recovery_directory.records.revisions import history

    record_format = format_of(type(record))
    revision = history(record).get(number=number)
    revert(record_format, revision, by=by, reason="It was right.")


def of(model, slug: str):
    """Return a record by the slug that it has now."""
    return model._base_manager.get(slug=slug)


def make_records(by) -> None:
    """Make a record of each kind that others name, and others that name it."""
    from tests import factories

    source = factories.source(slug="book", published=True)
    factories.source(slug="copy-of-book", published=True)
    drugs = factories.term(taxonomy="focus", slug="drugs", published=True)
    cannabis = factories.term(
        taxonomy="focus", slug="cannabis", broader=drugs, published=True
    )
    factories.term(taxonomy="focus", slug="marijuana", published=True)
    summary = factories.evidence_summary(
        slug="research", sources=[source], published=True
    )
    kind = factories.organization_type(slug="steps", published=True)
    style = factories.governance_style(slug="flat", published=True)
    famous = factories.organization(slug="aa", published=True)
    for number in range(3):
        factories.organization(
            slug=f"follower-{number}",
            published=True,
            organization_type=kind,
            governance_style=style,
            evidence_summary=summary,
            terms=[cannabis, drugs],
            relationships=[{"kind": "modelled-on", "other": famous}],
            citations=[
                {"fact": fact, "source": source}
                for fact in ("summary", "first_meeting", "how_to_start")
            ],
            phones=[{"number": "+1-202-555-0100", "kind": "helpline"}],
        )


def rename_a_record_of_each_kind(by) -> None:
    """Rename everything, whatever names it first; its place among rows is another."""
    from recovery_directory.records import formats

    for record_format in reversed(formats()):
        records = list(record_format.queryset())
        for number, record in enumerate(reversed(records)):
            field_of(record, slug=f"renamed-{number:03}")


def rename_what_the_issue_names(by) -> None:
    """Rename a well-known organization, a term, a source, a summary."""
    from evidence.models import EvidenceSummary, Source
    from organizations.models import Organization, TaxonomyTerm

    field_of(of(Organization, "aa"), slug="zz-alcoholics-anonymous")
    field_of(of(TaxonomyTerm, "cannabis"), slug="zz-weed")
    field_of(of(Source, "book"), slug="a-big-book")
    field_of(of(EvidenceSummary, "research"), slug="a-summary")


def edit_a_record_that_names_a_renamed_one(by) -> None:
    from organizations.models import Organization

    field_of(of(Organization, "follower-0"), name="Follower the First")


def rename_back(by) -> None:
    from organizations.models import Organization

    field_of(of(Organization, "zz-alcoholics-anonymous"), slug="aa")


def merge_terms(by) -> None:
    from organizations.merging import merge
    from organizations.models import TaxonomyTerm

    survivor, duplicate = of(TaxonomyTerm, "zz-weed"), of(TaxonomyTerm, "marijuana")
    merge(survivor=survivor, duplicate=duplicate, by=by)


def merge_away_a_source_that_is_cited(by) -> None:
    from evidence.models import Source
    from organizations.merging import merge

    survivor, duplicate = of(Source, "copy-of-book"), of(Source, "a-big-book")
    merge(survivor=survivor, duplicate=duplicate, by=by)


def withdraw_and_restore(by) -> None:
    from organizations.models import Organization

    record = of(Organization, "follower-1")
    record.withdraw(by=by, reason="For a while.")
    record.restore(by=by)


def delete_one_that_names_a_renamed_one(by) -> None:
    from organizations.models import Organization
    from recovery_directory.records import revisions

    revisions.remove(of(Organization, "follower-2"), by=by)


def undelete(by) -> None:
    from organizations.models import Organization
    from recovery_directory.records.revisions import Action, Revision

    gone = Revision.objects.filter(action=Action.DELETE).latest("pk")
    bring_back(Organization(pk=gone.record_id), 1, by)


def delete_and_make_another_at_its_address(by) -> None:
    from evidence.models import Source
    from recovery_directory.records import revisions
    from tests import factories

    source = factories.source(slug="leaflet")
    draft = factories.organization(citations=[{"fact": "summary", "source": source}])
    field_of(source, slug="old-leaflet")
    with revisions.change(draft, by=by, action="edit"):
        draft.citations.all().delete()
    revisions.remove(of(Source, "old-leaflet"), by=by)
    factories.source(slug="leaflet")


def erase(by) -> None:
    from organizations.models import Organization
    from recovery_directory.curation import erasing

    record = of(Organization, "follower-0")
    field_of(record, name="Somebody's name")
    field_of(record, name="Follower")
    erasing.erase(record, "Somebody's name", by=by)


def revert_past_a_renaming(by) -> None:
    from organizations.models import Organization

    bring_back(of(Organization, "follower-0"), 1, by)


def import_a_table(by) -> None:
    from organizations.models import Organization
    from recovery_directory.curation.tables.importing import import_file
    from recovery_directory.records import format_of
    from tests.tables import as_csv, row_for

    table = as_csv(row_for(of(Organization, "aa"), name="AA", slug="alcoholics"))
    import_file(format_of(Organization), table, "table.csv", by=by)


def apply_a_proposal(by) -> None:
    from organizations.models import Organization
    from recovery_directory.curation.proposals import Proposal
    from recovery_directory.records import format_of

    record = of(Organization, "follower-1")
    before = format_of(Organization).read(record.pk)
    Proposal.objects.propose(
        format_of(Organization),
        before,
        before | {"name": "Follower the Second"},
        base_version=record.version,
        by=by,
    ).apply(by=by)


def keep_a_local_note(by) -> None:
    from organizations.models import Organization
    from tests import factories

    factories.local_note(organization=of(Organization, "alcoholics"))


def verify_an_organization(by) -> None:
    from organizations.models import Organization
    from organizations.verifying import verify

    verify(of(Organization, "follower-0"), by=by, part="whole", method="website")


def rename_the_vocabularies_of_terms_that_are_carried(by) -> None:
    from organizations.models import Taxonomy

    for vocabulary in Taxonomy.objects.all():
        field_of(vocabulary, slug=f"z-{vocabulary.slug}")


ACTS = (
    make_records,
    rename_what_the_issue_names,
    edit_a_record_that_names_a_renamed_one,
    rename_back,
    rename_the_vocabularies_of_terms_that_are_carried,
    merge_terms,
    merge_away_a_source_that_is_cited,
    withdraw_and_restore,
    delete_one_that_names_a_renamed_one,
    undelete,
    delete_and_make_another_at_its_address,
    erase,
    revert_past_a_renaming,
    import_a_table,
    apply_a_proposal,
    keep_a_local_note,
    verify_an_organization,
    rename_a_record_of_each_kind,
)


def main() -> None:
    """Do every act; print its name once the database is whole after it."""
    from django.contrib.auth import get_user_model

    from recovery_directory.operations.backups import verify

    curator = get_user_model().objects.get(username="curator")
    for act in ACTS:
        act(curator)
        verify()
        print(act.__name__)


if __name__ == "__main__":
    django.setup()
    main()
