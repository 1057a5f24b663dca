"""The project package as an installed app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecoveryDirectoryConfig(AppConfig):
    """Publication, revisions and system checks, shared by both apps."""

    name = "recovery_directory"
    verbose_name = _("history")

    def ready(self) -> None:
        """Register the system checks."""
        from recovery_directory import checks  # noqa: F401
