"""Marks beside facts: numbers that lead to the references, and "not yet checked"."""

from django import template
from django.template.defaultfilters import linebreaks
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evidence.models import Source

register = template.Library()


@register.simple_tag(takes_context=True)
def cite(context, cited) -> SafeString:
    """Print the reference numbers of ``cited``: a row, a list of rows, or sources.

    Needs ``references`` in the context. Where nobody has seen the fact in any of its
    sources, the words "not yet checked" follow; where none of these is public any more,
    the page says that instead of a number.
    """
    if not cited:
        return SafeString("")
    references = context["references"]
    rows = cited if isinstance(cited, (list, tuple)) else [cited]
    if isinstance(rows[0], Source):
        shown = [source for source in rows if source.is_published]
        if not shown:
            return _without_source()
        return _numbers((references.number(source), source) for source in shown)
    marks = references.marks(rows)
    if not marks:
        has_source = any(row.source_id for row in rows)
        return _without_source() if has_source else SafeString("")
    numbers = _numbers((mark.number, mark.source) for mark in marks)
    if any(mark.was_seen for mark in marks):
        return numbers
    return format_html(
        '{} <span class="unchecked">{}</span>', numbers, rows[0].unseen_in_words
    )


def _without_source() -> SafeString:
    said = _("its source is no longer listed here")
    return format_html(' <span class="unchecked">{}</span>', said)


def _numbers(pairs) -> SafeString:
    links = format_html_join(
        "",
        '<a href="#reference-{}" title="{}">{}</a>',
        ((number, source.title, number) for number, source in pairs),
    )
    return format_html('<sup class="cite">{}</sup>', links) if links else SafeString("")


@register.simple_tag(takes_context=True)
def prose(context, text: str, cited) -> SafeString:
    """Print a text as paragraphs, with the reference numbers at the end of the last."""
    paragraphs = linebreaks(text, autoescape=True)
    numbers = cite(context, cited)
    body = format_html("{}{}</p>", SafeString(paragraphs.removesuffix("</p>")), numbers)
    return format_html('<div class="prose">{}</div>', body)


@register.filter
def as_list(value) -> list:
    """Return one source, or a queryset of them, as the list that ``cite`` takes."""
    if value is None:
        return []
    return [value] if isinstance(value, Source) else list(value)
