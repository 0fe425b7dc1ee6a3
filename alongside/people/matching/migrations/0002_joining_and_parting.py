from django.db import migrations

# Both run with their owner's rights, because rows of a merged person lie where whoever merges may not look (an
# assessment, a contact of another agency): left behind, they would be lost. They say nothing of what they moved to
# whoever calls them; `MovedRow` does, as far as its wall lets. They act on a `Merge` that stands written and once only.

NOTE = """
CREATE FUNCTION matching_note(about uuid, how text, tbl text, col text, row_id text, was jsonb, became jsonb)
RETURNS void LANGUAGE sql SET search_path = public, pg_temp AS $$
    INSERT INTO matching_movedrow (id, merge_id, number, what, "table", "column", "row", before, after)
    SELECT gen_random_uuid(), about, 1 + coalesce(max(number), 0), how, tbl, col, row_id, was, became
    FROM matching_movedrow WHERE merge_id = about $$
"""

# Everything in every table that refers to the person, found in the database's own catalogue.
REFERRING = """
CREATE FUNCTION matching_referring() RETURNS TABLE (tbl text, col text, is_referred_to boolean)
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT con.conrelid::regclass::text, att.attname::text,
           EXISTS (SELECT 1 FROM pg_constraint up WHERE up.contype = 'f' AND up.confrelid = con.conrelid)
    FROM pg_constraint con JOIN pg_attribute att ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
    WHERE con.contype = 'f' AND con.confrelid = 'families_person'::regclass
      AND con.conrelid NOT IN ('matching_merge'::regclass, 'matching_knownperson'::regclass)
    ORDER BY 1, 2 $$
"""

CHANGE = """
CREATE FUNCTION matching_change(about uuid, tbl text, row_id text, became jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    was jsonb;
    names text;
BEGIN
    EXECUTE format('SELECT jsonb_object_agg(key, value) FROM jsonb_each((SELECT to_jsonb(t) FROM %s t WHERE id = %L))'
                   ' WHERE $1 ? key AND value IS DISTINCT FROM $1 -> key', tbl, row_id) INTO was USING became;
    IF was IS NULL THEN
        RETURN;
    END IF;
    SELECT jsonb_object_agg(key, value) INTO became FROM jsonb_each(became) WHERE was ? key;
    SELECT string_agg(format('%I = n.%I', key, key), ', ') INTO names FROM jsonb_each(became);
    EXECUTE format('UPDATE %s t SET %s FROM jsonb_populate_record(NULL::%s, $1) n WHERE t.id = %L',
                   tbl, names, tbl, row_id) USING became;
    PERFORM matching_note(about, 'changed', tbl, '', row_id, was, became);
END $$
"""

MOVE = """
CREATE FUNCTION matching_move(about uuid, from_person uuid, to_person uuid) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    place record;
    found record;
    whole jsonb;
BEGIN
    FOR place IN SELECT * FROM matching_referring() LOOP
        FOR found IN EXECUTE format('SELECT id::text AS id, to_jsonb(t) AS whole FROM %s t WHERE %I = $1 ORDER BY id',
                                    place.tbl, place.col) USING from_person LOOP
            BEGIN
                EXECUTE format('UPDATE %s SET %I = $1 WHERE id = %L', place.tbl, place.col, found.id) USING to_person;
                PERFORM matching_note(about, 'moved', place.tbl, place.col, found.id, '{}', '{}');
            EXCEPTION WHEN unique_violation OR check_violation THEN
                IF place.is_referred_to THEN
                    PERFORM matching_note(about, 'left', place.tbl, place.col, found.id, '{}', '{}');
                ELSE
                    EXECUTE format('DELETE FROM %s WHERE id = %L', place.tbl, found.id);
                    PERFORM matching_note(about, 'put_away', place.tbl, '', found.id, found.whole, '{}');
                END IF;
            END;
        END LOOP;
    END LOOP;
END $$
"""

# Whoever may see both goes on seeing; whoever may see only one of two closely kept records does not see the merged one.
CLEARANCES = """
CREATE FUNCTION matching_clearances(about uuid, kept families_person, other families_person) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    held record;
    mine timestamptz;
    moment timestamptz := statement_timestamp();
BEGIN
    FOR held IN SELECT * FROM access_clearance WHERE subject IN (kept.id, other.id) AND ended_at IS NULL
                AND until > moment ORDER BY id LOOP
        SELECT max(until) INTO mine FROM access_clearance WHERE user_id = held.user_id AND ended_at IS NULL
            AND until > moment AND subject = CASE held.subject WHEN kept.id THEN other.id ELSE kept.id END;
        IF held.subject = other.id AND kept.record_class = 0 THEN
            PERFORM matching_change(about, 'access_clearance', held.id::text, jsonb_build_object('subject', kept.id));
        ELSIF held.subject = other.id THEN
            PERFORM matching_change(about, 'access_clearance', held.id::text, jsonb_build_object('ended_at', moment));
        ELSIF other.record_class > 0 AND mine IS NULL THEN
            PERFORM matching_change(about, 'access_clearance', held.id::text, jsonb_build_object('ended_at', moment));
        ELSIF other.record_class > 0 AND mine < held.until THEN
            PERFORM matching_change(about, 'access_clearance', held.id::text, jsonb_build_object('until', mine));
        END IF;
    END LOOP;
    FOR held IN SELECT * FROM access_exclusion o WHERE subject = other.id AND ended_at IS NULL AND NOT EXISTS (
            SELECT 1 FROM access_exclusion k WHERE k.subject = kept.id AND k.user_id = o.user_id AND k.ended_at IS NULL)
            ORDER BY id LOOP
        PERFORM matching_change(about, 'access_exclusion', held.id::text, jsonb_build_object('subject', kept.id));
    END LOOP;
END $$
"""

# Of two present homes the confidential one stays, else the later; where one record keeps its home secret, both do.
HOMES = """
CREATE FUNCTION matching_homes(about uuid, kept families_person, other families_person) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    home record;
    place int := 0;
BEGIN
    FOR home IN SELECT * FROM families_personaddress WHERE person_id IN (kept.id, other.id) AND until IS NULL
                ORDER BY confidential DESC, since DESC, id DESC LOOP
        place := place + 1;
        IF kept.address_is_kept OR other.address_is_kept THEN
            PERFORM matching_change(about, 'families_personaddress', home.id::text, '{"confidential": true}');
        END IF;
        IF place > 1 THEN
            PERFORM matching_change(about, 'families_personaddress', home.id::text,
                                    jsonb_build_object('until', greatest(home.since, current_date)));
        END IF;
    END LOOP;
END $$
"""

ALIKE = """
CREATE FUNCTION matching_alike(about uuid, kept families_person, other families_person) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    one record;
BEGIN
    FOR one IN SELECT o.id, to_jsonb(o) AS whole, o.kind, EXISTS (
            SELECT 1 FROM families_personname k WHERE k.person_id = kept.id
            AND k.forename = o.forename AND k.surname = o.surname) AS is_known
            FROM families_personname o WHERE o.person_id = other.id ORDER BY o.id LOOP
        IF one.is_known THEN
            DELETE FROM families_personname WHERE id = one.id;
            PERFORM matching_note(about, 'put_away', 'families_personname', '', one.id::text, one.whole, '{}');
        ELSIF one.kind = 'usual' THEN
            PERFORM matching_change(about, 'families_personname', one.id::text, '{"kind": "known_as"}');
        END IF;
    END LOOP;
    FOR one IN SELECT k.id, least(k.since, o.since) AS since FROM families_membership k JOIN families_membership o
            ON o.family_id = k.family_id AND o.person_id = other.id AND o.until IS NULL
            WHERE k.person_id = kept.id AND k.until IS NULL ORDER BY k.id LOOP
        PERFORM matching_change(about, 'families_membership', one.id::text, jsonb_build_object('since', one.since));
    END LOOP;
    FOR one IN SELECT k.id, coalesce(k.has_parental_responsibility, o.has_parental_responsibility) AS responsible
            FROM families_relationship k JOIN families_relationship o ON o.kind = k.kind AND o.until IS NULL
            AND ((k.person_id = kept.id AND o.person_id = other.id AND k.other_id = o.other_id)
                 OR (k.other_id = kept.id AND o.other_id = other.id AND k.person_id = o.person_id))
            WHERE k.until IS NULL ORDER BY k.id LOOP
        PERFORM matching_change(about, 'families_relationship', one.id::text,
                                jsonb_build_object('has_parental_responsibility', one.responsible));
    END LOOP;
END $$
"""

# Blank columns take what the other record knows; a date of birth goes with how well it is known.
FILLED = """
CREATE FUNCTION matching_filled(kept families_person, other families_person) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT jsonb_object_agg(k.key, CASE WHEN k.value IN ('null', '""') OR (k.key = 'sex' AND k.value = '"U"')
                                        THEN o.value ELSE k.value END)
    FROM jsonb_each(to_jsonb(kept)) k JOIN jsonb_each(to_jsonb(other)) o USING (key)
    WHERE k.key NOT IN ('id', 'version', 'date_of_birth', 'date_known', 'record_class', 'whom_to_ask',
                        'address_is_kept')
$$
"""

JOIN = """
CREATE FUNCTION matching_join(about uuid) RETURNS void
SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' LANGUAGE plpgsql AS $$
DECLARE
    merge matching_merge;
    kept families_person;
    other families_person;
    became jsonb;
BEGIN
    SELECT * INTO STRICT merge FROM matching_merge WHERE id = about AND NOT carried_out AND undone_at IS NULL
        FOR UPDATE;
    PERFORM 1 FROM families_person WHERE id IN (merge.kept_id, merge.other_id) ORDER BY id FOR UPDATE;
    SELECT * INTO STRICT kept FROM families_person WHERE id = merge.kept_id;
    SELECT * INTO STRICT other FROM families_person WHERE id = merge.other_id;
    UPDATE matching_merge SET carried_out = true, other_before = to_jsonb(other) WHERE id = about;
    PERFORM matching_alike(about, kept, other);
    PERFORM matching_homes(about, kept, other);
    PERFORM matching_clearances(about, kept, other);
    PERFORM matching_move(about, other.id, kept.id);
    became := matching_filled(kept, other) || jsonb_build_object(
        'record_class', greatest(kept.record_class, other.record_class),
        'whom_to_ask', CASE WHEN other.record_class > kept.record_class THEN other.whom_to_ask
                            ELSE kept.whom_to_ask END,
        'address_is_kept', kept.address_is_kept OR other.address_is_kept,
        'version', kept.version + 1);
    IF kept.date_of_birth IS NULL AND other.date_of_birth IS NOT NULL THEN
        became := became || jsonb_build_object('date_of_birth', other.date_of_birth, 'date_known', other.date_known);
    END IF;
    PERFORM matching_change(about, 'families_person', kept.id::text, became);
    UPDATE families_person SET record_class = 2, whom_to_ask = '', date_of_birth = NULL, date_known = 'unknown',
        sex = 'U', ethnicity = '', first_language = '', needs_interpreter = NULL, has_send = NULL, died_on = NULL,
        nhs_number = '', upn = '', telephone = '', email = '', contact_note = '', school_id = NULL,
        version = version + 1 WHERE id = other.id;
END $$
"""

BACK = """
CREATE FUNCTION matching_back(merge matching_merge) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    one matching_movedrow;
    back jsonb;
    names text;
BEGIN
    FOR one IN SELECT * FROM matching_movedrow WHERE merge_id = merge.id ORDER BY number DESC LOOP
        IF one.what = 'moved' THEN
            EXECUTE format('UPDATE %s SET %I = $1 WHERE id = %L AND %I = $2', one."table", one."column", one."row",
                           one."column") USING merge.other_id, merge.kept_id;
        ELSIF one.what = 'put_away' THEN
            EXECUTE format('INSERT INTO %s SELECT * FROM jsonb_populate_record(NULL::%s, $1) ON CONFLICT DO NOTHING',
                           one."table", one."table") USING one.before;
        ELSIF one.what = 'changed' THEN
            EXECUTE format('SELECT jsonb_object_agg(b.key, b.value) FROM jsonb_each($1) b, %s t WHERE t.id = %L'
                           ' AND b.key <> ''version'' AND to_jsonb(t) -> b.key IS NOT DISTINCT FROM $2 -> b.key',
                           one."table", one."row") INTO back USING one.before, one.after;
            IF one."table" = 'families_person' AND NOT back ?& ARRAY['date_of_birth', 'date_known'] THEN
                back := back - 'date_of_birth' - 'date_known';
            END IF;
            SELECT string_agg(format('%I = n.%I', key, key), ', ') INTO names FROM jsonb_each(back);
            IF names IS NOT NULL THEN
                EXECUTE format('UPDATE %s t SET %s FROM jsonb_populate_record(NULL::%s, $1) n WHERE t.id = %L',
                               one."table", names, one."table", one."row") USING back;
            END IF;
        END IF;
    END LOOP;
END $$
"""

# A restriction or a bar set while they were one may have been meant for either: both keep it.
STRICT = """
CREATE FUNCTION matching_strict(merge matching_merge) RETURNS void
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    one uuid;
    strictest record;
    was int;
    lifted boolean;
BEGIN
    INSERT INTO protection_restriction (id, version, person_id, reference, record_class, category, reason, whom_to_ask,
            set_by_id, set_at, review_on, why_lifted)
        SELECT gen_random_uuid(), 1, merge.other_id,
               'K-' || upper(substr(md5(gen_random_uuid()::text), 1, 4) || '-' || substr(md5(r.id::text), 1, 4)),
               record_class, category, reason, whom_to_ask, set_by_id, set_at, review_on, ''
        FROM protection_restriction r WHERE person_id = merge.kept_id AND lifted_at IS NULL AND set_at >= merge.at;
    IF FOUND THEN
        INSERT INTO access_clearance (id, user_id, subject, kind, reason, case_reference, granted_by_id, since, until)
            SELECT gen_random_uuid(), user_id, merge.other_id, kind, reason, case_reference, granted_by_id, since, until
            FROM access_clearance k WHERE subject = merge.kept_id AND ended_at IS NULL AND until > statement_timestamp()
            AND NOT EXISTS (SELECT 1 FROM access_clearance o WHERE o.user_id = k.user_id AND o.subject = merge.other_id
                            AND o.ended_at IS NULL AND o.until > statement_timestamp());
    END IF;
    INSERT INTO access_exclusion (id, user_id, subject, kind, reason, set_by_id, since, why_ended)
        SELECT gen_random_uuid(), user_id, merge.other_id, kind, reason, set_by_id, since, ''
        FROM access_exclusion k WHERE subject = merge.kept_id AND ended_at IS NULL AND since >= merge.at
        ON CONFLICT DO NOTHING;
    FOREACH one IN ARRAY ARRAY[merge.kept_id, merge.other_id] LOOP
        SELECT record_class, whom_to_ask INTO strictest FROM protection_restriction r
            WHERE lifted_at IS NULL AND (person_id = one OR family_id IN (
                SELECT family_id FROM families_membership WHERE person_id = one AND until IS NULL))
            ORDER BY record_class DESC, set_at LIMIT 1;
        SELECT record_class INTO was FROM families_person WHERE id = one;
        SELECT EXISTS (SELECT 1 FROM protection_restriction WHERE lifted_at >= merge.at AND (person_id = one
            OR family_id IN (SELECT family_id FROM families_membership WHERE person_id = one))) INTO lifted;
        IF lifted OR coalesce(strictest.record_class, 0) > was THEN
            UPDATE families_person SET record_class = coalesce(strictest.record_class, 0),
                whom_to_ask = coalesce(strictest.whom_to_ask, '') WHERE id = one;
        END IF;
    END LOOP;
END $$
"""

PART = """
CREATE FUNCTION matching_part(about uuid) RETURNS void
SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' LANGUAGE plpgsql AS $$
DECLARE
    merge matching_merge;
    names text;
BEGIN
    SELECT * INTO STRICT merge FROM matching_merge WHERE id = about AND carried_out AND undone_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM matching_merge later WHERE later.other_id = matching_merge.kept_id
                        AND later.undone_at IS NULL) FOR UPDATE;
    PERFORM 1 FROM families_person WHERE id IN (merge.kept_id, merge.other_id) ORDER BY id FOR UPDATE;
    PERFORM matching_back(merge);
    SELECT string_agg(format('%I = n.%I', attname, attname), ', ') INTO names FROM pg_attribute
        WHERE attrelid = 'families_person'::regclass AND attnum > 0 AND NOT attisdropped
        AND attname NOT IN ('id', 'version');
    EXECUTE format('UPDATE families_person t SET %s, version = t.version + 1'
                   ' FROM jsonb_populate_record(NULL::families_person, $1) n WHERE t.id = $2', names)
        USING merge.other_before, merge.other_id;
    UPDATE families_person SET version = version + 1 WHERE id = merge.kept_id;
    PERFORM matching_strict(merge);
    UPDATE matching_merge SET carried_out = false WHERE id = about;
END $$
"""

CHANGED = """
CREATE FUNCTION matching_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'families_person' THEN
        INSERT INTO matching_changedperson (person_id) VALUES (coalesce(NEW.id, OLD.id));
    ELSE
        IF TG_OP <> 'INSERT' THEN
            INSERT INTO matching_changedperson (person_id) VALUES (OLD.person_id);
        END IF;
        IF TG_OP = 'INSERT' OR NEW.person_id <> OLD.person_id THEN
            INSERT INTO matching_changedperson (person_id) VALUES (NEW.person_id);
        END IF;
    END IF;
    RETURN NULL;
END $$
"""
# Who becomes closely kept takes what may be about them along at once, not with the next run.
KEPT = """
CREATE FUNCTION matching_kept() RETURNS trigger SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
BEGIN
    UPDATE matching_description SET standing = 'quarantined', resembles_id = NEW.id, feed_person_id = NULL,
        model_version = '' WHERE standing IN ('waiting', 'set_aside')
        AND id IN (SELECT description_id FROM matching_possiblematch WHERE person_id = NEW.id);
    RETURN NULL;
END $$
"""
WATCHED = ("families_person", "families_personname", "families_personaddress")


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0001_initial"),
        ("families", "0002_kept_closely"),
        ("access", "0002_clearance_exclusion"),
        ("protection", "0001_initial"),
    ]
    operations = [
        migrations.RunSQL(NOTE, "DROP FUNCTION matching_note(uuid, text, text, text, text, jsonb, jsonb)"),
        migrations.RunSQL(REFERRING, "DROP FUNCTION matching_referring()"),
        migrations.RunSQL(CHANGE, "DROP FUNCTION matching_change(uuid, text, text, jsonb)"),
        migrations.RunSQL(MOVE, "DROP FUNCTION matching_move(uuid, uuid, uuid)"),
        migrations.RunSQL(CLEARANCES, "DROP FUNCTION matching_clearances(uuid, families_person, families_person)"),
        migrations.RunSQL(HOMES, "DROP FUNCTION matching_homes(uuid, families_person, families_person)"),
        migrations.RunSQL(ALIKE, "DROP FUNCTION matching_alike(uuid, families_person, families_person)"),
        migrations.RunSQL(FILLED, "DROP FUNCTION matching_filled(families_person, families_person)"),
        migrations.RunSQL(JOIN, "DROP FUNCTION matching_join(uuid)"),
        migrations.RunSQL(BACK, "DROP FUNCTION matching_back(matching_merge)"),
        migrations.RunSQL(STRICT, "DROP FUNCTION matching_strict(matching_merge)"),
        migrations.RunSQL(PART, "DROP FUNCTION matching_part(uuid)"),
        migrations.RunSQL(CHANGED, "DROP FUNCTION matching_changed()"),
        migrations.RunSQL(KEPT, "DROP FUNCTION matching_kept()"),
        migrations.RunSQL(
            "CREATE TRIGGER matching_kept AFTER UPDATE OF record_class ON families_person FOR EACH ROW"
            " WHEN (NEW.record_class > 0 AND OLD.record_class = 0) EXECUTE FUNCTION matching_kept()",
            "DROP TRIGGER matching_kept ON families_person",
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER matching_changed AFTER INSERT OR UPDATE OR DELETE ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION matching_changed()",
                f"DROP TRIGGER matching_changed ON {table}",
            )
            for table in WATCHED
        ),
    ]
