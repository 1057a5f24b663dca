"""The tables of the whole site: revisions, proposals, links, uploads and the like."""

from recovery_directory.curation.proposals import Proposal
from recovery_directory.curation.tables.uploads import TableUpload
from recovery_directory.operations.link_checks import LinkCheck
from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.records.revisions import Revision
from recovery_directory.web.data_version import DataVersion

__all__ = [
    "DataVersion",
    "FormerSlug",
    "LinkCheck",
    "Proposal",
    "Revision",
    "TableUpload",
]
