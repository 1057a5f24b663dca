"""The evidence app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """Sources, outcomes, findings and summaries."""

    name = "evidence"
    verbose_name = _("evidence")

    def ready(self) -> None:
        """Make the record formats known, and the addresses that sources name."""
        from evidence import records
        from evidence.models.source import addresses_in_use
        from recovery_directory import links
        from recovery_directory.records import register

        register(*records.FORMATS)
        links.register(addresses_in_use)
