import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("identification", "0002_touched"),
        ("matching", "0003_keys_are_looked_up_one_by_one"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="countedfamily",
            name="counted_people",
        ),
        migrations.RemoveIndex(
            model_name="finding",
            name="finding_rows",
        ),
        migrations.AddIndex(
            model_name="countedfamily",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["people"], name="counted_people"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["rows"], name="finding_rows"),
        ),
    ]
