"""Loads, feeds and refused rows in words."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.lib.clock import as_text, today
from alongside.people.partner_data.models import Load, RefusedRow, Row, SentFile
from alongside.people.partner_data.queries import Cell, Freshness
from alongside.people.partner_data.words import COLUMN_NAMES, COLUMNS, Extent, LoadState, SentState

WHAT_IS_WRONG = "What is wrong"
SENT_COLOURS = {
    SentState.WAITING: "blue", SentState.CHECKED: "yellow", SentState.TO_TAKE: "blue", SentState.TAKEN: "green",
    SentState.REFUSED: "red", SentState.PUT_AWAY: "grey",
}  # fmt: skip


@dataclass(frozen=True)
class ShownFeed:
    """A feed on the page of feeds."""

    feed: str
    name: str
    holds: str
    as_of: str
    standing: str
    colour: str
    records: str
    agency: str
    contact: str
    load_id: uuid.UUID | None


def shown_feed(one: Freshness) -> ShownFeed:
    """How a feed stands, in words with a colour beside them."""
    standing, colour = ("Never loaded", "grey") if one.as_of is None else ("Out of date", "red") if one.stale else (
        "Fresh", "green")  # fmt: skip
    as_of = f"{as_text(one.as_of)}, {_ago(one.as_of)}" if one.as_of else "Not searched: never loaded"
    contact = f"{one.contact}. {one.reach}"
    return ShownFeed(
        one.feed, one.name, one.holds, as_of, standing, colour, f"{one.records:,}", one.agency or "Nobody yet", contact,
        one.load_id,
    )  # fmt: skip


def _ago(day: dt.date) -> str:
    days = (today() - day).days
    return "today" if days == 0 else "1 day ago" if days == 1 else f"{days:,} days ago"


def freshness_line(one: Freshness) -> str:
    """A feed as one line in a terminal."""
    if one.as_of is None:
        return f"{one.feed}: never loaded"
    fresh = f"out of date: fresh for {one.within_days} days" if one.stale else "fresh"
    shows = f"{one.records:,} records as of {as_text(one.as_of)} ({fresh})"
    return f"{one.feed}: {shows}, from {one.agency}; ask {one.contact}"


def remark_lines(remarks: Iterable[dict[str, Any]]) -> list[str]:
    """What a check has to say, a line each, problems first."""
    ordered = sorted(remarks, key=lambda one: (not one["note"].startswith("problem:"), -one["rows"]))
    return [f"  {one['heading']}: {one['says']} {_rows(one)}" for one in ordered]


def _rows(one: dict[str, Any]) -> str:
    lines = ", ".join(f"{line:,}" for line in one["lines"])
    many = "1 row" if one["rows"] == 1 else f"{one['rows']:,} rows"
    more = " …" if one["rows"] > len(one["lines"]) else ""
    return f"({many}: line {lines}{more})"


@dataclass(frozen=True)
class ShownRemark:
    """One kind of remark on a column."""

    heading: str
    says: str
    rows: str
    lines: str
    is_problem: bool


def shown_remarks(remarks: Iterable[dict[str, Any]]) -> list[ShownRemark]:
    """Remarks for the page: problems, which kept rows out, first."""
    ordered = sorted(remarks, key=lambda one: (not one["note"].startswith("problem:"), -one["rows"]))
    return [
        ShownRemark(
            one["heading"], one["says"], f"{one['rows']:,}",
            ", ".join(f"{line:,}" for line in one["lines"]) + (" …" if one["rows"] > len(one["lines"]) else ""),
            one["note"].startswith("problem:"),
        )
        for one in ordered
    ]  # fmt: skip


def completeness(filled: dict[str, int], good: int) -> list[tuple[str, str, str]]:
    """How complete each column is: its name, rows that fill it, and their share."""
    known = [(name, filled[name]) for name in COLUMNS if name in filled]
    shares = ((name, many, many * 100 / good if good else 0.0) for name, many in known)
    return [(COLUMN_NAMES[name], f"{many:,}", f"{share:.0f}%") for name, many, share in shares]


@dataclass(frozen=True)
class ShownLoad:
    """A load in words."""

    id: uuid.UUID
    number: int
    agency: str
    as_of: dt.date
    extent: str
    state: str
    withdrawn: bool
    taken: str
    counts: list[tuple[str, int]]
    withdrawn_words: str
    refused: int


def shown_load(load: Load) -> ShownLoad:
    """A load with its counts by name."""
    names = ("rows", "new", "changed", "unchanged", "refused", "repeated", "retired")
    withdrawn = load.state == LoadState.WITHDRAWN
    why = ""
    if withdrawn and load.withdrawn_at and load.withdrawn_by:
        why = f"Withdrawn {as_text(load.withdrawn_at)} by {load.withdrawn_by.name}: {load.withdrawn_because}"
    return ShownLoad(
        load.pk, load.number, load.agency.name, load.as_of, str(Extent(load.extent).label),
        str(LoadState(load.state).label), withdrawn, f"{as_text(load.taken_at)}, by {load.taken_by.name}",
        [(name, getattr(load, name)) for name in names], why, load.refused,
    )  # fmt: skip


@dataclass(frozen=True)
class ShownSent:
    """A file that was sent, in words."""

    id: uuid.UUID
    feed: str
    state: str
    colour: str
    sent: str
    is_running: bool
    is_checked: bool
    why_refused: str
    load_id: uuid.UUID | None
    is_new: bool
    report: dict[str, Any]


def shown_sent(sent: SentFile, feed_name: str) -> ShownSent:
    """A file that was sent: its state, and what the check found."""
    state = SentState(sent.state)
    return ShownSent(
        sent.pk, feed_name, str(state.label), SENT_COLOURS[state], f"{as_text(sent.sent_at)}, by {sent.sent_by.name}",
        state in (SentState.WAITING, SentState.TO_TAKE), state is SentState.CHECKED, sent.why_refused, sent.load_id,
        bool(sent.report.get("is_new", True)), sent.report,
    )  # fmt: skip


def rows_to_correct(load: Load, rows: Iterable[RefusedRow]) -> Iterator[Sequence[str]]:
    """The refused rows under the file's own headings, with a last column that says what is wrong."""
    yield [*load.headings, WHAT_IS_WRONG]
    for row in rows:
        cells = [*map(str, row.cells), *[""] * len(load.headings)][: len(load.headings)]
        yield [*cells, " ".join(f"{heading}: {why}" for heading, why in row.problems)]


def shown_cells(cells: Iterable[Cell]) -> list[tuple[str, str, str]]:
    """Each cell of a record: its column, what it says, and what was written where that differs."""
    return [(COLUMN_NAMES[one.column], one.value or "Left out", one.written or "The same") for one in cells]


@dataclass(frozen=True)
class ShownForm:
    """One form of a record: how it stands, and since which load."""

    id: uuid.UUID
    feed: str
    standing: str
    load: str
    is_shown: bool


def shown_form(row: Row, *, is_shown: bool) -> ShownForm:
    """One form of a record in words."""
    standing = (
        "What the feed holds now" if row.stands else "Withdrawn: what it said was blanked" if row.withdrawn
        else "No longer held: a later full file did not have it" if row.retired_by_id
        else "Replaced by a later form"
    )  # fmt: skip
    return ShownForm(
        row.pk,
        row.feed,
        standing,
        f"Load {row.load.number}, as of {as_text(row.load.as_of)}, line {row.line}",
        is_shown,
    )


def frame_part(request: HttpRequest) -> FramePart:
    """'Partner data', for those who load feeds."""
    by = request.user
    if not isinstance(by, User) or not may(by, Permission.LOAD_FEEDS):
        return FramePart()
    return FramePart(navigation=(NavigationItem("Partner data", "/feeds/", order=70),))
