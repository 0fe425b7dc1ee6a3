from django.db import migrations

# In an emergency a family's restricted contacts are opened with it. Until they are, nobody else sees which they are, so
# the owner answers: only to whoever is cleared for the family by then, and never of a contact that is sealed.
KEPT_WITH = """
CREATE FUNCTION front_door_kept_with(of uuid) RETURNS SETOF uuid
SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE sql STABLE AS $$
    SELECT c.id FROM front_door_contact c
    WHERE c.family_id = of AND c.record_class = 1
      AND of = ANY(coalesce(nullif(current_setting('alongside.cleared', true), ''), '{}')::uuid[])
$$
"""


class Migration(migrations.Migration):
    dependencies = [("front_door", "0005_set_apart_by_protection")]
    operations = [migrations.RunSQL(KEPT_WITH, "DROP FUNCTION front_door_kept_with(uuid)")]
