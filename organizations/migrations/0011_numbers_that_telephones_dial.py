"""What a telephone number may be is judged by the record, which knows what it held."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """No column changes: a number that is kept already stays as it is."""

    dependencies = [("organizations", "0010_lookups_are_covered")]

    operations = [
        migrations.AlterField(
            model_name="localnote",
            name="phone",
            field=models.CharField(
                blank=True,
                help_text="Yours, not the organization's: 212-555-0100 ext. 214.",
                max_length=30,
                verbose_name="telephone",
            ),
        ),
        migrations.AlterField(
            model_name="phone",
            name="number",
            field=models.CharField(max_length=30, verbose_name="number"),
        ),
    ]
