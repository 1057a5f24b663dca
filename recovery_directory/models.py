"""The tables of the whole site: revisions, proposals, links, uploads and the like."""

from recovery_directory.data_version import DataVersion
from recovery_directory.links import LinkCheck
from recovery_directory.proposals import Proposal
from recovery_directory.revisions import FormerSlug, Revision
from recovery_directory.tables.uploads import TableUpload

__all__ = [
    "DataVersion",
    "FormerSlug",
    "LinkCheck",
    "Proposal",
    "Revision",
    "TableUpload",
]
