"""The page on which a proposal is decided, field by field."""

from collections import defaultdict

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recovery_directory import yaml_files
from recovery_directory.characters import PlainTexts
from recovery_directory.curation import previews
from recovery_directory.curation.admin import admin_pages
from recovery_directory.curation.admin.admin_pages import form_of, page_of_record
from recovery_directory.curation.admin.read_only import ReadOnly
from recovery_directory.curation.proposals import Origin, Proposal, ProposalState
from recovery_directory.curation.roles import ERASE, can_curate
from recovery_directory.records import formats
from recovery_directory.records.directory import StoredDirectory
from recovery_directory.records.parsing import parse_record
from recovery_directory.records.problems import RefusedFiles
from recovery_directory.records.revisions import Conflict
from recovery_directory.records.word_hints import Hint, hints_of

SHORT = 200
"""Characters of a field that goes into an address: an address has an end."""


class DecisionForm(PlainTexts, forms.Form):
    """Which fields are taken over, and what whoever proposed them is told."""

    fields_taken = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple
    )
    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy(
            "Whoever proposed it reads this. Needed to decline, kept in the history "
            "where it is applied."
        ),
    )

    def __init__(self, *args, proposed, **kwargs):
        """Offer the fields of the proposal, and the rows of its lists."""
        super().__init__(*args, **kwargs)
        self.fields["fields_taken"].choices = [
            (name, name) for field in proposed for name in (field.name, *field.rows)
        ]


class KindFilter(admin.SimpleListFilter):
    """Proposals about one kind of record."""

    title = gettext_lazy("kind of record")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        """Offer the kinds of records."""
        return [
            (one.kind, one.model._meta.verbose_name.capitalize()) for one in formats()
        ]

    def queryset(self, request, queryset):
        """Keep the proposals about the kind chosen."""
        value = self.value()
        return queryset.filter(record_kind=value) if value else queryset


def readable(value) -> str:
    """Return a value of a record as a person reads it."""
    if value is None:
        return ""
    if value is True or value is False:
        return _("yes") if value else _("no")
    return yaml_files.dump(value) if isinstance(value, (list, dict)) else str(value)


def hints_by_field(proposal: Proposal) -> dict[str, list[Hint]]:
    """Return what the rules of words say of the record as it would be, by field."""
    record_format = proposal.record_format
    record, _problems = parse_record(record_format, proposal.proposed_record(), "")
    said = defaultdict(list)
    for hint in hints_of(record_format, record or {}, StoredDirectory()):
        said[hint.place.partition("[")[0]].append(hint)
    return said


class ProposalAdmin(ReadOnly, admin.ModelAdmin):
    """What waits for a curator, and what became of it.

    It is made on the form of its record, and decided, never rewritten. Contributors see
    what they proposed themselves.
    """

    list_display = (
        "record_name",
        "kind",
        "state",
        "made_at",
        "proposer",
        "note",
    )
    list_filter = ("state", "origin", KindFilter)
    list_select_related = ("made_by",)
    list_per_page = 50
    actions = None

    class Media:
        """Small changes to Django's own style."""

        css = {"all": ["css/admin.css"]}

    def get_queryset(self, request):
        """Return what somebody may read."""
        return super().get_queryset(request).visible_to(request.user)

    def get_changelist_instance(self, request):
        """Find the names of the records on the page: a few queries for all."""
        changelist = super().get_changelist_instance(request)
        self._name(changelist.result_list)
        return changelist

    def _name(self, proposals) -> None:
        for record_format in formats():
            about = [one for one in proposals if one.record_kind == record_format.kind]
            ids = {one.record_id for one in about if one.record_id}
            named = record_format.model._base_manager.in_bulk(ids) if ids else {}
            for one in about:
                one.about = named.get(one.record_id)

    @admin.display(description=gettext_lazy("record"))
    def record_name(self, obj):
        """Return the record that would change."""
        if obj.about:
            return str(obj.about)
        suggested = obj.changes.get("name") or obj.changes.get("title")
        return suggested or _("a new record")

    @admin.display(description=gettext_lazy("kind"), ordering="record_kind")
    def kind(self, obj):
        """Return the kind of record, as people call it."""
        return obj.record_format.model._meta.verbose_name

    @admin.display(description=gettext_lazy("by"), ordering="made_by")
    def proposer(self, obj):
        """Return who proposes it."""
        return obj.made_by or obj.get_origin_display()

    def get_urls(self):
        """Add the previews."""
        return [
            page_of_record(
                self, "preview/<slug:form>/", ProposalAdmin.preview_view, "preview"
            ),
            *super().get_urls(),
        ]

    def proposal(self, request, object_id) -> Proposal:
        """Return the proposal, so far as somebody may read it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        proposal = self.get_object(request, unquote(object_id))
        if proposal is None:
            raise Http404
        return proposal

    # Deciding

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the proposal field by field; a curator decides it."""
        proposal = self.proposal(request, object_id)
        if "_erase" in request.POST:
            return self._erase(request, proposal)
        if "_take_back" in request.POST:
            return self._take_back(request, proposal)
        if "_reopen" in request.POST:
            return self._reopen(request, proposal)
        if request.method == "POST" and not can_curate(request.user):
            raise PermissionDenied
        record = proposal.record()
        proposed = proposal.fields()
        form = DecisionForm(
            request.POST if request.method == "POST" else None,
            proposed=proposed,
            initial={"seen_version": record.version if record else 0},
        )
        problems = []
        if form.is_bound and form.is_valid():
            try:
                return self._decide(request, proposal, form.cleaned_data)
            except ValidationError as error:
                problems = error.messages
            except RefusedFiles as refused:
                problems = [
                    ": ".join(part for part in (one.field, one.reason) if part)
                    for one in refused.problems
                ]
            except Conflict:
                return self._look_again(request)
        return self._page(request, proposal, record, proposed, form, problems)

    def _decide(self, request, proposal, given):
        if "_decline" in request.POST:
            proposal.decline(by=request.user, reason=given["reason"])
            messages.success(request, _("Declined. The record stays as it was."))
            return HttpResponseRedirect(
                reverse("admin:recovery_directory_proposal_changelist")
            )
        if "_settle" in request.POST:
            return self._settle(request, proposal, given)
        record = proposal.apply(
            by=request.user,
            fields=given["fields_taken"],
            reason=given["reason"],
            seen_version=given["seen_version"],
        )
        said = format_html(
            '{} <a href="{}">{}</a>', _("Taken over:"), form_of(record), record
        )
        messages.success(request, said)
        return HttpResponseRedirect(request.path)

    def _settle(self, request, proposal, given):
        """Ask first: the button changes no record, and whoever proposed it reads it."""
        if "_is_sure" not in request.POST:
            return admin_pages.show(
                self,
                request,
                "admin/proposal_settle.html",
                _("Mark as taken over by hand?"),
                proposal=proposal,
                record=proposal.record(),
                given=given,
            )
        proposal.settle(by=request.user, reason=given["reason"])
        messages.success(request, _("Marked as taken over. This can be undone below."))
        return HttpResponseRedirect(request.path)

    def _reopen(self, request, proposal):
        if not can_curate(request.user):
            raise PermissionDenied
        return self._try(request, proposal.reopen, _("It waits for a decision again."))

    @staticmethod
    def _try(request, act, said: str) -> HttpResponseRedirect:
        """Act, or say what stands against it, and show the proposal again."""
        try:
            act()
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, said)
        return HttpResponseRedirect(request.path)

    def may_erase(self, request, proposal) -> bool:
        """Whether somebody may take out what a visitor typed: administrators."""
        return proposal.erased_at is None and request.user.has_perm(ERASE)

    def _erase(self, request, proposal):
        if not self.may_erase(request, proposal):
            raise PermissionDenied
        proposal.erase(by=request.user)
        messages.success(request, _("Erased for good. That it was there remains."))
        return HttpResponseRedirect(request.path)

    def _take_back(self, request, proposal):
        if proposal.made_by != request.user:
            raise PermissionDenied
        said = _("Taken back. The record stays as it was.")
        return self._try(request, proposal.take_back, said)

    def _look_again(self, request):
        messages.error(
            request,
            _(
                "The record changed after you opened this page, so nothing is decided "
                "yet. Look at it again."
            ),
        )
        return HttpResponseRedirect(request.path)

    def _page(self, request, proposal, record, proposed, form, problems):
        ticked = set(form["fields_taken"].value() or ())
        # Whoever declines waits for no rule of words.
        is_judged = proposal.is_waiting and "_decline" not in request.POST
        said = hints_by_field(proposal) if is_judged else {}
        rows = [
            {
                "field": field,
                "before": readable(field.before),
                "now": readable(field.now),
                "proposed": readable(field.proposed),
                "parts": [
                    (name, row, name in ticked) for name, row in field.rows.items()
                ],
                "hints": said.get(field.name, ()),
                "is_ticked": field.name in ticked
                or (not form.is_bound and not field.is_stale),
            }
            for field in proposed
        ]
        context = {
            "subtitle": str(record or proposal),
            "media": self.media,
            "proposal": proposal,
            "record": record,
            "record_address": form_of(record) if record else "",
            "draft_address": self._draft_address(proposal, proposed),
            "kind": self.kind(proposal),
            "rows": rows,
            "hints": said.get("", ()),
            "has_stale": any(field.is_stale for field in proposed),
            "form": form,
            "problems": problems,
            "may_decide": proposal.is_waiting and can_curate(request.user),
            "may_take_back": proposal.is_waiting and proposal.made_by == request.user,
            "may_reopen": proposal.can_be_reopened and can_curate(request.user),
            "may_erase": self.may_erase(request, proposal),
            "previews": previews.forms_of(proposal.record_kind) if rows else [],
            "is_from_visitor": proposal.origin == Origin.VISITOR,
            "was_applied": proposal.state == ProposalState.APPLIED,
        }
        page = "admin/proposal.html"
        return admin_pages.show(self, request, page, _("Proposal"), **context)

    def _draft_address(self, proposal, proposed) -> str:
        """Return the form of a new record, with the short fields filled in."""
        if proposal.record_id:
            return ""
        model = proposal.record_format.model
        given = {
            field.name: field.proposed
            for field in proposed
            if isinstance(field.proposed, str)
            and len(field.proposed) <= SHORT
            and not model._meta.get_field(field.name).is_relation
        }
        return f"{reverse(admin_urlname(model._meta, 'add'))}?{urlencode(given)}"

    def history_view(self, request, object_id, extra_context=None):
        """Lead to the proposal: its own page says who made and decided it."""
        return HttpResponseRedirect(form_of(self.proposal(request, object_id)))

    # Looking at it

    def preview_view(self, request, object_id, form):
        """Show what the public would get if the proposal were taken over."""
        proposal = self.proposal(request, object_id)
        if not proposal.is_waiting:
            raise Http404
        about = previews.Preview(_("Preview of a proposal"), form_of(proposal))
        return previews.preview(
            request,
            proposal.record_format,
            proposal.proposed_record(),
            form,
            about=about,
        )
