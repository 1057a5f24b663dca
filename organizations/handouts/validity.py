"""How long paper may be trusted: the day it was checked, and until when that holds."""

import datetime
from collections.abc import Iterable

from organizations.choices import VerificationPart
from organizations.models.verification import MONTHS_GOOD, months_later


def good_until(organization, parts: Iterable[str]) -> datetime.date | None:
    """Return the day until which a sheet with these parts is good.

    A part was looked at with the whole record, or later by itself. None where nobody
    ever verified the whole record: then nothing on the sheet is vouched for.
    """
    if organization.last_verified_on is None:
        return None
    looked: dict[str, datetime.date] = {
        VerificationPart.WHOLE: organization.last_verified_on
    }
    for verification in organization.verifications.all():
        day = looked.get(verification.part, organization.last_verified_on)
        looked[verification.part] = max(day, verification.verified_on)
    return min(
        months_later(looked.get(part, organization.last_verified_on), MONTHS_GOOD[part])
        for part in {*parts, VerificationPart.WHOLE}
    )
