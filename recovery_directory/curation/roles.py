"""Roles: what somebody who signs in may do.

Contributors write drafts and propose changes of what is public; curators decide what
the public sees; administrators look after people and settings. A role is a group. What
it may do is said here and nowhere else, and is granted anew whenever the database is
brought up to the code, so that a new table is in its place from the first day: whatever
is no record and no row inside one is for curators to change.
"""

from collections.abc import Collection

from django.apps import apps as global_apps
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.management import create_permissions
from django.db import models
from django.utils.translation import gettext_lazy as _

from recovery_directory.records.formats import formats

CURATE = "recovery_directory.curate"
"""Publish, withdraw, verify, revert, merge, import, decide proposals."""
ERASE = "recovery_directory.erase"
"""Take text out of histories and suggestions, for good: for administrators."""

CONTRIBUTOR = "contributor"
CURATOR = "curator"
ADMINISTRATOR = "administrator"

ROLES = {
    CONTRIBUTOR: _("contributor: writes drafts, proposes changes of what is public"),
    CURATOR: _("curator: decides what the public sees"),
    ADMINISTRATOR: _("administrator: does everything, people and settings too"),
}
"""The groups and what they are for."""

LOOK = ("view",)
WRITE = ("view", "add", "change")
EVERYTHING = ("view", "add", "change", "delete")

PEOPLE = {
    "auth",
    "admin",
    "sessions",
    "contenttypes",
    "axes",
    "otp_static",
    "otp_totp",
}
"""The apps whose tables are for administrators alone: who signs in, and with what."""


def can_curate(user) -> bool:
    """Whether ``user`` decides what the public sees."""
    return user.is_active and user.is_staff and user.has_perm(CURATE)


def may(role: str, model: type[models.Model]) -> Collection[str]:
    """Return what contributors or curators may do with ``model``, as Django says it."""
    records = {record_format.model for record_format in formats()}
    rows = {child.model for one in formats() for child in one.children}
    name = model._meta.model_name
    if model._meta.app_label in PEOPLE:
        return ()
    if name in {"revision", "formerslug"}:
        return LOOK
    if name == "proposal":
        return WRITE if role == CURATOR else ("view", "add")
    if model in rows or (model in records and role == CURATOR):
        return EVERYTHING
    if model in records:
        return WRITE
    return EVERYTHING if role == CURATOR else LOOK


def grant(app_config, *, using: str, apps=global_apps, **kwargs) -> None:
    """Give each role the permissions on the tables of one app, and no others.

    Django calls this after every migration of the app, and without the apps of then
    after a database was emptied. Permissions are made there too,
    by a receiver that may come later: making them twice is making them once.
    """
    try:
        groups = apps.get_model("auth", "Group").objects.using(using)
        permissions = apps.get_model("auth", "Permission").objects.using(using)
    except LookupError:
        return
    create_permissions(app_config, verbosity=0, using=using, apps=apps)
    of_app = permissions.filter(content_type__app_label=app_config.label)
    for role in ROLES:
        group, _is_new = groups.get_or_create(name=role)
        wanted = set(_wanted(role, app_config, of_app))
        granted = set(of_app.filter(group=group))
        group.permissions.add(*(wanted - granted))
        group.permissions.remove(*(granted - wanted))


def _wanted(role: str, app_config, of_app: models.QuerySet) -> models.QuerySet:
    """Return which permissions of one app ``role`` should have."""
    if role == ADMINISTRATOR:
        return of_app
    names = [
        f"{action}_{model._meta.model_name}"
        for model in app_config.get_models()
        for action in may(role, model)
    ]
    if role == CURATOR:
        names.append(CURATE.partition(".")[2])
    return of_app.filter(codename__in=names)


# Administrators


def administrators() -> models.QuerySet:
    """Return the accounts that can look after people: one must always be left.

    Whoever has no password cannot sign in.
    """
    from django.contrib.auth import get_user_model

    # As a subquery: a superuser in the group is one administrator, not two.
    User = get_user_model()
    in_group = User.groups.through.objects.filter(group__name=ADMINISTRATOR)
    return User.objects.filter(
        models.Q(is_superuser=True) | models.Q(pk__in=in_group.values("user")),
        is_active=True,
        is_staff=True,
    ).exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)


def is_last_administrator(user) -> bool:
    """Whether nobody could look after people without ``user``."""
    others = administrators().exclude(pk=user.pk)
    return administrators().filter(pk=user.pk).exists() and not others.exists()


def role_of(user) -> str:
    """Return the role of an account, or nothing where it has none."""
    if user.is_superuser:
        return ADMINISTRATOR
    names = {group.name for group in user.groups.all()}
    return next((role for role in reversed(ROLES) if role in names), "")


def assign(user, role: str) -> None:
    """Give a saved account one role, or none: then it opens nothing any more."""
    from django.contrib.auth.models import Group

    user.is_staff = bool(role)
    user.is_superuser = user.is_superuser and role == ADMINISTRATOR
    user.save(update_fields=["is_staff", "is_superuser"])
    others = user.groups.exclude(name__in=ROLES)
    user.groups.set([*others, *Group.objects.filter(name=role)])
