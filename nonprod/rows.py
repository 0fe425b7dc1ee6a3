"""Putting many rows into the database at once, and remembering which steps of the making are done."""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from alongside.ground.access.queries import the_system
from alongside.ground.audit import actions as audit
from alongside.ground.audit.models import Event

STEP = "nonprod.step_done"


def copy_in(instances: Iterable[Model]) -> int:
    """Put unsaved instances of one model into its table with COPY, the fastest way in; answers how many."""
    rows = list(instances)
    if not rows:
        return 0
    meta = type(rows[0])._meta
    names = [field.attname for field in meta.concrete_fields]
    columns = ", ".join(f'"{field.column}"' for field in meta.concrete_fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row([getattr(row, name) for name in names])
    return len(rows)


def steps_done() -> dict[str, dict[str, Any]]:
    """The steps finished so far, in one query: what is kept about each, by its key."""
    system = the_system()
    rows = Event.objects.filter(record_type=system._meta.label_lower, record_id=str(system.pk), kind=STEP)
    return {detail["step"]: detail for detail in rows.order_by("at", "id").values_list("detail", flat=True)}


@contextmanager
def step(key: str, **detail: Any) -> Iterator[None]:
    """Do a step wholly or not at all, and remember that it is done: a run cut short goes on from there."""
    with transaction.atomic():
        yield
        system = the_system()
        audit.record(kind=STEP, by=system, record=system, detail={"step": key, **detail})


def seeded_id(milliseconds: int, bits: int) -> uuid.UUID:
    """An identifier of the product's shape (UUID version 7) from a given time and 74 given bits."""
    high, low = bits >> 62, bits & (1 << 62) - 1
    return uuid.UUID(int=milliseconds << 80 | 7 << 76 | high << 64 | 2 << 62 | low)
