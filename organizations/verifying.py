"""Verifying: a curator looked at a record, or a part of it, and it was still right.

It is an act of its own, not an edit. Telephone numbers become public by it and by
nothing else: when somebody looked at the contact details or at the whole record.
The same look at the same part twice on one day is one verification.
"""

from django.utils import timezone

from organizations.choices import VerificationPart
from organizations.models import Organization, Verification
from recovery_directory import revisions
from recovery_directory.admin.children import natural_id
from recovery_directory.records import format_of

PARTS_WITH_PHONES = frozenset({VerificationPart.CONTACT, VerificationPart.WHOLE})


def verify(
    organization: Organization,
    *,
    by,
    part: str,
    method: str,
    note: str = "",
    expected_version: int | None = None,
) -> None:
    """Keep that ``by`` looked at ``part`` today and found it still right."""
    today = timezone.localdate()
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
        if part in PARTS_WITH_PHONES:
            organization.phones.update(verified_on=today)
