import django.db.models.deletion
from django.db import migrations, models

OF_ITS_PLAN = "That of its plan: PostgreSQL holds them equal, and the wall need not climb to find it."

FILL = """
UPDATE plans_outcome o SET family_id = p.family_id FROM plans_plan p WHERE p.id = o.plan_id;
UPDATE plans_planaction a SET family_id = o.family_id FROM plans_outcome o WHERE o.id = a.outcome_id;
"""

# A wall reads the family a row names; that it is the family of the row's plan must not rest on whoever wrote the row.
HOLD = """
ALTER TABLE plans_outcome ADD CONSTRAINT outcome_is_of_the_family_of_its_plan
    FOREIGN KEY (plan_id, family_id) REFERENCES plans_plan (id, family_id) ON UPDATE CASCADE
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE plans_planaction ADD CONSTRAINT action_is_of_the_family_of_its_outcome
    FOREIGN KEY (outcome_id, family_id) REFERENCES plans_outcome (id, family_id) ON UPDATE CASCADE
    DEFERRABLE INITIALLY DEFERRED;
"""
LET_GO = """
ALTER TABLE plans_planaction DROP CONSTRAINT action_is_of_the_family_of_its_outcome;
ALTER TABLE plans_outcome DROP CONSTRAINT outcome_is_of_the_family_of_its_plan;
"""


def family(*, is_known: bool) -> models.ForeignKey:
    return models.ForeignKey(
        help_text=OF_ITS_PLAN, null=not is_known, on_delete=django.db.models.deletion.PROTECT, related_name="+",
        to="families.family",
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("families", "0001_initial"), ("plans", "0002_places_where_people_meet")]
    operations = [
        migrations.AddConstraint("plan", models.UniqueConstraint(fields=("id", "family"), name="plan_of_family")),
        migrations.AddField("outcome", "family", family(is_known=False)),
        migrations.AddField("planaction", "family", family(is_known=False)),
        migrations.RunSQL(f"{FILL} SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField("outcome", "family", family(is_known=True)),
        migrations.AlterField("planaction", "family", family(is_known=True)),
        migrations.AddConstraint("outcome", models.UniqueConstraint(fields=("id", "family"), name="outcome_of_family")),
        migrations.RunSQL(HOLD, LET_GO),
    ]
