"""Data for machines inside a page."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
"""Characters that could end the block they stand in, as JSON may write them too."""


@register.simple_tag
def linked_data(value) -> SafeString:
    """Print a description (schema.org) as a block that no browser runs or shows."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return format_html(
        '<script type="application/ld+json">{}</script>',
        SafeString(text.translate(ESCAPES)),
    )
