import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.ground.lib.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("access", "0002_clearance_exclusion"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Provider",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ground.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(max_length=200, unique=True)),
                ("description", models.TextField()),
                (
                    "agency",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="as_provider",
                        to="access.agency",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ground.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(max_length=200)),
                ("description", models.TextField()),
                ("how_to_ask", models.TextField()),
                (
                    "setting",
                    models.CharField(
                        choices=[
                            ("place", "At a place families go to"),
                            ("home", "At families’ own homes"),
                            ("remote", "Online or by telephone"),
                        ],
                        max_length=10,
                    ),
                ),
                ("place", models.CharField(blank=True, max_length=200)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("town", models.CharField(blank=True, max_length=100)),
                ("postcode", models.CharField(blank=True, max_length=10)),
                ("easting", models.FloatField(blank=True, null=True)),
                ("northing", models.FloatField(blank=True, null=True)),
                ("from_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("to_age", models.PositiveSmallIntegerField(blank=True, null=True)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None),
                ),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None),
                ),
                (
                    "areas",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("MO", "Monday"),
                                ("TU", "Tuesday"),
                                ("WE", "Wednesday"),
                                ("TH", "Thursday"),
                                ("FR", "Friday"),
                                ("SA", "Saturday"),
                                ("SU", "Sunday"),
                            ],
                            max_length=2,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("opens_at", models.TimeField(blank=True, null=True)),
                ("closes_at", models.TimeField(blank=True, null=True)),
                ("when_words", models.CharField(blank=True, max_length=300)),
                ("cost", models.CharField(blank=True, max_length=300)),
                ("url", models.URLField(blank=True, max_length=500)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("telephone", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft: nobody else sees it"),
                            ("published", "Published"),
                            ("taken_down", "Taken down"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("checked_on", models.DateField()),
                ("changed_at", models.DateTimeField()),
                (
                    "checked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="services", to="directory.provider"
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="ServicePicture",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ground.lib.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("content", models.BinaryField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("says", models.CharField(max_length=200)),
                (
                    "service",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="picture", to="directory.service"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ServiceUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                (
                    "audience",
                    models.CharField(
                        choices=[("family", "Families and the public"), ("practitioner", "Practitioners")],
                        max_length=12,
                    ),
                ),
                ("opened", models.PositiveIntegerField(default=0)),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uses", to="directory.service"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.UniqueConstraint(fields=("provider", "name"), name="service_once_for_its_provider"),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_age__isnull", True),
                    ("to_age__isnull", True),
                    ("from_age__lte", models.F("to_age")),
                    _connector="OR",
                ),
                name="service_ages_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_age__isnull", True), ("to_age__lte", 25), _connector="OR"),
                name="service_for_the_young",
            ),
        ),
        migrations.AddConstraint(
            model_name="service",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("setting", "place"), _negated=True),
                    models.Q(
                        models.Q(("address", ""), _negated=True),
                        models.Q(("town", ""), _negated=True),
                        models.Q(("postcode", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="service_place_has_an_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="serviceuse",
            constraint=models.UniqueConstraint(fields=("service", "day", "audience"), name="service_use_counted_once"),
        ),
    ]
