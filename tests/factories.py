"""Records for tests: valid, small, each with its revision.

Every function makes one record with only what it must have; a test states what
matters. States are traits: ``organization(published=True, name="Harbor")`` goes through
the verb, so a published organization has the texts and citations that publishing asks
for. Rows inside a record are given as mappings under the name of the record format, or
added later with ``add``; those that may cite a source do.
"""

import datetime
import itertools

from evidence.models import EvidenceSummary, Outcome, Source
from organizations.models import (
    CrisisPhrase,
    GovernanceStyle,
    LocalNote,
    Organization,
    OrganizationType,
    Passage,
    ShortAnswer,
    Taxonomy,
    TaxonomyTerm,
)
from organizations.models.citation import Sourced
from organizations.models.organization import CITED_TEXTS
from recovery_directory.curation.admin.inlines import natural_id
from recovery_directory.records import format_of, revisions

_numbers = itertools.count(1)


def shared(make, slug: str = "shared"):
    """Return the published record of this slug, made by ``make`` if it is not there.

    Records that need another one, and do not care which, rest on the shared one.
    """
    model = make.__annotations__["return"]
    return model.objects.filter(slug=slug).first() or make(slug=slug, published=True)


# Evidence


def outcome(**given) -> Outcome:
    """Make an outcome."""
    number = next(_numbers)
    return _make(
        Outcome,
        {
            "slug": f"made-outcome-{number}",
            "name": f"Made outcome {number}",
            "definition": "What the study counted.",
            "group": "use",
            "better": "higher",
        },
        given,
    )


def source(**given) -> Source:
    """Make a source; ``findings`` may be given."""
    number = next(_numbers)
    return _make(
        Source,
        {
            "slug": f"made-source-{number}",
            "kind": "webpage",
            "title": f"Made source {number}",
        },
        given,
    )


def evidence_summary(**given) -> EvidenceSummary:
    """Make a summary; ``ratings`` and ``statements`` may be given."""
    number = next(_numbers)
    defaults = {
        "slug": f"made-summary-{number}",
        "subject_kind": "organization",
        "title": f"Made summary {number}",
        "plain_statement": "People who came did as well as people who did not.",
    }
    for rating in given.get("ratings", []):
        rating.setdefault("above_ceiling_reason", "Made for a test.")
    if "main_outcome" not in given:
        defaults["main_outcome"] = shared(outcome)
    return _make(EvidenceSummary, defaults, given)


def finding(**given):
    """Add a finding to a source, with an outcome and a summary."""
    parent = given.pop("source", None) or source(published=True)
    given.setdefault("key", f"f{next(_numbers):03}")
    given.setdefault("direction", "mixed")
    if "outcome" not in given:
        given["outcome"] = shared(outcome)
    if "summaries" not in given:
        given["summaries"] = [evidence_summary()]
    return add(parent, "findings", **given)


# Organizations


def taxonomy(**given) -> Taxonomy:
    """Make a vocabulary."""
    number = next(_numbers)
    return _make(
        Taxonomy,
        {
            "slug": f"made-vocabulary-{number}",
            "name": f"Made vocabulary {number}",
            "definition": "Words for a test.",
        },
        given,
    )


def term(**given) -> TaxonomyTerm:
    """Make a term; ``taxonomy`` may be the slug of a vocabulary, made if need be."""
    number = next(_numbers)
    given = dict(given)
    vocabulary = given.pop("taxonomy", None)
    if isinstance(vocabulary, str):
        vocabulary = shared(taxonomy, slug=vocabulary)
    return _make(
        TaxonomyTerm,
        {
            "slug": f"made-term-{number}",
            "taxonomy": vocabulary or shared(taxonomy),
            "name": f"Made term {number}",
            "definition": "A word for a test.",
        },
        given,
    )


def organization_type(**given) -> OrganizationType:
    """Make a type of organization."""
    number = next(_numbers)
    return _make(
        OrganizationType,
        {
            "slug": f"made-type-{number}",
            "name": f"Made type {number}",
            "summary": "One kind of group.",
            "philosophy": "People help each other.",
            "how_it_works": "They meet.",
            "typical_meeting": "They talk.",
        },
        given,
    )


def governance_style(**given) -> GovernanceStyle:
    """Make a governance style."""
    number = next(_numbers)
    return _make(
        GovernanceStyle,
        {
            "slug": f"made-style-{number}",
            "name": f"Made style {number}",
            "summary": "Groups decide.",
            "meaning": "Each group decides for itself.",
            "makes_easier": "Starting a group.",
            "makes_harder": "Keeping groups alike.",
        },
        given,
    )


def passage(**given) -> Passage:
    """Make a passage of a page that teaches."""
    number = next(_numbers)
    return _make(
        Passage,
        {
            "slug": f"made-passage-{number}",
            "page": "about",
            "heading": f"Made heading {number}",
            "text": "A paragraph.",
        },
        given,
    )


def organization(**given) -> Organization:
    """Make an organization; the rows inside it may be given under their names.

    A term may be given by itself: ``terms=[some_term]``.
    """
    number = next(_numbers)
    name = given.get("name", f"Made organization {number}")
    given = dict(given)
    defaults = {
        "slug": f"made-organization-{number}",
        "name": name,
        "sort_name": name,
        "summary": "People meet to help each other.",
        "is_for": "person",
    }
    if "organization_type" not in given:
        defaults["organization_type"] = shared(organization_type)
    if "terms" in given:
        given["terms"] = [
            {"term": row} if isinstance(row, TaxonomyTerm) else row
            for row in given["terms"]
        ]
    if given.get("published") or given.get("withdrawn"):
        defaults["first_meeting"] = "You may listen and say nothing."
        defaults["how_to_start"] = "Look for a meeting near you."
        given.setdefault("citations", _citations(defaults | given))
    return _make(Organization, defaults, given)


def local_note(**given) -> LocalNote:
    """Make a note of the operator; it belongs to no record, so there is no revision."""
    defaults = {
        "text": "The meeting on our corridor, Thursdays at 6.",
        "noted_on": datetime.date(2026, 11, 3),
    }
    if "organization" not in given:
        defaults["organization"] = organization(published=True)
    note = LocalNote(**defaults | given)
    note.full_clean()
    note.save()
    return note


def short_answer(**given) -> ShortAnswer:
    """Make the answer to what is not listed here; it belongs to no record."""
    texts = {"name": "Detox", "name_es": "Detox", "text": "Ask.", "text_es": "Pida."}
    phrases = {"phrases": ["detox"], "phrases_es": ["desintoxicacion"]}
    answer = ShortAnswer(**texts | phrases | given)
    answer.full_clean()
    answer.save()
    return answer


def crisis_phrase(**given) -> CrisisPhrase:
    """Make a phrase that is answered with whom to call; it belongs to no record."""
    phrase = CrisisPhrase(**{"text": "want to die", "kind": "suicide"} | given)
    phrase.full_clean()
    phrase.save()
    return phrase


def _citations(fields: dict) -> list[dict]:
    """Return one citation for each fact that ``fields`` states.

    That something is free was seen: a discreet sheet says nothing else.
    """
    facts = sorted({fact for field, fact, _label in CITED_TEXTS if fields.get(field)})
    return [{"fact": fact, "was_seen": fact == "cost"} for fact in facts]


# Rows inside a record


def add(record, name: str, /, **fields):
    """Add a row as one revision: ``add(harbor, "urls", kind="website", url=...)``."""
    with revisions.change(record, by=None, action=revisions.Action.EDIT):
        return _add(record, name, fields)


def _add(record, name: str, fields: dict):
    record_format = format_of(type(record))
    child = next(child for child in record_format.children if child.name == name)
    if issubclass(child.model, Sourced) and "source" not in fields:
        fields = fields | {"source": shared(source)}
    if child.ordered and "position" not in fields:
        fields = fields | {"position": getattr(record, name).count()}
    fields, lists = _without_lists(child.model, fields)
    row = child.model(**{record_format.parent_name(child): record}, **fields)
    row.pk = natural_id(child, record.pk, row)
    row.full_clean()
    row.save()
    for part, others in lists.items():
        getattr(row, part).set(others)
    return row


# How


def _make(model, defaults: dict, given: dict):
    """Save a record with its rows as one revision, then bring it to its state."""
    traits = {
        trait: given.get(trait, False)
        for trait in ("in_review", "published", "withdrawn")
    }
    fields = {
        name: value for name, value in (defaults | given).items() if name not in traits
    }
    children = {
        child.name: fields.pop(child.name)
        for child in format_of(model).children
        if child.name in fields
    }
    fields, lists = _without_lists(model, fields)
    record = model(**fields)
    record.full_clean()
    with revisions.change(record, by=None, action=revisions.Action.EDIT):
        record.save()
        for name, others in lists.items():
            getattr(record, name).set(others)
        for name, rows in children.items():
            for row in rows:
                _add(record, name, row)
    if traits["in_review"]:
        record.submit(by=None)
    if traits["published"] or traits["withdrawn"]:
        record.publish(by=None)
    if traits["withdrawn"]:
        record.withdraw(by=None, reason="It is listed twice.")
    return record


def _without_lists(model, fields: dict) -> tuple[dict, dict]:
    """Tell plain fields from lists of other records, which are set after saving."""
    lists = {
        name: value
        for name, value in fields.items()
        if model._meta.get_field(name).many_to_many
    }
    return {name: fields[name] for name in fields.keys() - lists.keys()}, lists
