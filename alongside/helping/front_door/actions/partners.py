"""Asking partners in the hub what they know (A4), and their answers."""

from collections.abc import Mapping, Sequence

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import save_seen
from alongside.ground.operating_models.queries import Due, Pack, current_pack, due_on
from alongside.ground.operating_models.words import ClockKind
from alongside.helping.front_door.actions.common import _audit, _locked, _remember, _say, _step
from alongside.helping.front_door.models import Contact, PartnerEnquiry
from alongside.helping.front_door.rules import may_answer
from alongside.helping.front_door.words import ContactState, EnquiryState


@action
def ask_partners(
    *, contact: Contact, partners: Sequence[str], by: User, asked_of: Mapping[str, User] | None = None
) -> list[PartnerEnquiry]:
    """Ask partners of the pack what they know about the contact; a partner asked already is not asked again.

    `asked_of` names the person to ask for a partner; without one the hub asks by other means and writes the answer
    down. Raises Refused for a contact nobody has graded.
    """
    require(by, Permission.DECIDE_CONTACT, contact)
    adopted, locked = current_pack(), _locked(contact)
    known = {partner.id: partner for partner in adopted.pack.partners_asked if partner.retired_on is None}
    if not partners or not set(partners) <= set(known):
        raise Refused("Choose which partners to ask, from the list.", field="partners")
    if locked.state == ContactState.RECEIVED:
        raise Refused("Give the contact a priority before asking partners.", field="partners")
    transition = _step(locked, "ask_partners")
    already = set(locked.enquiries.values_list("partner", flat=True))
    due = _answer_due(adopted.pack)
    asked = [
        PartnerEnquiry.objects.create(
            contact=locked, partner=partner, pack_version_id=adopted.version_id, must_answer=known[partner].must_answer,
            lawful_basis=known[partner].lawful_basis, asked_of=(asked_of or {}).get(partner), asked_by=by,
            asked_at=now(), due_on=due.on if due else None, due_rule=due.rule_id if due else "",
        )
        for partner in dict.fromkeys(partners) if partner not in already
    ]  # fmt: skip
    _let_read(locked, asked)
    if locked.state != transition.target and asked:
        locked.state = transition.target
        save_seen(locked, locked.version, fields=["state"])
        _remember(locked, by)
    for enquiry in asked:
        _audit(transition.event, locked, by, pack_version_id=adopted.version_id, partner=enquiry.partner)
    return asked


@action
def answer_enquiry(*, enquiry: PartnerEnquiry, answer: str, by: User, declined: bool = False) -> PartnerEnquiry:
    """Answer what a partner was asked, or decline with the reason; once only.

    The last answer lets the contact go on.
    """
    verdict = may_answer(by, enquiry)
    if not verdict:
        raise NotAllowed(verdict.reason)
    text = _say(answer, "Say why you cannot answer." if declined else "Enter what you know, or decline.", "answer")
    contact = _locked(enquiry.contact)
    asked = PartnerEnquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    if asked.state != EnquiryState.ASKED:
        raise Refused("This has been answered already.", what_to_do="Reload the page to see the answer.")
    asked.state = EnquiryState.DECLINED if declined else EnquiryState.ANSWERED
    asked.answer, asked.answered_by, asked.answered_at = text, by, now()
    asked.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    if contact.state == ContactState.WAITING_FOR_PARTNERS and not _unanswered(contact):
        contact.state = _step(contact, "partners_answered").target
        save_seen(contact, contact.version, fields=["state"])
        _remember(contact, by)
    _audit("partner_answered", contact, by, partner=asked.partner, declined=declined)
    return asked


def _let_read(contact: Contact, asked: Sequence[PartnerEnquiry]) -> None:
    """Whoever is asked by name needs the contact's words to answer."""
    named = {enquiry.asked_of.principal for enquiry in asked if enquiry.asked_of}
    if named - set(contact.readers):
        contact.readers = sorted({*contact.readers, *named})
        Contact.objects.filter(pk=contact.pk).update(readers=contact.readers)


def _unanswered(contact: Contact) -> bool:
    return contact.enquiries.filter(state=EnquiryState.ASKED).exists()


def _answer_due(pack: Pack) -> Due | None:
    if ClockKind.PARTNER_ANSWER not in {clock.id for clock in pack.clocks}:
        return None
    return due_on(pack, ClockKind.PARTNER_ANSWER, now())
