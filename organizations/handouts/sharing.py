"""Handing a sheet over without paper.

A short message that the reader's own program sends: no third party is asked, and
nothing is kept here.
"""

from dataclasses import dataclass
from urllib.parse import quote

from django.utils.translation import gettext as _

from organizations.handouts.discreet_sheet import DiscreetSheet
from organizations.handouts.plain_text import as_text
from organizations.handouts.sheet import Sheet
from recovery_directory.telephones import with_digits

WIDE = 72


@dataclass(frozen=True)
class Message:
    """A short message about a sheet, as links, and the whole sheet to copy."""

    subject: str
    body: str
    whole: str

    @property
    def mailto(self) -> str:
        """Return the link that opens a mail program, with nobody as receiver."""
        subject, body = quote(self.subject), quote(self.body.replace("\n", "\r\n"))
        return f"mailto:?subject={subject}&body={body}"

    @property
    def sms(self) -> str:
        """Return the link that opens a program for text messages.

        Both signs before ``body``: some telephones want one, some the other.
        """
        return f"sms:?&body={quote(self.body)}"


def message(sheet: Sheet | DiscreetSheet) -> Message:
    """Return the short message of a sheet; a discreet sheet's is discreet too."""
    if isinstance(sheet, DiscreetSheet):
        subject = sheet.name
        lines = [f"{sheet.name}: {sheet.what}."]
    else:
        subject = sheet.name
        lines = [f"{sheet.name}: {sheet.what.text}"]
        if sheet.organization.is_historic:
            lines = [f"{sheet.name}: {sheet.notices[-1]}"]
            lines += [f"{one.label}: {one.shown}" for one in sheet.after]
        if sheet.way:
            label = sheet.way.label or _("Find a meeting")
            lines.append(f"{label}: {sheet.way.url}")
        lines += [
            f"{with_digits(phone.number)} ({phone.area_in_words})"
            if phone.area
            else with_digits(phone.number)
            for phone in sheet.phones
        ]
    if not sheet.works_only_here:
        lines.append(sheet.own_code.address)
    numbers = ", ".join(with_digits(line["number"]) for line in sheet.crisis_lines)
    lines.append(_("Help at any hour: %(numbers)s") % {"numbers": numbers})
    return Message(subject, "\n".join(lines), as_text(sheet, WIDE))
