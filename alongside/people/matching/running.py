"""A run of matching from its beginning to its end: what changed, whom it concerns, what comes of it.

Everything is written in pieces that hold by themselves, so a run can be stopped at any moment and gone on with; taking
a piece again changes nothing. Two runs at once are refused: the database holds one lock for all of them.
"""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from alongside.ground.access.models import User
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import in_force_since
from alongside.people.matching.actions import likenesses, linking, taking
from alongside.people.matching.comparing import Counted, model_version, table_of
from alongside.people.matching.grouping import grouped_afresh
from alongside.people.matching.models import Run
from alongside.people.matching.queries import linking as stands
from alongside.people.matching.queries.people import blanks, confidential_homes, known_now, places_in_force
from alongside.people.matching.settling import Deciding
from alongside.people.matching.telling import Blanks, as_text
from alongside.people.matching.words import Kind, RunState
from alongside.people.partner_data.models import Row
from alongside.people.partner_data.queries import gone_since, marker, rows_changed_since, rows_now

Progress = Callable[[int, int, str], None]
"""Told how many of how many are done, and what is being done."""
ROWS_AT_ONCE = 10_000
DESCRIPTIONS_AT_ONCE = 20_000
LOCK = 0x616C6D61746368


def link_changes(*, by: User, progress: Progress | None = None) -> Run:
    """Match what changed since the last run: rows of feeds, people, answers. The same as matching everything.

    Raises Refused without a list of places that make no family, or while another run goes on. Everything is matched
    the first time, after a stop half way through everything, with a new list of places or a new operating model, or
    when a release weighs otherwise.
    """
    with only_run():
        kept, last = _counts_in_use(), stands.latest_run()
        unfinished = last is not None and last.kind == Kind.EVERYTHING and last.state != RunState.DONE
        done = stands.last_done()
        if kept is None or unfinished or (done and _links_otherwise_since(done.began_at)):
            return Work(Kind.EVERYTHING, by, progress).everything(kept)
        return Work(Kind.CHANGES, by, progress).changes(kept)


def link_everything(*, by: User, progress: Progress | None = None, count_again: bool = True) -> Run:
    """Match everything from the beginning, counting names and places afresh unless told not to."""
    with only_run():
        kept = None if count_again else _counts_in_use()
        return Work(Kind.EVERYTHING, by, progress).everything(kept, afresh=True)


def _links_otherwise_since(moment: dt.datetime) -> bool:
    """Whether what links nobody was said anew: another list of places, or an operating model that knows its feeds
    otherwise.
    """
    listed = places_in_force()
    said = (listed.put_in_force_at if listed else None, in_force_since())
    return any(one is not None and one > moment for one in said)


def _counts_in_use() -> "Kept | None":
    """The kept counts, when this release weighs by the same settings, model and engine."""
    row = stands.latest_counts()
    counted = Counted.read(bytes(row.content)) if row and row.model_version == model_version() else None
    return Kept(str(row.pk), counted) if row and counted else None


@dataclass(frozen=True)
class Kept:
    """Counts in use, and by what name decisions remember them."""

    version: str
    counted: Counted


@contextmanager
def only_run() -> Iterator[None]:
    """Hold the lock of runs, or refuse."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise Refused("Records are being matched already.", what_to_do="Wait until that run has ended.")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class Work:
    """One run."""

    def __init__(self, kind: Kind, by: User, progress: Progress | None) -> None:
        self.by, self.progress = by, progress
        self.upto = marker()
        self.run = linking.begin_run(kind=kind, by=by)
        self.blanks = blanks()

    def say(self, done: int, of: int, what: str) -> None:
        """Write down how far it came, and stop when asked to."""
        linking.go_on(run=self.run, done=done, of=of, by=self.by)
        if self.progress:
            self.progress(done, of, what)

    def changes(self, kept: Kept) -> Run:
        """What changed, and whom it concerns."""
        try:
            people, upto = stands.changed_people()
            hidden = confidential_homes(people)
            people = sorted({*people, *stands.known_living_at(hidden)})
            self._take_changed_rows(hidden)
            keys = self._take_people(people, kept.counted)
            self._key_new(kept.counted)
            concerned = stands.to_decide(kept.version) | stands.concerned_by_keys(keys)
            concerned |= stands.concerned_by_people(people)
            self._decide(sorted(concerned), kept, everybody=False)
            taking.note_people_taken(run=self.run, upto=upto, by=self.by)
        except linking.Stopped:
            return linking.end_run(run=self.run, state=RunState.STOPPED, marker=0, by=self.by)
        return linking.end_run(run=self.run, state=RunState.DONE, marker=self.upto, by=self.by)

    def everything(self, kept: Kept | None, *, afresh: bool = False) -> Run:
        """All rows and all people; with `afresh`, also what is decided already under the same counts."""
        try:
            _, upto = stands.changed_people()
            self._take_rows(rows_now())
            taking.drop_unheld_rows(run=self.run, by=self.by)
            kept = kept or self._count()
            if kept is not None:
                self._take_people(None, kept.counted)
                self._decide(sorted(stands.to_decide(None if afresh else kept.version)), kept, everybody=True)
            taking.note_people_taken(run=self.run, upto=upto, by=self.by)
        except linking.Stopped:
            return linking.end_run(run=self.run, state=RunState.STOPPED, marker=0, by=self.by)
        return linking.end_run(run=self.run, state=RunState.DONE, marker=self.upto, by=self.by)

    def _take_changed_rows(self, hidden: Blanks) -> None:
        self._take_rows(rows_changed_since(self.run.marker).filter(stands=True))
        for gone in in_pieces(gone_since(self.run.marker).iterator(ROWS_AT_ONCE), ROWS_AT_ONCE):
            taking.take_rows(run=self.run, rows=[], gone=gone, blanks=self.blanks, by=self.by)
        self._take_rows(stands.rows_living_at(hidden))

    def _take_rows(self, rows: QuerySet[Row]) -> None:
        of, done = rows.count(), 0
        ids = rows.order_by("id").values_list("id", flat=True).iterator(ROWS_AT_ONCE)
        for piece in in_pieces(ids, ROWS_AT_ONCE):
            taking.take_rows(run=self.run, rows=piece, gone=[], blanks=self.blanks, by=self.by)
            done += len(piece)
            self.say(done, max(of, done), "records taken")

    def _take_people(self, ids: Sequence[uuid.UUID] | None, counted: Counted) -> list[int]:
        keys: set[int] = set()
        told = ((one, self.blanks.taken_out(what)) for one, what in known_now(ids))
        seen: set[uuid.UUID] = set()
        for piece in in_pieces(told, ROWS_AT_ONCE):
            keys |= set(taking.take_people(run=self.run, told=piece, gone=[], counted=counted, by=self.by))
            seen |= {one for one, _ in piece}
            self.say(len(seen), len(seen), "people taken")
        gone = stands.known_besides(seen) if ids is None else sorted(set(ids) - seen)
        if gone:
            keys |= set(taking.take_people(run=self.run, told=[], gone=gone, counted=counted, by=self.by))
        return sorted(keys)

    def _key_new(self, counted: Counted) -> None:
        for piece in stands.pieces(stands.to_key(), DESCRIPTIONS_AT_ONCE):
            taking.key_descriptions(run=self.run, counted=counted, ids=piece, by=self.by)

    def _count(self) -> Kept | None:
        people = list(known_now())
        told = {
            feed: table_of((str(one), as_text(what)) for one, what in stands.described_by(feed))
            for feed in stands.feeds_described()
        }
        table = table_of((str(one), as_text(self.blanks.taken_out(what))) for one, what in people)
        counted = Counted.of(table, told)
        if counted is None:
            return None
        row = linking.keep_counts(run=self.run, counted=counted, people=len(people), by=self.by)
        return Kept(str(row.pk), counted)

    def _decide(self, concerned: Sequence[uuid.UUID], kept: Kept, *, everybody: bool) -> None:
        """Link them, a piece at a time, then put those known alone together."""
        were = stands.feed_people_of(concerned)
        deciding = Deciding(kept.counted, everybody=everybody)
        done = 0
        for piece in stands.pieces(concerned, DESCRIPTIONS_AT_ONCE):
            rows = stands.descriptions(piece)
            linking.put_links(
                run=self.run, rows=rows, settled=deciding.settled(rows), version=kept.version, with_keys=everybody,
                by=self.by,
            )  # fmt: skip
            done += len(piece)
            self.say(done, len(concerned), "descriptions matched")
        found = grouped_afresh(kept.counted, set(concerned), were, everybody=everybody)
        taken: set[uuid.UUID] = set()
        for part in stands.pieces(found.groups, DESCRIPTIONS_AT_ONCE):
            linking.put_groups(run=self.run, groups=part, taken=taken, by=self.by)
        told_afresh = None if everybody else {*found.reached, *concerned}
        likenesses.put_likenesses(run=self.run, of=told_afresh, doubts=found.doubts, by=self.by)
        linking.drop_unheld(run=self.run, by=self.by)


def in_pieces(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items, so many at a time, without holding all of them."""
    running = iter(items)
    while piece := list(itertools.islice(running, size)):
        yield piece
