"""Meetings: what lists say; curators hide one for good, or confirm its weeks."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meetings.choices import Access, Recurrence
from meetings.models import Meeting
from organizations.admin.unversioned_admin import OfThisSiteAdmin


class MeetingForm(forms.ModelForm):
    """What a curator decides of a meeting; the rest is its list's."""

    def clean_weeks_confirmed(self):
        """Refuse weeks that nobody has named."""
        is_confirmed = self.cleaned_data["weeks_confirmed"]
        if is_confirmed and not self.instance.weeks:
            text = _(
                "Its list names no weeks of a month, so there are none to confirm."
            )
            raise forms.ValidationError(text)
        return is_confirmed


class ShownFilter(admin.SimpleListFilter):
    """Narrows the list to what readers may see, or to what they may not."""

    title = gettext_lazy("shown")
    parameter_name = "shown"

    def lookups(self, request, model_admin):
        """Offer both."""
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request, queryset):
        """Keep what readers may see at this moment, or the rest."""
        shown = Meeting.objects.shown(timezone.now()).values("pk")
        if self.value() == "yes":
            return queryset.filter(pk__in=shown)
        if self.value() == "no":
            return queryset.exclude(pk__in=shown)
        return queryset


@admin.register(Meeting)
class MeetingAdmin(OfThisSiteAdmin):
    """Meetings as their lists state them.

    The link into an online meeting is shown nowhere here: only whether there is one.
    """

    form = MeetingForm
    list_display = ("name", "day", "starts", "town", "venue", "organization", "recurs")
    list_select_related = ("feed__organization",)
    list_filter = (
        *(ShownFilter, "day", "venue", "recurrence", "weeks_confirmed", "is_hidden"),
        "feed",
    )
    search_fields = ("name", "group", "town", "address", "place_name")
    search_help_text = gettext_lazy("Name, group, town or address.")
    list_per_page = 50
    show_full_result_count = False
    fields = (
        *("name", "group", "feed", ("day", "starts", "ends"), ("zone", "zone_basis")),
        *("venue", "place_name", "address", ("town", "region", "country")),
        *("precision", "attendance", "said_terms", "said_access", "has_link"),
        *("dial_in", "notes", "web_page", "updated_on", "gone_on", "recurs"),
        *("weeks_confirmed", "is_hidden"),
    )
    readonly_fields = (
        *("name", "group", "feed", "day", "starts", "ends", "zone", "zone_basis"),
        *("venue", "place_name", "address", "town", "region", "country"),
        *("precision", "attendance", "said_terms", "said_access", "has_link"),
        *("dial_in", "notes", "web_page", "updated_on", "gone_on", "recurs"),
    )

    def has_add_permission(self, request, obj=None):
        """Refuse: its list brings it."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Refuse: its list would bring it again. It is hidden instead."""
        return False

    @admin.display(
        description=gettext_lazy("organization"), ordering="feed__organization"
    )
    def organization(self, obj):
        """Return whose meeting it is."""
        return obj.feed.organization

    @admin.display(description=gettext_lazy("how often"), ordering="recurrence")
    def recurs(self, obj):
        """Return how often, with the weeks that its list names."""
        said = Recurrence(obj.recurrence).label
        if not obj.weeks:
            return said
        last = _("the last")
        weeks = ", ".join(last if week < 0 else str(week) for week in obj.weeks)
        return _("%(recurrence)s (weeks of the month: %(weeks)s)") % {
            "recurrence": said,
            "weeks": weeks,
        }

    @admin.display(description=gettext_lazy("link into the meeting"), boolean=True)
    def has_link(self, obj):
        """Whether it has one."""
        return bool(obj.link)

    @admin.display(description=gettext_lazy("terms"))
    def said_terms(self, obj):
        """Return the directory's terms that its list states."""
        return ", ".join(str(term) for term in obj.terms.published()) or "–"

    @admin.display(description=gettext_lazy("access"))
    def said_access(self, obj):
        """Return what the place offers."""
        labels = (str(Access(one).label) for one in obj.access if one in Access.values)
        return ", ".join(labels) or "–"
