"""Sheets as plain text: 40 columns, as a line of Braille has cells, and to copy.

One column, no tables, no drawing; a heading stands on a line of its own. Characters
that Braille tables and old machines stumble over are put in plain ones.
"""

from django.utils.translation import gettext as _

from organizations.handouts.discreet_sheet import DiscreetSheet
from organizations.handouts.localized_texts import in_words
from organizations.handouts.sheet import Sheet
from recovery_directory.telephones import with_digits

COLUMNS = 40

PLAIN = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "−": "-",
        "…": "...",
        "·": "-",
        "\u00a0": " ",
        "\u202f": " ",
        "®": "",
        "™": "",
    }
)


def as_text(sheet: Sheet | DiscreetSheet, columns: int = COLUMNS) -> str:
    """Return the sheet in lines of at most ``columns`` signs."""
    parts = _discreet(sheet) if isinstance(sheet, DiscreetSheet) else _ordinary(sheet)
    blocks = [
        "\n".join(_wrapped(line, columns) for line in part) for part in parts if part
    ]
    return "\n\n".join(blocks) + "\n"


def _wrapped(line: str, columns: int) -> str:
    """Return ``line`` in several lines; long addresses break behind a stroke or dot."""
    lines: list[str] = []
    for word in line.translate(PLAIN).split():
        if lines and len(lines[-1]) + 1 + len(word) <= columns:
            lines[-1] += f" {word}"
            continue
        while len(word) > columns:
            end = max(word.rfind(sign, 0, columns - 1) for sign in "/.-?&_") + 1
            lines.append(word[: end or columns])
            word = word[end or columns :]
        lines.append(word)
    return "\n".join(lines)


def _ordinary(sheet: Sheet) -> list[list[str]]:
    parts = [
        [sheet.name.upper(), *([sheet.also_named] if sheet.also_named else [])],
        [
            *sheet.notices,
            *(line for one in sheet.after for line in (one.label, one.shown)),
            *([sheet.status_note.text] if sheet.status_note else []),
        ],
        [sheet.what.text],
        *([fact.label.upper(), fact.text.text] for fact in sheet.facts),
        [text.text for text in sheet.safety],
    ]
    if not sheet.organization.is_historic:
        parts.append([_("How to find a meeting today").upper(), *_ways(sheet)])
    parts.append(_local(sheet))
    if sheet.research:
        lines = [
            f"{found.subject} {found.statement.text} {found.certainty}".strip()
            for found in sheet.research
        ]
        parts.append([_("What research says").upper(), *lines])
    for page in sheet.research_pages:
        for item in page.items:
            heading = [item.heading.upper()] if item.heading else []
            parts.append(
                [*heading, item.text, *([item.sources] if item.sources else [])]
            )
    parts += [_plan(sheet), _crisis(sheet), _provenance(sheet)]
    return parts


def _discreet(sheet: DiscreetSheet) -> list[list[str]]:
    return [
        [sheet.name],
        sheet.notices,
        [f"{sheet.what}."],
        *([fact.label.upper(), fact.text.text] for fact in sheet.facts),
        _plan(sheet),
        [_("Where to go").upper(), sheet.own_code.shown],
        [_("Free help line, day and night").upper()]
        + [with_digits(line["number"]) for line in sheet.crisis_lines],
        _dates(sheet),
    ]


def _ways(sheet: Sheet) -> list[str]:
    lines = [sheet.how_to_find.text] if sheet.how_to_find else []
    if sheet.way:
        if sheet.way.label:
            lines.append(f"{sheet.way.label}:")
        lines.append(sheet.way.shown)
        if sheet.way.precision:
            lines.append(f"({sheet.way.precision})")
    elif not sheet.phones:
        lines.append(no_way())
    return lines + [
        f"{with_digits(phone.number)} ({phone.who_answers_and_why})"
        for phone in sheet.phones
    ]


def _local(sheet: Sheet) -> list[str]:
    if sheet.local is None:
        return []
    lines = [
        sheet.local.text.text,
        with_digits(sheet.local.phone),
        sheet.local.link,
    ]
    heading = _("From %(operator)s") % {"operator": sheet.operator}
    return [heading.upper(), *filter(None, lines), sheet.local.holds]


def no_way() -> str:
    """Return how to ask where there is neither an address nor a number."""
    return _(
        "No address is known here. Ask whoever gave you this sheet, or call a line "
        "below."
    )


def _plan(sheet) -> list[str]:
    if not sheet.plan_lines:
        return []
    return [
        _("My first meeting").upper(),
        *(f"{line}: ____________" for line in sheet.plan_lines),
    ]


def _crisis(sheet: Sheet) -> list[str]:
    lines = [
        f"{line['name']}: {with_digits(line['number'])}"
        + (f" ({line['note']})" if line["note"] else "")
        for line in sheet.crisis_lines
    ]
    return [_("In crisis?").upper(), *lines]


def _dates(sheet) -> list[str]:
    lines = [_("Printed on %(day)s.") % {"day": in_words(sheet.printed_on)}]
    if sheet.checked_on:
        lines.append(_("Checked on %(day)s.") % {"day": in_words(sheet.checked_on)})
        lines.append(_("Good until %(day)s.") % {"day": in_words(sheet.good_until)})
    else:
        lines.append(_("Facts as their sources gave them."))
    if sheet.options.prepared_by:
        lines.append(_("Prepared by %(name)s.") % {"name": sheet.options.prepared_by})
    return lines


def _provenance(sheet: Sheet) -> list[str]:
    lines = [
        _("From %(operator)s.") % {"operator": sheet.operator},
        *_dates(sheet),
        _("Version %(number)s.") % {"number": sheet.organization.version},
    ]
    if sheet.translation_note:
        lines.append(sheet.translation_note)
    return [*lines, _("Is this sheet still right?"), sheet.own_code.shown]
