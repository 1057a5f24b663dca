"""Two values are worded so that they say no more than the texts that they shorten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Words only: no value changes."""

    dependencies = [("organizations", "0012_numbers_are_verified_one_by_one")]

    operations = [
        migrations.AlterField(
            model_name="organization",
            name="medication_stance",
            field=models.CharField(
                choices=[
                    ("supportive", "accepts prescribed medication"),
                    ("no-position", "no single position on medication; groups differ"),
                    ("restrictive", "restricts people on medication"),
                    ("not-stated", "not stated"),
                ],
                default="not-stated",
                help_text="Only what a document states; otherwise “not stated”.",
                max_length=12,
                verbose_name="stance on prescribed medication",
            ),
        ),
        migrations.AlterField(
            model_name="organization",
            name="spirituality",
            field=models.CharField(
                choices=[
                    ("none", "no faith content"),
                    ("optional", "faith is up to you"),
                    ("spiritual", "spiritual"),
                    ("religious", "religious"),
                    ("not-stated", "not stated"),
                ],
                default="not-stated",
                max_length=12,
                verbose_name="faith",
            ),
        ),
    ]
