"""Letting a change pass that a table's trigger forbids, for what is allowed to take a record out whole."""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import connection


@contextmanager
def letting_pass() -> Iterator[None]:
    """Every trigger of ours that forbids a change lets it pass until the block ends. Inside a transaction only.

    The library's own `ignore` says so in front of each statement, and a statement PostgreSQL prepares is only one.
    """
    names = ",".join(trigger.get_pgid(model) for model, trigger in pgtrigger.registered())
    _tell(f"{{{names}}}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            _tell("{}")


def _tell(names: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [names])
