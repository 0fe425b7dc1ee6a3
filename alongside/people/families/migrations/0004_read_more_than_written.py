import django.contrib.postgres.indexes
from django.conf import settings
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0003_wards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="family",
            name="family_readers",
        ),
        migrations.RemoveIndex(
            model_name="family",
            name="family_wards",
        ),
        migrations.RemoveIndex(
            model_name="personname",
            name="person_name_keys",
        ),
        migrations.AddIndex(
            model_name="family",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["readers"], name="family_readers"),
        ),
        migrations.AddIndex(
            model_name="family",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["wards"], name="family_wards"),
        ),
        migrations.AddIndex(
            model_name="personname",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["keys"], name="person_name_keys"),
        ),
    ]
