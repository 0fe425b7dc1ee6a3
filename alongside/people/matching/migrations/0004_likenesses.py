import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.ground.lib.ids


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0003_keys_are_looked_up_one_by_one"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Likeness",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ground.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("weight", models.FloatField(help_text="Bits.")),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=24), default=list, size=None
                    ),
                ),
                ("fields", models.JSONField(default=list)),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="matching.description"
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="matching.description"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "likenesses",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="likeness_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))), name="likeness_of_two_in_order"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LikenessAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ground.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("feed", models.CharField(max_length=60)),
                ("record_ids", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("digest", models.UUIDField()),
                ("other_feed", models.CharField(max_length=60)),
                (
                    "other_record_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                ("other_digest", models.UUIDField()),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("same", "The same person"),
                            ("different", "Different people"),
                            ("cant_tell", "Can’t tell"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "taken_back_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("taken_back_at", None)), fields=["record_ids"], name="likeness_records"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("taken_back_at", None)),
                        fields=["other_record_ids"],
                        name="likeness_other_records",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("taken_back_at", None)),
                        fields=("feed", "digest", "other_feed", "other_digest"),
                        name="likeness_answered_once",
                    )
                ],
            },
        ),
    ]
