"""Taking in a whole file: the same for the page, the worker and the command."""

import itertools
from collections.abc import Callable

from alongside.ground.access.models import User
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.operating_models.queries import current_pack
from alongside.helping.front_door.actions import begin_file, finish_file, take_in_rows
from alongside.helping.front_door.models import ContactFile
from alongside.helping.front_door.rowreading import read_file

ROWS_AT_ONCE = 500
SMALL = 300_000


def take_in(file: ContactFile, *, by: User, progress: Callable[[ContactFile], None] | None = None) -> ContactFile:
    """Read the file and take in its good rows, a batch at a time; `progress` is called after each batch.

    A file that cannot be read ends as failed, with the reason in words; it raises nothing.
    """
    adopted = current_pack()
    try:
        read = read_file(bytes(file.content or b""), file.kind, adopted.pack, by.agency.kind)
        begin_file(file=file, headings=read.headings, by=by)
        while batch := list(itertools.islice(read.rows, ROWS_AT_ONCE)):
            take_in_rows(file=file, rows=batch, by=by)
            if progress:
                progress(file)
    except NotAllowed:
        raise
    except Refused as refused:
        return finish_file(file=file, by=by, why_failed=str(refused))
    return finish_file(file=file, by=by)
