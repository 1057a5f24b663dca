"""The tables of the whole site: revisions and former addresses."""

from recovery_directory.revisions import FormerSlug, Revision

__all__ = ["FormerSlug", "Revision"]
