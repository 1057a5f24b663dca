"""System checks on settings: what would quietly harm readers or records."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

from recovery_directory.words.telling import telling_words, telling_words_of_address


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
        "SITE_URL": telling_words_of_address(settings.SITE_URL),
        "OPERATOR_NAME": telling_words(settings.OPERATOR_NAME),
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
