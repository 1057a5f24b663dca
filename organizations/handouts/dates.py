"""How long paper may be trusted: the day it was checked, and until when that holds."""

import calendar
import datetime
from collections.abc import Iterable

from organizations.choices import VerificationPart

MONTHS_GOOD = {
    VerificationPart.CONTACT: 6,
    VerificationPart.MEDICATION: 12,
    VerificationPart.EVIDENCE: 24,
    VerificationPart.WHOLE: 12,
}
"""Months after which a part of a record is looked at again."""


def months_later(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months later, at most the last of that month."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))


def good_until(organization, parts: Iterable[str]) -> datetime.date | None:
    """Return the day until which a sheet with these parts is good.

    A part was looked at with the whole record, or later by itself. None where nobody
    ever verified the whole record: then nothing on the sheet is vouched for.
    """
    if organization.last_verified_on is None:
        return None
    looked = {VerificationPart.WHOLE: organization.last_verified_on}
    for verification in organization.verifications.all():
        day = looked.get(verification.part, organization.last_verified_on)
        looked[verification.part] = max(day, verification.verified_on)
    return min(
        months_later(looked.get(part, organization.last_verified_on), MONTHS_GOOD[part])
        for part in {*parts, VerificationPart.WHOLE}
    )
