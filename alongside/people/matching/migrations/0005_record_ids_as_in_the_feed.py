from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0004_likenesses"),
    ]

    operations = [
        migrations.AlterField(
            model_name="matchedrow",
            name="record_id",
            field=models.TextField(
                db_collation="C", help_text="As in the row of the feed: else no index finds it by one."
            ),
        ),
    ]
