"""The page of one record, whatever its kind: shown, moved, or gone."""

from abc import ABC, abstractmethod

from django.db import models
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.generic import View
from django.views.generic.detail import (
    SingleObjectMixin,
    SingleObjectTemplateResponseMixin,
)

from recovery_directory.records.former_slugs import FormerSlug
from recovery_directory.web.visitors import viewer


class MovedOrGone:
    """Mixed into a view of one record: what it says where no such record is public.

    A former slug: 301. Withdrawn: 410, without name or content. Never public: 404.
    """

    model: type[models.Model]
    request: HttpRequest

    def moved_or_gone(self, slug: str) -> HttpResponse:
        """Answer 301 or 410 for a slug that once was public, else raise Http404."""
        kind = self.model._meta.model_name
        gone = self.model.objects.withdrawn().filter(slug=slug).first()
        # The id of a record that was merged into another is a former address too.
        addresses = [slug, str(gone.pk)] if gone else [slug]
        former = FormerSlug.objects.filter(record_kind=kind, slug__in=addresses)
        now = self.model.objects.published().filter(
            pk__in=former.values_list("record_id")
        )
        if now.exists():
            return HttpResponsePermanentRedirect(self.address_of(now.first()))
        if gone is None:
            raise Http404(_("There is no such page."))
        context = {"successor": self.successor_of(gone)}
        return render(self.request, "gone.html", context, status=410)

    def address_of(self, record) -> str:
        """Return this page's address for ``record``."""
        return record.get_absolute_url()

    def successor_of(self, record):
        """Return the published record that took the place of a withdrawn one."""
        return


class RecordAddress(MovedOrGone, SingleObjectMixin, View, ABC):
    """An address that shows one record, in whatever form.

    Published: everybody. Draft: curators at the same address; all others are told what
    was there before.
    """

    for_page = "all"
    """The queryset verb that fetches what is shown."""

    def get_queryset(self):
        """Return what this viewer may see, with all that is shown."""
        return getattr(self.model.objects, self.for_page)().visible_to(
            viewer(self.request)
        )

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Show the record, or say where it went."""
        try:
            self.object = self.get_object()
        except Http404:
            return self.moved_or_gone(kwargs["slug"])
        return self.show()

    @abstractmethod
    def show(self) -> HttpResponse:
        """Return what this address shows of the record that was found."""


class RecordDetail(SingleObjectTemplateResponseMixin, RecordAddress):
    """The page of one record; that of a draft says so."""

    def show(self) -> HttpResponse:
        """Return the page."""
        return self.render_to_response(self.get_context_data())
