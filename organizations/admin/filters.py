"""What a curator narrows the list of organizations by: work that waits."""

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from organizations.models import Organization, Phone
from organizations.models.citation import Sourced
from recovery_directory.records import format_of


def has_unchecked_facts() -> Q:
    """Return "something in this record was never seen in its source"."""
    unchecked = Q()
    for child in format_of(Organization).children:
        if issubclass(child.model, Sourced):
            rows = child.model.objects.filter(
                organization=OuterRef("pk"), was_seen=False
            )
            unchecked |= Exists(rows)
    return unchecked


def has_unverified_phones() -> Q:
    """Return "a telephone number of this record is held back from the public"."""
    rows = Phone.objects.filter(organization=OuterRef("pk"), verified_on=None)
    return Q(Exists(rows))


class YesNoFilter(admin.SimpleListFilter):
    """A question about a record, answered by a condition."""

    condition = None

    def lookups(self, request, model_admin):
        """Offer both answers."""
        return [("yes", _("Some")), ("no", _("None"))]

    def queryset(self, request, queryset):
        """Keep the records with the answer chosen."""
        match self.value():
            case "yes":
                return queryset.filter(type(self).condition())
            case "no":
                return queryset.exclude(type(self).condition())
        return queryset


class UncheckedFacts(YesNoFilter):
    """Facts that nobody has seen in their source yet."""

    title = _("unchecked facts")
    parameter_name = "unchecked"
    condition = staticmethod(has_unchecked_facts)


class UnverifiedPhone(YesNoFilter):
    """Numbers that a curator has not verified here."""

    title = _("phone numbers not verified")
    parameter_name = "phone"
    condition = staticmethod(has_unverified_phones)
