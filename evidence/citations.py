"""Citations for reference managers: sources as CSL-JSON, RIS and BibTeX.

Pure functions from sources to text. What nobody has checked is exported all the same,
because a reference without its volume helps nobody, and is named in the note.
"""

import datetime
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from evidence.author_names import Name
from evidence.choices import SourceKind
from evidence.models import Source
from recovery_directory import characters
from recovery_directory.characters import folded

# What they share


@dataclass(frozen=True)
class Identifier:
    """A name that a register of publications gave to a source."""

    label: str
    value: str
    url: str


def identifiers(source: Source) -> list[Identifier]:
    """Return DOI, PMID and PMCID of ``source``, each with its plain address."""
    found = (
        Identifier("DOI", source.doi, source.doi_url),
        Identifier(
            "PMID", source.pmid, f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"
        ),
        Identifier(
            "PMCID",
            source.pmcid,
            f"https://pmc.ncbi.nlm.nih.gov/articles/{source.pmcid}/",
        ),
    )
    return [identifier for identifier in found if identifier.value]


def unchecked_in_words(source: Source) -> list[str]:
    """Return the names of the fields not checked, as a reader knows them."""
    names = []
    for name in source.unchecked_fields:
        if name == "all":
            return [_("every detail")]
        known = {field.name: field.verbose_name for field in Source._meta.fields}
        names.append(str(known.get(name, name)))
    return names


def note(source: Source) -> str:
    """Return what a person who cites ``source`` must know, or an empty text."""
    parts = []
    if source.retracted_on:
        parts.append(
            _("Retracted on %(day)s.") % {"day": source.retracted_on.isoformat()}
        )
    if source.superseded_by_id and source.superseded_by.is_published:
        parts.append(
            _("Superseded by: %(title)s.") % {"title": source.superseded_by.title}
        )
    if not source.issued and source.issued_note:
        parts.append(_("Date: %(note)s.") % {"note": source.issued_note})
    if source.copy_seen:
        parts.append(_("Copy seen: %(copy)s.") % {"copy": source.copy_seen.rstrip(".")})
    if not source.was_seen:
        parts.append(_("Not seen for this directory."))
    if source.unchecked_fields:
        fields = ", ".join(unchecked_in_words(source))
        parts.append(_("Not checked: %(fields)s.") % {"fields": fields})
    return " ".join(parts)


def in_order(sources: Iterable[Source]) -> list[Source]:
    """Return each source once, by first author (or title), year and slug."""
    return sorted({source.pk: source for source in sources}.values(), key=_order)


def _order(source: Source) -> tuple[str, str, str]:
    names = source.names
    name = names[0].sort_name if names else source.title
    return folded(name), source.issued, source.slug


def _date_parts(issued: str) -> list[int]:
    """Return year, month and day as far as a partial date knows them."""
    return [int(part) for part in issued.split("-")] if issued else []


def _address(source: Source) -> str:
    return source.web_address or source.doi_url


def _one_line(text: str) -> str:
    """Return ``text`` with every run of white space as one space."""
    return " ".join(characters.mended(text).split())


# CSL-JSON: https://docs.citationstyles.org/en/stable/specification.html


def csl(source: Source) -> dict:
    """Return ``source`` as an item of CSL-JSON; nothing that is empty is in it."""
    accessed = source.accessed_on.isoformat() if source.accessed_on else ""
    item = {
        "id": source.slug,
        "type": source.kind,
        "title": source.title,
        "author": [name.as_csl for name in source.names],
        "container-title": source.appeared_in,
        "publisher": source.published_by,
        "volume": source.volume,
        "issue": source.issue,
        "page": source.page,
        "issued": _csl_date(source.issued),
        "accessed": _csl_date(accessed),
        "DOI": source.doi,
        "PMID": source.pmid,
        "PMCID": source.pmcid,
        "URL": _address(source),
        "note": note(source),
    }
    return {name: value for name, value in item.items() if value}


def _csl_date(day: str) -> dict:
    return {"date-parts": [_date_parts(day)]} if day else {}


def csl_json(sources: Iterable[Source]) -> str:
    """Return ``sources`` as a CSL-JSON file."""
    items = [csl(source) for source in in_order(sources)]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


# RIS: the format of EndNote, RefMan and Zotero; one tag a line, CRLF

RIS_TYPES = {
    SourceKind.WEBPAGE: "ELEC",
    SourceKind.ARTICLE_JOURNAL: "JOUR",
    SourceKind.ARTICLE_NEWSPAPER: "NEWS",
    SourceKind.BOOK: "BOOK",
    SourceKind.CHAPTER: "CHAP",
    SourceKind.ENTRY: "ENCYC",
    SourceKind.PAMPHLET: "PAMP",
    SourceKind.PAPER: "CPAPER",
    SourceKind.REPORT: "RPRT",
    SourceKind.REVIEW: "JOUR",
}


def ris(sources: Iterable[Source]) -> str:
    """Return ``sources`` as a RIS file."""
    return "".join(_ris_record(source) for source in in_order(sources))


def _ris_record(source: Source) -> str:
    first_page, last_page = _pages(source.page)
    accessed = source.accessed_on.isoformat() if source.accessed_on else ""
    lines = [
        ("TY", RIS_TYPES[SourceKind(source.kind)]),
        ("ID", source.slug),
        *(("AU", _ris_name(name)) for name in source.names),
        ("TI", source.title),
        ("T2", source.appeared_in),
        ("PB", source.published_by),
        ("VL", source.volume),
        ("IS", source.issue),
        ("SP", first_page),
        ("EP", last_page),
        ("PY", source.year),
        ("DA", _ris_date(source.issued)),
        ("Y2", _ris_date(accessed)),
        ("DO", source.doi),
        ("DB", "PubMed" if source.pmid else ""),
        ("AN", source.pmid),
        ("C2", source.pmcid),
        ("UR", _address(source)),
        ("N1", note(source)),
    ]
    written = [f"{tag}  - {_one_line(value)}\r\n" for tag, value in lines if value]
    return "".join(written) + "ER  - \r\n\r\n"


def _ris_name(name: Name) -> str:
    # A comma would make a person of a body: Inc., of the family Sobriety.
    return name.literal.replace(",", "") or name.inverted


def _ris_date(day: str) -> str:
    """Return YYYY/MM/DD/ with empty parts where the date does not know them."""
    if not day:
        return ""
    year, month, number = [*day.split("-"), "", ""][:3]
    return f"{year}/{month}/{number}/"


def _pages(page: str) -> tuple[str, str]:
    """Return first and last page; an article number has no last one."""
    span = re.fullmatch(r"(\w+)\s*[-–]\s*(\w+)", page)
    return span.groups() if span else (page, "")


# BibTeX: https://ctan.org/pkg/bibtex

BIBTEX_TYPES = {
    SourceKind.WEBPAGE: ("misc", "howpublished"),
    SourceKind.ARTICLE_JOURNAL: ("article", "journal"),
    SourceKind.ARTICLE_NEWSPAPER: ("article", "journal"),
    SourceKind.BOOK: ("book", "series"),
    SourceKind.CHAPTER: ("incollection", "booktitle"),
    SourceKind.ENTRY: ("incollection", "booktitle"),
    SourceKind.PAMPHLET: ("booklet", "howpublished"),
    SourceKind.PAPER: ("inproceedings", "booktitle"),
    SourceKind.REPORT: ("techreport", "series"),
    SourceKind.REVIEW: ("article", "journal"),
}
"""The type of an entry, and the field that names what the source appeared in."""

MONTHS = [
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
]

TEX_ESCAPES = str.maketrans(
    {character: f"\\{character}" for character in "&%$#_"}
    | {
        # BibTeX counts even escaped braces, so these are written by name.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
    }
)


def bibtex(sources: Iterable[Source]) -> str:
    """Return ``sources`` as a BibTeX file in UTF-8."""
    return "\n".join(_bibtex_entry(source) for source in in_order(sources))


def _bibtex_entry(source: Source) -> str:
    kind, container = BIBTEX_TYPES[SourceKind(source.kind)]
    # Neither a page nor a booklet has a publisher field: it goes where it is printed.
    appeared_in = source.appeared_in
    publisher = {"techreport": "institution", "misc": "", "booklet": ""}.get(
        kind, "publisher"
    )
    if not publisher:
        appeared_in = ". ".join(filter(None, (appeared_in, source.published_by)))
    month, day = _date_parts(source.issued)[1:2], _date_parts(source.issued)[2:]
    fields = {
        "author": " and ".join(_bibtex_name(name) for name in source.names),
        # The second pair of braces keeps capitals: AA would become Aa in some styles.
        "title": f"{{{_tex(source.title)}}}",
        container: _tex(appeared_in),
        publisher: _tex(source.published_by) if publisher else "",
        "volume": _tex(source.volume),
        "number": _tex(source.issue),
        "pages": _tex("--".join(filter(None, _pages(source.page)))),
        "year": source.year,
        "day": str(day[0]) if day else "",
        "doi": _verbatim(source.doi),
        "pmid": source.pmid,
        "pmcid": source.pmcid,
        "url": _verbatim(_address(source)),
        "urldate": source.accessed_on.isoformat() if source.accessed_on else "",
        "note": _tex(note(source)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    lines += [f"  month = {MONTHS[number - 1]}," for number in month]
    return f"@{kind}{{{source.slug},\n" + "\n".join(lines) + "\n}\n"


def _bibtex_name(name: Name) -> str:
    """Return ``von Family, Suffix, Given``; a body is one name in braces."""
    if name.literal:
        return f"{{{_tex(name.literal)}}}"
    family = _kept_together(name.family)
    if name.particle:
        # BibTeX knows a particle by its small letter; an apostrophe parts no word.
        space = " " if name.whole_family.startswith(f"{name.particle} ") else ""
        family = f"{_tex(name.particle)}{space}{family}"
    parts = (family, _kept_together(name.suffix), _kept_together(name.given))
    return ", ".join(filter(None, parts))


def _kept_together(part: str) -> str:
    """Return a part of a name, in braces where BibTeX would take it for several."""
    is_several = re.search(r"\band\b|,", part) or any(
        word[0].islower() for word in part.split()
    )
    return f"{{{_tex(part)}}}" if is_several else _tex(part)


def _tex(text: str) -> str:
    """Return ``text`` with the characters escaped that mean something to TeX."""
    return _one_line(text).translate(TEX_ESCAPES)


def _verbatim(address: str) -> str:
    r"""Return an address that stands unescaped; only \, { and } would break it."""
    return address.translate(str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D"}))


# Files


@dataclass(frozen=True)
class CitationFormat:
    """A format of reference managers: its name, ending, media type and writer."""

    label: str
    extension: str
    media_type: str
    write: Callable[[Iterable[Source]], str]


FORMATS = {
    one.extension: one
    for one in (
        CitationFormat("RIS", "ris", "application/x-research-info-systems", ris),
        CitationFormat("BibTeX", "bib", "application/x-bibtex", bibtex),
        CitationFormat(
            "CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json
        ),
    )
}
"""The formats by their ending, as addresses name them."""


def how_to_cite(*, title: str, url: str, version: int, on: datetime.date) -> SafeString:
    """Return how to cite a page of this directory, with its version and day."""
    return format_html(
        _("“{title}”. Recovery Directory, version {version}, {day}. {url}"),
        title=format_html("<bdi>{}</bdi>", title),
        version=version,
        day=on.isoformat(),
        url=url,
    )
