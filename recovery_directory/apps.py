"""The project package as an installed app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecoveryDirectoryConfig(AppConfig):
    """Publication, revisions and system checks, shared by both apps."""

    name = "recovery_directory"
    verbose_name = _("history")

    def ready(self) -> None:
        """Register the system checks, and grant the roles after each migration."""
        from recovery_directory import checks  # noqa: F401
        from recovery_directory.curation import roles

        post_migrate.connect(
            roles.grant, dispatch_uid="recovery_directory.curation.roles"
        )
