from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("recovery_directory", "0009_changes_in_order"),
    ]

    operations = [
        migrations.AddField(
            model_name="revision",
            name="named",
            field=models.JSONField(
                default=dict,
                editable=False,
                verbose_name="ids of the records that it names",
            ),
        ),
    ]
