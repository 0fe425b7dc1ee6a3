"""The database notes for whom something changed that is counted, whoever changes it; a count looks at them again."""

from django.db import migrations

DESCRIPTION = """
CREATE FUNCTION identification_described() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO identification_touchedhousehold (somebody_id)
        SELECT DISTINCT one FROM old_rows o JOIN new_rows n ON n.id = o.id
        CROSS JOIN LATERAL unnest(ARRAY[o.person_id, o.feed_person_id, n.person_id, n.feed_person_id]) one
        WHERE one IS NOT NULL
          AND (o.person_id, o.feed_person_id, o.standing) IS DISTINCT FROM (n.person_id, n.feed_person_id, n.standing);
    ELSE
        INSERT INTO identification_touchedhousehold (somebody_id)
        SELECT DISTINCT one FROM rows_now r CROSS JOIN LATERAL unnest(ARRAY[r.person_id, r.feed_person_id]) one
        WHERE one IS NOT NULL;
    END IF;
    RETURN NULL;
END $$
"""
MATCHED = """
CREATE FUNCTION identification_matched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO identification_touchedhousehold (somebody_id)
    SELECT DISTINCT one FROM rows_now r JOIN matching_description d ON d.id = r.description_id
    CROSS JOIN LATERAL unnest(ARRAY[d.person_id, d.feed_person_id]) one WHERE one IS NOT NULL;
    RETURN NULL;
END $$
"""
MOVED = """
CREATE FUNCTION identification_rematched() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO identification_touchedhousehold (somebody_id)
    SELECT DISTINCT one FROM old_rows o JOIN new_rows n ON n.id = o.id
    JOIN matching_description d ON d.id IN (o.description_id, n.description_id)
    CROSS JOIN LATERAL unnest(ARRAY[d.person_id, d.feed_person_id]) one
    WHERE one IS NOT NULL AND o.description_id <> n.description_id;
    RETURN NULL;
END $$
"""
HOUSEHOLD = """
CREATE FUNCTION identification_housed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'matching_householdmember' THEN
        INSERT INTO identification_touchedhousehold (household_id) SELECT DISTINCT household_id FROM old_rows;
        INSERT INTO identification_touchedhousehold (household_id) SELECT DISTINCT household_id FROM new_rows;
    ELSIF TG_TABLE_NAME = 'matching_householdmember' THEN
        INSERT INTO identification_touchedhousehold (household_id) SELECT DISTINCT household_id FROM rows_now;
    ELSE
        INSERT INTO identification_touchedhousehold (household_id) SELECT id FROM new_rows;
    END IF;
    RETURN NULL;
END $$
"""
SOMEBODY = """
CREATE FUNCTION identification_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'families_person' THEN
        INSERT INTO identification_touchedhousehold (somebody_id)
        SELECT n.id FROM old_rows o JOIN new_rows n ON n.id = o.id
        WHERE (o.date_of_birth, o.date_known, o.died_on, o.address_is_kept, o.school_id)
              IS DISTINCT FROM (n.date_of_birth, n.date_known, n.died_on, n.address_is_kept, n.school_id);
    ELSE
        INSERT INTO identification_touchedhousehold (somebody_id)
        SELECT n.id FROM old_rows o JOIN new_rows n ON n.id = o.id
        WHERE (o.date_of_birth, o.postcode) IS DISTINCT FROM (n.date_of_birth, n.postcode);
    END IF;
    RETURN NULL;
END $$
"""
MOVING = """
CREATE FUNCTION identification_lives() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        INSERT INTO identification_touchedhousehold (somebody_id, postcode)
        SELECT person_id, postcode FROM old_rows UNION SELECT person_id, postcode FROM new_rows;
    ELSE
        INSERT INTO identification_touchedhousehold (somebody_id, postcode)
        SELECT DISTINCT person_id, postcode FROM rows_now;
    END IF;
    RETURN NULL;
END $$
"""
BELONGING = """
CREATE FUNCTION identification_belongs() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO identification_touchedhousehold (somebody_id) SELECT DISTINCT person_id FROM rows_now;
    RETURN NULL;
END $$
"""
OBJECTING = """
CREATE FUNCTION identification_objects() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO identification_touchedhousehold (somebody_id)
    SELECT coalesce(person_id, feed_person_id) FROM rows_now;
    INSERT INTO identification_touchedhousehold (somebody_id)
    SELECT coalesce(d.person_id, d.feed_person_id) FROM rows_now o CROSS JOIN LATERAL unnest(o.records) one
    JOIN matching_matchedrow m ON m.feed = split_part(one, ':', 1) AND m.record_id = substr(one, strpos(one, ':') + 1)
    JOIN matching_description d ON d.id = m.description_id WHERE coalesce(d.person_id, d.feed_person_id) IS NOT NULL;
    RETURN NULL;
END $$
"""
INSERTED, DELETED = "REFERENCING NEW TABLE AS rows_now", "REFERENCING OLD TABLE AS rows_now"
UPDATED = "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
TRIGGERS = [
    ("matching_description", "INSERT", INSERTED, "identification_described"),
    ("matching_description", "UPDATE", UPDATED, "identification_described"),
    ("matching_description", "DELETE", DELETED, "identification_described"),
    ("matching_matchedrow", "INSERT", INSERTED, "identification_matched"),
    ("matching_matchedrow", "UPDATE", UPDATED, "identification_rematched"),
    ("matching_matchedrow", "DELETE", DELETED, "identification_matched"),
    ("matching_household", "INSERT", "REFERENCING NEW TABLE AS new_rows", "identification_housed"),
    ("matching_household", "UPDATE", UPDATED, "identification_housed"),
    ("matching_householdmember", "INSERT", INSERTED, "identification_housed"),
    ("matching_householdmember", "UPDATE", UPDATED, "identification_housed"),
    ("matching_householdmember", "DELETE", DELETED, "identification_housed"),
    ("matching_feedperson", "UPDATE", UPDATED, "identification_changed"),
    ("families_person", "UPDATE", UPDATED, "identification_changed"),
    ("families_personaddress", "INSERT", INSERTED, "identification_lives"),
    ("families_personaddress", "UPDATE", UPDATED, "identification_lives"),
    ("families_personaddress", "DELETE", DELETED, "identification_lives"),
    ("families_membership", "INSERT", INSERTED, "identification_belongs"),
    ("families_membership", "UPDATE", INSERTED, "identification_belongs"),
    ("families_membership", "DELETE", DELETED, "identification_belongs"),
    ("identification_objection", "INSERT", INSERTED, "identification_objects"),
    ("identification_objection", "UPDATE", INSERTED, "identification_objects"),
]
FUNCTIONS = {
    "identification_described": DESCRIPTION, "identification_matched": MATCHED, "identification_rematched": MOVED,
    "identification_housed": HOUSEHOLD, "identification_changed": SOMEBODY, "identification_lives": MOVING,
    "identification_belongs": BELONGING, "identification_objects": OBJECTING,
}  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("identification", "0001_initial"),
        ("matching", "0002_joining_and_parting"),
        ("families", "0002_kept_closely"),
    ]
    operations = [
        *(migrations.RunSQL(sql, f"DROP FUNCTION {name}()") for name, sql in FUNCTIONS.items()),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER identification_on_{event.lower()} AFTER {event} ON {table} {seen}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
                f"DROP TRIGGER identification_on_{event.lower()} ON {table}",
            )
            for table, event, seen, function in TRIGGERS
        ),
    ]
