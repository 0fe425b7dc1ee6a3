from django.db import migrations

# The text, without accents, marks that join letters, and signs that are not seen; letters keep their case.
LETTERS = r"""
CREATE FUNCTION disclosure_letters(given text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT regexp_replace(
        translate(normalize(coalesce(given, ''), NFKD), 'ØøŁłÐðĐđıſ', 'OoLlDdDdis'),
        '[\u0300-\u036f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff''`\u2018\u2019\u02bc]',
        '', 'g') $$
"""

# Words in lower case with one space between them, whatever stood there. Greek and Cyrillic are lowered by hand: the
# database may have been made with a locale that lowers ASCII only.
WORDS = r"""
CREATE FUNCTION disclosure_apart(given text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT btrim(regexp_replace(disclosure_letters(given),
        '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u1680\u2000-\u2bff\u3000-\u303f\ue000-\uf8ff\ufff0-\uffff\U0001f000-\U0001faff]+',
        ' ', 'g')) $$;
CREATE FUNCTION disclosure_words(given text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT lower(translate(disclosure_apart(given),
        'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЄҐЂЈЉЊЋЏÆÞŒ',
        'αβγδεζηθικλμνξοπρστυφχψωабвгдежзиклмнопрстуфхцчшщъыьэюяієґђјљњћџæþœ')) $$;
CREATE FUNCTION disclosure_folded(words text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT coalesce(string_agg(coalesce(f.short, w.word), ' ' ORDER BY w.at), '')
    FROM unnest(string_to_array(words, ' ')) WITH ORDINALITY w(word, at)
    LEFT JOIN (VALUES ('street', 'st'), ('saint', 'st'), ('road', 'rd'), ('avenue', 'ave'), ('av', 'ave'),
        ('lane', 'ln'), ('drive', 'dr'), ('close', 'cl'), ('court', 'ct'), ('crescent', 'cres'), ('place', 'pl'),
        ('gardens', 'gdns'), ('terrace', 'terr'), ('square', 'sq'), ('grove', 'gr'), ('mount', 'mt'), ('house', 'hse'),
        ('apartment', 'flat'), ('apt', 'flat')) f(long, short) ON f.long = w.word $$
"""

# What of an address (or of a place where people meet) would tell where it is, and how to look for it: 'within' the
# text with nothing between its letters, or as whole 'words'.
FORMS = r"""
CREATE FUNCTION disclosure_forms(given text) RETURNS TABLE (form text, how text)
IMMUTABLE PARALLEL SAFE LANGUAGE sql AS $$
    SELECT CASE WHEN length(m[2]) >= 4 OR m[3] IS NULL THEN m[1] || ' ' || m[2]
                ELSE m[1] || ' ' || m[2] || ' ' || m[3] END, 'within'
    FROM regexp_matches(disclosure_words(given), '(?:^| )([0-9]+[a-z]?) ([^ 0-9][^ ]*)(?: ([^ 0-9][^ ]*))?', 'g') m
    UNION
    SELECT disclosure_words(m[1]), 'within'
    FROM regexp_matches(given, '([A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*[0-9][A-Za-z]{2})', 'g') m
    UNION
    SELECT named.street, how.how
    FROM (SELECT btrim(regexp_replace(disclosure_words(part.part),
                '^((flat|apartment|apt|unit|room|no|number) )*([0-9]+[a-z]?( |$))*', '')) AS street,
            part.at, disclosure_words(part.part) ~ '[0-9]' AS numbered
          FROM regexp_split_to_table(given, '[,;\n\r]+') WITH ORDINALITY part(part, at)) named,
         (VALUES ('within', 10), ('words', 5)) how(how, shortest)
    WHERE length(named.street) >= how.shortest AND (
        (named.at = 1 AND NOT named.numbered) OR named.street ~
        '[^ ]+ (street|st|road|rd|avenue|ave|av|lane|ln|drive|dr|close|cl|court|ct|crescent|cres|place|pl|gardens|gdns|terrace|terr|square|sq|grove|gr|way|walk|row|hill|rise|view|mews|park|green|house|cottage|farm|lodge|flats|hall|villas|refuge|hostel|centre|mount|yard|gate|wharf|buildings)$') $$
"""

# What higher packages know of places where people meet; they put their own in its stead (a hook in the database).
PLACES = """
CREATE FUNCTION disclosure_places(homes uuid[]) RETURNS TABLE (place text, invited uuid[]) STABLE LANGUAGE sql AS $$
    SELECT NULL::text, NULL::uuid[] WHERE false $$
"""

FOUND = r"""
CREATE FUNCTION disclosure_found(texts text[], about uuid, people uuid[], told uuid[], reader_kind text, reader text, known boolean)
RETURNS TABLE (place bigint, address boolean, contact boolean, person boolean, school boolean, meeting boolean)
STABLE SECURITY DEFINER SET search_path = public, pg_temp LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    me uuid;
    who bigint;
    cleared uuid[] := '{}';
    barred uuid[] := '{}';  -- what the reader may not see whatever else holds
    principals int[] := '{}';
    mine uuid;  -- the reader's agency
    reads boolean;  -- the reader works with the family
    core uuid[];  -- everybody who ever belonged to the family
    ring uuid[];  -- and everybody they are related to, or share another family with
    homes text[] := '{}';  -- where the reader lives, or the confidential addresses a user is cleared for
    mates uuid[] := '{}';  -- who lives there too
    open_people uuid[];  -- closely kept people the reader may know of
    away uuid[];  -- people whose present address is confidential
    ordinary CONSTANT text[] := ARRAY['will', 'may', 'mark', 'grace', 'hope', 'joy', 'faith', 'rose', 'june', 'april',
        'august', 'summer', 'autumn', 'dawn', 'eve', 'iris', 'lily', 'daisy', 'heather', 'holly', 'ivy', 'jade', 'pearl',
        'ruby', 'amber', 'art', 'bill', 'bob', 'chase', 'dean', 'drew', 'frank', 'grant', 'guy', 'jack', 'josh', 'lane',
        'miles', 'nick', 'pat', 'penny', 'ray', 'rich', 'rob', 'robin', 'sky', 'sue', 'young', 'may', 'day', 'help',
        'home', 'school', 'read', 'short', 'long', 'good', 'best', 'work', 'wells', 'what', 'this', 'your', 'who'];
BEGIN
    IF reader_kind = 'person' THEN
        SELECT id INTO STRICT me FROM families_person WHERE id = reader::uuid;
    ELSIF reader_kind = 'user' THEN
        SELECT u.id, array_remove(ARRAY[u.principal, t.principal, a.principal], NULL), a.id INTO STRICT who, principals, mine
        FROM access_user u JOIN access_agency a ON a.id = u.agency_id LEFT JOIN access_team t ON t.id = u.team_id
        WHERE u.id = reader::bigint;
        barred := ARRAY(SELECT subject FROM access_exclusion WHERE user_id = who AND ended_at IS NULL);
        cleared := ARRAY(SELECT subject FROM access_clearance WHERE user_id = who AND ended_at IS NULL
                         AND since <= clock_timestamp() AND until > clock_timestamp() AND NOT subject = ANY(barred));
    ELSIF reader_kind = 'agency' THEN
        SELECT ARRAY[a.principal], a.id INTO STRICT principals, mine FROM access_agency a WHERE a.id = reader::uuid;
    ELSE
        RAISE 'nobody can be written to as %', reader_kind;
    END IF;

    core := ARRAY(SELECT person_id FROM families_membership WHERE family_id = about UNION SELECT unnest(people));
    ring := ARRAY(
        SELECT unnest(core)
        UNION SELECT other_id FROM families_relationship WHERE person_id = ANY(core)
        UNION SELECT person_id FROM families_relationship WHERE other_id = ANY(core)
        UNION SELECT other.person_id FROM families_membership one
              JOIN families_membership other ON other.family_id = one.family_id WHERE one.person_id = ANY(core));
    reads := EXISTS (SELECT 1 FROM families_family f WHERE f.id = about AND (f.id = ANY(cleared) OR (f.record_class = 0
        AND EXISTS (SELECT 1 FROM unnest(f.readers) r WHERE r = ANY(principals) OR (r < 0 AND (-r) / 16 = ANY(principals))))));
    homes := ARRAY(SELECT disclosure_words(a.lines || ' ' || a.postcode) FROM families_personaddress a
        WHERE a.person_id = me AND a.until IS NULL AND a.lines <> '');
    mates := ARRAY(SELECT a.person_id FROM families_personaddress a WHERE a.person_id = ANY(ring) AND a.until IS NULL
        AND disclosure_words(a.lines || ' ' || a.postcode) = ANY(homes) UNION SELECT me WHERE me IS NOT NULL);
    IF who IS NOT NULL THEN  -- a person is cleared for one of the rows that say the same: it is what they say that counts
        homes := ARRAY(SELECT disclosure_words(a.lines || ' ' || a.postcode) FROM families_personaddress a
            JOIN families_person p ON p.id = a.person_id
            WHERE a.person_id = ANY(ring) AND a.confidential AND (a.id = ANY(cleared) OR a.recorded_by_id = who)
                AND (p.record_class = 0 OR p.id = ANY(cleared)) AND NOT p.id = ANY(barred));
    END IF;
    away := ARRAY(SELECT a.person_id FROM families_personaddress a
                  WHERE a.person_id = ANY(ring) AND a.until IS NULL AND a.confidential
                  UNION SELECT p.id FROM families_person p WHERE p.id = ANY(ring) AND p.address_is_kept);
    -- A record kept closely as a whole family's is kept from others: its people know one another. One kept for a
    -- person by itself is kept from the rest of the family too.
    open_people := cleared || mates || told || ARRAY(
        SELECT one.person_id FROM families_membership one
        JOIN families_family f ON f.id = one.family_id AND f.record_class > 0
        JOIN families_membership my ON my.family_id = f.id AND my.person_id = me AND my.until IS NULL
        WHERE one.until IS NULL AND NOT EXISTS (SELECT 1 FROM protection_restriction r
            WHERE r.person_id = one.person_id AND r.lifted_at IS NULL));

    RETURN QUERY
    WITH kept AS (
        SELECT 'address' AS kind, a.lines, a.postcode, a.uprn,
            CASE WHEN NOT a.confidential THEN p.id = ANY(open_people)
                 ELSE coalesce(a.person_id = me, false)
                      OR disclosure_words(a.lines || ' ' || a.postcode) = ANY(homes) END AS allowed
        FROM families_personaddress a JOIN families_person p ON p.id = a.person_id
        WHERE a.person_id = ANY(ring) AND (a.confidential OR p.record_class > 0)
    ), named AS (
        SELECT p.id, disclosure_words(n.forename) AS f, split_part(disclosure_words(n.forename), ' ', 1) AS first,
            disclosure_words(n.surname) AS s, p.id = ANY(open_people) AS allowed
        FROM families_person p JOIN families_personname n ON n.person_id = p.id
        WHERE p.id = ANY(ring) AND p.record_class = 2
    ), theirs AS (
        SELECT DISTINCT word FROM families_personname n JOIN families_person p ON p.id = n.person_id,
            unnest(string_to_array(disclosure_words(n.forename || ' ' || n.surname), ' ')) word
        WHERE (p.id = ANY(core) AND p.record_class < 2) OR p.id = me
    ), reach AS (
        SELECT p.telephone, p.email, (p.record_class = 0 OR p.id = ANY(open_people))
            AND (NOT p.id = ANY(away) OR p.id = ANY(mates) OR reads) AS allowed
        FROM families_person p
        WHERE p.id = ANY(ring) AND (p.record_class > 0 OR p.id = ANY(away))
    ), own AS (
        SELECT disclosure_words(p.email) AS email, regexp_replace(p.telephone, '[^0-9]', '', 'g') AS digits
        FROM families_person p WHERE p.id = me
    ), found(kind, form, how, allowed) AS (
        SELECT k.kind, f.form, f.how, k.allowed FROM kept k, disclosure_forms(k.lines) f
        UNION SELECT k.kind, disclosure_words(k.postcode), 'within', k.allowed FROM kept k WHERE length(k.postcode) >= 5
        UNION SELECT k.kind, k.uprn, 'within', k.allowed FROM kept k WHERE length(k.uprn) >= 6
        UNION SELECT 'contact', right(regexp_replace(m[1], '[^0-9]', '', 'g'), 9), 'within', r.allowed
            FROM reach r, regexp_matches(r.telephone, '([0-9][0-9 ()+./-]{4,}[0-9])', 'g') m
            WHERE NOT EXISTS (SELECT 1 FROM own WHERE own.digits <> ''
                AND right(own.digits, 9) = right(regexp_replace(m[1], '[^0-9]', '', 'g'), 9))
        UNION SELECT 'contact', disclosure_words(r.email), 'within', r.allowed FROM reach r
            WHERE r.email <> '' AND NOT EXISTS (SELECT 1 FROM own WHERE own.email = disclosure_words(r.email))
        UNION SELECT 'person', form, CASE WHEN length(replace(form, ' ', '')) >= 6 OR form ~ '[^\x01-\x7f]'
                THEN 'within' ELSE 'words' END, n.allowed
            FROM named n, unnest(ARRAY[f || ' ' || s, s || ' ' || f, first || ' ' || s, s || ' ' || first]) form
            WHERE f <> '' AND s <> ''
        UNION SELECT 'person', form, CASE WHEN f = '' OR s = '' OR form LIKE '% %' THEN 'words' ELSE 'name' END, n.allowed
            FROM named n, unnest(ARRAY[first, s]) form
            WHERE (length(form) >= 3 OR form ~ '[^\x01-\x7f]') AND NOT form = ANY(ordinary)
                AND form NOT IN (SELECT word FROM theirs)
        UNION SELECT 'person', disclosure_words(number), 'within', p.id = ANY(open_people)
            FROM families_person p, unnest(ARRAY[p.nhs_number, p.upn]) number
            WHERE p.id = ANY(ring) AND p.record_class = 2 AND length(number) >= 6
        UNION SELECT 'school', disclosure_words(a.name), CASE WHEN length(a.name) >= 9 THEN 'within' ELSE 'words' END,
                p.id = ANY(mates) OR reads OR coalesce(a.id = mine, false)
            FROM families_person p JOIN access_agency a ON a.id = p.school_id WHERE p.id = ANY(away)
        UNION SELECT 'meeting', f.form, f.how, coalesce(me = ANY(p.invited), false) OR reads
            FROM disclosure_places(ARRAY(SELECT family_id FROM families_membership WHERE person_id = ANY(core))) p,
                LATERAL (SELECT form, how FROM disclosure_forms(p.place)
                         UNION SELECT disclosure_words(p.place), 'words') f
            WHERE EXISTS (SELECT 1 FROM unnest(away) one WHERE NOT one = ANY(mates)) AND NOT f.form ~
                '^((the|a|at|our|your|their|by|school|home|online|office|offices|council|hub|video|call|telephone|phone|teams|zoom|centre|children|childrens|family|library|nursery|college|surgery|clinic|meeting|room|community)( |$))*$'
    ), looked_for AS (
        SELECT kind, how, form, replace(form, ' ', '') AS glued, disclosure_folded(form) AS folded,
            replace(disclosure_folded(form), ' ', '') AS folded_glued
        FROM found WHERE form <> '' AND allowed = known
    ), given AS (
        SELECT at, ' ' || w || ' ' AS words, replace(w, ' ', '') AS glued, ' ' || disclosure_folded(w) || ' ' AS folded,
            replace(disclosure_folded(w), ' ', '') AS folded_glued, string_to_array(disclosure_apart(t), ' ') AS apart
        FROM unnest(texts) WITH ORDINALITY one(t, at), LATERAL (SELECT disclosure_words(t) AS w) said
    ), hits AS (
        SELECT g.at, l.kind, CASE l.how
            WHEN 'within' THEN position(l.glued IN g.glued) > 0 OR position(l.folded_glued IN g.folded_glued) > 0
            WHEN 'words' THEN position(' ' || l.form || ' ' IN g.words) > 0
                OR position(' ' || l.folded || ' ' IN g.folded) > 0
            ELSE EXISTS (SELECT 1 FROM unnest(g.apart) word WHERE disclosure_words(word) IN (l.form, l.form || 's')
                AND (word <> disclosure_words(word) OR l.form ~ '[^\x01-\x7f]')) END AS hit
        FROM given g LEFT JOIN looked_for l ON true
    )
    SELECT at, coalesce(bool_or(hit AND kind = 'address'), false), coalesce(bool_or(hit AND kind = 'contact'), false),
        coalesce(bool_or(hit AND kind = 'person'), false), coalesce(bool_or(hit AND kind = 'school'), false),
        coalesce(bool_or(hit AND kind = 'meeting'), false)
    FROM hits GROUP BY at ORDER BY at;
END $$
"""

DROPS = """
DROP FUNCTION disclosure_found(text[], uuid, uuid[], uuid[], text, text, boolean);
DROP FUNCTION disclosure_places(uuid[]);
DROP FUNCTION disclosure_forms(text);
DROP FUNCTION disclosure_folded(text);
DROP FUNCTION disclosure_words(text);
DROP FUNCTION disclosure_apart(text);
DROP FUNCTION disclosure_letters(text)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0001_initial"),
        ("protection", "0001_initial"),
    ]
    operations = [migrations.RunSQL([LETTERS, WORDS, FORMS, PLACES, FOUND], DROPS)]
