from django.conf import settings
from django.db import migrations

ROLES = ("contributor", "curator", "administrator")


def make_roles(apps, schema_editor):
    """Make the groups; what each may do is granted after every migration.

    Whoever could do everything until now is an administrator.
    """
    group_model = apps.get_model("auth", "Group")
    groups = {name: group_model.objects.get_or_create(name=name)[0] for name in ROLES}
    app_label, model_name = settings.AUTH_USER_MODEL.split(".")
    user_model = apps.get_model(app_label, model_name)
    for user in user_model.objects.filter(is_superuser=True):
        user.groups.add(groups["administrator"])


def take_roles_back(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('recovery_directory', '0002_proposals'),
    ]

    operations = [migrations.RunPython(make_roles, take_roles_back)]
