"""What the first page of the admin asks for, beside Django's own log of actions."""

from django import template
from django.contrib import admin

from recovery_directory.curation.admin import desk

register = template.Library()


@register.simple_tag(takes_context=True)
def work_that_waits(context) -> list[tuple]:
    """Return what waits for whoever looks at the page, by heading."""
    return desk.sections(context["request"], admin.site)
