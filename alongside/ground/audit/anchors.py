"""Anchors: the heads of all chains, written every five minutes to a file outside the database.

Whoever can change every table cannot change what the file already says, least of all where it is copied to another
machine. One line of JSON each, which carries the hash of the line before it; the file only grows.
"""

import datetime as dt
import fcntl
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection

FIRST = hashlib.sha256(b"").hexdigest()
ONLY_OURS = 0o600


@dataclass(frozen=True)
class Anchor:
    """One line: its number, when by the database's clock, and number and hash of the head of each chain."""

    number: int
    at: dt.datetime
    heads: dict[int, tuple[int, bytes]]


@dataclass(frozen=True)
class Anchors:
    """Everything the file holds, and in words what is wrong with it."""

    lines: list[Anchor]
    problems: list[str]


def path() -> Path:
    """Where the file is: ALONGSIDE_ANCHORS, or beside the other data of this installation."""
    return Path(settings.ALONGSIDE_ANCHORS)


def add(where: Path) -> Anchor | None:
    """Add the heads as they are now, on disk before this returns; None when nothing happened since the last line.

    One process at a time; a line a crash left half written is closed off and stays. Raises OSError.
    """
    where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(where, os.O_RDWR | os.O_CREAT | os.O_APPEND, ONLY_OURS), "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        before, last = _last_line(file)
        at, heads = _heads_now()
        if last and last.heads == heads:
            return None
        anchor = Anchor(last.number + 1 if last else 1, at, heads)
        _write(file, anchor, before)
    _keep_folder(where.parent)
    return anchor


def read(where: Path) -> Anchors:
    """Read the whole file, checking that each line follows from the one before; a missing file has no lines."""
    lines: list[Anchor] = []
    problems: list[str] = []
    previous, half_written = FIRST, 0
    if not where.exists():
        return Anchors(lines, problems)
    with where.open("rb") as file:
        for place, text in enumerate(file, start=1):
            document = _parsed(text)
            if document is None:
                half_written = place
                continue
            if document["previous"] != previous:
                said = f"Line {place} of the anchors does not follow from the line before it"
                problems.append(f"{said}: a line was changed, removed or put in.")
            elif half_written:
                half_written = 0  # cut short by a crash, then closed off: nothing is missing
            previous = _hash(text)
            lines.append(_anchor(document))
    if half_written and not problems:
        problems.append(f"Line {half_written} of the anchors cannot be read.")
    return Anchors(lines, problems)


def by_shard(anchors: list[Anchor]) -> dict[int, list[tuple[int, bytes, dt.datetime, dt.datetime]]]:
    """For each chain, every anchored head in order: its number, its hash, and when it was first and last the head."""
    found: dict[int, list[tuple[int, bytes, dt.datetime, dt.datetime]]] = {}
    for anchor in anchors:
        for shard, (number, head) in anchor.heads.items():
            rows = found.setdefault(shard, [])
            if rows and rows[-1][:2] == (number, head):
                rows[-1] = (number, head, rows[-1][2], anchor.at)
            else:
                rows.append((number, head, anchor.at, anchor.at))
    return found


def _heads_now() -> tuple[dt.datetime, dict[int, tuple[int, bytes]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT shard, number, head FROM audit_shard ORDER BY shard")
        rows = cursor.fetchall()
        cursor.execute("SELECT clock_timestamp()")
        (at,) = cursor.fetchone()
    return at, {shard: (number, bytes(head)) for shard, number, head in rows}


def _write(file: IO[bytes], anchor: Anchor, previous: str) -> None:
    heads = [[shard, number, head.hex()] for shard, (number, head) in anchor.heads.items()]
    document = {"anchor": anchor.number, "at": anchor.at.isoformat(), "heads": heads, "previous": previous}
    if file.seek(0, os.SEEK_END):
        file.seek(-1, os.SEEK_END)
        if file.read(1) != b"\n":
            file.write(b"\n")
    file.write(json.dumps(document, separators=(",", ":")).encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _last_line(file: IO[bytes]) -> tuple[str, Anchor | None]:
    """The hash of the last whole line, and what it says; reads backwards, so a long file costs no more."""
    block = 64 * 1024
    size = file.seek(0, os.SEEK_END)
    while True:
        begin = max(0, size - block)
        file.seek(begin)
        lines = file.read().splitlines(keepends=True)
        for text in reversed(lines if begin == 0 else lines[1:]):
            document = _parsed(text)
            if document is not None:
                return _hash(text), _anchor(document)
        if begin == 0:
            return FIRST, None
        block *= 4


def _parsed(text: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(text) if text.endswith(b"\n") else None
    except ValueError:
        return None
    return document if isinstance(document, dict) and {"anchor", "at", "heads", "previous"} <= set(document) else None


def _anchor(document: dict[str, Any]) -> Anchor:
    heads = {shard: (number, bytes.fromhex(head)) for shard, number, head in document["heads"]}
    return Anchor(document["anchor"], dt.datetime.fromisoformat(document["at"]), heads)


def _hash(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _keep_folder(folder: Path) -> None:
    """See to it that the file's name is on disk too, not only its content."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
