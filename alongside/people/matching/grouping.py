"""Descriptions of people whom only feeds know, put together as people: nearest first, never against a veto."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from alongside.people.matching.comparing import Counted, Doubt
from alongside.people.matching.models import Description
from alongside.people.matching.queries import linking as stands
from alongside.people.matching.queries.likenesses import spoken
from alongside.people.matching.records import records_of


@dataclass(frozen=True)
class Regrouped:
    """The groups that may have changed, whole; which two of them, or of them and others, may be one person; and the
    descriptions that were looked at for it.
    """

    groups: list[list[uuid.UUID]] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    reached: set[uuid.UUID] = field(default_factory=set)


def grouped_afresh(
    counted: Counted, concerned: Collection[uuid.UUID], were: Collection[uuid.UUID], *, everybody: bool
) -> Regrouped:
    """Groups of all who are known alone, or of those a change reaches.

    A group depends only on descriptions that weigh enough together, however many lie between, and on what people said:
    these are gathered first, so that the answer is that of grouping everybody. `were` are the people whose
    descriptions changed.
    """
    if everybody:
        rows, around = list(stands.known_alone()), []
    else:
        rows = _reached(counted, stands.alone_among(concerned, were))
        around = stands.alone_around(rows)
    if not rows:
        return Regrouped()
    settled = {str(row.pk): str(row.feed_person_id) for row in around}
    found = counted.gathered(records_of(counted, [*rows, *around]), spoken(), settled)
    groups = [[uuid.UUID(one) for one in group] for group in found.groups]
    return Regrouped(groups, found.doubts, {row.pk for row in rows})


def _reached(counted: Counted, seeds: Sequence[Description]) -> list[Description]:
    said_same = [(uuid.UUID(one), uuid.UUID(other)) for one, other in spoken().same]
    reached = {row.pk: row for row in seeds}
    fresh = list(seeds)
    while fresh:
        mine = {row.pk for row in fresh}
        told = {one for pair in said_same if mine.intersection(pair) for one in pair}
        rows = {row.pk: row for row in stands.known_alone(stands.alone_near(fresh) | mine | told)}
        met = told & rows.keys()
        for one, other in counted.near(records_of(counted, rows.values())):
            a, b = uuid.UUID(one), uuid.UUID(other)
            met |= {b} if a in mine else set()
            met |= {a} if b in mine else set()
        fresh = [rows[one] for one in sorted(met) if one not in reached]
        reached.update({row.pk: row for row in fresh})
    return sorted(reached.values(), key=lambda row: row.pk)
