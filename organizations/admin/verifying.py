"""Verifying: a curator looked at a record, or a part of it, and it was still right.

It is an act of its own, not an edit. Telephone numbers become public by it and by
nothing else: when somebody looked at the contact details or at the whole record.
The same look at the same part twice on one day is one verification.
"""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from organizations.choices import VerificationMethod, VerificationPart
from organizations.models import Organization, Verification
from recovery_directory import revisions
from recovery_directory.admin.children import natural_id
from recovery_directory.records import format_of

PARTS_WITH_PHONES = frozenset({VerificationPart.CONTACT, VerificationPart.WHOLE})


class VerificationForm(forms.Form):
    """What a curator says about having looked."""

    part = forms.ChoiceField(
        label=_("Part"),
        choices=VerificationPart.choices,
        help_text=_(
            "Telephone numbers become public with links and phones, or with the whole "
            "record. Call them first."
        ),
    )
    method = forms.ChoiceField(label=_("How"), choices=VerificationMethod.choices)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=_("For curators."),
    )


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
