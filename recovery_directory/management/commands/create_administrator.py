"""Create an administrator, as ``createsuperuser`` asks for one."""

from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import Group

from recovery_directory.curation import roles


class Command(createsuperuser.Command):
    """Somebody who looks after people and settings, in the group of that name."""

    help = "Create an administrator: they let curators and contributors in."

    def handle(self, *args, **options):
        """Ask for name and password, then give the role."""
        super().handle(*args, **options)
        administrators = Group.objects.get(name=roles.ADMINISTRATOR)
        administrators.user_set.add(*get_user_model().objects.filter(is_superuser=True))
