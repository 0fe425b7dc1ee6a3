import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0003_wards"),
        ("matching", "0002_joining_and_parting"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="description",
            name="description_keys",
        ),
        migrations.RemoveIndex(
            model_name="description",
            name="description_own_keys",
        ),
        migrations.RemoveIndex(
            model_name="knownperson",
            name="known_person_keys",
        ),
        migrations.AddIndex(
            model_name="description",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["keys"], name="description_keys"),
        ),
        migrations.AddIndex(
            model_name="description",
            index=django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(("standing__in", ["feed_only", "set_aside"])),
                fastupdate=False,
                fields=["own_keys"],
                name="description_own_keys",
            ),
        ),
        migrations.AddIndex(
            model_name="knownperson",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["keys"], name="known_person_keys"),
        ),
    ]
