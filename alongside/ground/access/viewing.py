"""In whose name the database is being read: told to PostgreSQL for its row-level security, and kept for presenters.

Everything is set for one transaction only (`set_config(..., true)`): a setting of the session would leak to whoever
borrows the connection next.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from psycopg.pq import TransactionStatus

from alongside.ground.access.models import User
from alongside.ground.access.policies import reach_of, wards_of
from alongside.ground.access.rules import section_codes
from alongside.ground.access.words import CONTACTS, FEEDS, KEEPERS, LISTS, MATCHERS, WIDEST_FIRST, Permission, Section
from alongside.ground.lib.statements import PLANNER, tell

WEB_ROLE = "alongside_web"
READERS = {f"readers_{section.value}": section for section in Section}
SETTINGS = ("user", "principals", "cleared", "excluded", "wards", "all", "locality", "involved", "own", *READERS)
READS = {
    Permission.SEE_FAMILY: (Section.FRAME, Section.STORY, Section.HEALTH),
    Permission.SEE_ASSESSMENT: (Section.ASSESSMENT,),
    Permission.SEE_PLAN: (Section.PLAN,),
    Permission.SEE_CONTACT: (CONTACTS,),
    Permission.KEEP_CLOSELY: (KEEPERS,),
    Permission.SEE_FEED_ROWS: (FEEDS,),
    Permission.MATCH_RECORDS: (MATCHERS,),
    Permission.SEE_MAY_NEED_HELP: (LISTS,),
}
NEAR_ENOUGH = {reach.value: WIDEST_FIRST[: place + 1] for place, reach in enumerate(WIDEST_FIRST)}

ASK_WHAT_IS_TOLD = "SELECT current_user, " + ", ".join(f"current_setting('alongside.{s}', true)" for s in SETTINGS)

_viewer: ContextVar[User | None] = ContextVar("viewer", default=None)


def viewer() -> User | None:
    """Whoever looks at what is being prepared now; None for commands and jobs."""
    return _viewer.get()


@contextmanager
def viewing_as(by: User, planner: Mapping[str, str] = PLANNER) -> Iterator[None]:
    """Read the database in this person's name, as the web's role, until the block ends. Only inside a transaction.

    `planner` is what PostgreSQL's planner is told besides (`lib.statements`).
    """
    nested = len(connection.savepoint_ids) > 0
    before = _what_is_told() if nested else None
    token = _viewer.set(by)
    _tell(WEB_ROLE, told_of(by), planner)
    try:
        yield
    finally:
        _viewer.reset(token)
        if before and connection.connection.info.transaction_status == TransactionStatus.INTRANS:
            _tell(before[0], {name: value or "" for name, value in zip(SETTINGS, before[1:], strict=True)})


def tell_again(by: User) -> None:
    """What this person holds has just changed, within the transaction: tell the database so."""
    by.forget_rights()
    if (now_viewing := viewer()) is not None and now_viewing.pk == by.pk:
        now_viewing.forget_rights()
        _tell(WEB_ROLE, told_of(by))


def told_of(by: User) -> dict[str, str]:
    """The settings PostgreSQL's policies read (`walls.py`), for this person."""
    return {
        "user": str(by.pk),
        "principals": _array(by.principals),
        "cleared": _array(by.rights.cleared),
        "excluded": _array(by.rights.excluded),
        "wards": _array(wards_of(by)),
        **{how: _array(_sections(by, how)) for how in NEAR_ENOUGH},
        **{name: _array([*by.principals, *section_codes(by, section)]) for name, section in READERS.items()},
    }


def _sections(by: User, how: str) -> list[int]:
    return [
        int(section)
        for permission, sections in READS.items()
        if reach_of(by.rights, permission) in NEAR_ENOUGH[how]
        for section in sections
    ]


def _array(values: Any) -> str:
    return "{" + ",".join(str(value) for value in values) + "}"


def _tell(role: str, told: dict[str, str], planner: Mapping[str, str] = PLANNER) -> None:
    tell({"role": role, **planner, **{f"alongside.{name}": value for name, value in told.items()}})


def _what_is_told() -> Any:
    return connection.connection.execute(ASK_WHAT_IS_TOLD).fetchone()
