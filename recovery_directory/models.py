"""The tables of the whole site: revisions, former addresses, proposals, uploads."""

from recovery_directory.proposals import Proposal
from recovery_directory.revisions import FormerSlug, Revision
from recovery_directory.tables.uploads import TableUpload

__all__ = ["FormerSlug", "Proposal", "Revision", "TableUpload"]
