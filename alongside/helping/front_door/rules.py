"""Who may do what with a contact, beyond what `may()` answers by itself."""

from alongside.ground.access.models import User
from alongside.ground.access.queries import ALLOWED, PUBLIC_DOOR, SYSTEM, Verdict, may
from alongside.ground.access.words import Permission
from alongside.helping.front_door.models import Contact, PartnerEnquiry


def is_public_door(by: User) -> bool:
    """True for the actor of the public page, who holds no role."""
    return by.email == PUBLIC_DOOR


def may_record(by: User) -> Verdict:
    """Whether this person may send a contact: everybody with the role, and whoever comes by the public page."""
    return ALLOWED if is_public_door(by) else may(by, Permission.RECORD_CONTACT)


def may_send_up(by: User, contact: Contact) -> Verdict:
    """Whether this person may send the contact straight to social care: safeguarding is never gatekept.

    Whoever may record contacts may, for one they sent or may see.
    """
    recording = may(by, Permission.RECORD_CONTACT)
    if not recording or contact.author_id == by.pk:
        return recording
    return may(by, Permission.SEE_CONTACT, contact)


def may_give_more(by: User, contact: Contact) -> Verdict:
    """Whether this person may answer the hub's questions: the sender, or the hub for them."""
    return ALLOWED if contact.author_id == by.pk else may(by, Permission.DECIDE_CONTACT, contact)


def may_answer(by: User, enquiry: PartnerEnquiry) -> Verdict:
    """Whether this person may answer for the partner: whoever was asked, or the hub."""
    return may(by, Permission.ANSWER_ENQUIRY, enquiry)


def may_import(by: User) -> Verdict:
    """Whether this person may take in files of contacts: those with the role, and commands on the machine itself."""
    return ALLOWED if by.email == SYSTEM else may(by, Permission.IMPORT_CONTACTS)
