"""The people who sign in: one account each, one role each, and nobody locked out.

A role is all that an account has: whoever has none opens no page of the admin.
Accounts are closed, not deleted: the history names them.
"""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import (
    AdminPasswordChangeForm,
    UserChangeForm,
    UserCreationForm,
)
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from recovery_directory import roles
from recovery_directory.characters import PlainTexts

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


class AccountAdmin(UserAdmin):
    """Accounts and their roles, for administrators."""

    form = AccountForm
    add_form = NewAccountForm
    add_form_template = "admin/change_form.html"
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
        roles.give(form.instance, form.cleaned_data["role"])

    def has_delete_permission(self, request, obj=None):
        """Refuse: the history names who changed what."""
        return False
