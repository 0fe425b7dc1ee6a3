"""Writing down what happened."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db.models import Model

from alongside.ground.audit.models import Event
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


@action
def record(
    *,
    kind: str,
    by: "AbstractBaseUser",
    record: Model,
    family_id: uuid.UUID | None = None,
    pack_version_id: uuid.UUID | None = None,
    rule_id: str = "",
    detail: dict[str, Any] | None = None,
) -> Event:
    """Write one audit event in the caller's transaction.

    `kind` is '<package>.<what_happened>'; `detail` holds identifiers and enums only, never what people wrote.
    """
    return Event.objects.create(
        at=now(),
        kind=kind,
        by_id=by.pk,
        record_type=record._meta.label_lower,
        record_id=str(record.pk),
        family_id=family_id,
        pack_version_id=pack_version_id,
        rule_id=rule_id,
        detail=detail or {},
    )
