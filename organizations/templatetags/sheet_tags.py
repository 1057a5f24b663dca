"""What sheets of paper draw."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organizations.handouts.sheet_codes import SquareCode

register = template.Library()


@register.simple_tag
def square_code(code: SquareCode, label: str) -> SafeString:
    """Draw a square code as one picture with a name; larger where it is dense."""
    return format_html(
        '<div class="code{}" role="img" aria-label="{}">{}</div>',
        " code--dense" if code.is_dense else "",
        label,
        code.svg,
    )
