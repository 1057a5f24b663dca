"""The organizations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    """Organizations, their types, governance styles and vocabularies."""

    name = "organizations"
    verbose_name = _("directory")

    def ready(self) -> None:
        """Make formats and previews known, say who cites, keep the search index up."""
        from evidence import citing
        from organizations import previews, records
        from organizations.cited import citing_records
        from organizations.search.indexing import FOLLOWED_KINDS, follow_changes
        from recovery_directory.following import follow
        from recovery_directory.records import register

        register(*records.FORMATS)
        citing.register(citing_records)
        follow(follow_changes, *FOLLOWED_KINDS)
        previews.register_all()
