from django.db import migrations

# As before, with the resemblance asked of protection, which matching asks too: one meaning of 'resembles'.
SET_APART = """
CREATE OR REPLACE FUNCTION front_door_set_apart(about uuid, named jsonb) RETURNS void
SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
DECLARE
    kept uuid[];
    homes uuid[];
BEGIN
    SELECT array_agg(DISTINCT person_id) INTO kept FROM protection_resembling(named, 2);
    IF kept IS NULL THEN
        RETURN;
    END IF;
    SELECT array_agg(family_id) INTO homes FROM families_membership WHERE person_id = ANY(kept) AND until IS NULL;
    UPDATE front_door_contact SET record_class = 2 WHERE id = about;
    INSERT INTO access_clearance (id, user_id, subject, kind, reason, case_reference, granted_by_id, since, until)
        SELECT gen_random_uuid(), who.user_id, about, 'involved', 'Resembles somebody whose record is sealed', '',
               who.user_id, now(), now() + interval '182 days'
        FROM (SELECT user_id FROM access_clearance
              WHERE subject = ANY(kept) AND ended_at IS NULL AND until > now() AND kind <> 'break_glass'
              UNION SELECT set_by_id FROM protection_restriction
              WHERE lifted_at IS NULL AND (person_id = ANY(kept) OR family_id = ANY(homes))) who;
END $$
"""
BEFORE = """
CREATE OR REPLACE FUNCTION front_door_set_apart(about uuid, named jsonb) RETURNS void
SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
DECLARE
    kept uuid[];
    homes uuid[];
BEGIN
    SELECT array_agg(DISTINCT p.id) INTO kept
    FROM jsonb_to_recordset(named) AS n(forename text, surname text, born date, upn text, nhs text)
    JOIN families_person p ON p.record_class = 2
    WHERE (n.upn <> '' AND p.upn = n.upn) OR (n.nhs <> '' AND p.nhs_number = n.nhs)
        OR ((p.date_of_birth = n.born OR p.date_of_birth IS NULL OR n.born IS NULL) AND EXISTS (
            SELECT 1 FROM families_personname m
            WHERE m.person_id = p.id AND m.surname_key = n.surname AND m.forename_key = n.forename));
    IF kept IS NULL THEN
        RETURN;
    END IF;
    SELECT array_agg(family_id) INTO homes FROM families_membership WHERE person_id = ANY(kept) AND until IS NULL;
    UPDATE front_door_contact SET record_class = 2 WHERE id = about;
    INSERT INTO access_clearance (id, user_id, subject, kind, reason, case_reference, granted_by_id, since, until)
        SELECT gen_random_uuid(), who.user_id, about, 'involved', 'Resembles somebody whose record is sealed', '',
               who.user_id, now(), now() + interval '182 days'
        FROM (SELECT user_id FROM access_clearance
              WHERE subject = ANY(kept) AND ended_at IS NULL AND until > now() AND kind <> 'break_glass'
              UNION SELECT set_by_id FROM protection_restriction
              WHERE lifted_at IS NULL AND (person_id = ANY(kept) OR family_id = ANY(homes))) who;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("front_door", "0004_set_apart"), ("protection", "0002_resembling")]
    operations = [migrations.RunSQL(SET_APART, BEFORE)]
