"""Needs counted in SQL: the pack's criteria over matched rows, for the households of table id_scope.

Everything happens in tables of the transaction: id_member (who is counted), id_event (their rows), id_met (criteria
met by somebody) and id_now (each household on each list). A full count and a count of the households something
changed for run the same statements and differ in id_scope alone, so that they cannot come to different answers.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from alongside.ground.operating_models.queries import Criteria, Pack

UNDATED = dt.date(1900, 1, 1)
CENSUS, ON_ROLL = "school_census", "on_roll"

MEMBERS = """
CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS
SELECT m.household_id, m.person_id, m.feed_person_id, m.part,
       CASE WHEN m.person_id IS NULL THEN f.date_of_birth
            WHEN p.date_known IN ('exact', 'estimated') THEN p.date_of_birth END AS born,
       p.died_on, EXISTS (
           SELECT 1 FROM identification_objection o WHERE o.outcome <> 'refused'
           AND (o.person_id = m.person_id OR o.feed_person_id = m.feed_person_id)) AS objects
FROM id_scope s JOIN matching_household h ON h.id = s.household_id
JOIN matching_householdmember m ON m.household_id = h.id
LEFT JOIN families_person p ON p.id = m.person_id LEFT JOIN matching_feedperson f ON f.id = m.feed_person_id
WHERE h.since <= %(as_of)s AND (h.until IS NULL OR h.until > %(as_of)s)
  AND m.since <= %(as_of)s AND (m.until IS NULL OR m.until > %(as_of)s)
"""
EVENTS = """
CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS
SELECT m.household_id, m.person_id, m.feed_person_id, m.part, m.born, r.id, r.feed, r.event_kind, r.event_on,
       r.event_until, r.quantity
FROM (SELECT m.*, d.id AS description_id FROM {members} m
      JOIN matching_description d ON d.person_id = m.person_id AND d.standing = 'joined'
      UNION ALL SELECT m.*, d.id FROM {members} m
      JOIN matching_description d ON d.feed_person_id = m.feed_person_id AND d.standing = 'feed_only') m
JOIN matching_matchedrow w ON w.description_id = m.description_id
JOIN partner_data_row r ON r.feed = w.feed AND r.record_id = w.record_id AND r.stands
WHERE NOT m.objects AND m.died_on IS NULL
  AND (r.feed, r.event_kind) IN (SELECT feed, kind FROM id_criterion)
  AND NOT EXISTS (SELECT 1 FROM identification_objection o
                  WHERE o.outcome <> 'refused' AND o.records @> ARRAY[r.feed || ':' || r.record_id])
"""
MET = """
CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS
SELECT household_id, criterion, person_id, feed_person_id, part, number, first_on, last_on, rows FROM (
    SELECT e.household_id, c.criterion, e.person_id, e.feed_person_id, e.part, count(*) AS number,
           min(e.event_on) AS first_on, max(e.event_on) AS last_on,
           array_agg(e.id ORDER BY e.id) AS rows, c.counted_for, c.at_least,
           sum(count(*)) OVER (PARTITION BY e.household_id, c.criterion) AS together
    FROM {events} e JOIN id_criterion c ON c.feed = e.feed AND c.kind = e.event_kind
    WHERE (c.who = 'anyone' OR c.who = e.part)
      AND (c.age_from IS NULL OR e.born + make_interval(years => c.age_from) <= %(as_of)s)
      AND (c.age_to IS NULL OR e.born + make_interval(years => c.age_to + 1) > %(as_of)s)
      AND (c.quantity_from IS NULL OR e.quantity >= c.quantity_from)
      AND coalesce(e.event_on, %(as_of)s) >= c.from_on
      AND (c.until_on IS NULL OR coalesce(e.event_on, %(as_of)s) < c.until_on)
      AND CASE WHEN c.within_days IS NULL
               THEN (e.event_on IS NULL OR e.event_on <= %(as_of)s)
                    AND (e.event_until IS NULL OR e.event_until >= %(as_of)s)
               ELSE e.event_on <= %(as_of)s AND coalesce(e.event_until, e.event_on) > %(as_of)s - c.within_days END
    GROUP BY e.household_id, c.criterion, e.person_id, e.feed_person_id, e.part, c.counted_for, c.at_least
) counted WHERE CASE WHEN counted_for = 'person' THEN number ELSE together END >= at_least
"""
STANDS = """
CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS
SELECT m.household_id, g.list_id, array_agg(DISTINCT g.group_id ORDER BY g.group_id) AS groups,
       count(DISTINCT g.group_id) AS groups_met, count(DISTINCT m.criterion) AS criteria_met,
       count(DISTINCT one) AS records, coalesce(max(m.last_on), %(undated)s) AS latest_on
FROM {met} m JOIN id_group g ON g.criterion = m.criterion CROSS JOIN LATERAL unnest(m.rows) one
WHERE EXISTS (SELECT 1 FROM {members} c WHERE c.household_id = m.household_id AND c.part = 'child')
  AND NOT EXISTS (SELECT 1 FROM {met} u JOIN id_unless n ON n.criterion = u.criterion
                  WHERE u.household_id = m.household_id AND n.list_id = g.list_id)
GROUP BY m.household_id, g.list_id
"""
NOW = """
CREATE TEMPORARY TABLE id_now ON COMMIT DROP AS
SELECT coalesce(n.household_id, b.household_id) AS household_id, l.list_id,
       CASE WHEN n.groups_met >= l.at_least THEN 'need' ELSE 'falling' END AS place,
       coalesce(n.groups, '{}') AS groups, coalesce(n.groups_met, 0) AS groups_met,
       coalesce(n.criteria_met, 0) AS criteria_met, coalesce(n.records, 0) AS records,
       coalesce(n.latest_on, b.latest_on) AS latest_on, coalesce(b.groups_met, 0) AS groups_before
FROM id_stands n FULL JOIN id_stood b ON b.household_id = n.household_id AND b.list_id = n.list_id
JOIN id_list l ON l.list_id = coalesce(n.list_id, b.list_id)
WHERE n.groups_met >= l.at_least OR (b.groups_met >= l.at_least AND b.groups_met > coalesce(n.groups_met, 0))
"""
PEOPLE = """
CREATE TEMPORARY TABLE id_people ON COMMIT DROP AS
WITH ward AS (
    SELECT m.household_id, a.ward_code FROM id_member m JOIN families_personaddress a ON a.person_id = m.person_id
    JOIN families_person p ON p.id = m.person_id
    WHERE a.until IS NULL AND a.ward_code <> '' AND NOT a.confidential AND NOT p.address_is_kept
    UNION SELECT m.household_id, (
        SELECT a.ward_code FROM families_personaddress a WHERE a.postcode = f.postcode AND NOT a.confidential
        AND a.ward_code <> '' ORDER BY a.since DESC, a.id DESC LIMIT 1)
    FROM id_member m JOIN matching_feedperson f ON f.id = m.feed_person_id WHERE f.postcode <> ''
), area AS (
    SELECT w.household_id, array_agg(DISTINCT a.area ORDER BY a.area) AS areas
    FROM ward w JOIN id_area a ON a.ward_code = w.ward_code GROUP BY w.household_id
), school AS (
    SELECT household_id, array_agg(DISTINCT name ORDER BY name) AS schools FROM (
        SELECT m.household_id, g.name FROM id_member m JOIN families_person p ON p.id = m.person_id
        JOIN access_agency g ON g.id = p.school_id WHERE m.part = 'child'
        UNION SELECT m.household_id, r.detail
        FROM id_member m JOIN matching_description d
          ON (d.person_id = m.person_id AND d.standing = 'joined')
        JOIN matching_matchedrow w ON w.description_id = d.id
        JOIN partner_data_row r ON r.feed = w.feed AND r.record_id = w.record_id AND r.stands
        WHERE m.part = 'child' AND r.feed = %(census)s AND r.event_kind IN (%(on_roll)s, '') AND r.detail <> ''
        UNION SELECT m.household_id, r.detail
        FROM id_member m JOIN matching_description d
          ON (d.feed_person_id = m.feed_person_id AND d.standing = 'feed_only')
        JOIN matching_matchedrow w ON w.description_id = d.id
        JOIN partner_data_row r ON r.feed = w.feed AND r.record_id = w.record_id AND r.stands
        WHERE m.part = 'child' AND r.feed = %(census)s AND r.event_kind IN (%(on_roll)s, '') AND r.detail <> ''
    ) one GROUP BY household_id
), belongs AS (
    SELECT m.household_id, array_agg(DISTINCT b.family_id ORDER BY b.family_id) AS families
    FROM id_member m JOIN families_membership b ON b.person_id = m.person_id AND b.until IS NULL GROUP BY m.household_id
)
SELECT m.household_id,
       coalesce(array_agg(m.person_id ORDER BY m.person_id) FILTER (WHERE m.person_id IS NOT NULL), '{}') AS people,
       coalesce(array_agg(m.feed_person_id ORDER BY m.feed_person_id) FILTER (WHERE m.feed_person_id IS NOT NULL),
                '{}') AS feed_people,
       coalesce(array_agg(extract(year FROM age(%(as_of)s, m.born))::smallint ORDER BY m.born DESC)
                FILTER (WHERE m.part = 'child' AND m.born <= %(as_of)s), '{}') AS children,
       count(*) FILTER (WHERE m.part = 'adult') AS adults, coalesce(max(b.families), '{}') AS families,
       coalesce(max(a.areas), '{}') AS areas, coalesce(max(c.schools), '{}') AS schools
FROM id_member m LEFT JOIN area a USING (household_id) LEFT JOIN school c USING (household_id)
LEFT JOIN belongs b USING (household_id)
WHERE m.household_id IN (SELECT household_id FROM id_met UNION SELECT household_id FROM id_now
                         UNION SELECT household_id FROM identification_countedfamily)
GROUP BY m.household_id
"""
SCOPE_ALL = """
CREATE TEMPORARY TABLE id_scope ON COMMIT DROP AS
SELECT id AS household_id FROM matching_household UNION SELECT household_id FROM identification_countedfamily
"""
SCOPE_TOUCHED = """
CREATE TEMPORARY TABLE id_scope ON COMMIT DROP AS
WITH somebody AS (
    SELECT somebody_id AS id FROM id_touched WHERE somebody_id IS NOT NULL
    UNION SELECT f.id FROM id_touched t JOIN matching_feedperson f ON f.postcode = t.postcode WHERE t.postcode <> ''
    UNION SELECT coalesce(d.person_id, d.feed_person_id) FROM partner_data_row r
    JOIN matching_matchedrow w ON w.feed = r.feed AND w.record_id = r.record_id
    JOIN matching_description d ON d.id = w.description_id WHERE r.turn > %(marker)s
), held AS (SELECT array_agg(id) AS ids FROM partner_data_row WHERE turn > %(marker)s)
SELECT household_id FROM id_touched WHERE household_id IN (SELECT id FROM matching_household)
UNION SELECT m.household_id FROM somebody s JOIN matching_householdmember m ON m.person_id = s.id
UNION SELECT m.household_id FROM somebody s JOIN matching_householdmember m ON m.feed_person_id = s.id
UNION SELECT c.household_id FROM held JOIN identification_finding f ON f.rows && held.ids
    JOIN identification_countedfamily c ON c.id = f.counted_id
UNION SELECT household_id FROM id_moment
"""
MOMENTS = """
CREATE TEMPORARY TABLE id_moment ON COMMIT DROP AS
WITH span(low, high) AS (VALUES (%(last)s::date, %(as_of)s::date), (%(last_before)s::date, %(before)s::date)),
day_of_household AS (
    SELECT id AS household_id, since AS day FROM matching_household UNION ALL
    SELECT id, until FROM matching_household UNION ALL
    SELECT household_id, since FROM matching_householdmember UNION ALL
    SELECT household_id, until FROM matching_householdmember
), told AS (
    SELECT DISTINCT r.feed, r.record_id
    FROM partner_data_row r JOIN id_criterion c ON c.feed = r.feed AND c.kind = r.event_kind
    JOIN span s ON (r.event_on > s.low AND r.event_on <= s.high)
        OR (coalesce(r.event_until, r.event_on) + c.within_days > s.low
            AND coalesce(r.event_until, r.event_on) + c.within_days <= s.high)
        OR (c.within_days IS NULL AND r.event_until + 1 > s.low AND r.event_until + 1 <= s.high)
    WHERE r.stands
), age AS (
    SELECT DISTINCT years FROM id_criterion CROSS JOIN LATERAL unnest(ARRAY[age_from, age_to + 1]) years
), born AS (
    SELECT DISTINCT (day - make_interval(years => years))::date + off AS day
    FROM span CROSS JOIN LATERAL generate_series(low + 1, high, '1 day') day CROSS JOIN age
    CROSS JOIN unnest({off}) off WHERE years IS NOT NULL
), birthday AS (
    SELECT DISTINCT (day - make_interval(years => years))::date + off AS day
    FROM generate_series(%(last)s::date + 1, %(as_of)s::date, '1 day') day CROSS JOIN generate_series(0, {oldest}) years
    CROSS JOIN unnest({off}) off
), somebody AS (
    SELECT d.person_id, d.feed_person_id FROM told t JOIN matching_matchedrow w USING (feed, record_id)
    JOIN matching_description d ON d.id = w.description_id
    UNION SELECT id, NULL FROM families_person WHERE date_of_birth IN (SELECT day FROM born)
    UNION SELECT NULL, id FROM matching_feedperson WHERE date_of_birth IN (SELECT day FROM born)
)
SELECT h.household_id FROM day_of_household h JOIN span ON h.day > span.low AND h.day <= span.high
UNION SELECT m.household_id FROM somebody s JOIN matching_householdmember m ON m.person_id = s.person_id
UNION SELECT m.household_id FROM somebody s JOIN matching_householdmember m ON m.feed_person_id = s.feed_person_id
UNION SELECT c.household_id FROM identification_countedfamily c JOIN matching_householdmember m USING (household_id)
    JOIN families_person p ON p.id = m.person_id WHERE p.date_of_birth IN (SELECT day FROM birthday)
UNION SELECT c.household_id FROM identification_countedfamily c JOIN matching_householdmember m USING (household_id)
    JOIN matching_feedperson f ON f.id = m.feed_person_id WHERE f.date_of_birth IN (SELECT day FROM birthday)
""".format(off="ARRAY[-1, 0, 1]", oldest=120)
"""Households for which a day has come or gone since the last count. Whose birthday it is, is looked for by day of
birth, a day around it included because of 29 February: that somebody is counted again for nothing changes nothing.
"""


def execute(sql: str, values: dict[str, Any] | None = None) -> int:
    """Run one statement; the number of rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _make(table: str, sql: str, values: dict[str, Any] | None = None) -> None:
    """Make a table of the transaction, and count it, so that what follows is planned by what is in it."""
    execute(sql, values)
    execute(f"ANALYZE {table}")


def set_up(pack: Pack, criteria: Criteria, as_of: dt.date) -> None:
    """Tables of what the pack counts, as in use on the day: id_criterion, id_group, id_unless, id_list, id_area."""
    _drop_tables()
    used = [one for one in criteria.criteria if one.in_use_on(as_of)]
    lists = [one for one in criteria.lists if one.in_force_on(as_of)]
    _table(
        "id_criterion",
        "criterion text, feed text, kind text, who text, counted_for text, at_least int, within_days int,"
        " quantity_from numeric, age_from int, age_to int, from_on date, until_on date",
        (
            (one.id, rows.feed, kind, one.who.value, one.counted_for.value, one.at_least, one.within_days,
             one.quantity_from, one.age_from, one.age_to, one.from_, one.until)
            for one in used for rows in one.rows for kind in rows.kinds
        ),
    )  # fmt: skip
    _table(
        "id_group", "list_id text, group_id text, criterion text",
        ((one.id, group.id, criterion) for one in lists for group in one.groups if group.in_use_on(as_of)
         for criterion in group.criteria),
    )  # fmt: skip
    _table(
        "id_unless", "list_id text, criterion text", ((one.id, criterion) for one in lists for criterion in one.unless)
    )
    _table("id_list", "list_id text, at_least int", ((one.id, one.at_least) for one in lists))
    _table(
        "id_area", "ward_code text, area text",
        ((ward.code, given.area) for given in pack.localities.ward_assignments for ward in given.wards),
    )  # fmt: skip


def count(as_of: dt.date, before: dt.date) -> None:
    """Count the households of id_scope as of the day, and as of an earlier day with what is known now."""
    for day, suffix in ((as_of, ""), (before, "_before")):
        names = {"members": f"id_member{suffix}", "events": f"id_event{suffix}", "met": f"id_met{suffix}"}
        values = {"as_of": day, "undated": UNDATED}
        _make(names["members"], MEMBERS.format(name=names["members"]), values)
        _make(names["events"], EVENTS.format(name=names["events"], **names), values)
        _make(names["met"], MET.format(name=names["met"], **names), values)
        stands = "id_stands" if not suffix else "id_stood"
        _make(stands, STANDS.format(name=stands, **names), values)
    _make("id_now", NOW)
    _make("id_people", PEOPLE, {"as_of": as_of, "census": CENSUS, "on_roll": ON_ROLL})


def plan_for_many(many: bool) -> None:
    """Have PostgreSQL join as for many rows, or as it thinks best.

    What this transaction wrote is not analysed yet, so it is thought small, and joined row by row: 27 seconds instead
    of two at 20,000 households.
    """
    execute(f"SET LOCAL enable_nestloop = {'off' if many else 'on'}")


def scope_all() -> None:
    """Every household, and those that were counted."""
    _make("id_scope", SCOPE_ALL)


def scope_changed(*, marker: int, last: dt.date, as_of: dt.date, over_days: int) -> None:
    """The households something changed for since the last count, or for whom a day has come or gone."""
    over = dt.timedelta(days=over_days)
    days = {"last": last, "as_of": as_of, "last_before": last - over, "before": as_of - over}
    _make("id_moment", MOMENTS, days)
    _make("id_scope", SCOPE_TOUCHED, {"marker": marker})


def take_touched() -> None:
    """Take what the database noted since the last count into id_touched; what it notes from now on is for the next."""
    execute("CREATE TEMPORARY TABLE id_touched (LIKE identification_touchedhousehold) ON COMMIT DROP")
    execute(
        "WITH gone AS (DELETE FROM identification_touchedhousehold RETURNING *)"
        " INSERT INTO id_touched SELECT DISTINCT ON (household_id, somebody_id, postcode) * FROM gone"
    )
    execute("ANALYZE id_touched")


TABLES = ("id_criterion", "id_group", "id_unless", "id_list", "id_area", "id_scope", "id_moment", "id_touched",
          "id_member", "id_event", "id_met", "id_stands", "id_member_before", "id_event_before", "id_met_before",
          "id_stood", "id_now", "id_people")  # fmt: skip


def _drop_tables() -> None:
    execute(f"DROP TABLE IF EXISTS {', '.join(TABLES)}")


def _table(name: str, columns: str, rows: Iterable[Sequence[Any]]) -> None:
    execute(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")
    with connection.cursor() as cursor:
        marks = ", ".join(["%s"] * len(columns.split(", ")))
        cursor.executemany(f"INSERT INTO {name} VALUES ({marks})", list(rows))
    execute(f"ANALYZE {name}")
