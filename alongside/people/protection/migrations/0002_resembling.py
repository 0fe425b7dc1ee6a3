from django.db import migrations

# With the rights of whoever asks: the web's role is told of nobody it could not see, a job or a function of the
# owner's is told of all. `from_class` is the class from which on people count as kept.
RESEMBLING = """
CREATE FUNCTION protection_resembling(named jsonb, from_class int) RETURNS TABLE (id text, person_id uuid)
STABLE LANGUAGE sql AS $$
    WITH told AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(named) AS n(id text, forename text, surname text, born date, upn text, nhs text)
    ), kept AS MATERIALIZED (
        SELECT p.id, p.upn, p.nhs_number, p.date_of_birth FROM families_person p WHERE p.record_class >= from_class
    )
    SELECT told.id, kept.id FROM told JOIN kept ON kept.upn = told.upn WHERE told.upn <> ''
    UNION SELECT told.id, kept.id FROM told JOIN kept ON kept.nhs_number = told.nhs WHERE told.nhs <> ''
    UNION SELECT told.id, kept.id FROM kept JOIN families_personname m ON m.person_id = kept.id
        JOIN told ON m.surname_key = told.surname AND m.forename_key = told.forename
            AND (kept.date_of_birth = told.born OR kept.date_of_birth IS NULL OR told.born IS NULL)
$$
"""


class Migration(migrations.Migration):
    dependencies = [("protection", "0001_initial"), ("families", "0002_kept_closely")]
    operations = [
        migrations.RunSQL(RESEMBLING, "DROP FUNCTION protection_resembling(jsonb, int)"),
    ]
