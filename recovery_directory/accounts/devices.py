"""What signs somebody in at the second step, in the words of the admin."""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.apps import DefaultConfig as StaticConfig
from django_otp.plugins.otp_totp.apps import DefaultConfig as TOTPConfig


class TelephonesConfig(TOTPConfig):
    """Telephones that show codes."""

    verbose_name = _("two-step sign-in: telephones")

    def ready(self) -> None:
        """Call a device what people call it."""
        super().ready()
        set_verbose_names(self.get_model("TOTPDevice"), _("telephone"), _("telephones"))


class RecoveryCodesConfig(StaticConfig):
    """Codes on paper, for whoever lost the telephone."""

    verbose_name = _("two-step sign-in: recovery codes")

    def ready(self) -> None:
        """Call a device what people call it."""
        super().ready()
        set_verbose_names(
            self.get_model("StaticDevice"),
            _("sheet of recovery codes"),
            _("sheets of recovery codes"),
        )


def set_verbose_names(
    model: type[models.Model], one: Promise, several: Promise
) -> None:
    """Name a model of another package; its migrations know nothing of that."""
    model._meta.verbose_name = one
    model._meta.verbose_name_plural = several
