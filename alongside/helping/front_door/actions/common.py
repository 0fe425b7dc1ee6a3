"""What several actions on contacts share."""

import uuid

from alongside.ground.access.models import User
from alongside.ground.audit import actions as audit
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.lifecycle import Transition
from alongside.helping.front_door.models import Contact, ContactStatus
from alongside.helping.front_door.policies import CONTACT
from alongside.helping.front_door.words import ContactState


def _locked(contact: Contact) -> Contact:
    """The contact as it stands, locked until the end of the transaction: of two people, one waits for the other."""
    rows = Contact.objects.select_for_update(of=("self",)).select_related("author__agency", "family", "taken_by")
    return rows.get(pk=contact.pk)


def _step(contact: Contact, name: str) -> Transition[ContactState]:
    return CONTACT.step(ContactState(contact.state), name)


def _remember(contact: Contact, by: User, reason: str = "") -> None:
    ContactStatus.objects.create(contact=contact, state=contact.state, at=now(), by=by, reason=reason)


def _audit(
    kind: str, contact: Contact, by: User, *, pack_version_id: uuid.UUID | None = None, rule_id: str = "",
    **detail: str | int | bool | None,
) -> None:  # fmt: skip
    audit.record(
        kind=f"front_door.{kind}", by=by, record=contact, family_id=contact.family_id,
        pack_version_id=pack_version_id, rule_id=rule_id, detail=dict(detail),
    )  # fmt: skip


def _say(text: str, message: str, field: str) -> str:
    """The text without white space round it; Refused with the message when there is none."""
    if not text.strip():
        raise Refused(message, field=field)
    return text.strip()
