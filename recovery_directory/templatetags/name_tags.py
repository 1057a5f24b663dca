"""Names inside sentences."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def isolated(name) -> SafeString:
    """Return a name whose direction changes nothing in the sentence around it."""
    return format_html("<bdi>{}</bdi>", name)
