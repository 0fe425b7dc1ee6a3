"""Readers and their traces, for tests. Made without the access package, which stands above this one."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection

from alongside.ground.audit.collecting import true_now
from alongside.ground.audit.models import Event
from alongside.ground.audit.queries import the_system

_numbers = count(1)


def a_reader(*roles: str, agency: str = "") -> Any:
    """Somebody with an account and these roles, of an agency of their own unless named."""
    users: Any = get_user_model()
    number = next(_numbers)
    agencies = users._meta.get_field("agency").related_model._default_manager
    of, _ = agencies.get_or_create(name=agency or f"Audited agency {number}", defaults={"kind": "school"})
    user = users.objects.create(email=f"reader{number}@example.test", name=f"Reader {number}", agency=of, password="!")
    for role in roles:
        user.roles.create(role=role, granted_by=the_system(), since=true_now())
    return user


def a_read(
    by: Any, *, family: uuid.UUID | None = None, at: dt.datetime | None = None, standing: str = "involved",
    kind: str = "audit.seen", roles: tuple[str, ...] = (),
) -> Event:  # fmt: skip
    """An event not yet written, of somebody having looked at a family; now, unless said."""
    return Event(
        at=at or true_now(), kind=kind, by_id=by.pk, record_type="families.family", record_id=str(family),
        family_id=family or uuid.uuid4(), standing=standing, roles=list(roles),
    )  # fmt: skip


@contextmanager
def as_superuser_without_triggers() -> Iterator[Any]:
    """What somebody who owns the database can do: a cursor past every trigger."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        cursor.execute("SET LOCAL session_replication_role = origin")
