"""Holding a record, lifting the hold, and disposing of what has been kept long enough."""

import uuid

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import RetentionRule, current_pack
from alongside.ground.operating_models.words import Kept
from alongside.improving.retention.disposing import LinkedElsewhere, counted, of_contact, of_family, take_out
from alongside.improving.retention.models import Disposal, LegalHold
from alongside.improving.retention.policies import to_dispose
from alongside.improving.retention.queries import facts_of, hold_on
from alongside.people.families.models import Family


@action
def set_hold(*, family: Family, reason: str, by: User) -> LegalHold:
    """Keep a family's record whatever the rules say, until somebody lifts it. Raises Refused, NotAllowed."""
    require(by, Permission.MANAGE_RETENTION)
    if not reason.strip():
        raise Refused("Say why the record must be kept.", field="reason")
    Family.objects.select_for_update().get(pk=family.pk)
    if hold_on(family):
        raise Refused("A hold is set already.", what_to_do="Read why it was set.")
    hold = LegalHold.objects.create(family=family, reason=reason.strip(), set_by=by, set_at=now())
    audit.record(kind="retention.hold_set", by=by, record=hold, family_id=family.pk)
    return hold


@action
def lift_hold(*, hold: LegalHold, why: str, by: User) -> LegalHold:
    """Let the rules decide again. Raises Refused when it was lifted already or no reason is given, NotAllowed."""
    require(by, Permission.MANAGE_RETENTION)
    if not why.strip():
        raise Refused("Say why the hold is no longer needed.", field="why")
    locked = LegalHold.objects.select_for_update().get(pk=hold.pk)
    if locked.lifted_at:
        raise Refused("This hold was lifted already.")
    locked.lifted_at, locked.lifted_by, locked.why_lifted = now(), by, why.strip()
    locked.save(update_fields=["lifted_at", "lifted_by", "why_lifted"])
    audit.record(kind="retention.hold_lifted", by=by, record=locked, family_id=locked.family_id)
    return locked


@action
def dispose(*, kind: Kept, record_id: uuid.UUID, rule: RetentionRule, by: User) -> Disposal | None:
    """Dispose of one record, if it is due now and nothing holds it; None when it is not, or not any more.

    Everything is asked again inside the transaction, with the record locked: a hold set a moment ago wins.
    """
    if kind is Kept.FAMILY_RECORD:
        Family.objects.select_for_update().filter(pk=record_id).first()
    facts = facts_of(kind, record_id, today())
    due = to_dispose(rule, facts, today()) if facts else None
    if due is None:
        return None
    try:
        scope = of_family(record_id) if kind is Kept.FAMILY_RECORD else of_contact(record_id)
    except LinkedElsewhere:
        return None
    numbers, rows = counted(scope), take_out(scope)
    gone = Disposal.objects.create(
        kind=kind.value, record_id=record_id, rule=rule.id, pack_version_id=current_pack().version_id, due_on=due,
        disposed_at=now(), rows=rows, counted=numbers,
    )  # fmt: skip
    audit.record(
        kind="retention.disposed", by=by, record=gone, family_id=record_id if kind is Kept.FAMILY_RECORD else None,
        rule_id=rule.id, detail={"kind": kind.value, "rows": sum(rows.values())},
    )  # fmt: skip
    return gone
