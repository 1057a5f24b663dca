"""System checks on settings: what would quietly harm readers or records."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from recovery_directory.prose.disclosing_terms import (
    disclosing_terms_in,
    disclosing_terms_in_address,
)


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


@register()
def discreet_sheets_tell_nothing(app_configs, **kwargs):
    """Warn where the site's address or operator's name tells what sheets are about."""
    found = {
        "SITE_URL": disclosing_terms_in_address(settings.SITE_URL),
        "OPERATOR_NAME": disclosing_terms_in(settings.OPERATOR_NAME),
    }
    return [
        Warning(
            f"{name} holds “{words[0]}”, and discreet hand-outs carry it.",
            hint="Serve the site under a neutral name too, or tell staff that discreet "
            "hand-outs from here are not.",
            id="recovery_directory.W002",
        )
        for name, words in found.items()
        if words
    ]


@register(Tags.security, deploy=True)
def two_factor_is_required(app_configs, **kwargs):
    """Warn where a password alone decides what the public reads."""
    if settings.REQUIRE_TWO_FACTOR:
        return []
    return [
        Warning(
            "Curators may sign in with a password alone.",
            hint="Set REQUIRE_TWO_FACTOR=on: whoever has no second step is led to it.",
            id="recovery_directory.W003",
        )
    ]


@register(Tags.security)
def key_is_read_by_its_owner_only(app_configs, **kwargs):
    """Warn where others on this machine can read the key that signs sessions."""
    key_file = settings.LOCAL_DIR / "secret_key"
    if settings.PRODUCTION or not key_file.exists():
        return []
    if not key_file.stat().st_mode & 0o077:
        return []
    return [
        Warning(
            "Others on this machine can read var/secret_key.",
            hint="Run chmod 600 var/secret_key, or delete it: a new key is made, and "
            "curators sign in again.",
            id="recovery_directory.W004",
        )
    ]
