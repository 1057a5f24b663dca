"""The tables of the whole site: revisions, former addresses, proposals."""

from recovery_directory.proposals import Proposal
from recovery_directory.revisions import FormerSlug, Revision

__all__ = ["FormerSlug", "Proposal", "Revision"]
