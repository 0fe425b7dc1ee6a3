"""Working the queue: grading by the pack's priorities, taking, passing on, putting back."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from alongside.ground.access.models import User
from alongside.ground.access.queries import may, require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import as_text, now
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.ground.operating_models.queries import current_pack, priority_due
from alongside.helping.front_door.actions.common import _audit, _locked, _remember, _say, _step
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.policies import UNDECIDED
from alongside.helping.front_door.words import Agreement, ContactState


@dataclass(frozen=True)
class Assigned:
    """What came of giving several contacts to somebody: how many were given, and why others were not."""

    done: int
    refused: list[tuple[str, str]] = field(default_factory=list)


@action
def grade(*, contact: Contact, seen_version: int, priority: str, by: User, reason: str = "") -> Contact:
    """Give the contact a priority of the pack; its due date follows, with the rule it came from (A2).

    Raises Conflict and Refused.
    """
    require(by, Permission.DECIDE_CONTACT, contact)
    adopted = current_pack()
    if priority not in {one.id for one in adopted.pack.priorities if one.retired_on is None}:
        raise Refused("Choose a priority from the list.", field="priority")
    locked = _locked(contact)
    waiting = locked.state == ContactState.WAITING_FOR_PARTNERS
    transition = _step(locked, "regrade" if waiting else "grade")
    due = priority_due(adopted.pack, priority, locked.received_at)
    locked.state, locked.priority = transition.target, priority
    locked.graded_at, locked.graded_by = now(), by
    locked.due_on, locked.due_rule, locked.due_pack_version_id = due.on, due.rule_id, adopted.version_id
    save_seen(
        locked, seen_version,
        fields=["state", "priority", "graded_at", "graded_by_id", "due_on", "due_rule", "due_pack_version_id"],
    )  # fmt: skip
    _remember(locked, by, reason)
    _audit(
        transition.event, locked, by, pack_version_id=adopted.version_id, rule_id=due.rule_id, priority=priority,
    )  # fmt: skip
    return locked


@action
def record_agreement(*, contact: Contact, seen_version: int, agreement: str, why: str, by: User) -> Contact:
    """Record what the family says of the contact once somebody has asked them. Raises Conflict."""
    require(by, Permission.DECIDE_CONTACT, contact)
    if agreement not in Agreement.values:
        raise Refused("Say whether the family agrees.", field="agreement")
    if agreement != Agreement.AGREED:
        _say(why, "Say why the family has not agreed.", "agreement_why")
    locked = _locked(contact)
    locked.agreement, locked.agreement_why = agreement, why.strip()
    save_seen(locked, seen_version, fields=["agreement", "agreement_why"])
    _audit("agreement_recorded", locked, by, agreement=agreement)
    return locked


@action
def take(*, contact: Contact, by: User) -> Contact:
    """Say that you are working on the contact, so that nobody else starts on it.

    Raises Refused, saying who has it and since when, when somebody else took it.
    """
    require(by, Permission.DECIDE_CONTACT, contact)
    locked = _locked(contact)
    _still_undecided(locked)
    if locked.taken_by and locked.taken_by_id != by.pk:
        raise Refused(
            f"{locked.taken_by.name} is working on this contact since {as_text(locked.taken_at)}.",
            what_to_do="Ask them to put it back or pass it on, or pass it on yourself.",
        )
    return _give(locked, by, by, "taken")


@action
def put_back(*, contact: Contact, by: User) -> Contact:
    """Say that you are no longer working on the contact."""
    require(by, Permission.DECIDE_CONTACT, contact)
    locked = _locked(contact)
    if locked.taken_by_id != by.pk:
        raise Refused("You have not taken this contact.", what_to_do="Reload the queue to see who has.")
    return _give(locked, None, by, "put_back")


@action
def pass_on(*, contact: Contact, to: User, by: User) -> Contact:
    """Give the contact to somebody else who may decide it; whoever had it no longer has it."""
    require(by, Permission.DECIDE_CONTACT, contact)
    if not may(to, Permission.DECIDE_CONTACT, contact):
        raise Refused("They may not decide contacts.", what_to_do="Choose somebody from the list.", field="to")
    locked = _locked(contact)
    _still_undecided(locked)
    return _give(locked, to, by, "passed_on")


@action
def assign_many(*, contacts: Sequence[Contact], to: User, by: User) -> Assigned:
    """Give several contacts to one person; those that cannot be given are named with the reason.

    Somebody else's contact is left with them: pass it on one by one.
    """
    require(by, Permission.DECIDE_CONTACT)
    done, refused = 0, []
    for contact in sorted(
        contacts, key=lambda one: one.pk
    ):  # always in one order, so that two bulk changes never wait for each other
        if contact.taken_by_id not in (None, by.pk, to.pk):
            refused.append((contact.reference, "Somebody else is working on it."))
            continue
        try:
            pass_on(contact=contact, to=to, by=by)
            done += 1
        except Refused as why:
            refused.append((contact.reference, why.message))
    return Assigned(done, refused)


def _still_undecided(contact: Contact) -> None:
    if contact.state not in UNDECIDED:
        raise Refused(
            f"This contact has been decided: {ContactState(contact.state).label.lower()}.",
            what_to_do="Reload the queue.",
        )


def _give(contact: Contact, to: User | None, by: User, event: str) -> Contact:
    contact.taken_by, contact.taken_at = to, now() if to else None
    Contact.objects.filter(pk=contact.pk).update(taken_by=to, taken_at=contact.taken_at)
    _audit(event, contact, by, to=to.pk if to else None)
    return contact
