"""Gathering work of many kinds into one list by one query, however many kinds there are.

Every kind of work is a queryset of the package that owns it, turned into rows of one shape and joined by UNION ALL.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateField, F, QuerySet, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from alongside.ground.lib.statements import planned_once

SOME_OF_A_KIND = 10
"""Of each kind among others: a morning's work, so that a large council's page is as short as a small one's."""
MOST_OF_A_KIND = 100
"""Of one kind asked for alone."""


@dataclass(frozen=True)
class Row:
    """One piece of work: its kind, the record, the family, what it says, when it is due, since when it waits."""

    kind: str
    record_id: uuid.UUID
    family_id: uuid.UUID | None
    what: str
    due_on: dt.date | None
    since: dt.date


@dataclass(frozen=True)
class Worklist:
    """Rows, first due first and oldest first among those; and the kinds of which there are more than are listed."""

    rows: list[Row]
    more: frozenset[str]


@dataclass(frozen=True)
class Source:
    """Where one kind of work comes from: a queryset, already in its order, and where its columns are."""

    kind: str
    work: QuerySet[Any]
    since: str
    due: str = ""
    family: str = "family_id"
    what: str = ""


def collect(sources: Iterable[Source], most: int = SOME_OF_A_KIND) -> Worklist:
    """All sources in one query; at most so many of each, with what was left out named, never silently."""
    parts = [_rows(source, most) for source in sources]
    if not parts:
        return Worklist([], frozenset())
    joined = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    with planned_once():
        rows = [Row(*values) for values in joined]
    counts: dict[str, int] = {}
    kept = []
    for row in rows:
        counts[row.kind] = counts.get(row.kind, 0) + 1
        if counts[row.kind] <= most:
            kept.append(row)
    kept.sort(key=lambda row: (row.due_on or dt.date.max, row.since, str(row.record_id)))
    return Worklist(kept, frozenset(kind for kind, count in counts.items() if count > most))


def _rows(source: Source, most: int) -> "QuerySet[Any, tuple[Any, ...]]":
    columns: list[Combinable] = [
        Value(source.kind, output_field=CharField()),
        F("pk"),
        Cast(F(source.family) if source.family else Value(None), UUIDField()),
        Cast(F(source.what) if source.what else Value(""), CharField()),
        Cast(F(source.due) if source.due else Value(None), DateField()),
        Cast(F(source.since), DateField()),
    ]
    names = dict(zip(("w_kind", "w_id", "w_family", "w_what", "w_due", "w_since"), columns, strict=True))
    rows: QuerySet[Any, tuple[Any, ...]] = source.work.annotate(**names).values_list(*names)
    return rows[: most + 1]
