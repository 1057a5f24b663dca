"""Links as curators see them: what came of asking each address, to be read only."""

from django.contrib import admin
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recovery_directory.curation.admin.forms import FIELD_FORMS
from recovery_directory.curation.admin.read_only import ReadOnly
from recovery_directory.operations.link_checks import LinkCheck, LinkResult


class LinkCheckAdmin(ReadOnly, admin.ModelAdmin):
    """The last answer of every address.

    ``manage.py check_links`` writes them, and forgets addresses no longer used.
    """

    list_display = ("link", "result", "status", "detail", "failures", "checked_on")
    list_filter = ("result", "status")
    list_per_page = 100
    search_fields = ("address",)
    ordering = ("-failures", "result", "address")
    actions = None
    list_display_links = None
    formfield_overrides = FIELD_FORMS

    @admin.display(description=gettext_lazy("address"), ordering="address")
    def link(self, obj):
        """Return the address, to be opened in a tab of its own."""
        return format_html(
            '<a href="{}" rel="noreferrer external" target="_blank">{}</a>',
            obj.address,
            obj.address,
        )

    @admin.display(description=gettext_lazy("checked on"), ordering="checked_at")
    def checked_on(self, obj):
        """Return the day of the last check."""
        return timezone.localdate(obj.checked_at)


def with_link_check(queryset: QuerySet, field: str) -> QuerySet:
    """Add what came of asking the address in ``field`` of each row."""
    checks = LinkCheck.objects.filter(address=OuterRef(field))
    return queryset.annotate(
        link_result=Subquery(checks.values("result")[:1]),
        link_detail=Subquery(checks.values("detail")[:1]),
        link_checked_at=Subquery(checks.values("checked_at")[:1]),
    )


def link_check_of(row) -> str:
    """Return what came of asking the address of a row ``with_link_check``."""
    result = getattr(row, "link_result", None)
    if not result:
        return _("not asked yet")
    day = date_format(timezone.localdate(row.link_checked_at), "SHORT_DATE_FORMAT")
    return format_html(
        '<span class="link-check link-check--{}">{}</span> {}<br>'
        '<span class="quiet">{}</span>',
        result,
        LinkResult(result).label,
        row.link_detail,
        day,
    )
