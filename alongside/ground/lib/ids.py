"""Identifiers: sortable by the time they were made, and references people can read out."""

import secrets
import time
import uuid

NEW_ID = (
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send("
    "floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6), 52, 1), 53, 1), 'hex')::uuid"
)
"""`new_id` as PostgreSQL makes it, for rows made there: the time in milliseconds, then 74 random bits."""
READABLE = "23456789CDFGHJKMNPQRTVWXYZ"  # no vowels, no look-alikes: cannot spell a word or be misread


def new_id() -> uuid.UUID:
    """A UUID version 7 (RFC 9562, method 3): the time to a quarter of a microsecond, then 62 random bits.

    The fraction of the millisecond goes in too, so that rows made in one transaction sort in the order they were made.
    """
    milliseconds, fraction = divmod(time.time_ns(), 1_000_000)
    finer = fraction * 4096 // 1_000_000
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | finer << 64 | 2 << 62 | secrets.randbits(62))


def new_reference(prefix: str) -> str:
    """A reference to say on the telephone, such as 'C-7K3M-Q2FH': random, so it says nothing and cannot be guessed."""
    letters = "".join(secrets.choice(READABLE) for _ in range(8))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"
