"""When a file can be taken in, and when a load can be withdrawn: pure answers, each a sentence or nothing."""

import datetime as dt
from collections.abc import Collection

from alongside.ground.lib.clock import as_text
from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.people.partner_data.words import LoadState, SentState

WAITING, CHECKED, TO_TAKE = SentState.WAITING, SentState.CHECKED, SentState.TO_TAKE
SENT = Lifecycle(
    "The file", WAITING,
    [
        Transition("check", (WAITING,), CHECKED, "partner_data.file_checked"),
        Transition("ask_to_take", (WAITING, CHECKED), TO_TAKE, "partner_data.file_to_take"),
        Transition("take", (TO_TAKE,), SentState.TAKEN, "partner_data.file_taken"),
        Transition("refuse", (WAITING, TO_TAKE), SentState.REFUSED, "partner_data.file_refused"),
        Transition("put_away", (CHECKED,), SentState.PUT_AWAY, "partner_data.file_put_away"),
    ],
)  # fmt: skip
"""A file that was sent: checked first, and taken in when somebody has looked, or at once."""


def why_too_small(*, held: int, rows: int, percent: int | None) -> str:
    """Why a full file of so many rows should not retire the rest of so many held; '' when it may."""
    if percent is None or rows * 100 >= held * percent:
        return ""
    return (
        f"The file has {rows:,} rows where {held:,} records are held: less than {percent}%,"
        f" so that {held - rows:,} or more would be retired."
    )


def why_too_old(*, as_of: dt.date, latest: dt.date | None) -> str:
    """Why a file of this day cannot follow what was taken in last; '' when it can."""
    if latest is None or as_of >= latest:
        return ""
    return f"The file shows {as_text(as_of)}, and one of {as_text(latest)} has been taken in already."


def why_not_withdrawn(state: str) -> str:
    """Why a load cannot be withdrawn; '' when it can."""
    return "This load has been withdrawn already." if state == LoadState.WITHDRAWN else ""


def is_stale(*, as_of: dt.date | None, within_days: int, today: dt.date) -> bool:
    """Whether what a feed shows is older than the operating model allows; a feed that never came is."""
    return as_of is None or (today - as_of).days > within_days


def may_send(kind: str, kinds: Collection[str]) -> bool:
    """Whether a kind of agency is one the feed comes from."""
    return kind in kinds
