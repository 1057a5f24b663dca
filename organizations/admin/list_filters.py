"""What a curator narrows the list of organizations by: facts still to be looked at."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _


class YesNoFilter(admin.SimpleListFilter):
    """A question about a record, answered by a verb of its queryset."""

    verb = ""

    def lookups(self, request, model_admin):
        """Offer both answers."""
        return [("yes", _("Some")), ("no", _("None"))]

    def queryset(self, request, queryset):
        """Keep the records with the answer chosen."""
        some = getattr(queryset.model.objects, self.verb)().values("pk")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=some)
            case "no":
                return queryset.exclude(pk__in=some)
        return queryset


class UncheckedFacts(YesNoFilter):
    """Facts that nobody has seen in their source yet."""

    title = _("unchecked facts")
    parameter_name = "unchecked"
    verb = "with_unchecked_facts"


class UnverifiedPhone(YesNoFilter):
    """Numbers that a curator has not verified here."""

    title = _("phone numbers not verified")
    parameter_name = "phone"
    verb = "with_unverified_phones"
