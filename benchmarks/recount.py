"""Families counted again: the thousand something changed for, beside everybody. By hand:
python -m benchmarks.recount --people 1000000.

A town is made in SQL: three people to a household, a record a person, in every way the operating model counts. The
yardstick is the count of everybody in the same database; after the changed ones are counted, counting everybody must
change nothing. It makes a database of its own, and drops it.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alongside.project.settings_for_tests")

from benchmarks.own_database import own_database

CHANGED = 1_000
THREE = 3
TOWN = """
CREATE TABLE bench_person AS
SELECT k, md5('person' || k)::uuid AS id, md5('home' || k / 3)::uuid AS household, k %% 3 = 0 AS adult,
       hashint4(k) %% 10 < 6 AS ours,
       %(day)s::date - CASE k %% 3 WHEN 0 THEN 9000 + k %% 4000 ELSE 300 + k %% 5900 END AS born
FROM generate_series(0, %(people)s - 1) k;
CREATE TABLE bench_record AS
SELECT n AS k, md5('record' || n)::uuid AS id, md5('told' || p.id || c.feed)::uuid AS told, p.id AS person, p.ours,
       c.feed, c.kind, %(day)s::date - abs(hashint4(n + 7)) %% 500 AS happened
FROM generate_series(0, %(people)s - 1) n JOIN bench_person p ON p.k = abs(hashint4(n)) %% %(people)s
JOIN unnest(%(feeds)s::text[], %(kinds)s::text[]) WITH ORDINALITY AS c(feed, kind, at)
  ON c.at = 1 + abs(hashint4(n + 3)) %% cardinality(%(feeds)s::text[]);
INSERT INTO families_person (id, version, date_of_birth, date_known)
SELECT id, 1, born, 'exact' FROM bench_person WHERE ours;
INSERT INTO matching_feedperson (id, made_at, date_of_birth) SELECT id, now(), born FROM bench_person WHERE NOT ours;
INSERT INTO matching_household (id, home, since)
SELECT DISTINCT household, household::text, %(day)s::date - 900 FROM bench_person;
INSERT INTO matching_householdmember (id, household_id, person_id, feed_person_id, part, why, since)
SELECT gen_random_uuid(), household, CASE WHEN ours THEN id END, CASE WHEN NOT ours THEN id END,
       CASE WHEN adult THEN 'adult' ELSE 'child' END, 'address', %(day)s::date - 900
FROM bench_person;
INSERT INTO matching_description (id, feed, digest, standing, person_id, feed_person_id, fields, decided_at)
SELECT DISTINCT told, feed, told, CASE WHEN ours THEN 'joined' ELSE 'feed_only' END,
       CASE WHEN ours THEN person END, CASE WHEN NOT ours THEN person END, '[]'::jsonb, now()
FROM bench_record;
INSERT INTO partner_data_row (id, feed, record_id, event_kind, event_on, quantity, load_id, line, digest, stands, turn)
SELECT id, feed, k::text, kind, happened, 99, %(load)s, 2, id, true, 1 FROM bench_record;
INSERT INTO matching_matchedrow (id, feed, record_id, description_id)
SELECT gen_random_uuid(), feed, k::text, told FROM bench_record
"""
"""What puts the town into the tables. Chance is a hash of a number, so that it is the same town each time."""
BLANK = {"character varying": "''", "text": "''", "ARRAY": "'{}'", "boolean": "false", "integer": "0", "smallint": "0"}
"""What stands in a column that is not spoken of and may not be empty, by its type."""
ALTER = (
    "SELECT format('ALTER TABLE %%I ALTER %%I SET DEFAULT %%s', table_name, column_name,"
    " (%(blank)s::jsonb ->> data_type)) FROM information_schema.columns"
    " WHERE table_name = %(table)s AND is_nullable = 'NO' AND column_default IS NULL AND %(blank)s::jsonb ? data_type"
)
CHANGE = (
    "UPDATE partner_data_row SET event_on = event_on - 200, turn = %(turn)s WHERE id IN"
    " (SELECT DISTINCT ON (p.household) r.id FROM bench_record r JOIN bench_person p ON p.id = r.person"
    " WHERE abs(hashtext(p.household::text)) %% %(one_in)s = 0 ORDER BY p.household, r.k)"
)
COUNTED = (
    "SELECT md5(string_agg(one, '|' ORDER BY one)) FROM ("
    " SELECT concat_ws(',', c.household_id, f.criterion, f.person_id, f.feed_person_id, f.count, f.first_on, f.last_on,"
    " f.rows) AS one FROM identification_finding f JOIN identification_countedfamily c ON c.id = f.counted_id"
    " UNION ALL SELECT concat_ws(',', c.household_id, k.list_id, k.place, k.groups, k.groups_met, k.criteria_met,"
    " k.records, k.latest_on, k.groups_before, k.not_seen_since, k.state) FROM identification_candidate k"
    " JOIN identification_countedfamily c ON c.id = k.counted_id) told"
)
"""A fingerprint of everything counted and of every place on a list."""


def main() -> int:
    """Measure and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.recount", description=__doc__)
    parser.add_argument("--people", type=int, default=30_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with own_database():
        measure(options.people, options.rounds)
    return 0


def measure(people: int, rounds: int) -> None:
    """Everybody once, for there to be lists; then, in turns, the changed ones and everybody again."""
    from alongside.ground.access.queries import the_system
    from alongside.ground.lib.clock import today
    from alongside.improving.identification.actions import count_families

    town(people)
    print(f"| {people:,} people in {people // THREE:,} households | seconds | of everybody |\n|---|---|---|")
    run, first = timed(lambda: count_families(as_of=today(), full=True, by=the_system()))
    print(f"| everybody, the first time: {run.listed:,} on a list | {first:.2f} | |", flush=True)
    for number in range(2, 2 + rounds):
        change(number, people)
        some, short = timed(lambda: count_families(as_of=today(), full=False, by=the_system()))
        [told] = asked(COUNTED)
        _, whole = timed(lambda: count_families(as_of=today(), full=True, by=the_system()))
        same = "the same" if [told] == asked(COUNTED) else "NOT the same"
        print(f"| {some.counted:,} changed households | {short:.2f} | {short / whole:.3f} |")
        print(f"| everybody again: {same} | {whole:.2f} | |", flush=True)


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What came of it, and the seconds."""
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def town(people: int) -> None:
    """The town in the tables, under York's operating model. Nothing that the tables note by themselves is noted."""
    from django.conf import settings
    from django.db import transaction

    from alongside.ground.access.queries import the_system
    from alongside.ground.lib.clock import today
    from alongside.ground.operating_models.actions import adopt
    from alongside.ground.operating_models.queries import current_pack

    adopt(folder=settings.PACKS_FOLDER / "york-2020", by=the_system())
    criteria = current_pack().pack.criteria
    counted = criteria.criteria if criteria else []
    pairs = sorted({(rows.feed, kind) for one in counted for rows in one.rows for kind in rows.kinds})
    values = {
        "people": people, "day": today(), "load": load(), "feeds": [feed for feed, _ in pairs],
        "kinds": [kind for _, kind in pairs],
    }  # fmt: skip
    with transaction.atomic():
        asked("SET LOCAL session_replication_role = replica")
        blank_by_itself("families_person", "matching_feedperson", "matching_description", "partner_data_row")
        for statement in TOWN.split(";"):
            asked(statement, values)
    asked("ANALYZE")


def blank_by_itself(*tables: str) -> None:
    """Have columns of these tables that are not spoken of be blank, as the models leave them."""
    for table in tables:
        for statement in asked(ALTER, {"table": table, "blank": json.dumps(BLANK)}):
            asked(statement)


def load() -> Any:
    """The id of a load for the rows to have come with."""
    from alongside.people.matching.tests.feeds import Feeds

    return Feeds().load().pk


def change(number: int, people: int) -> None:
    """Something else is told of about a thousand households, in a later load."""
    from alongside.people.partner_data.models import Load

    last = Load.objects.order_by("-number")[0]
    last.pk, last.number, last.sha256 = None, number, f"{number:064}"
    last.save(force_insert=True)
    asked(CHANGE, {"turn": number, "one_in": max(1, people // THREE // CHANGED)})


def asked(statement: str, values: dict[str, Any] | None = None) -> list[Any]:
    """Run a statement; the first column of what it answers, if it does."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [row[0] for row in cursor.fetchall()] if cursor.description else []


if __name__ == "__main__":
    raise SystemExit(main())
