"""Counting how people read: one person's last day, everybody's, and what is usual in four weeks."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection

from alongside.ground.audit.models import Event, Norm
from alongside.ground.audit.policies import DAY_BEGINS, DAY_ENDS
from alongside.ground.audit.words import NO_RELATIONSHIP, OPENED, Measure, ReadAction, Standing
from alongside.ground.lib.clock import local_date
from alongside.ground.lib.working_days import is_working_day

WEEKS = dt.timedelta(weeks=4)
FEWEST_PEOPLE = 5  # of fewer, one person's habit could make the norm

LOCAL = "at AT TIME ZONE 'Europe/London'"
CONDITIONS = {
    Measure.UNRELATED: "standing = ANY(%(unrelated)s)",
    Measure.FAMILIES: "true",
    Measure.OUT_OF_HOURS: (
        f"standing = ANY(%(unrelated)s) AND (({LOCAL})::time < %(begins)s OR ({LOCAL})::time >= %(ends)s"
        f" OR ({LOCAL})::date = ANY(%(free)s))"
    ),
}


@dataclass(frozen=True)
class Day:
    """How one person read in 24 hours: numbers of families, and which."""

    reader: int
    roles: list[str]
    families: list[uuid.UUID]
    unrelated: int
    without_any: int
    out_of_hours: int
    refused: int


def families_opened(reader: int, *, since: dt.datetime, standings: Collection[str]) -> set[tuple[uuid.UUID, str]]:
    """The families somebody opened since then with one of these standings, and with which."""
    rows = Event.objects.filter(
        by_id=reader, at__gt=since, standing__in=standings, kind__in=OPENED, family_id__isnull=False
    )
    return {(family, standing) for family, standing in rows.values_list("family_id", "standing").distinct() if family}


def days(since: dt.datetime, until: dt.datetime) -> Iterator[Day]:
    """How everybody who read anything in this time read, in the order of their numbers."""
    counts = ", ".join(
        f"count(DISTINCT family_id) FILTER (WHERE kind = ANY(%(opened)s) AND {condition})"
        for condition in (
            CONDITIONS[Measure.UNRELATED], "standing = %(none)s", CONDITIONS[Measure.OUT_OF_HOURS],
        )
    )  # fmt: skip
    sql = (
        "SELECT by_id, max(roles), coalesce(array_agg(DISTINCT family_id) FILTER"  # noqa: S608  # our own constants
        f" (WHERE kind = ANY(%(opened)s) AND family_id IS NOT NULL), '{{}}'), {counts},"
        " count(*) FILTER (WHERE kind = %(denied)s)"
        " FROM audit_event WHERE standing <> '' AND at > %(since)s AND at <= %(until)s GROUP BY by_id ORDER BY by_id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(since, until))
        for row in cursor.fetchall():
            yield Day(*row)


def norms(now: dt.datetime) -> list[Norm]:
    """What is usual in a day for people in the same roles, from the four weeks before `now`.

    Of each person their busy day (the ninetieth percentile of the days they read); of those the median.
    """
    return [norm for measure in Measure for norm in _norms(measure, now)]


def _norms(measure: Measure, now: dt.datetime) -> list[Norm]:
    sql = (
        f"WITH daily AS (SELECT by_id, roles, ({LOCAL})::date AS day, count(DISTINCT family_id) AS families"  # noqa: S608  # constants
        " FROM audit_event WHERE standing <> '' AND kind = ANY(%(opened)s) AND family_id IS NOT NULL"
        f" AND at > %(since)s AND at <= %(until)s AND {CONDITIONS[measure]} GROUP BY 1, 2, 3),"
        " person AS (SELECT by_id, roles, percentile_cont(0.9) WITHIN GROUP (ORDER BY families) AS busy"
        " FROM daily GROUP BY 1, 2)"
        " SELECT roles, percentile_cont(0.5) WITHIN GROUP (ORDER BY busy), count(*) FROM person GROUP BY roles"
        " HAVING count(*) >= %(fewest)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(now - WEEKS, now))
        rows = cursor.fetchall()
    return [
        Norm(measure=measure, roles=roles, usual=usual, people=people, counted_at=now) for roles, usual, people in rows
    ]


def _values(since: dt.datetime, until: dt.datetime) -> dict[str, Any]:
    dates = [local_date(since) + dt.timedelta(days=n) for n in range((until - since).days + 2)]
    return {
        "since": since, "until": until, "opened": list(OPENED), "unrelated": list(NO_RELATIONSHIP),
        "none": Standing.NONE, "denied": ReadAction.DENIED.kind, "begins": DAY_BEGINS, "ends": DAY_ENDS,
        "free": [day for day in dates if not is_working_day(day)], "fewest": FEWEST_PEOPLE,
    }  # fmt: skip
