"""The evidence app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """Sources, outcomes, findings and summaries."""

    name = "evidence"
    verbose_name = _("evidence")

    def ready(self) -> None:
        """Make the record formats known."""
        from evidence import records
        from recovery_directory.records import register

        register(*records.FORMATS)
