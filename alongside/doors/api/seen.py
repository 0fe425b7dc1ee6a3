"""Edits through the API name the version they were made from, so that nobody overwrites what they did not see.

`ETag` says which version an answer is; `If-Match` brings it back (RFC 9110, section 13.1.1; RFC 6585 for 428).
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import Conflict, Versioned

TAG = re.compile(r'"v(\d{1,9})"')


class NotSeen(Refused):
    """An edit did not say which version it was made from."""


class ChangedSince(Exception):
    """The version an edit was made from is no longer the one in force; `current` is how the record stands."""

    def __init__(self, current: Versioned) -> None:
        state = getattr(current, "get_state_display", None)
        now_is = f" It stands now as: {state()}." if state else ""
        super().__init__(f"Somebody else changed this since you read it.{now_is} Nothing of yours was saved.")
        self.current = current


def etag(record: Versioned) -> str:
    """The tag of the record as it stands."""
    return f'"v{record.version}"'


def version_in(header: str, current: Versioned) -> int:
    """The version an `If-Match` header names: the record's own when it stands among several.

    Raises NotSeen when there is none, or `*`, which names no version; ChangedSince for a tag that was never ours.
    """
    text = header.strip()
    if text in ("", "*"):
        raise NotSeen(
            "Say which version your change is made from.",
            what_to_do="Read the record, and send its ETag as If-Match.",
        )
    versions = {int(tag[1]) for tag in map(TAG.fullmatch, map(str.strip, text.split(","))) if tag}
    if current.version in versions:
        return current.version
    raise ChangedSince(current)


@contextmanager
def unless_changed() -> Iterator[None]:
    """Say of a conflict found while saving what `If-Match` would have said a moment later."""
    try:
        yield
    except Conflict as conflict:
        raise ChangedSince(conflict.current) from conflict
