"""Files of contacts."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from alongside.helping.front_door.columns import WHAT_IS_WRONG
from alongside.helping.front_door.models import ContactFile, WrongRow
from alongside.helping.front_door.words import BatchState


@dataclass(frozen=True)
class FileShown:
    """A file of contacts, and how far it is."""

    id: uuid.UUID
    sent_at: dt.datetime
    state: str
    is_running: bool
    why_failed: str
    read: int
    taken: int
    already: int
    wrong: int


def file(one: ContactFile) -> FileShown:
    """How a file stands."""
    running = one.state in (BatchState.WAITING, BatchState.RUNNING)
    return FileShown(
        one.pk, one.sent_at, one.get_state_display(), running, one.why_failed, one.rows_read, one.taken, one.already,
        one.wrong,
    )  # fmt: skip


def files(sent_before: Iterable[ContactFile]) -> list[FileShown]:
    """Files sent before."""
    return [file(one) for one in sent_before]


def rows_to_correct(one: ContactFile, rows: Iterable[WrongRow]) -> Iterator[list[str]]:
    """The wrong rows as they were, with what is wrong in a last column, under their own headings."""
    yield [*one.headings, WHAT_IS_WRONG]
    for row in rows:
        said = " ".join(f"{column}: {why}" for column, why in row.problems)
        yield [*row.cells, *[""] * (len(one.headings) - len(row.cells)), said]
