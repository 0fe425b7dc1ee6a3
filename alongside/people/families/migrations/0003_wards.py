"""Where a family's people live, on the family itself: what a role's reach by locality asks of every row."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# The owner's rights: the web's role sees only some addresses, and must not work out a family's wards from those.
KEEPING = """
CREATE FUNCTION public.alongside_wards_of(family uuid) RETURNS varchar[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT a.ward_code ORDER BY a.ward_code), '{}') FROM families_membership m
    JOIN families_person p ON p.id = m.person_id AND p.record_class = 0
    JOIN families_personaddress a ON a.person_id = p.id
    WHERE m.family_id = family AND m.until IS NULL AND a.until IS NULL AND NOT a.confidential AND a.ward_code <> '' $$;
CREATE FUNCTION public.alongside_keep_wards() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE now_there jsonb := to_jsonb(NEW); before jsonb := to_jsonb(OLD); people uuid[]; families uuid[];
BEGIN
    families := ARRAY[(now_there ->> 'family_id')::uuid, (before ->> 'family_id')::uuid];
    people := CASE WHEN TG_TABLE_NAME = 'families_person' THEN ARRAY[(now_there ->> 'id')::uuid]
        WHEN TG_TABLE_NAME = 'families_personaddress'
        THEN ARRAY[(now_there ->> 'person_id')::uuid, (before ->> 'person_id')::uuid] END;
    UPDATE families_family f SET wards = alongside_wards_of(f.id)
    WHERE (f.id = ANY(families) OR f.id IN
        (SELECT m.family_id FROM families_membership m WHERE m.person_id = ANY(people) AND m.until IS NULL))
    AND f.wards IS DISTINCT FROM alongside_wards_of(f.id);
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION public.alongside_keep_wards() FROM PUBLIC;
CREATE TRIGGER keep_wards AFTER INSERT OR UPDATE OR DELETE ON families_membership
    FOR EACH ROW EXECUTE FUNCTION public.alongside_keep_wards();
CREATE TRIGGER keep_wards AFTER INSERT OR UPDATE OR DELETE ON families_personaddress
    FOR EACH ROW EXECUTE FUNCTION public.alongside_keep_wards();
CREATE TRIGGER keep_wards AFTER UPDATE OF record_class ON families_person
    FOR EACH ROW EXECUTE FUNCTION public.alongside_keep_wards();
UPDATE families_family f SET wards = alongside_wards_of(f.id);
"""
UNDOING = """
DROP TRIGGER keep_wards ON families_membership;
DROP TRIGGER keep_wards ON families_personaddress;
DROP TRIGGER keep_wards ON families_person;
DROP FUNCTION public.alongside_keep_wards();
DROP FUNCTION public.alongside_wards_of(uuid);
"""


class Migration(migrations.Migration):
    """Adds the column, and what keeps it."""

    dependencies = [("families", "0002_kept_closely")]

    operations = [
        migrations.AddField(
            model_name="family",
            name="wards",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=9), blank=True, default=list, editable=False, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="family",
            index=django.contrib.postgres.indexes.GinIndex(fields=["wards"], name="family_wards"),
        ),
        migrations.RunSQL(KEEPING, UNDOING),
    ]
