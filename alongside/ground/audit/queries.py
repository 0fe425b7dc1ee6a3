"""Reading what happened."""

import uuid

from django.db.models import Model, QuerySet

from alongside.ground.audit.models import Event


def events_of(record: Model) -> QuerySet[Event]:
    """Everything that happened to one record, oldest first."""
    return Event.objects.filter(record_type=record._meta.label_lower, record_id=str(record.pk)).order_by("at", "id")


def events_of_family(family_id: uuid.UUID) -> QuerySet[Event]:
    """Everything that happened to a family's records, newest first."""
    return Event.objects.filter(family_id=family_id).order_by("-at", "-id")
