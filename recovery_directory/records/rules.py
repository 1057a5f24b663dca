"""Rules: what stands against a record beyond its form, by one set of rules.

A rule is a function of one record (the plain mapping of the record format) and of all
records that are checked with it; so the same rules judge files, without a database,
and the database itself. The rules here hold for every record; each app adds those of
its own nouns in its module ``checking``, as ``RULES``.
"""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from django.utils.translation import gettext as _

from recovery_directory import prose
from recovery_directory.records.directory import (
    Directory,
    app_rules,
    declared_for,
    prose_of,
)
from recovery_directory.records.formats import (
    Record,
    RecordFormat,
    formats,
    key_of,
    rows,
)
from recovery_directory.records.problems import Problem
from recovery_directory.records.publication_states import PublicationState, is_public
from recovery_directory.records.references import (
    Reference,
    broken_references,
    references_in,
)
from recovery_directory.web_addresses import WebAddressField, web_address


@dataclass(frozen=True)
class Breach:
    """What stands against a record: the field, the reason, what to do about it."""

    field: str
    reason: str
    remedy: str
    blocks: bool = False
    """Whether the word alone keeps a record from being published."""


def check(directory: Directory) -> Iterator[Problem]:
    """Yield everything that stands against any record, in the order of the records."""
    yield from _shared_keys(directory)
    for entry in directory.entries:
        for breach in breaches(entry.record_format, entry.record, directory):
            yield Problem(entry.place, breach.field, f"{breach.reason} {breach.remedy}")


def breaches(
    record_format: RecordFormat, record: Record, directory: Directory
) -> Iterator[Breach]:
    """Yield what stands against one record among those of ``directory``."""
    yield from bad_references(record_format, record, directory)
    yield from missing_state_reason(record)
    yield from bad_addresses(record_format, record)
    yield from _by_app("RULES", record_format, record, directory)
    yield from word_breaches(record_format, record, directory)


def word_breaches(
    record_format: RecordFormat, record: Record, directory: Directory
) -> Iterator[Breach]:
    """Yield the words of one record that are private, hurt, are hard or too sure."""
    yield from private_matter(record_format, record, directory)
    yield from stigma(record_format, record, directory)
    yield from _by_app("WORD_RULES", record_format, record, directory)


def _by_app(
    declared: str, record_format: RecordFormat, record: Record, directory: Directory
) -> Iterator[Breach]:
    """Yield what the rules say that the app of the record declares."""
    rules: dict[Any, Iterable[Callable]] = getattr(
        app_rules(record_format.model), declared
    )
    for rule in rules.get(record_format.model, ()):
        yield from rule(record, directory)


def _shared_keys(directory: Directory) -> Iterator[Problem]:
    """Yield a problem for each record whose id or key is that of another."""
    owners: dict[tuple[str, str], str] = {}
    for entry in directory.entries:
        kind = entry.record_format.kind
        key = key_of(entry.record_format, entry.record)
        for name, value in (("id", entry.record.get("id", "")), ("slug", key)):
            owner = owners.setdefault((kind, f"{name} {value}"), entry.place)
            if owner != entry.place:
                reason = _(
                    "%(value)s is that of %(owner)s too. Give it one of its own."
                )
                reason %= {"value": value, "owner": owner}
                yield Problem(entry.place, name, reason)


def bad_references(
    record_format: RecordFormat, record: Record, directory: Directory
) -> Iterator[Breach]:
    """Refuse a key that no record has, or that leads the public to a hole."""
    for broken in broken_references(record_format, record, directory.find):
        yield _dead(broken, directory)
    yield from unpublished_references(record_format, record, directory)


def unpublished_references(
    record_format: RecordFormat, record: Record, directory: Directory
) -> Iterator[Breach]:
    """Refuse that what the public sees names what it does not see."""
    if not is_public(record):
        return
    for reference in references_in(record_format, record):
        other = directory.find(reference.model, reference.key)
        left_out = declared_for(reference.row.model, "MAY_BE_UNPUBLISHED")
        if other and not is_public(other) and reference.name not in left_out:
            noun = reference.model._meta.verbose_name
            yield Breach(
                reference.where,
                _("The %(noun)s “%(key)s” is not published, this record is.")
                % {"noun": noun, "key": reference.key},
                _("Publish it, or take the reference out."),
            )


def _dead(broken: Reference, directory: Directory) -> Breach:
    known = directory.keys(broken.model)
    near = difflib.get_close_matches(broken.key, known, n=1)
    if near:
        remedy = _("Is “%(near)s” meant? Else add the record.") % {"near": near[0]}
    else:
        remedy = _("Write the slug of a record, or add the record.")
    noun = broken.model._meta.verbose_name
    reason = _("There is no %(noun)s “%(key)s”.") % {"noun": noun, "key": broken.key}
    return Breach(broken.where, reason, remedy)


def missing_state_reason(record: Record) -> Iterator[Breach]:
    """Refuse a draft or a withdrawn record that does not say why it is one."""
    state = record.get("publication_state")
    needing = {PublicationState.DRAFT, PublicationState.WITHDRAWN}
    if state in needing and not record.get("state_reason"):
        yield Breach(
            "state_reason",
            _("The record is not public, and nothing says why."),
            _("Write the reason in one sentence; it is for curators."),
        )


def bad_addresses(record_format: RecordFormat, record: Record) -> Iterator[Breach]:
    """Refuse a web address that no browser opens."""
    for row in rows(record_format, record):
        for name in row.fields:
            if not isinstance(row.model._meta.get_field(name), WebAddressField):
                continue
            url = row.values.get(name)
            if url and not web_address(url):
                yield Breach(
                    row.where(name),
                    _("“%(url)s” is no address on the web.") % {"url": url},
                    _("Write the whole address, beginning with https://."),
                )


def private_matter(
    record_format: RecordFormat, record: Record, directory: Directory
) -> Iterator[Breach]:
    """Refuse telephone numbers in texts, and surnames of anonymous members."""
    for where, text, _language in prose_of(record_format, record):
        for number in prose.phone_numbers(text):
            yield Breach(
                where,
                _("“%(number)s” is a telephone number in a text.") % {"number": number},
                _("Move it to the phones: there it waits until somebody verified it."),
                blocks=True,
            )
        for name in prose.bracketed_surnames(text):
            yield Breach(
                where,
                _("“%(name)s” gives the surname of an anonymous member.")
                % {"name": name},
                _("Leave out the brackets: name members as the fellowship does."),
                blocks=True,
            )


def stigma(
    record_format: RecordFormat, record: Record, directory: Directory
) -> Iterator[Breach]:
    """Refuse words that label people, outside names, titles and quotations."""
    for where, text, language in prose_of(record_format, record):
        for found in prose.stigmatizing_words(
            text, directory.names_and_titles, language
        ):
            yield Breach(
                where,
                _("“%(word)s” labels people.") % {"word": found.word},
                _("Write: %(instead)s.") % {"instead": found.instead},
                blocks=True,
            )


# What the rules of both apps are made of


def too_long(where: str, text: str, limit: int) -> Iterator[Breach]:
    """Refuse a text of more words than ``limit``."""
    count = prose.word_count(text)
    if count > limit:
        yield Breach(
            where,
            _("%(count)d words; the limit is %(limit)d.")
            % {"count": count, "limit": limit},
            _("Shorten it by %(over)d.") % {"over": count - limit},
        )


HIGHEST_GRADE = 9
"""The reading grade that no text for patients and families exceeds."""


def too_hard(where: str, text: str, directory: Directory) -> Iterator[Breach]:
    """Refuse an English text above the highest reading grade."""
    if prose.word_count(text) < prose.FEWEST_WORDS_GRADED:
        return
    grade = prose.reading_grade(text, directory.names)
    if grade > HIGHEST_GRADE:
        yield Breach(
            where,
            _("Reading grade %(grade).1f; patients' texts go up to %(highest)d.")
            % {"grade": grade, "highest": HIGHEST_GRADE},
            _("Use shorter sentences and everyday words."),
        )


def too_certain(
    where: str,
    text: str,
    strength: str | None,
    directory: Directory,
    language: str = "en",
) -> Iterator[Breach]:
    """Refuse words that need stronger evidence than ``strength``."""
    for claim in prose.claims_above(strength, text, directory.names, language):
        rated = strength or _("no rating in its favor")
        if claim.needs == "never":
            reason = _("“%(word)s” claims more than any research carries.")
        else:
            reason = _("“%(word)s” needs strength “%(needs)s”; here it is: %(rated)s.")
        yield Breach(
            where,
            reason % {"word": claim.word, "needs": claim.needs, "rated": rated},
            _("Write: %(instead)s.") % {"instead": claim.instead},
            blocks=True,
        )


def beside_records() -> list[Problem]:
    """Return what each app has against what the database keeps beside its records."""
    return [
        problem
        for module in _modules()
        for problem in getattr(module, "beside_records", list)()
    ]


def _modules() -> list[ModuleType]:
    modules = {id(one): one for one in (app_rules(kept.model) for kept in formats())}
    return list(modules.values())


@dataclass(frozen=True)
class Covered:
    """Of how many records a fact was seen in a source, is recorded only, is unknown."""

    key: str
    name: str
    seen: int
    not_seen: int
    none: int


def coverage(directory: Directory) -> list[Covered]:
    """Return what each app counts of how far its facts are known."""
    return [
        row
        for module in _modules()
        for row in getattr(module, "coverage", lambda _directory: [])(directory)
    ]


def blockers() -> list[Problem]:
    """Return what would stop a published record of the database from being published.

    Here count the rules that need the database, such as a rating above what the stored
    findings could support.
    """
    return [
        Problem(f"{record_format.kind} {record.record_key}", "", str(reason))
        for record_format in formats()
        for record in record_format.model.objects.published()
        for reason in record.publication_blockers()
    ]
