"""The tables of the whole site: revisions, former addresses, proposals, versions."""

from recovery_directory.data_version import DataVersion
from recovery_directory.proposals import Proposal
from recovery_directory.revisions import FormerSlug, Revision

__all__ = ["DataVersion", "FormerSlug", "Proposal", "Revision"]
