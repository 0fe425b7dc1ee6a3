"""Descriptions of people whom only feeds know, put together as people: nearest first, never against a veto."""

import uuid
from collections.abc import Collection, Sequence

from alongside.people.matching.comparing import Counted
from alongside.people.matching.models import Description
from alongside.people.matching.queries import linking as stands
from alongside.people.matching.records import records_of


def grouped_afresh(
    counted: Counted, concerned: Collection[uuid.UUID], were: Collection[uuid.UUID], *, everybody: bool
) -> list[list[uuid.UUID]]:
    """The groups that may have changed, whole: of all who are known alone, or of those a change reaches.

    A group depends only on descriptions that weigh enough together, however many lie between: these are gathered
    first, so that the answer is that of grouping everybody. `were` are the people whose descriptions changed.
    """
    rows = list(stands.known_alone()) if everybody else _reached(counted, stands.alone_among(concerned, were))
    if not rows:
        return []
    groups = counted.groups(records_of(counted, rows))
    return [[uuid.UUID(one) for one in group] for group in groups]


def _reached(counted: Counted, seeds: Sequence[Description]) -> list[Description]:
    reached = {row.pk: row for row in seeds}
    fresh = list(seeds)
    while fresh:
        around = stands.known_alone(stands.alone_near(fresh) | {row.pk for row in fresh})
        rows = {row.pk: row for row in around}
        mine = {row.pk for row in fresh}
        met: set[uuid.UUID] = set()
        for one, other in counted.near(records_of(counted, rows.values())):
            a, b = uuid.UUID(one), uuid.UUID(other)
            met |= {b} if a in mine else set()
            met |= {a} if b in mine else set()
        fresh = [rows[one] for one in sorted(met) if one not in reached]
        reached.update({row.pk: row for row in fresh})
    return sorted(reached.values(), key=lambda row: row.pk)
