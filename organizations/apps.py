"""The organizations app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganizationsConfig(AppConfig):
    """Organizations, their types, governance styles and vocabularies."""

    name = "organizations"
    verbose_name = _("directory")

    def ready(self) -> None:
        """Make the record formats known."""
        from organizations import records
        from recovery_directory.records import register

        register(*records.FORMATS)
