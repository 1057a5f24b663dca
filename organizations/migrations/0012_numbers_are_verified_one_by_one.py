"""How somebody made sure of a telephone number; of older ones nobody said it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Add the field, with the two ways that there are."""

    dependencies = [("organizations", "0011_numbers_that_telephones_dial")]

    operations = [
        migrations.AddField(
            model_name="phone",
            name="verified_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("called", "called, and the right people answered"),
                    ("seen", "seen on the organization’s own page"),
                ],
                editable=False,
                help_text="Set by verifying; empty where nobody said.",
                max_length=8,
                verbose_name="verified how",
            ),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.CheckConstraint(
                condition=models.Q(verified_how__in=["", "called", "seen"]),
                name="organizations_phone_verified_how_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="phone",
            constraint=models.CheckConstraint(
                condition=models.Q(verified_how="")
                | models.Q(verified_on__isnull=False),
                name="organizations_phone_verified_in_a_way_has_a_day",
                violation_error_message="Say on which day the number was verified.",
            ),
        ),
    ]
