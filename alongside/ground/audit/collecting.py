"""Events wait here until the end of their action or request, and are then written together.

Each event takes the lock of its chain until the transaction ends. Two transactions that took several locks in different
orders would stop each other, so all events of one scope are written in one statement, in the order of the chains.
"""

import datetime as dt
import uuid
from collections.abc import Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import DatabaseError

from alongside.ground.audit.chains import shard_of
from alongside.ground.audit.models import Event
from alongside.ground.lib.hooks import Hook

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

ROWS_A_STATEMENT = 1_000

BEFORE_WRITING: Hook[[Sequence[Event]], None] = Hook()
"""Told the events about to be written, in their transaction: what watches for odd reading joins in here."""


class NotWritten(Exception):
    """The audit trail could not be written, so nothing may be shown or kept: a page answers 503."""


@dataclass
class Batch:
    """What one scope has collected, and what it knows about where it came from."""

    device: str = ""
    device_mark: str = ""
    authority: "AbstractBaseUser | None" = None
    events: list[Event] = field(default_factory=list)
    reads: dict[Hashable, Event] = field(default_factory=dict)
    people: dict[int, tuple[list[str], uuid.UUID | None]] = field(default_factory=dict)

    def add(self, event: Event, by: "AbstractBaseUser", authority: "AbstractBaseUser | None" = None) -> Event:
        """Take an event in, with who its actor is just now and from where they act."""
        if by.pk not in self.people:
            self.people[by.pk] = (sorted(getattr(by, "role_keys", ())), getattr(by, "agency_id", None))
        # The person, not the number: who is told before it is written need not read them again.
        event.by = by  # type: ignore[assignment]  # lib knows no users, but whoever acts is one
        event.roles, event.agency_id = self.people[by.pk]
        on_behalf = authority or self.authority
        event.authority_id = on_behalf.pk if on_behalf else None
        event.device, event.device_mark = self.device, self.device_mark
        event.shard = shard_of(event.family_id, event.record_id)
        self.events.append(event)
        return event

    def take_back(self, length: int) -> None:
        """Forget the changes collected after the first `length` events: they did not happen. Reads did, and stay."""
        self.events[length:] = [event for event in self.events[length:] if event.standing]

    def write(self) -> None:
        """Write everything; an empty batch asks the database nothing. Raises NotWritten."""
        if not self.events:
            return
        try:
            BEFORE_WRITING(tuple(self.events))
            moment = true_now()
            for event in self.events:
                event.at = moment
            in_order = sorted(self.events, key=lambda event: event.shard)
            Event.objects.bulk_create(in_order, batch_size=ROWS_A_STATEMENT)
        except DatabaseError as error:
            raise NotWritten from error


_open: ContextVar[Batch | None] = ContextVar("audit_batch", default=None)


def true_now() -> dt.datetime:
    """This moment, in UTC, from the machine's clock: `lib.clock` can be set back for made-up history, this cannot."""
    return dt.datetime.now(dt.UTC)


@contextmanager
def collecting(batch: Batch | None = None) -> Iterator[Batch]:
    """Collect events inside this block and write them at its end; inside another such block, at the end of that one.

    When the block fails its changes are forgotten. The caller holds a transaction open around it.
    """
    outer = _open.get()
    if outer is not None:
        length = len(outer.events)
        try:
            yield outer
        except BaseException:
            outer.take_back(length)
            raise
        return
    opened = batch or Batch()
    token = _open.set(opened)
    try:
        yield opened
        opened.write()
    finally:
        _open.reset(token)


@contextmanager
def around_an_action() -> Iterator[None]:
    """What `lib.actions.AROUND` puts around every action."""
    with collecting():
        yield
