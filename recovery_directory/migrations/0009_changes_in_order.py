from django.db import migrations, models


def keep_one_row(apps, schema_editor):
    """Leave one row, with a number that none had, and when a record last changed."""
    versions = apps.get_model("recovery_directory", "DataVersion").objects
    revisions = apps.get_model("recovery_directory", "Revision").objects
    counted = versions.aggregate(number=models.Sum("number"))["number"] or 0
    newest = revisions.aggregate(models.Max("pk"), models.Max("made_at"))
    versions.all().delete()
    versions.create(
        pk=1,
        number=counted + (newest["pk__max"] or 0),
        changed_at=newest["made_at__max"],
    )


class Migration(migrations.Migration):

    dependencies = [
        ("recovery_directory", "0008_data_version"),
    ]

    operations = [
        migrations.AddField(
            model_name="dataversion",
            name="changed_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="last change of a record"
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="is_news",
            field=models.BooleanField(
                default=True,
                editable=False,
                help_text="Whether feeds of changes look at it.",
                verbose_name="may be news to the public",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["made_at", "id"], name="revisions_as_committed"),
        ),
        migrations.RunPython(keep_one_row, migrations.RunPython.noop),
    ]
