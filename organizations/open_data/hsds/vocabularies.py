"""Taxonomies and their terms as the API gives them.

Two kinds stand side by side. Curators' vocabularies are records and keep their ids.
The closed vocabularies of the code (goal, faith, medication ...) have no rows; their
ids are derived from one fixed id, so that they never change. "Not stated" is no term:
a record without a term says as much.
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from evidence.choices import STRENGTH_IN_WORDS, Strength
from organizations.choices import (
    MedicationStance,
    OrganizationKind,
    RecoveryGoal,
    Spirituality,
)
from organizations.models import (
    GovernanceStyle,
    OrganizationType,
    Taxonomy,
    TaxonomyTerm,
)
from organizations.open_data.hsds.ids import derived_id

ORIGIN = uuid.UUID("0b9c1a52-6f0e-4a7c-9d35-4f6a1c2e7d18")
"""The id from which those of the closed vocabularies are derived. Never change it."""

UNSAID = {"not-stated", "not-assessed"}


@dataclass(frozen=True)
class ClosedTaxonomy:
    """A vocabulary that the code branches on.

    ``field`` is the organization's field that holds the value; None where the value
    is found elsewhere. ``fact`` is the one whose citations it rests on.
    """

    slug: str
    name: Any
    definition: Any
    choices: Any = None
    field: str | None = None
    fact: str = ""

    @property
    def id(self) -> uuid.UUID:
        """Return the id of the taxonomy."""
        return derived_id(ORIGIN, self.slug)

    def term_id(self, value: str) -> uuid.UUID:
        """Return the id of one term."""
        return derived_id(self.id, value)

    @property
    def values(self) -> list[str]:
        """Return the values that are terms."""
        return [value for value in self.choices.values if value not in UNSAID]

    def label(self, value: str) -> str:
        """Return the words for one value."""
        return str(self.choices(value).label)

    def describe(self, value: str) -> str:
        """Return what one value means."""
        if self.choices is Strength:
            return str(STRENGTH_IN_WORDS[Strength(value)])
        return f"{self.name}: {self.label(value)}."


TYPE = ClosedTaxonomy(
    "type", _("Type"), _("Twelve-step, secular or religious: the kind of program.")
)
GOVERNANCE = ClosedTaxonomy(
    "governance", _("Governance"), _("Who decides: horizontal, vertical or mixed.")
)
KIND = ClosedTaxonomy(
    "kind", _("Kind of body"), _("What kind of body it is."), OrganizationKind, "kind"
)
GOAL = ClosedTaxonomy(
    "goal",
    _("Recovery goal"),
    _("What members aim at."),
    RecoveryGoal,
    "recovery_goal",
    "goal",
)
SPIRITUALITY = ClosedTaxonomy(
    "spirituality",
    _("Faith"),
    _("What place faith has in it."),
    Spirituality,
    "spirituality",
    "spirituality",
)
MEDICATION = ClosedTaxonomy(
    "medication",
    _("Stance on prescribed medication"),
    _("What its own documents say about prescribed medication; groups differ."),
    MedicationStance,
    "medication_stance",
    "medication",
)
EVIDENCE = ClosedTaxonomy(
    "evidence",
    _("Strength of evidence"),
    _("How sure one can be about what research shows; never how good a group is."),
    Strength,
)

OF_VALUES = (KIND, GOAL, SPIRITUALITY, MEDICATION, EVIDENCE)
"""Closed vocabularies whose terms are the values of a choice."""

CLOSED = (TYPE, GOVERNANCE, *OF_VALUES)

VALUE_OF_TERM = {
    taxonomy.term_id(value): (taxonomy, value)
    for taxonomy in OF_VALUES
    for value in taxonomy.values
}
"""Where the term of this id is found: its vocabulary and its value."""


def taxonomy(of: ClosedTaxonomy | Taxonomy) -> dict:
    """Return a vocabulary, of the code or of curators, as a taxonomy of HSDS."""
    return {
        "id": str(of.id),
        "name": str(of.name),
        "description": str(of.definition) or str(of.name),
        "uri": f"{settings.SITE_URL}/api/hsds/taxonomies/{of.id}",
    }


def _term(term_id, code, name, description, of: ClosedTaxonomy | Taxonomy) -> dict:
    detail = taxonomy(of)
    return {
        "id": str(term_id),
        "code": code,
        "name": name,
        "description": description or name,
        "taxonomy": detail["name"],
        "taxonomy_id": detail["id"],
        "taxonomy_detail": detail,
        "term_uri": f"{settings.SITE_URL}/api/hsds/taxonomy_terms/{term_id}",
    }


def value_term(closed: ClosedTaxonomy, value: str) -> dict:
    """Return a value of a closed vocabulary as a term."""
    words, meaning = closed.label(value), closed.describe(value)
    return _term(closed.term_id(value), value, words, meaning, closed)


def record_term(record: OrganizationType | GovernanceStyle) -> dict:
    """Return a type or a governance style as a term."""
    closed = TYPE if isinstance(record, OrganizationType) else GOVERNANCE
    return _term(record.pk, record.slug, record.name, record.summary, closed)


def taxonomy_term(record: TaxonomyTerm) -> dict:
    """Return a term of a curators' vocabulary, with its words in everyday speech."""
    term = _term(
        record.pk, record.slug, record.name, record.definition, record.taxonomy
    )
    if record.broader and record.broader.is_published:
        term["parent_id"] = str(record.broader_id)
    if record.synonyms:
        term["synonyms"] = record.synonyms
    return term
