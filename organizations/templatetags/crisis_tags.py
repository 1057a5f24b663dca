"""Words of despair or emergency, on pages whose search is not that of the list."""

from django import template

from organizations.search import crisis

register = template.Library()


@register.simple_tag
def crisis_in(text: str | None) -> crisis.Crisis | None:
    """Return what somebody who typed ``text`` is to be told first, or None."""
    return crisis.read(text) if text else None
