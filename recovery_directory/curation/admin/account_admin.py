"""The people who sign in: one account each, one role each, and nobody locked out.

A role is all that an account has: whoever has none opens no page of the admin.
Accounts are closed, not deleted: the history names them.
"""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from recovery_directory.accounts import signing_in, two_factor
from recovery_directory.characters import PlainTexts
from recovery_directory.curation import roles
from recovery_directory.curation.admin import admin_pages

LAST = _(
    "This is the last administrator: make somebody else one first, so that somebody "
    "can still look after people and settings."
)


class RoleField(forms.ChoiceField):
    """What an account may do."""

    def __init__(self, **kwargs):
        """Offer the roles, and none."""
        choices = [*roles.ROLES.items(), ("", _("none: opens no page here"))]
        super().__init__(
            label=_("Role"),
            choices=choices,
            required=False,
            widget=forms.RadioSelect(attrs={"class": "radiolist"}),
            **kwargs,
        )


class AccountForm(PlainTexts, UserChangeForm):
    """An account. The last administrator stays one."""

    role = RoleField()

    def __init__(self, *args, **kwargs):
        """Show the role that the account has."""
        super().__init__(*args, **kwargs)
        self.initial["role"] = roles.role_of(self.instance)

    def clean(self):
        """Refuse to leave the directory without an administrator."""
        cleaned = super().clean()
        # Two administrators who close each other's accounts do so one by one.
        list(Group.objects.select_for_update().filter(name=roles.ADMINISTRATOR))
        stays = cleaned.get("is_active") and cleaned.get("role") == roles.ADMINISTRATOR
        if not stays and roles.is_last_administrator(self.instance):
            raise ValidationError(LAST, code="last")
        return cleaned


class NewAccountForm(PlainTexts, UserCreationForm):
    """A new account, with its role from the start."""

    role = RoleField(initial=roles.CONTRIBUTOR)


class PasswordForm(AdminPasswordChangeForm):
    """A new password for somebody. The last administrator keeps one."""

    def clean(self):
        """Refuse to take the password from the last who can let others in."""
        cleaned = super().clean()
        takes = not self.cleaned_data.get("set_usable_password", True)
        if takes and roles.is_last_administrator(self.user):
            self.add_error("usable_password", ValidationError(LAST, code="last"))
        return cleaned

    def save(self, commit=True):
        """Open the door again to whoever guessed wrongly before."""
        signing_in.forget_guesses(self.user)
        return super().save(commit=commit)


class AccountAdmin(UserAdmin):
    """Accounts and their roles, for administrators."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = "admin/change_form.html"
    change_form_template = "admin/account_change_form.html"
    change_password_form = PasswordForm
    list_display = (
        "username",
        "first_name",
        "last_name",
        "email",
        "role",
        "is_active",
        "last_login",
    )
    list_filter = ("groups", "is_active")
    actions = None
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password", "role", "is_active")}),
        (
            _("Who it is"),
            {
                "description": _(
                    "The name stands beside verifications; a link to choose a new "
                    "password goes to the e-mail address."
                ),
                "fields": (("first_name", "last_name"), "email"),
            },
        ),
        (_("Dates"), {"fields": (("last_login", "date_joined"),)}),
    )
    add_fieldsets = (
        (None, {"fields": ("username", "role", "password1", "password2")}),
        (_("Who it is"), {"fields": (("first_name", "last_name"), "email")}),
    )

    def get_queryset(self, request):
        """Fetch accounts with their roles."""
        groups = models.Prefetch("groups", Group.objects.only("name"))
        return super().get_queryset(request).prefetch_related(groups)

    @admin.display(description=_("role"))
    def role(self, obj):
        """Return what the account may do."""
        return roles.role_of(obj) or _("none")

    def save_related(self, request, form, formsets, change):
        """Give the role: staff is whoever has one."""
        super().save_related(request, form, formsets, change)
        roles.assign(form.instance, form.cleaned_data["role"])

    def get_urls(self):
        """Add the page for a lost telephone."""
        return [
            admin_pages.page_of_record(
                self, "lost-telephone/", AccountAdmin.lost_telephone, "lost_telephone"
            ),
            *super().get_urls(),
        ]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Offer to let in whoever lost the telephone."""
        context["may_forget_telephone"] = (
            obj is not None
            and self.may_forget_telephone(request, obj)
            and two_factor.is_set_up(obj)
        )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def may_forget_telephone(self, request, obj) -> bool:
        """Whether somebody may say that ``obj`` lost the telephone.

        Nobody says it of themselves: a session left open would end the second step.
        """
        return obj != request.user and self.has_change_permission(request, obj)

    def lost_telephone(self, request, object_id):
        """Ask, then let somebody in by the password alone, to set up a new one."""
        user = self.get_object(request, unquote(object_id))
        if not self.may_forget_telephone(request, user):
            raise PermissionDenied
        if user is None:
            raise Http404
        here = admin_pages.form_of(user)
        if not two_factor.is_set_up(user):
            messages.info(request, _("The password alone opens this account already."))
            return HttpResponseRedirect(here)
        if request.method == "POST":
            two_factor.forget(user)
            signing_in.forget_guesses(user)
            self.log_change(request, user, _("Lost telephone: second step taken away."))
            said = _("%(name)s is signed out, and signs in with the password alone.")
            messages.success(request, said % {"name": user.get_username()})
            return HttpResponseRedirect(here)
        return admin_pages.show(
            self,
            request,
            "admin/account_lost_telephone.html",
            _("Lost telephone"),
            account=user,
            is_required=settings.REQUIRE_TWO_FACTOR,
        )

    def has_delete_permission(self, request, obj=None):
        """Refuse: the history names who changed what."""
        return False
