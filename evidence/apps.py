"""The evidence app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """Sources, outcomes, findings and summaries."""

    name = "evidence"
    verbose_name = _("evidence")

    def ready(self) -> None:
        """Make the record formats, the links of sources and waiting work known."""
        from evidence import library_work, records
        from evidence.models.source import addresses_in_use
        from recovery_directory.curation import work_queue
        from recovery_directory.operations import link_checks
        from recovery_directory.records import register

        register(*records.FORMATS)
        link_checks.register(addresses_in_use)
        work_queue.register(*library_work.WORK)
