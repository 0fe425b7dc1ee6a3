"""How an event is hashed: the canonical text, the same here as in the database's trigger (migration 0002).

One text, its fields parted by the unit separator (which the trigger refuses inside them): the format's number, then
the columns below. Moments are whole microseconds since 1970 in UTC, never a timestamp as text: its form depends on
settings.
"""

import hashlib
import uuid

SHARDS = 64
GENESIS = bytes(32)
SEPARATOR = b"\x1f"
FIRST_MOMENT, LAST_MOMENT = 4, 5  # where `at` and `kept_at` stand in the canonical text, the format's number being 0

MICROSECONDS = "(extract(epoch FROM {})*1000000)::bigint"
COLUMNS = (
    "shard", "number", "id", MICROSECONDS.format("at"), MICROSECONDS.format("kept_at"), "kind",
    "by_id", "coalesce(authority_id::text,'')", "roles", "coalesce(agency_id::text,'')", "record_type",
    "record_id", "coalesce(family_id::text,'')", "coalesce(pack_version_id::text,'')", "rule_id", "standing", "device",
    "device_mark", "detail", "coalesce(encode(terms_seal,'hex'),'')",
)  # fmt: skip
"""What the hash covers, in order, each as PostgreSQL writes it. Not the terms of a search but their seal."""

CANONICAL = f"convert_to(concat_ws(chr(31), '1', {', '.join(COLUMNS)}), 'UTF8')"
"""The canonical text of a row as SQL: the server builds it, but by our words, not by a function it keeps."""


def shard_of(family_id: uuid.UUID | None, record_id: str) -> int:
    """The chain of a subject: the family, or the record where there is no family."""
    subject = str(family_id) if family_id else record_id
    return hashlib.sha256(subject.encode()).digest()[0] % SHARDS


def hash_of(previous: bytes, canonical: bytes) -> bytes:
    """The hash of a row after `previous`, of its canonical text."""
    return hashlib.sha256(previous + canonical).digest()


def identified(canonical: bytes) -> tuple[str, int, int]:
    """The event's id, when it says it happened and when it was kept, both in microseconds, from its canonical text."""
    event, at, kept_at = canonical.split(SEPARATOR, LAST_MOMENT + 1)[FIRST_MOMENT - 1 : LAST_MOMENT + 1]
    return event.decode(), int(at), int(kept_at)


def seal_of(salt: bytes, terms: str) -> bytes:
    """What stands in the chain for the terms of a search; without the salt nobody can try names on it."""
    return hashlib.sha256(salt + terms.encode()).digest()
