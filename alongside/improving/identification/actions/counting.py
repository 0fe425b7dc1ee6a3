"""Counting families: findings made anew, the lists brought up to date. What people decided stays."""

import datetime as dt
from collections.abc import Callable

from django.db import connection

from alongside.ground.access.models import User
from alongside.ground.access.queries import require, the_system
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import as_text, now
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Criteria, current_pack
from alongside.improving.identification import counting
from alongside.improving.identification.models import Candidate, CountRun
from alongside.improving.identification.queries.lists import last_run
from alongside.improving.identification.words import CandidateState, RunKind
from alongside.people.partner_data.queries import marker

Progress = Callable[[int, int, str], None]
"""Told how many of how many steps are done, and what is being done."""
LOCK = 0x616C6D66696E64
STEPS = 5

KEEP_COUNTED = """
INSERT INTO identification_countedfamily
    (id, household_id, people, feed_people, families, children, adults, areas, schools)
SELECT gen_random_uuid(), household_id, people, feed_people, families, children, adults, areas, schools FROM id_people
ON CONFLICT (household_id) DO UPDATE SET people = excluded.people, feed_people = excluded.feed_people,
    families = excluded.families, children = excluded.children, adults = excluded.adults, areas = excluded.areas,
    schools = excluded.schools
"""
FORGET_FINDINGS = """
DELETE FROM identification_finding f USING identification_countedfamily c, id_scope s
WHERE c.id = f.counted_id AND s.household_id = c.household_id
"""
KEEP_FINDINGS = """
INSERT INTO identification_finding
    (id, counted_id, criterion, person_id, feed_person_id, part, count, first_on, last_on, rows)
SELECT gen_random_uuid(), c.id, m.criterion, m.person_id, m.feed_person_id, m.part, m.number, m.first_on, m.last_on,
       m.rows
FROM id_met m JOIN identification_countedfamily c ON c.household_id = m.household_id
"""
STILL_THERE = """
UPDATE identification_candidate k SET place = n.place, groups = n.groups, groups_met = n.groups_met,
    criteria_met = n.criteria_met, records = n.records, latest_on = n.latest_on, groups_before = n.groups_before,
    not_seen_since = NULL, pack_version_id = %(pack)s
FROM id_now n JOIN identification_countedfamily c ON c.household_id = n.household_id
WHERE k.counted_id = c.id AND k.list_id = n.list_id
"""
NO_LONGER = """
UPDATE identification_candidate k SET not_seen_since = %(as_of)s
FROM identification_countedfamily c JOIN id_scope s ON s.household_id = c.household_id
WHERE k.counted_id = c.id AND k.not_seen_since IS NULL
  AND NOT EXISTS (SELECT 1 FROM id_now n WHERE n.household_id = c.household_id AND n.list_id = k.list_id)
"""
NEWLY = """
WITH made AS (
    INSERT INTO identification_candidate (id, version, counted_id, list_id, pack_version_id, place, groups, groups_met,
        criteria_met, records, latest_on, groups_before, state, decided_groups)
    SELECT gen_random_uuid(), 1, c.id, n.list_id, %(pack)s, n.place, n.groups, n.groups_met, n.criteria_met, n.records,
           n.latest_on, n.groups_before, 'listed', 0
    FROM id_now n JOIN identification_countedfamily c ON c.household_id = n.household_id
    WHERE NOT EXISTS (SELECT 1 FROM identification_candidate k WHERE k.counted_id = c.id AND k.list_id = n.list_id)
    RETURNING id, state
)
INSERT INTO identification_candidatestatus (id, candidate_id, state, at, by_id, why, reason)
SELECT gen_random_uuid(), id, state, %(now)s, %(by)s, '', 'Counted as of ' || %(said)s FROM made
"""
MOVED = """
WITH moved AS (
    UPDATE identification_candidate SET state = %(to)s, version = version + 1, deferred_until = NULL
    WHERE {condition} RETURNING id
)
INSERT INTO identification_candidatestatus (id, candidate_id, state, at, by_id, why, reason)
SELECT gen_random_uuid(), id, %(to)s, %(now)s, %(by)s, '', %(reason)s FROM moved
"""
MOVES = (
    (
        CandidateState.LISTED, "state = 'deferred' AND deferred_until <= %(as_of)s",
        "The day it was put off to has come.",
    ),
    (
        CandidateState.LISTED, "state = 'declined' AND not_seen_since IS NULL AND groups_met > decided_groups",
        "More is known than when it was declined.",
    ),
    (CandidateState.LEFT, "state = 'listed' AND not_seen_since <= %(gone)s", "Not seen again."),
    (CandidateState.LISTED, "state = 'left' AND not_seen_since IS NULL", "Seen again."),
)  # fmt: skip
FORGET_UNLISTED = """
DELETE FROM identification_countedfamily c USING id_scope s WHERE s.household_id = c.household_id
  AND NOT EXISTS (SELECT 1 FROM identification_finding f WHERE f.counted_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM identification_candidate k WHERE k.counted_id = c.id)
"""


def _quiet(done: int, of: int, what: str) -> None:
    """Say nothing."""


@action
def count_families(*, as_of: dt.date, full: bool, by: User, progress: Progress = _quiet) -> CountRun:
    """Count the families something changed for since the last count, or all: the answer is the same.

    Everything is counted the first time, under another operating model, and for an earlier day than the last.
    Raises NotAllowed; Refused while another count goes on or when the operating model has no criteria.
    """
    if by != the_system():
        require(by, Permission.LOAD_FEEDS)
    _only_count()
    began, adopted, last = now(), current_pack(), last_run()
    criteria = adopted.pack.criteria
    if criteria is None:
        raise Refused("The operating model in force has no criteria.", what_to_do="Adopt one with criteria.yaml.")
    everything = full or last is None or last.pack_version_id != adopted.version_id or last.as_of > as_of
    progress(0, STEPS, "Finding whom something changed for")
    counting.set_up(adopted.pack, criteria, as_of)
    counting.plan_for_many(True)
    counting.take_touched()
    until = marker()
    if last is None or everything:
        counting.scope_all()
    else:
        over = criteria.falling_over.days
        counting.scope_changed(marker=last.marker, last=last.as_of, as_of=as_of, over_days=over)
    progress(1, STEPS, "Counting")
    counting.plan_for_many(everything)
    counting.count(as_of, as_of - dt.timedelta(days=criteria.falling_over.days))
    progress(3, STEPS, "Bringing the lists up to date")
    counting.plan_for_many(True)
    values = {"pack": adopted.version_id, "as_of": as_of, "now": now(), "by": by.pk, "said": as_text(as_of)}
    _bring_up_to_date(values, criteria)
    counting.plan_for_many(False)
    run = CountRun.objects.create(
        kind=RunKind.EVERYTHING if everything else RunKind.CHANGES, as_of=as_of, pack_version_id=adopted.version_id,
        marker=until, by=by, began_at=began, ended_at=now(), counted=_number("SELECT count(*) FROM id_scope"),
        listed=Candidate.objects.filter(state=CandidateState.LISTED).count(),
    )  # fmt: skip
    audit.record(
        kind="identification.counted", by=by, record=run, pack_version_id=adopted.version_id,
        detail={"kind": str(run.kind), "as_of": as_of.isoformat(), "counted": run.counted, "listed": run.listed},
    )  # fmt: skip
    progress(STEPS, STEPS, "Done")
    return run


def _bring_up_to_date(values: dict[str, object], criteria: Criteria) -> None:
    for statement in (KEEP_COUNTED, FORGET_FINDINGS, KEEP_FINDINGS, STILL_THERE, NO_LONGER, NEWLY):
        counting.execute(statement, values)
    as_of = values["as_of"]
    assert isinstance(as_of, dt.date)  # noqa: S101 - made a few lines above
    gone = as_of - dt.timedelta(days=criteria.leaves_after.days)
    for state, condition, reason in MOVES:
        told = {**values, "to": str(state), "reason": reason, "gone": gone}
        counting.execute(MOVED.format(condition=condition), told)
    counting.execute(FORGET_UNLISTED)


def _only_count() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Refused("Families are being counted already.", what_to_do="Wait until that count has finished.")


def _number(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0])
