"""Writing down who looked: noted while a page is made, written before any of it leaves.

A request is one scope. The middleware opens `request_scope` around the view and answers 503 when it raises
`NotWritten`; views and queries call `note` for what they show and `note_search` for what was searched.
"""

import secrets
import uuid
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

from alongside.ground.audit.chains import seal_of
from alongside.ground.audit.collecting import Batch, NotWritten, collecting
from alongside.ground.audit.devices import describe, mark
from alongside.ground.audit.models import Event
from alongside.ground.audit.words import ReadAction, Standing

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

__all__ = ["NotWritten", "note", "note_search", "request_scope"]

SALT_BYTES = 16
Id = uuid.UUID | str | int


@contextmanager
def request_scope(
    *, user_agent: str = "", address: str = "", authority: "AbstractBaseUser | None" = None
) -> Iterator[None]:
    """The transaction of one request, in which all its events are written once, at the end.

    `authority` is whoever the reader acts for, when they act as somebody else. Raises NotWritten when the trail cannot
    be written; the transaction is then rolled back and nothing of the response may be sent. A view that fails takes its
    events with it: catch refusals inside the scope, so that attempts are kept.
    """
    with transaction.atomic(), collecting(Batch(describe(user_agent), mark(address), authority)):
        yield


def note(
    *,
    by: "AbstractBaseUser",
    record_type: str,
    record_id: Id,
    standing: str,
    family_id: uuid.UUID | None = None,
    action: str = ReadAction.SEEN,
) -> None:
    """Note that `by` is shown a record, and how they came to see it.

    One event for each family and type of record in a request, however many are shown: its detail lists their ids.
    Outside a request it is written at once. Raises ValueError for a standing or an action that is not one of our words.
    """
    did, how, shown = ReadAction(action), Standing(standing), str(record_id)
    key = (by.pk, did, how, record_type, family_id or shown)
    with transaction.atomic(savepoint=False), collecting() as batch:
        event = batch.reads.get(key)
        if event is None:
            event = Event(
                kind=did.kind, record_type=record_type, record_id=shown, family_id=family_id, standing=how,
                detail={"records": [shown]},
            )  # fmt: skip
            batch.reads[key] = batch.add(event, by)
        elif shown not in event.detail["records"]:
            event.detail["records"].append(shown)


def note_search(*, by: "AbstractBaseUser", terms: str, found_ids: Collection[Id], shown: Collection[Id]) -> None:
    """Note what `by` searched for, how many records were found, and the ids of those shown.

    The terms are personal data: they go into a column of their own, whose retention is the council's, and nowhere else.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    event = Event(
        kind=ReadAction.SEARCHED.kind, record_type=by._meta.label_lower, record_id=str(by.pk), standing=Standing.ROLE,
        terms=terms, terms_salt=salt, terms_seal=seal_of(salt, terms),
        detail={"found": len(found_ids), "shown": [str(one) for one in shown]},
    )  # fmt: skip
    with transaction.atomic(savepoint=False), collecting() as batch:
        batch.add(event, by)
