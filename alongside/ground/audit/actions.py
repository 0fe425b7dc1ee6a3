"""Writing down what happened, and raising and closing alerts."""

import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Model

from alongside.ground.audit.collecting import BEFORE_WRITING, collecting
from alongside.ground.audit.models import Alert, Event
from alongside.ground.audit.policies import ALERT, check_may_close, check_reason
from alongside.ground.audit.words import AlertKind, AlertState
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.hooks import Hook

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

__all__ = ["BEFORE_CLOSING", "BEFORE_WRITING", "MAY_BE_KIN", "close_alert", "raise_alert", "record"]

BEFORE_CLOSING: "Hook[[AbstractBaseUser, Alert], None]" = Hook()
"""Told who wants to close which alert; whoever decides about permissions registers here and raises NotAllowed."""

MAY_BE_KIN: Hook[[int, Sequence[uuid.UUID]], Iterable[uuid.UUID]] = Hook()
"""Asked every night which of the families a person opened may be their own (same surname or address). The package that
knows names and addresses registers here; names never come to the audit trail."""


def record(
    *,
    kind: str,
    by: "AbstractBaseUser",
    record: Model,
    family_id: uuid.UUID | None = None,
    pack_version_id: uuid.UUID | None = None,
    rule_id: str = "",
    detail: dict[str, Any] | None = None,
    authority: "AbstractBaseUser | None" = None,
) -> Event:
    """Write one audit event in the caller's transaction: with the others of its action or request, or else at once.

    `kind` is '<package>.<what_happened>'; `detail` holds identifiers and enums only, never what people wrote;
    `authority` is whoever `by` acts for. What comes back knows its id; its place in the chain is the database's.
    """
    event = Event(
        kind=kind,
        record_type=record._meta.label_lower,
        record_id=str(record.pk),
        family_id=family_id,
        pack_version_id=pack_version_id,
        rule_id=rule_id,
        detail=detail or {},
    )
    with transaction.atomic(savepoint=False), collecting() as batch:
        return batch.add(event, by, authority)


@action
def raise_alert(
    *,
    kind: str,
    about: "AbstractBaseUser",
    by: "AbstractBaseUser",
    family_id: uuid.UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> Alert:
    """Ask for somebody to look at how `about` read; `detail` holds identifiers and counts only.

    A person opening a record in an emergency raises it about themselves; a detector raises it as the system.
    """
    alert = Alert.objects.create(
        kind=AlertKind(kind), about_id=about.pk, raised_by_id=by.pk, raised_at=now(), family_id=family_id,
        detail=detail or {},
    )  # fmt: skip
    record(kind="audit.alert_raised", by=by, record=alert, family_id=family_id, detail={"alert": alert.kind})
    return alert


@action
def close_alert(*, alert: Alert, outcome: str, note: str, by: "AbstractBaseUser") -> Alert:
    """Close an alert with what was found. Nobody closes one about themselves, or one they raised.

    Raises NotAllowed; Refused without an outcome and a reason, or when somebody else closed it meanwhile.
    """
    locked = Alert.objects.select_for_update().get(pk=alert.pk)
    BEFORE_CLOSING(by, locked)
    check_may_close(by_id=by.pk, about_id=locked.about_id, raised_by_id=locked.raised_by_id)
    found = check_reason(outcome, note)
    transition = ALERT.step(AlertState(locked.state), "close")
    locked.state, locked.outcome, locked.note = transition.target, found, note.strip()
    locked.closed_by_id, locked.closed_at = by.pk, now()
    locked.save()
    record(
        kind=transition.event, by=by, record=locked, family_id=locked.family_id,
        detail={"alert": locked.kind, "outcome": found.value},
    )  # fmt: skip
    return locked
