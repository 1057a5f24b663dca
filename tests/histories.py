"""Random histories of a few records: whatever the admin offers, in any order.

``Histories`` is the machine that hypothesis drives. A branch of the site that writes
records in a new way adds a rule here: it changes any of ``self.records`` inside
``self.one_change``, and everything that has to hold is checked after it.
"""

from contextlib import contextmanager, suppress

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from evidence.models import Source
from organizations.choices import VerificationMethod, VerificationPart
from organizations.merging import merge
from organizations.verifying import verify
from recovery_directory.curation import erasing
from recovery_directory.curation.proposals import Proposal
from recovery_directory.curation.tables.importing import (
    NotImported,
    import_file,
)
from recovery_directory.records import format_of, revisions, schema_evolution
from recovery_directory.records.differences import changed
from recovery_directory.records.formats import key_of
from recovery_directory.records.integrity import violations
from recovery_directory.records.problems import Problem, RefusedFiles
from recovery_directory.records.reverting import (
    problems_of_reverting,
    reversion,
    revert,
)
from recovery_directory.records.revisions import Action, Revision, history
from recovery_directory.records.saving import rewrite
from tests import factories
from tests.tables import as_csv, row_for

TEXTS = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]),
        min_size=1,
        max_size=20,
    )
    .map(str.strip)
    .filter(bool)
)
ANY = st.integers(0, 99)
"""Chooses a record, or a revision, of those that there are."""

SOME = st.lists(st.integers(0, 3), unique=True, max_size=3)


class Histories(RuleBasedStateMachine):
    """A few records that refer to each other, and what may happen to them."""

    def __init__(self):
        """Make the records, in a transaction of this history."""
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.sources = [
            factories.source(slug=f"source-{n}", published=n < 3) for n in range(4)
        ]
        self.terms = [
            factories.term(taxonomy="focus", slug=f"term-{n}") for n in range(4)
        ]
        self.organizations = [
            factories.organization(slug="harbor", published=True),
            factories.organization(slug="lighthouse"),
        ]
        self.summary = factories.evidence_summary(slug="summary")
        self.records = [
            *self.organizations,
            *self.sources,
            *self.terms,
            self.summary,
            self.terms[0].taxonomy,
        ]
        self.curator = get_user_model().objects.create(username="curator")
        self.slugs = 0
        self.free_slugs = []
        self.proposals = []
        self.merged = []

    def teardown(self):
        """Revert to every revision, see that all is whole, and take it back."""
        try:
            for record in self.records:
                for revision in list(history(record))[1:]:
                    self.see_it_come_back(record, revision)
            assert list(violations()) == []
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # What a rule is made of

    def any_record(self, number: int):
        """Return one of the records as it stands; unsaved where it is gone."""
        record = self.records[number % len(self.records)]
        found = type(record)._base_manager.filter(pk=record.pk).first()
        return found or type(record)(pk=record.pk)

    def read(self, record) -> dict | None:
        """Return the record as it stands."""
        is_here = type(record)._base_manager.filter(pk=record.pk).exists()
        return format_of(type(record)).read(record.pk) if is_here else None

    @contextmanager
    def one_change(self, record):
        """See that what happens here to ``record`` is one revision, or nothing."""
        others = Revision.objects.exclude(record_id=record.pk).count()
        before, kept = self.read(record), list(history(record))
        with transaction.atomic():
            yield
        assert list(history(record))[-len(kept) :] == kept
        now = history(record).count()
        assert now == len(kept) + (self.read(record) != before)
        assert Revision.objects.exclude(record_id=record.pk).count() == others

    @contextmanager
    def one_revision_each(self):
        """See that whatever changes here has one revision more, and nothing else."""
        before = [(one, self.read(one), history(one).count()) for one in self.records]
        yield
        for record, was, count in before:
            new = history(record).count() - count
            assert new == (self.read(record) != was), record

    def rewrite(self, record, **changes):
        """Change some fields of ``record``, as a form or a file does.

        What is public is refused sources that are not; then nothing is changed.
        """
        before = self.read(record)
        if before is None:
            return
        with self.one_change(record), suppress(RefusedFiles):
            wanted = changed(before, changes)
            rewrite(format_of(type(record)), wanted, by=None, action=Action.EDIT)

    def keys(self, records) -> list[str]:
        """Return what those of ``records`` that are there are called now."""
        found = ((format_of(type(one)), self.read(one)) for one in records)
        return [
            key_of(record_format, record) for record_format, record in found if record
        ]

    # Rules

    @rule(number=ANY, text=TEXTS)
    def edit_a_text(self, number, text):
        """Type something else; a name that another record has is refused."""
        record = self.any_record(number)
        fields = {field.name for field in record._meta.get_fields()}
        name = "name" if "name" in fields else "title"
        if not record._state.adding:
            with (
                self.one_change(record),
                suppress(IntegrityError),
                revisions.change(record, by=None, action=Action.EDIT),
            ):
                setattr(record, name, text)
                record.save()

    @rule(number=ANY, paths=SOME, label=TEXTS, cited=SOME, terms=SOME, read=SOME)
    def edit_the_rows_of_an_organization(
        self, number, paths, label, cited, terms, read
    ):
        """Add, change and take out rows, with and without references."""
        record = self.organizations[number % 2]
        sources, chosen = self.keys(self.sources), self.keys(self.terms)
        urls = [
            {"kind": "website", "url": f"https://x.example/{path}", "label": label}
            for path in paths
        ]
        self.rewrite(
            record,
            urls=urls,
            literature=[{"title": f"Book {book}"} for book in read],
            citations=[
                {"fact": "summary", "source": sources[one]}
                for one in cited
                if one < len(sources)
            ],
            terms=[{"term": chosen[one]} for one in terms if one < len(chosen)],
        )

    @rule(chosen=SOME)
    def edit_a_list(self, chosen):
        """Choose other records for a list."""
        sources = self.keys(self.sources)
        named = [sources[one] for one in chosen if one < len(sources)]
        self.rewrite(self.summary, sources=named)

    @rule(number=ANY)
    def rename(self, number):
        """Give a record an address that nobody had."""
        record = self.any_record(number)
        self.slugs += 1
        self.rewrite(record, slug=f"renamed-{self.slugs}")

    @rule(number=ANY, verb=st.sampled_from(["submit", "publish", "restore"]))
    def take_a_step(self, number, verb):
        """Take a step of publication, where it is possible."""
        record = self.any_record(number)
        if not record._state.adding:
            with (
                self.one_change(record),
                suppress(ValidationError),
                transaction.atomic(),
            ):
                getattr(record, verb)(by=None)

    @rule(number=ANY)
    def withdraw(self, number):
        """Take a record from the public."""
        record = self.any_record(number)
        if not record._state.adding and record.is_published:
            with self.one_change(record):
                record.withdraw(by=None, reason="For a while.", even_if_used=True)

    @rule(number=ANY)
    def delete(self, number):
        """Delete what no other record rests on; its addresses are free again."""
        record = self.any_record(number)
        if record._state.adding:
            return
        pk, was = record.pk, self.read(record)
        try:
            with transaction.atomic():
                revisions.remove(record, by=None)
        except ProtectedError:
            return
        gone = type(record)(pk=pk)
        assert history(gone)[0].action == Action.DELETE
        last, before = schema_evolution.read(format_of(type(gone)), *history(gone)[:2])
        assert last == before
        assert list(violations()) == []
        if gone in self.sources:
            self.free_slugs += [was["slug"], *was.get("former_slugs", [])]

    @rule(which=ANY)
    def make_another_at_a_free_address(self, which):
        """Make a new source under an address that a deleted one had."""
        if self.free_slugs:
            slug = self.free_slugs.pop(which % len(self.free_slugs))
            if not Source._base_manager.filter(slug=slug).exists():
                self.sources.append(factories.source(slug=slug))
                self.records.append(self.sources[-1])

    @rule(number=ANY, part=st.sampled_from(VerificationPart.values))
    def verify(self, number, part):
        """Look at an organization, and keep that it is still right."""
        record = self.any_record(number % len(self.organizations))
        if not record._state.adding:
            with self.one_change(record):
                method = VerificationMethod.WEBSITE.value
                verify(record, by=self.curator, part=part, method=method)

    @rule(number=ANY, which=ANY)
    def erase(self, number, which):
        """Take a text of some version out of the history, where it stands no more."""
        record = self.any_record(number)
        kept = list(history(record))
        then = kept[which % len(kept)].record
        others = Revision.objects.exclude(record_id=record.pk).count()
        before = self.read(record)
        with suppress(ValidationError):
            erasing.erase(record, then.get("name") or then["title"], by=self.curator)
            assert history(record).count() == len(kept) + 1
        assert self.read(record) == before
        assert Revision.objects.exclude(record_id=record.pk).count() == others

    @rule(number=ANY, text=TEXTS, chosen=SOME)
    def propose(self, number, text, chosen):
        """Propose other words, and for an organization other rows; nothing changes."""
        record = self.any_record(number)
        if record._state.adding:
            return
        before, sources = self.read(record), self.keys(self.sources)
        changes = {"name" if hasattr(record, "name") else "title": text}
        if record in self.organizations:
            changes["citations"] = [
                {"fact": "summary", "source": sources[one]}
                for one in chosen
                if one < len(sources)
            ] or None
        proposal = Proposal.objects.propose(
            format_of(type(record)),
            before,
            changed(before, changes),
            base_version=record.version,
            by=self.curator,
        )
        if proposal:
            self.proposals.append(proposal)

    @rule(which=ANY)
    def apply_a_proposal(self, which):
        """Take over what somebody proposed, however long ago; each field is chosen."""
        if not self.proposals:
            return
        proposal = self.proposals.pop(which % len(self.proposals))
        proposal.refresh_from_db()
        record = proposal.record()
        if record:
            with self.one_change(record), suppress(ValidationError, RefusedFiles):
                fields = [field.name for field in proposal.fields()]
                proposal.apply(by=self.curator, fields=fields)

    @rule(kind=ANY, number=ANY, other=ANY)
    def merge(self, kind, number, other):
        """Make one record of two, where nothing stands against it."""
        kinds = self.organizations, self.sources, self.terms
        records = kinds[kind % len(kinds)]
        chosen = (records[n % len(records)] for n in (number, other))
        survivor, duplicate = (
            type(one)._base_manager.filter(pk=one.pk).first() for one in chosen
        )
        if survivor and duplicate and survivor != duplicate:
            last = history(duplicate)[0].record
            with self.one_revision_each(), suppress(ValidationError):
                merge(survivor=survivor, duplicate=duplicate, by=None)
                assert duplicate.is_withdrawn
                assert history(duplicate)[1].record == last
                self.merged.append(duplicate)

    @rule(number=ANY, text=TEXTS)
    def import_a_table(self, number, text):
        """Change a record by the row of a table."""
        record = self.any_record(number)
        if record._state.adding:
            return
        name = "name" if hasattr(record, "name") else "title"
        table = as_csv(row_for(record, **{name: text}))
        with self.one_change(record), suppress(NotImported):
            import_file(format_of(type(record)), table, "table.csv", by=None)

    @rule(number=ANY, which=ANY)
    def revert(self, number, which):
        """Revert to any revision; what stands against it is told before."""
        record = self.any_record(number)
        kept = list(history(record))
        revision = kept[which % len(kept)]
        problems = problems_of_reverting(format_of(type(record)), revision)
        assert problems == self.see_it_come_back(record, revision)

    def see_it_come_back(self, record, revision) -> list[Problem]:
        """Revert: the record is that again, to the letter; or return why it is not."""
        record_format = format_of(type(record))
        record = type(record)(pk=revision.record_id)
        current = self.read(record)
        wanted = reversion(record_format, revision, current)
        then = as_called_today(record_format, revision)
        merged = [(one, self.read(one)) for one in self.merged if one.pk != record.pk]
        with self.one_change(record):
            try:
                revert(record_format, revision, by=None, reason="It was right.")
            except RefusedFiles as refused:
                return refused.problems
        now = self.read(record)
        assert now == wanted.record
        assert wanted.left_out or without_addresses(now) == without_addresses(then)
        addresses = {key_of(record_format, now), *now.get("former_slugs", [])}
        assert addresses >= {*(current or {}).get("former_slugs", [])}
        assert merged == [(one, self.read(one)) for one, _was in merged]
        return []


def as_called_today(record_format, revision) -> dict:
    """Return what ``revision`` says, with others by their names of today.

    A merge makes one of two records, and so of two rows that named them: the first
    stays, where it stood.
    """
    [then] = schema_evolution.read(record_format, revision)
    for child in record_format.children:
        if child.name in then:
            rows = {}
            for row in then[child.name]:
                rows.setdefault(child.sort_key(row), row)
            then[child.name] = list(rows.values())
    return then


def without_addresses(record: dict) -> dict:
    """Return ``record`` without its former addresses: these only grow."""
    return {name: value for name, value in record.items() if name != "former_slugs"}
