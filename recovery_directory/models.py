"""The tables of the whole site: revisions, former addresses, proposals, links."""

from recovery_directory.data_version import DataVersion
from recovery_directory.links import LinkCheck
from recovery_directory.proposals import Proposal
from recovery_directory.revisions import FormerSlug, Revision

__all__ = ["DataVersion", "FormerSlug", "LinkCheck", "Proposal", "Revision"]
