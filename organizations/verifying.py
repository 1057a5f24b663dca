"""Verifying: a curator looked at a record, or a part of it, and it was still right.

It is an act of its own, not an edit. A look verifies what was looked at: a telephone
number becomes public by it and by nothing else, and only where somebody who saw that
number said how they made sure of it. The same look at the same part twice on one day is
one verification.
"""

import uuid
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.choices import VerificationPart
from organizations.models import Organization, Phone, Verification
from recovery_directory.curation.admin.inlines import natural_id
from recovery_directory.records import format_of, revisions

PARTS_WITH_PHONES = frozenset({VerificationPart.CONTACT, VerificationPart.WHOLE})


def verify(
    organization: Organization,
    *,
    by,
    part: str,
    method: str,
    note: str = "",
    numbers: Mapping[uuid.UUID, str] | None = None,
    expected_version: int | None = None,
) -> None:
    """Keep that ``by`` looked at ``part`` today and found it still right.

    ``numbers`` says of single telephone numbers how they were verified; all others stay
    as they are. Raises ValidationError where they are no part of what was looked at, or
    no telephone can dial one of them.
    """
    today = timezone.localdate()
    numbers = numbers or {}
    if numbers and part not in PARTS_WITH_PHONES:
        raise ValidationError(NOT_THAT_PART, code="part")
    verification = Verification(
        organization=organization,
        part=part,
        verified_on=today,
        verified_by=by.get_full_name() or by.get_username(),
        method=method,
        note=note,
    )
    child = next(
        child
        for child in format_of(Organization).children
        if child.model is Verification
    )
    verification.pk = natural_id(child, organization.pk, verification)
    with revisions.change(
        organization,
        by=by,
        action=revisions.Action.VERIFY,
        reason=note,
        expected_version=expected_version,
    ):
        Verification.objects.filter(pk=verification.pk).delete()
        verification.save(force_insert=True)
        for phone in organization.phones.filter(pk__in=numbers):
            _verify_number(phone, how=numbers[phone.pk], on=today)


NOT_THAT_PART = _(
    "A telephone number is verified with links and phones, or with the whole record."
)


def _verify_number(phone: Phone, *, how: str, on) -> None:
    if phone.telephone is None:
        problem = _("“%(number)s” cannot be dialled: correct it first.")
        raise ValidationError(problem, code="telephone", params={"number": phone})
    phone.verified_on, phone.verified_how = on, how
    phone.full_clean()
    phone.save()
