from django.db import migrations

# Where a family's meetings are, and who of the family was asked: kept from anybody else while an address is confidential.
PLACES = """
CREATE OR REPLACE FUNCTION disclosure_places(homes uuid[]) RETURNS TABLE (place text, invited uuid[])
STABLE LANGUAGE sql AS $$
    SELECT m.place::text, ARRAY(SELECT t.person_id FROM plans_invitation i JOIN episodes_teammember t ON t.id = i.member_id
                                WHERE i.meeting_id = m.id AND t.person_id IS NOT NULL)
    FROM plans_meeting m WHERE m.family_id = ANY(homes) AND m.state <> 'cancelled' AND m.place <> '' $$
"""
NONE = """
CREATE OR REPLACE FUNCTION disclosure_places(homes uuid[]) RETURNS TABLE (place text, invited uuid[])
STABLE LANGUAGE sql AS $$ SELECT NULL::text, NULL::uuid[] WHERE false $$
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial"), ("disclosure", "0002_found")]
    operations = [migrations.RunSQL(PLACES, NONE)]
