"""What needs me today and what I wait for, across families: one query each, however many kinds of work there are.

Every kind of work is a queryset of the package that owns it, turned into rows of one shape and joined by UNION ALL.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, DateField, Exists, F, OuterRef, QuerySet, UUIDField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from alongside.ground.access.models import User
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import pack_at
from alongside.people.episodes.models import Episode, Lead
from alongside.people.episodes.queries import episodes_with

MOST_OF_A_KIND = 25


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


def collect(sources: Iterable[Source]) -> Worklist:
    """All sources in one query; at most MOST_OF_A_KIND of each, with what was left out named, never silently."""
    parts = [_rows(source) for source in sources]
    if not parts:
        return Worklist([], frozenset())
    joined = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    rows = [Row(*values) for values in joined]
    counts: dict[str, int] = {}
    kept = []
    for row in rows:
        counts[row.kind] = counts.get(row.kind, 0) + 1
        if counts[row.kind] <= MOST_OF_A_KIND:
            kept.append(row)
    kept.sort(key=lambda row: (row.due_on or dt.date.max, row.since, str(row.record_id)))
    return Worklist(kept, frozenset(kind for kind, count in counts.items() if count > MOST_OF_A_KIND))


def _rows(source: Source) -> "QuerySet[Any, tuple[Any, ...]]":
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
    return rows[: MOST_OF_A_KIND + 1]


@dataclass(frozen=True)
class MyFamily:
    """A family somebody leads or helps, and where it stands."""

    family_id: uuid.UUID
    state: str
    level: str
    leads: bool
    opened_on: dt.date
    review_on: dt.date | None


@dataclass(frozen=True)
class MyFamilies:
    """One page of them."""

    families: list[MyFamily]
    next_mark: str
    has_earlier: bool


def my_families(by: User, mark: str = "") -> MyFamilies:
    """Open families in whose team this person is, longest open first."""
    mine = episodes_with(by).select_related("plan")
    leading = Lead.objects.filter(episode=OuterRef("pk"), user=by, until=None)
    page = keyset(mine.annotate(leads_it=Exists(leading)), order=["opened_on", "id"], mark=mark)
    return MyFamilies([_my_family(episode) for episode in page.rows], page.next_mark, page.has_earlier)


def _my_family(episode: Episode) -> MyFamily:
    plan = getattr(episode, "plan", None)
    return MyFamily(
        family_id=episode.family_id,
        state=episode.get_state_display(),
        level=pack_at(episode.pack_version_id).level(episode.level).name,
        leads=bool(getattr(episode, "leads_it", False)),
        opened_on=episode.opened_on,
        review_on=plan.review_on if plan else None,
    )
