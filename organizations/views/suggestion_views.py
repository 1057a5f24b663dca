"""/suggest/: what visitors propose, without an account, and what became of it."""

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import DetailView
from django.views.generic.edit import FormMixin, FormView

from organizations.addresses import OrganizationAddress
from organizations.models import Organization
from organizations.suggesting import CorrectionForm, MissingForm
from recovery_directory.curation.proposals import Proposal
from recovery_directory.records import format_of
from recovery_directory.records.record_views import RecordDetail
from recovery_directory.web.open_forms import seconds_to_wait

# A visitor has no session that a forged form could use: nobody signed in acts here.
for_everybody = method_decorator([csrf_exempt, never_cache], name="dispatch")


class SuggestionForm(FormMixin):
    """A form that anybody may send. Refused, it comes back filled."""

    template_name = "organizations/suggestion_form.html"

    def form_valid(self, form) -> HttpResponse:
        """Keep the suggestion and lead to its private address.

        One that is kept already is not counted again.
        """
        is_kept = Proposal.objects.filter(ticket=form.ticket).exists()
        if not is_kept and (wait := seconds_to_wait(self.request)):
            form.add_error(
                None,
                _(
                    "Many suggestions came in a short time, so this one is not kept "
                    "yet. All you wrote is still here: please send it again in an hour."
                ),
            )
            return self.refuse(form, status=429, headers={"Retry-After": str(wait)})
        proposal = form.propose()
        response = redirect("suggestion", ticket=proposal.ticket)
        response.status_code = 303
        return response

    def form_invalid(self, form) -> HttpResponse:
        """Say what to do."""
        return self.refuse(form, status=400)

    def refuse(self, form, **how) -> HttpResponse:
        """Return the form with everything that was typed."""
        context = self.get_context_data(form=form)
        return self.response_class(
            self.request, self.get_template_names(), context, using=None, **how
        )


@for_everybody
class SuggestMissing(SuggestionForm, FormView):
    """An organization is missing."""

    form_class = MissingForm


@for_everybody
class SuggestCorrection(SuggestionForm, OrganizationAddress, RecordDetail):
    """Something about one organization is wrong; only what is published is asked."""

    form_class = CorrectionForm

    def get_queryset(self):
        """Return what the public may see, whoever asks."""
        return Organization.objects.published()

    def get_form_kwargs(self):
        """Say which organization it is about."""
        return super().get_form_kwargs() | {"organization": self.object}

    def post(self, request, *args, **kwargs):
        """Take the suggestion, or say where the organization went."""
        try:
            self.object = self.get_object()
        except Http404:
            return self.moved_or_gone(kwargs["slug"])
        form = self.get_form()
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def moved_or_gone(self, slug: str) -> HttpResponse:
        """Lead on without losing what was typed: the browser sends it again."""
        response = super().moved_or_gone(slug)
        if self.request.method == "POST" and response.status_code == 301:
            return HttpResponsePermanentRedirect(response.url, preserve_request=True)
        return response

    def address_of(self, record) -> str:
        """Return the form for ``record``."""
        return reverse("organizations:suggest", args=[record.slug])


@method_decorator(never_cache, name="dispatch")
class SuggestionState(DetailView):
    """What became of one suggestion, for whoever has its address.

    What was typed is not repeated: this page is no place to publish anything.
    """

    template_name = "organizations/suggestion_state.html"
    context_object_name = "suggestion"
    slug_field = slug_url_kwarg = "ticket"

    def get_queryset(self):
        """Return suggestions of visitors: other proposals have no public address."""
        return Proposal.objects.from_visitors()

    def get_context_data(self, **kwargs):
        """Add the organization, where it is public, and what was taken over."""
        suggestion = self.object
        published = Organization.objects.published()
        return super().get_context_data(**kwargs) | {
            "organization": published.filter(pk=suggestion.record_id).first(),
            "taken_over": [in_words(name) for name in suggestion.accepted],
        }

    def render_to_response(self, context, **response_kwargs):
        """Keep the page out of search engines."""
        response = super().render_to_response(context, **response_kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response


def in_words(name: str) -> str:
    """Return what a field or a list of rows of an organization is called."""
    record_format = format_of(Organization)
    children = {child.name: child.model for child in record_format.children}
    if name in children:
        return str(children[name]._meta.verbose_name_plural)
    if name in record_format.all_fields:
        return str(Organization._meta.get_field(name).verbose_name)
    return name
