"""The history of all records, to be read only."""

from django.contrib import admin
from django.db.models.fields.json import KT
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from recovery_directory.records import files


class RevisionAdmin(admin.ModelAdmin):
    """Every change of every record, newest first."""

    list_display = (
        "made_at",
        "record_kind",
        "record_slug",
        "number",
        "action",
        "made_by",
        "reason",
    )
    list_filter = ("record_kind", "action", "made_at")
    list_select_related = ("made_by",)
    list_per_page = 50
    search_fields = ("slug_then",)
    search_help_text = _("The slug of a record.")
    ordering = ("-made_at", "-pk")
    actions = None
    fields = (
        "record_kind",
        "record_id",
        "number",
        "action",
        "reason",
        "made_at",
        "made_by",
        "whole_record",
    )
    readonly_fields = fields

    def get_queryset(self, request):
        """Take the slug out of the record, and leave the record where it is."""
        queryset = super().get_queryset(request).defer("record")
        return queryset.annotate(slug_then=KT("record__slug"))

    @admin.display(description=_("record"), ordering="slug_then")
    def record_slug(self, obj):
        """Return the slug that the record had then."""
        return obj.slug_then

    @admin.display(description=_("whole record"))
    def whole_record(self, obj):
        """Return the record in the record format."""
        return format_html('<pre class="record">{}</pre>', files.dump(obj.record))

    def has_add_permission(self, request):
        """Refuse: only a change writes a revision."""
        return False

    def has_change_permission(self, request, obj=None):
        """Refuse: the past does not change."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Refuse: no revision is ever missing."""
        return False
