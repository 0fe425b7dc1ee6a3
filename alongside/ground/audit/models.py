"""What happened: one row for every change, written in the change's own transaction."""

import pgtrigger
from django.conf import settings
from django.db import models

from alongside.ground.lib.models import Identified


class Event(Identified):
    """A change: who, on whose authority, when, which record, and which rule decided. Identifiers only, never content.

    Rows are never changed or removed (a database trigger refuses it). ISO 27789:2021 and GP Connect's audit fields are
    the model; reads are recorded by the same table when the access work adds them.
    """

    at = models.DateTimeField()
    kind = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    record_type = models.CharField(max_length=80)
    record_id = models.CharField(max_length=40)
    family_id = models.UUIDField(null=True)
    pack_version_id = models.UUIDField(null=True)
    rule_id = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["record_type", "record_id", "at"]),
            models.Index(fields=["family_id", "at"]),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"
