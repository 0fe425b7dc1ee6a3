"""What feeds hold now and how fresh it is, what changed since, and where a cell came from."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Greatest

from alongside.people.partner_data.models import Load, Row
from alongside.people.partner_data.words import COLUMNS, LoadState


@dataclass(frozen=True)
class Cell:
    """What a cell says now, and what was written in the file where cleaning made something else of it."""

    column: str
    value: str
    written: str


@dataclass(frozen=True)
class Provenance:
    """Where one form of a record came from: its load, its line in the file, and each of its cells."""

    load: Load
    line: int
    cells: list[Cell]


def rows_now(feeds: Collection[str] | None = None) -> QuerySet[Row]:
    """The form that stands of each record, of these feeds or of all, in no order: as many rows as the feeds hold."""
    rows = Row.objects.filter(stands=True)
    return rows if feeds is None else rows.filter(feed__in=feeds)


def marker() -> int:
    """The number of the last load or withdrawal: keep it, and ask `rows_changed_since` with it later; 0 for none."""
    last = Load.objects.aggregate(last=Max(Greatest("number", "withdrawn_number")))["last"]
    return int(last or 0)


def rows_changed_since(after: int, feeds: Collection[str] | None = None) -> QuerySet[Row]:
    """Forms that began or ended to stand after this marker; a record none of whose forms stands is gone.

    Of one record there may be several: the one that stands, if any, is what the feed holds now. Loads take their
    number one after another and keep it until they are committed, so nothing earlier can appear afterwards.
    """
    rows = Row.objects.filter(turn__gt=after)
    return rows if feeds is None else rows.filter(feed__in=feeds)


def gone_since(after: int, feeds: Collection[str] | None = None) -> QuerySet[Row, tuple[str, str]]:
    """Pairs (feed, record_id) of which something changed after this marker and nothing stands any more."""
    standing = Row.objects.filter(stands=True).values("feed", "record_id")
    changed = rows_changed_since(after, feeds).filter(stands=False)
    still = Q(pk__in=changed.values("pk"))
    ended = Row.objects.filter(still).values_list("feed", "record_id").distinct()
    return ended.difference(standing.values_list("feed", "record_id"))


def forms_of(feed: str, record_id: str) -> QuerySet[Row]:
    """Every form of one record, the latest first."""
    return Row.objects.filter(feed=feed, record_id=record_id).select_related("load").order_by("-load__number")


def row_by_id(row_id: uuid.UUID) -> Row | None:
    """One form of a record by its id; None when there is none this person may see."""
    return Row.objects.select_related("load").filter(pk=row_id).first()


def provenance(row: Row) -> Provenance:
    """The file, the line and, cell by cell, what was written: for whoever asks where we have it from."""
    written = row.said or {}
    cells = []
    for column in COLUMNS:
        value = getattr(row, column)
        if value not in (None, "") or column in written:
            cells.append(Cell(column, "" if value is None else str(value), str(written.get(column, ""))))
    return Provenance(row.load, row.line, cells)


def last_load(feed: str) -> Load | None:
    """The load that was taken in last and still stands."""
    return Load.objects.filter(feed=feed, state=LoadState.TAKEN).order_by("-number").first()
