import django.db.models.deletion
from django.db import migrations, models

import alongside.ground.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0001_initial"),
        ("families", "0004_read_more_than_written"),
    ]

    operations = [
        migrations.CreateModel(
            name="EarlierAssessment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ground.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("feed", models.CharField(help_text="Id of the feed in the pack.", max_length=60)),
                ("record_id", models.TextField()),
                ("kind", models.TextField(blank=True, help_text="What kind of record it was, in the pack's words.")),
                ("began_on", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("says", models.TextField(blank=True)),
                ("as_of", models.DateField(help_text="The day the file shows.")),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="earlier_assessments",
                        to="families.family",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="families.person"
                    ),
                ),
            ],
            options={
                "ordering": ["-began_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("family", "feed", "record_id"), name="earlier_assessment_once")
                ],
            },
        ),
    ]
