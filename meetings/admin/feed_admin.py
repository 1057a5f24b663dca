"""Feeds: whose lists come in, who permitted it, and how they fare."""

from urllib.parse import urlsplit

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from meetings.admin import coverage_page
from meetings.fetching import MOST_BYTES, fetch_one
from meetings.models import Feed, Meeting, Run, may_have_feeds
from meetings.receiving import receive
from meetings.summaries import in_words
from organizations.admin.unversioned_admin import OfThisSiteAdmin, SeenForm
from recovery_directory.curation.admin.admin_pages import (
    form_of,
    page,
    page_of_record,
    show,
)
from recovery_directory.curation.admin.desk import WorkFilter
from recovery_directory.curation.roles import ADMINISTRATOR, role_of

HOW_IT_IS_READ = ("format", "url", "zone", "monday_is", "allows_notes")
"""What changes the meaning of a list that stays the same."""


class FeedForm(SeenForm):
    """A feed, as curators write it: without its key."""

    def clean_organization(self):
        """Refuse an organization whose meetings nobody could see."""
        organization = self.cleaned_data["organization"]
        is_kept = organization.pk == self.instance.organization_id
        if not is_kept and not may_have_feeds().filter(pk=organization.pk).exists():
            text = _("Only of an organization that is published and active.")
            raise forms.ValidationError(text)
        return organization

    def _post_clean(self):
        """Let no key go to a host that it was not given for."""
        before = urlsplit(self.instance.url).netloc
        super()._post_clean()
        if before and urlsplit(self.instance.url).netloc != before:
            self.instance.key = ""


class FeedFormWithKey(FeedForm):
    """A feed, as administrators write it: they may give its key and never read it."""

    new_key = forms.CharField(
        label=gettext_lazy("Key"),
        required=False,
        max_length=200,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "What its address asks for. It is shown to nobody; left empty it stays, "
            "unless the host of the address is another one."
        ),
    )
    forget_key = forms.BooleanField(
        label=gettext_lazy("Take the key away"), required=False
    )

    def _post_clean(self):
        """Give the feed its key."""
        super()._post_clean()
        given = self.cleaned_data
        if given.get("forget_key"):
            self.instance.key = ""
        elif given.get("new_key"):
            self.instance.key = given["new_key"]


class ListFileForm(forms.Form):
    """A list that a curator sends."""

    file = forms.FileField(label=gettext_lazy("File"), allow_empty_file=True)

    def clean_file(self):
        """Refuse at once what is too large to be read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            text = _("At most %(most)d MB are read.")
            raise forms.ValidationError(text % {"most": MOST_BYTES // 1_000_000})
        return file


@admin.register(Feed)
class FeedAdmin(OfThisSiteAdmin):
    """Lists of meetings that this site shows; curators alone."""

    form = FeedForm
    change_form_template = "admin/meetings/feed_form.html"
    change_list_template = "admin/meetings/feed_list.html"
    list_display = (
        *("organization", "name", "how_it_fares", "confirmed_at", "last_failure"),
        *("permitted_by", "permitted_on"),
    )
    list_display_links = ("organization", "name")
    list_select_related = ("organization",)
    list_filter = (WorkFilter, "format", "is_paused")
    search_fields = ("organization__name", "name", "permitted_by")
    search_help_text = gettext_lazy("Organization, list, or who permitted it.")
    autocomplete_fields = ("organization",)
    readonly_fields = ("how_it_fares", "confirmed_at", "due_at", "last_failure")

    def get_fieldsets(self, request, obj=None):
        """Ask for a key where somebody may give one."""
        key = ("new_key", "forget_key") if _may_give_keys(request) else ()
        fares = ("how_it_fares", "confirmed_at", "due_at", "last_failure")
        return (
            (None, {"fields": ("organization", "name", "attribution", "seen")}),
            (
                _("Permission"),
                {
                    "description": _(
                        "An open address is no permission. Write down who said that "
                        "this site may show the list, and on which day."
                    ),
                    "fields": ("permitted_by", "permitted_on", "terms_of_use"),
                },
            ),
            (
                _("How it comes and is read"),
                {"fields": ("format", "url", *key, "zone", "monday_is")},
            ),
            (
                _("Region"),
                {
                    "description": _(
                        "Meetings outside of it are left out; where they are many, "
                        "the list is held."
                    ),
                    "fields": (("south", "west"), ("north", "east")),
                },
            ),
            (
                _("Notes"),
                {
                    "description": _(
                        "E-mails, payment handles, passcodes and a name beside a "
                        "number are taken out of notes. A first name alone cannot be "
                        "found by a rule. So notes are off: read those of a list that "
                        "is held, and allow them only where none names a person."
                    ),
                    "fields": ("allows_notes",),
                },
            ),
            (
                _("How often"),
                {"fields": ("fetch_every", "stale_after", "is_paused")},
            ),
            *([(_("State"), {"fields": fares})] if obj else []),
        )

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Return the form; with a field for the key to administrators alone."""
        if _may_give_keys(request):
            kwargs["form"] = FeedFormWithKey
            fields = admin.utils.flatten_fieldsets(self.get_fieldsets(request, obj))
            without = {"new_key", "forget_key", *self.readonly_fields}
            kwargs["fields"] = [name for name in fields if name not in without]
        return super().get_form(request, obj, change, **kwargs)

    def get_queryset(self, request):
        """Say with each whether a list of it waits."""
        return super().get_queryset(request).with_held()

    def get_urls(self):
        """Add the pages of a feed."""
        return [
            page(self, "coverage/", coverage_page.coverage, "coverage"),
            page_of_record(self, "fetch/", fetch_now, "fetch"),
            page_of_record(self, "upload/", upload, "upload"),
            *super().get_urls(),
        ]

    def save_model(self, request, obj, form, change):
        """Keep the feed; where it is read otherwise, its next list is read anew."""
        super().save_model(request, obj, form, change)
        if change and set(form.changed_data) & set(HOW_IT_IS_READ):
            obj.read_anew()

    def get_deleted_objects(self, objs, request):
        """Count what goes with a feed; thousands of meetings are no list to read."""
        count = Meeting.objects.filter(feed__in=[feed.pk for feed in objs]).count()
        said = ngettext(
            "%(count)d meeting goes with it.", "%(count)d meetings go with it.", count
        )
        named = [*map(str, objs), said % {"count": count}]
        return named, {self.opts.verbose_name_plural: len(objs)}, set(), []

    @admin.display(description=gettext_lazy("state"))
    def how_it_fares(self, obj):
        """Return the state."""
        return obj.state.label

    @admin.display(description=gettext_lazy("last failure"))
    def last_failure(self, obj):
        """Return why the list did not come last time, or nothing."""
        return obj.failure or "–"


def _may_give_keys(request) -> bool:
    return role_of(request.user) == ADMINISTRATOR


def _feed(model_admin, request, object_id) -> Feed | HttpResponseRedirect:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    feed = model_admin.get_object(request, object_id)
    if feed is None:
        return model_admin._get_obj_does_not_exist_redirect(
            request, model_admin.opts, object_id
        )
    return feed


def fetch_now(model_admin, request, object_id):
    """Ask; where that was confirmed, fetch the list and say what became of it."""
    feed = _feed(model_admin, request, object_id)
    if not isinstance(feed, Feed):
        return feed
    if request.method == "POST" and feed.url:
        run = fetch_one(feed)
        if run is None:
            messages.success(request, _("Nothing new: the list stands as it was."))
        else:
            return _said(request, run)
        return HttpResponseRedirect(form_of(feed))
    return show(
        model_admin,
        request,
        "admin/meetings/fetch.html",
        _("Fetch now"),
        feed=feed,
    )


def upload(model_admin, request, object_id):
    """Take a file: it is held, so that what it would change is seen first."""
    feed = _feed(model_admin, request, object_id)
    if not isinstance(feed, Feed):
        return feed
    is_sent = request.method == "POST"
    form = ListFileForm(request.POST, request.FILES) if is_sent else ListFileForm()
    if form.is_valid():
        reason = _("It was sent by hand: look at what it would change.")
        data = form.cleaned_data["file"].read()
        return _said(request, receive(feed, data, must_wait_for=reason))
    return show(
        model_admin,
        request,
        "admin/meetings/upload.html",
        _("Send a file"),
        feed=feed,
        form=form,
        largest=MOST_BYTES // 1_000_000,
    )


def _said(request, run: Run) -> HttpResponseRedirect:
    messages.info(request, in_words(run))
    return HttpResponseRedirect(form_of(run))
