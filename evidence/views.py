"""/evidence/sources/: the bibliography, one source, and its citation as a file."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django_filters.views import FilterView

from evidence import citations, cited_by, metadata
from evidence.filters import SourceFilter
from evidence.models import Outcome, Source
from recovery_directory.records.record_views import RecordAddress, RecordDetail


class SourceList(FilterView):
    """The bibliography, newest first, fifty on a page."""

    queryset = (
        Source.objects.published()
        .select_related("superseded_by")
        .order_by("-issued", "slug")
    )
    filterset_class = SourceFilter
    template_name_suffix = "_list"
    paginate_by = 50
    strict = False

    def paginate_queryset(self, queryset, page_size):
        """Answer 404 to a page that is no number: Django would take “last” for one."""
        if self.request.GET.get("page") == "last":
            raise Http404
        return super().paginate_queryset(queryset, page_size)

    def get_context_data(self, **kwargs):
        """Add the other parameters of the address, for links to other pages."""
        query = self.request.GET.copy()
        query.pop("page", None)
        return super().get_context_data(**kwargs) | {"query": query.urlencode()}


class SourceAddress(RecordAddress):
    """An address that shows one source, in whatever form."""

    model = Source

    def get_queryset(self):
        """Return what this viewer may see, with what takes its place."""
        return super().get_queryset().select_related("superseded_by")

    def successor_of(self, record):
        """Return the published source that supersedes a withdrawn one."""
        newer = record.superseded_by
        return newer if newer and newer.is_published else None


class SourceDetail(SourceAddress, RecordDetail):
    """One source: what it is, how it was seen, what it found, who cites it."""

    def get_context_data(self, **kwargs):
        """Add findings, summaries, citing records and ways to cite it."""
        source = self.object
        public = {one.pk: one for one in cited_by.public_summaries()}
        findings = (
            source.findings.select_related("outcome", "source")
            .filter(outcome__in=Outcome.objects.published())
            .prefetch_related("summaries")
        )
        shown = [
            (
                finding,
                [public[one.pk] for one in finding.summaries.all() if one.pk in public],
            )
            for finding in findings
            if finding.was_seen
        ]
        unseen = {one.outcome.name: None for one in findings if not one.was_seen}
        return super().get_context_data(**kwargs) | {
            "identifiers": citations.identifiers(source),
            "unchecked": citations.unchecked_in_words(source),
            "formats": citations.FORMATS.values(),
            "findings": shown,
            "unseen": list(unseen),
            "supersedes": source.supersedes.published(),
            "summaries": cited_by.summaries_citing(source),
            "citing": cited_by.citing(source),
            "how_to_cite": citations.how_to_cite(
                title=source.title,
                url=f"{settings.SITE_URL}{source.get_absolute_url()}",
                version=source.version,
                on=timezone.localdate(),
            ),
            "linked": metadata.linked_source(source),
            "tags": metadata.source_tags(source),
        }


class CitationFile(RecordAddress, ABC):
    """The sources of a record as a file for a reference manager."""

    name_of_address = ""

    @abstractmethod
    def sources(self) -> Iterable[Source]:
        """Return what is written, as ``citation_file`` wants it."""

    def file_name(self) -> str:
        """Return the name of the file, without its ending."""
        return self.object.slug

    def get(self, request, *args, **kwargs):
        """Answer 404 to a format that does not exist."""
        if kwargs["extension"] not in citations.FORMATS:
            raise Http404
        return super().get(request, *args, **kwargs)

    def show(self) -> HttpResponse:
        """Write the sources in the format that the address asks for."""
        extension = self.kwargs["extension"]
        return citation_file(self.sources(), extension, self.file_name())

    def address_of(self, record):
        """Redirect a former slug to the same format."""
        extension = self.kwargs["extension"]
        return reverse(self.name_of_address, args=[record.slug, extension])


class SourceExport(CitationFile, SourceAddress):
    """One source as a file."""

    name_of_address = "evidence:source-export"

    def sources(self):
        """Return the source alone."""
        return [self.object]


def citation_file(sources: Iterable[Source], extension: str, name: str) -> HttpResponse:
    """Return ``sources`` as a file to download, named ``name`` and its format's ending.

    Fetch them with ``select_related("superseded_by")``: the note names what is newer.
    """
    chosen = citations.FORMATS[extension]
    return HttpResponse(
        chosen.write(sources),
        content_type=f"{chosen.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.{extension}"'},
    )
