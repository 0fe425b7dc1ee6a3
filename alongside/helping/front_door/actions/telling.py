"""Telling the sender what happened to their contact."""

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.helping.front_door.actions.common import _audit, _locked
from alongside.helping.front_door.models import Contact
from alongside.helping.front_door.rules import is_public_door
from alongside.helping.front_door.words import TellHow


@action
def record_told(*, contact: Contact, how: str, by: User) -> Contact:
    """Record how a sender without a page of their own was told what was decided."""
    require(by, Permission.DECIDE_CONTACT, contact)
    if how not in TellHow.values:
        raise Refused("Say how they were told.", field="how")
    locked = _locked(contact)
    if not locked.told_text:
        raise Refused("Nothing has been decided that they could be told.", what_to_do="Decide the contact first.")
    locked.told_at, locked.told_how = now(), how
    locked.save(update_fields=["told_at", "told_how"])
    _audit("sender_told", locked, by, how=how)
    return locked


@action
def mark_seen(*, contact: Contact, by: User) -> Contact:
    """The sender says that they have read what was decided; again changes nothing."""
    if contact.author_id != by.pk:
        raise NotAllowed("Only the person who sent the contact can say that they have read the answer.")
    locked = _locked(contact)
    if locked.told_text and locked.seen_by_sender_at is None:
        locked.seen_by_sender_at = now()
        locked.save(update_fields=["seen_by_sender_at"])
        _audit("seen_by_sender", locked, by)
    return locked


def _tell_sender(contact: Contact, text: str) -> None:
    """Set what the sender is told: who has an account reads it on their page; anybody else must be told by a person."""
    has_account = not is_public_door(contact.author) and contact.author.principal in contact.readers
    reads_here = has_account and contact.tell_how == TellHow.ON_SCREEN
    contact.told_text = text
    contact.told_at, contact.told_how = (now(), TellHow.ON_SCREEN) if reads_here else (None, "")
    contact.seen_by_sender_at = None
