"""Proving the trail: every chain computed anew, and compared with its head and with the anchors outside the database.

What the trail can tell: an event that was edited, one removed, some put in another order, a tail cut off, one dated
back.
Rows come from a cursor on the server and are hashed here; nothing the database says about hashes is believed.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from django.db import connection, transaction

from alongside.ground.audit.anchors import Anchor, Anchors, by_shard
from alongside.ground.audit.chains import CANONICAL, FIRST_MOMENT, GENESIS, LAST_MOMENT, SEPARATOR, hash_of, identified

if TYPE_CHECKING:
    import psycopg

CHUNK = 5_000
MOST_FINDINGS = 1_000
SECOND = 1_000_000
CLOCKS_DIFFER = 5 * 60 * SECOND  # between two machines, and while an event waits for its chain's lock
CLOCK_STEPS_BACK = 60 * SECOND  # the database's own clock, set right
LONGEST_TRANSACTION = 15 * 60 * SECOND  # how long an event may be kept before it is committed and can be anchored
NEVER, FOR_EVER = -(2**62), 2**62

ROWS = (
    f"SELECT e.shard::int, e.number, e.previous, e.hash, {CANONICAL},"  # noqa: S608  # our own constants
    " terms <> '' AND terms_seal IS DISTINCT FROM sha256(coalesce(terms_salt, '') || convert_to(terms, 'UTF8'))"
    " FROM audit_event e WHERE e.shard = %s AND e.number > %s AND e.number <= %s ORDER BY e.number"
)
Row = tuple[int, int, bytes, bytes, bytes, bool]


class Tampering(StrEnum):
    """What was done to the trail."""

    EDITED = "edited"
    DELETED = "deleted"
    REORDERED = "reordered"
    CUT = "cut_tail"
    BACK_DATED = "back_dated"
    REWRITTEN = "rewritten"
    HEAD = "head_changed"
    ANCHORS = "anchors_damaged"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: what, where in which chain, the event's id where it is known, and all that in words."""

    kind: Tampering
    said: str
    shard: int | None = None
    number: int | None = None
    event_id: str | None = None


@dataclass
class Verified:
    """What was looked at and what was found; `findings` is empty when all is well."""

    events: int = 0
    anchors: int = 0
    findings: list[Finding] = field(default_factory=list)

    def found(self, finding: Finding) -> None:
        """Keep a finding; after a thousand the point is made."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)


@dataclass
class _Chain:
    """One chain while it is read: where we are, and between which moments the next event must have been kept."""

    shard: int
    number: int
    hash: bytes
    kept_at: int
    anchored: list[tuple[int, bytes, int, int]]
    earliest: int = NEVER
    latest: int = FOR_EVER

    def pass_anchors(self, number: int) -> None:
        """Drop anchors of heads before `number`; it was kept after they were last seen as heads."""
        while self.anchored and self.anchored[0][0] < number:
            self.earliest = self.anchored.pop(0)[3] - LONGEST_TRANSACTION
        self.latest = self.anchored[0][2] + CLOCK_STEPS_BACK if self.anchored else FOR_EVER


def events_to_verify(since: Anchor | None = None) -> int:
    """How many events a check will read, from the heads alone; for the progress bar."""
    begun = {shard: number for shard, (number, _) in since.heads.items()} if since else {}
    return sum(head[0] - begun.get(shard, 0) for shard, head in _heads().items())


def verify(
    anchors: Anchors, *, since: Anchor | None = None, progress: Callable[[int], None] = lambda _: None
) -> Verified:
    """Check every chain from its beginning, or from where an anchor left it; `progress` hears how many events more."""
    result = Verified(anchors=len(anchors.lines))
    for problem in anchors.problems:
        result.found(Finding(Tampering.ANCHORS, problem))
    anchored = by_shard(anchors.lines)
    last = _last_numbers()  # read before the heads: a head may be ahead of this, never behind
    heads = _heads()
    chains: dict[int, _Chain] = {}
    for shard in sorted({*anchored, *last, *heads}):
        number, start = since.heads.get(shard, (0, GENESIS)) if since else (0, GENESIS)
        marks = [(n, h, _micro(first), _micro(seen)) for n, h, first, seen in anchored.get(shard, ())]
        chains[shard] = _Chain(shard, number, start, NEVER, marks)
        chains[shard].pass_anchors(number + 1)
    ranges = [(s, chain.number, heads[s][0] if s in heads else last.get(s, 0)) for s, chain in chains.items()]
    with transaction.atomic():
        for rows in _ahead(_rows(connection.connection, ranges)):
            _walk(chains, rows, result)
            result.events += len(rows)
            progress(len(rows))
    for shard, chain in chains.items():
        _check_end(chain, heads.get(shard), last.get(shard, 0), result)
    result.findings.sort(key=lambda finding: (finding.shard or -1, finding.number or 0))
    return result


def _rows(database: "psycopg.Connection[Row]", ranges: Sequence[tuple[int, int, int]]) -> Iterator[list[Row]]:
    """The rows of each chain in its order, some thousands at a time; binary, which costs half as much as text.

    The connection is handed over: this runs in a thread of its own, where Django would open another.
    """
    for one in ranges:
        with database.cursor(name="audit_verify") as cursor:
            cursor.execute(ROWS, one, binary=True)
            while rows := cursor.fetchmany(CHUNK):
                yield rows


def _ahead(source: Iterator[list[Row]]) -> Iterator[list[Row]]:
    """The same, with the next rows already being fetched while these are hashed: both cores work."""
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="audit-verify") as pool:
        coming = pool.submit(next, source, None)
        while rows := coming.result():
            coming = pool.submit(next, source, None)
            yield rows


def _walk(chains: dict[int, _Chain], rows: list[Row], result: Verified) -> None:
    """Check rows of one chain, each against the row before it, its own hash and the anchors."""
    chain = chains[rows[0][0]]
    for row in rows:
        _, number, previous, hashed, canonical, terms_differ = row
        at, kept_at = map(int, canonical.split(SEPARATOR, LAST_MOMENT + 1)[FIRST_MOMENT : LAST_MOMENT + 1])
        if chain.anchored and chain.anchored[0][0] < number:
            chain.pass_anchors(number)
        if (
            number != chain.number + 1
            or previous != chain.hash
            or sha256(previous + canonical).digest() != hashed
            or terms_differ
            or abs(at - kept_at) > CLOCKS_DIFFER
            or kept_at < chain.kept_at - CLOCK_STEPS_BACK
            or not chain.earliest <= kept_at <= chain.latest
            or (chain.anchored and chain.anchored[0][0] == number and chain.anchored[0][1] != hashed)
        ):
            result.found(_what(chain, row))
        chain.number, chain.hash, chain.kept_at = number, hashed, kept_at


def _what(chain: _Chain, row: Row) -> Finding:
    """Which kind of tampering a row that does not fit is, the likeliest first."""
    _, number, previous, hashed, canonical, terms_differ = row
    event, at, kept_at = identified(canonical)
    name = f"vent {event} (number {number} of chain {chain.shard})"

    def finding(kind: Tampering, said: str) -> Finding:
        return Finding(kind, said, chain.shard, number, event)

    if number > chain.number + 1:
        gap = f"{chain.number + 1}" if number == chain.number + 2 else f"{chain.number + 1} to {number - 1}"
        gone = f"Number {gap} of chain {chain.shard} is missing, before e{name}: it was deleted."
        return finding(Tampering.DELETED, gone)
    if previous != chain.hash:
        elsewhere = _number_of(chain.shard, previous)
        if elsewhere is not None:
            return finding(Tampering.REORDERED, f"E{name} belongs after number {elsewhere}: events were reordered.")
        return finding(Tampering.DELETED, f"The event before e{name} is gone: it was deleted.")
    if abs(at - kept_at) > CLOCKS_DIFFER:
        apart = f"{_words(at)}, but the database kept it at {_words(kept_at)}"
        return finding(Tampering.BACK_DATED, f"E{name} says it happened at {apart}: it was dated back.")
    if terms_differ:
        return finding(Tampering.EDITED, f"The search terms of e{name} were edited.")
    if hash_of(previous, canonical) != hashed:
        return finding(Tampering.EDITED, f"E{name} is not what was written: it was edited.")
    if not max(chain.earliest, chain.kept_at - CLOCK_STEPS_BACK) <= kept_at <= chain.latest:
        around = f"{_words(kept_at)}, but the events or anchors around it say otherwise"
        return finding(Tampering.BACK_DATED, f"E{name} says it was kept at {around}: it was dated back.")
    return finding(Tampering.REWRITTEN, f"E{name} is not the one that was anchored: the chain was rewritten.")


def _check_end(chain: _Chain, head: tuple[int, bytes] | None, last: int, result: Verified) -> None:
    """Compare where a chain ended with its head and with the last anchor."""
    promised = max([head[0] if head else 0, *(number for number, *_ in chain.anchored)])
    if chain.number < promised:
        missing = promised - chain.number
        by = "an anchor says so" if chain.anchored and chain.anchored[-1][0] == promised else "its head says so"
        result.found(
            Finding(Tampering.CUT, f"The last {missing} of chain {chain.shard} are missing ({by}): its tail was cut.",
                    chain.shard, chain.number + 1)
        )  # fmt: skip
    elif head is None or head[0] < last or bytes(head[1]) != bytes(chain.hash):
        said = f"The head of chain {chain.shard} is not its last event (number {chain.number}): it was changed."
        result.found(Finding(Tampering.HEAD, said, chain.shard, chain.number))


def _heads() -> dict[int, tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT shard, number, head FROM audit_shard")
        return {shard: (number, bytes(head)) for shard, number, head in cursor.fetchall()}


def _last_numbers() -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT shard, max(number) FROM audit_event GROUP BY shard")
        return dict(cursor.fetchall())


def _number_of(shard: int, hashed: bytes) -> int | None:
    """Where in its chain the event with this hash stands now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM audit_event WHERE shard = %s AND hash = %s", [shard, hashed])
        row = cursor.fetchone()
    return row[0] if row else None


def _micro(moment: dt.datetime) -> int:
    return round(moment.timestamp() * SECOND)


def _words(micro: int) -> str:
    return f"{dt.datetime.fromtimestamp(micro / SECOND, dt.UTC):%Y-%m-%d %H:%M:%S} UTC"


def anchor_numbered(anchors: Anchors, number: int) -> Anchor | None:
    """The anchor with this number, if the file has it."""
    return next((anchor for anchor in anchors.lines if anchor.number == number), None)
