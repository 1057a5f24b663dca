"""Sources for machines: schema.org for search engines, meta tags for reference tools.

Pure functions. The tags say what the citation files say; the description for search
engines cannot say "not checked" and so leaves out what nobody has checked.
"""

from typing import Any

from django.conf import settings

from evidence.author_names import Name
from evidence.choices import SourceKind
from evidence.citations import identifiers
from evidence.models import EvidenceSummary, Source

Tags = list[tuple[str, str]]

# schema.org: https://schema.org/CreativeWork

TYPES = {
    SourceKind.WEBPAGE: "WebPage",
    SourceKind.ARTICLE_JOURNAL: "ScholarlyArticle",
    SourceKind.ARTICLE_NEWSPAPER: "NewsArticle",
    SourceKind.BOOK: "Book",
    SourceKind.CHAPTER: "Chapter",
    SourceKind.ENTRY: "Article",
    SourceKind.PAMPHLET: "CreativeWork",
    SourceKind.PAPER: "ScholarlyArticle",
    SourceKind.REPORT: "Report",
    SourceKind.REVIEW: "ScholarlyArticle",
}
CONTAINERS = {
    SourceKind.ARTICLE_JOURNAL: "Periodical",
    SourceKind.REVIEW: "Periodical",
    SourceKind.ARTICLE_NEWSPAPER: "Periodical",
    SourceKind.CHAPTER: "Book",
    SourceKind.ENTRY: "Book",
    SourceKind.WEBPAGE: "WebSite",
}


def linked_source(source: Source) -> dict[str, Any]:
    """Return a source as schema.org describes works."""
    page = settings.SITE_URL + source.get_absolute_url()
    work = {
        "@context": "https://schema.org",
        "@type": TYPES[SourceKind(source.kind)],
        "@id": f"{page}#work",
        "mainEntityOfPage": page,
        "name": source.title,
        "headline": source.title,
        "author": [_author(name) for name in source.names if _known(source, "authors")],
        "datePublished": _checked(source, "issued"),
        "publisher": _body(_checked(source, "publisher")),
        "isPartOf": _container(source),
        "pagination": _checked(source, "page"),
        "sameAs": [one.url for one in identifiers(source) if _known(source, one.label)],
        "url": source.web_address if _known(source, "url") else "",
        "creativeWorkStatus": "Retracted" if source.retracted_on else "",
    }
    return {name: value for name, value in work.items() if value}


def _checked(source: Source, name: str) -> Any:
    """Return a field, or nothing where nobody has checked it."""
    return getattr(source, name) if _known(source, name) else ""


def _known(source: Source, name: str) -> bool:
    return not {name.lower(), "all"} & set(source.unchecked_fields)


def _author(name: Name) -> dict[str, str]:
    if name.literal:
        return {"@type": "Organization", "name": name.literal}
    person = {
        "@type": "Person",
        "name": name.in_full,
        "familyName": name.whole_family,
        "givenName": name.given,
        "honorificSuffix": name.suffix,
    }
    return {part: value for part, value in person.items() if value}


def _body(name: str) -> dict[str, str] | None:
    return {"@type": "Organization", "name": name} if name else None


def _container(source: Source) -> dict[str, Any] | None:
    """Return what it appeared in: a journal with volume and issue, a book, a site."""
    name = source.appeared_in
    named_in = [
        field
        for field in ("container_title", "publisher", "url")
        if getattr(source, field)
    ]
    if not name or not _known(source, named_in[0]):
        return None
    kind = CONTAINERS.get(SourceKind(source.kind), "CreativeWork")
    part: dict[str, Any] = {"@type": kind, "name": name}
    for field, wrapper, number in (
        ("volume", "PublicationVolume", "volumeNumber"),
        ("issue", "PublicationIssue", "issueNumber"),
    ):
        if kind == "Periodical" and (value := _checked(source, field)):
            part = {"@type": wrapper, number: value, "isPartOf": part}
    return part


# Meta tags: https://www.zotero.org/support/dev/exposing_metadata

CONTAINER_TAGS = {
    SourceKind.ARTICLE_JOURNAL: "citation_journal_title",
    SourceKind.REVIEW: "citation_journal_title",
    SourceKind.CHAPTER: "citation_inbook_title",
    SourceKind.ENTRY: "citation_inbook_title",
    SourceKind.PAPER: "citation_conference_title",
}


def source_tags(source: Source) -> Tags:
    """Return the tags by which a reference manager takes a source from its page."""
    first, _, last = source.page.replace("–", "-").partition("-")
    publisher = (
        "citation_technical_report_institution"
        if source.kind == SourceKind.REPORT
        else "citation_publisher"
    )
    container = CONTAINER_TAGS.get(SourceKind(source.kind), "citation_series_title")
    tags = [
        ("citation_title", source.title),
        *(("citation_author", name.inverted) for name in source.names),
        ("citation_publication_date", source.issued.replace("-", "/")),
        (container, source.appeared_in),
        (publisher, source.published_by),
        ("citation_volume", source.volume),
        ("citation_issue", source.issue),
        ("citation_firstpage", first.strip()),
        ("citation_lastpage", last.strip()),
        ("citation_doi", source.doi),
        ("citation_pmid", source.pmid),
        ("citation_public_url", source.best_url),
    ]
    return [(name, content) for name, content in tags if content]


def summary_tags(summary: EvidenceSummary, title: str) -> Tags:
    """Return the tags by which a reference manager takes a summary: a work of ours."""
    written_on = summary.reviewed_on or summary.updated_at
    date = f"{written_on:%Y/%m/%d}" if written_on else ""
    tags = [
        ("citation_title", title),
        ("citation_author", settings.OPERATOR_NAME),
        ("citation_publication_date", date),
        ("citation_publisher", "Recovery Directory"),
        ("citation_public_url", settings.SITE_URL + summary.get_absolute_url()),
    ]
    return [(name, content) for name, content in tags if content]


def linked_summary(summary: EvidenceSummary, title: str) -> dict[str, Any]:
    """Return a summary as schema.org describes articles."""
    page = settings.SITE_URL + summary.get_absolute_url()
    article = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": f"{page}#article",
        "mainEntityOfPage": page,
        "headline": title,
        "description": summary.plain_statement,
        "dateModified": summary.updated_at.isoformat() if summary.updated_at else "",
        "publisher": _body(settings.OPERATOR_NAME),
        "license": "https://creativecommons.org/licenses/by/4.0/",
    }
    return {name: value for name, value in article.items() if value}
