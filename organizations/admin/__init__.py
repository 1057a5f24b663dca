"""Where curators keep the directory: one module for each group of nouns."""

from organizations.admin import (  # noqa: F401
    classification_admin,
    crisis_phrase_admin,
    local_note_admin,
    organization_admin,
    short_answer_admin,
    taxonomy_admin,
)
