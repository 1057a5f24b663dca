"""System checks on settings: what would quietly harm readers or records."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def operator_is_named(app_configs, **kwargs):
    """Warn where paper and pages cannot say who answers for them."""
    if settings.OPERATOR_CONTACT:
        return []
    return [
        Warning(
            "OPERATOR_CONTACT is empty.",
            hint="Set OPERATOR_NAME and OPERATOR_CONTACT: readers report mistakes "
            "there.",
            id="recovery_directory.W001",
        )
    ]


@register()
def crisis_line_is_set(app_configs, **kwargs):
    """Refuse a site without a crisis line: it stands on every page and sheet."""
    if settings.CRISIS_LINES:
        return []
    return [
        Error(
            "CRISIS_LINES is empty.",
            hint="Write name|number|note, several separated by semicolons.",
            id="recovery_directory.E001",
        )
    ]
