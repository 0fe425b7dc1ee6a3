"""Model bases: sortable ids, and edits by two people that never overwrite each other silently."""

import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F

from alongside.ground.lib.ids import new_id


class Identified(models.Model):
    """A row known by a UUID that sorts by when it was made."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        abstract = True

    pk: uuid.UUID


class Versioned(models.Model):
    """A row two people may edit: it carries a version, and a change names the version it was made from."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class Conflict(Exception):
    """Somebody else changed the record since it was read.

    `current` is the record as it stands; `attempted` maps each field the person wanted to change to their value.
    """

    def __init__(self, current: Versioned, attempted: dict[str, Any]) -> None:
        super().__init__("Somebody else changed this since you opened it.")
        self.current = current
        self.attempted = attempted


Record = TypeVar("Record", bound=Versioned)


def save_seen(record: Record, seen_version: int, *, fields: Iterable[str]) -> Record:
    """Save `fields` of the record, provided it still is at `seen_version`; otherwise raise Conflict and change nothing.

    One UPDATE with the version in its WHERE clause, so that of two people saving at once exactly one succeeds.
    """
    values = {name: getattr(record, name) for name in fields}
    manager = type(record)._default_manager
    changed = manager.filter(pk=record.pk, version=seen_version).update(**values, version=F("version") + 1)
    if not changed:
        raise Conflict(manager.get(pk=record.pk), values)
    record.version = seen_version + 1
    return record


class OnceToken(models.Model):
    """A form that has been sent: sending it again answers with the first one's result."""

    token = models.UUIDField(primary_key=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True)
    result_url = models.CharField(max_length=400, blank=True)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "lib_once_token"
