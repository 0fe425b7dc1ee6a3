"""Deciding a contact (A3), sending it straight to social care, and answering when more was asked for."""

from collections.abc import Callable
from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.models import Conflict, save_seen
from alongside.ground.operating_models.queries import AdoptedPack, current_pack, priority_due, why_not
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door.actions.common import _audit, _locked, _remember, _say, _step
from alongside.helping.front_door.actions.following import (
    REFERRED_UP,
    Asked,
    ReferredUp,
    _attach,
    _family_if_named,
    _lead_name,
    _name_lead,
    _wait_for_panel,
)
from alongside.helping.front_door.actions.telling import _tell_sender
from alongside.helping.front_door.keeping import keep_as_family
from alongside.helping.front_door.models import Contact, Decision, MoreInformation
from alongside.helping.front_door.policies import (
    TRANSITION_OF,
    Standing,
    already_decided,
    decided_sentence,
    feedback,
    first_due,
    partners_settled,
    statutory_way_up,
)
from alongside.helping.front_door.rules import may_give_more, may_send_up
from alongside.helping.front_door.words import Agreement, EnquiryState
from alongside.people.disclosure.queries import About, Saying, check
from alongside.people.episodes.actions import tell
from alongside.people.episodes.models import Episode
from alongside.people.episodes.words import StoryKind
from alongside.people.families.models import Family


class AlreadyDecided(Refused):
    """Somebody else decided first; the message says who, what and when."""


@dataclass(frozen=True)
class _Choice:
    """A decision about to be written down."""

    level: str
    decision: str
    follows: Follows
    rationale: str
    safeguarding_needed: bool | None
    safeguarding_why: str
    lead: User | None
    words: str


HAPPENS: dict[Follows, Callable[[Contact, Asked], tuple[Family, Episode]]] = {
    Follows.NAME_LEAD_PRACTITIONER: _name_lead,
    Follows.WAIT_FOR_PANEL: _wait_for_panel,
    Follows.ATTACH_TO_OPEN_FAMILY: _attach,
}


@action
def decide(
    *, contact: Contact, seen_version: int, level: str, decision: str, rationale: str, by: User,
    lead: User | None = None, lead_why: str = "", family: Family | None = None, agreement: str = "",
    agreement_why: str = "", safeguarding_needed: bool | None = None, safeguarding_why: str = "",
    not_waiting_because: str = "", words: str = "",
) -> Contact:  # fmt: skip
    """Decide the level of need and what follows, which then happens in the same transaction.

    `words` are the hub's own to the sender, after the pack's. Of two people deciding at once the second gets
    AlreadyDecided, saying who decided what and when; a contact changed meanwhile raises Conflict. Raises Refused with
    the field to put right, and NotAllowed.
    """
    require(by, Permission.DECIDE_CONTACT, contact)
    adopted, locked = current_pack(), _locked(contact)
    _first_to_decide(locked)
    if locked.version != seen_version:
        raise Conflict(locked, {})
    locked.agreement, locked.agreement_why = (
        agreement or locked.agreement,
        agreement_why.strip() or locked.agreement_why,
    )
    locked.not_waiting_because = not_waiting_because.strip() or locked.not_waiting_because
    rationale = _say(rationale, "Say why you decide this.", "rationale")
    follows = _possible(
        adopted, locked, level, decision, lead=lead, safeguarding=_safeguarding(safeguarding_needed, safeguarding_why)
    )
    if follows is Follows.RETURN_FOR_MORE:
        words = _say(words, "Say what you need to know, for the sender.", "words")
    if safeguarding_needed and follows is not Follows.REFER_UP:
        raise Refused(
            "You said that a safeguarding referral is needed.",
            what_to_do="Decide to pass the contact to social care.",
            field="decision",
        )
    choice = _Choice(
        level, decision, follows, rationale, safeguarding_needed, safeguarding_why.strip(), lead, words.strip()
    )
    asked = Asked(level, rationale, adopted.version_id, by, family, lead, lead_why, locked.family_view)
    return _settle(locked, choice, asked, adopted)


@action
def send_to_social_care(*, contact: Contact, why: str, by: User) -> Contact:
    """Send the contact straight to social care's front door, with everything known.

    Safeguarding is never gatekept: whoever may record contacts may do this with theirs, at any time before it has been
    decided. Raises AlreadyDecided.
    """
    verdict = may_send_up(by, contact)
    if not verdict:
        raise NotAllowed(verdict.reason)
    reason = _say(why, "Say what makes you think that a child is not safe.", "why")
    adopted, locked = current_pack(), _locked(contact)
    _first_to_decide(locked)
    level, decision = statutory_way_up(adopted.pack)
    choice = _Choice(level, decision, Follows.REFER_UP, reason, True, reason, None, "")
    return _settle(locked, choice, Asked(level, reason, adopted.version_id, by), adopted)


@action
def give_more(*, contact: Contact, text: str, by: User) -> Contact:
    """Answer what the hub asked; the contact goes back into its queue with a new clock from today."""
    verdict = may_give_more(by, contact)
    if not verdict:
        raise NotAllowed(verdict.reason)
    said = _say(text, "Enter what the hub asked for.", "text")
    adopted, locked = current_pack(), _locked(contact)
    transition = _step(locked, "reopen")
    MoreInformation.objects.create(contact=locked, text=said, at=now(), by=by)
    pack = adopted.pack
    due = priority_due(pack, locked.priority, now()) if locked.priority else first_due(pack, now(), locked.in_danger)
    locked.state, locked.due_on, locked.due_rule = transition.target, due.on, due.rule_id
    locked.due_pack_version_id, locked.told_text, locked.told_at, locked.told_how = adopted.version_id, "", None, ""
    save_seen(
        locked, locked.version,
        fields=["state", "due_on", "due_rule", "due_pack_version_id", "told_text", "told_at", "told_how"],
    )  # fmt: skip
    _remember(locked, by)
    _audit(transition.event, locked, by, pack_version_id=adopted.version_id, rule_id=due.rule_id)
    return locked


def _first_to_decide(contact: Contact) -> None:
    if already_decided(contact.state):
        last = Decision.objects.filter(contact=contact).select_related("by").order_by("-at", "-id")[0]
        raise AlreadyDecided(
            decided_sentence(contact.state, last.by.name, last.at), what_to_do="Reload the page to read the decision."
        )


def _safeguarding(needed: bool | None, why: str) -> bool:
    if needed and not why.strip():
        raise Refused("Say what the safeguarding concern is.", field="safeguarding_why")
    return needed is not None


def _possible(
    adopted: AdoptedPack, contact: Contact, level: str, decision: str, *, lead: User | None, safeguarding: bool
) -> Follows:
    pack = adopted.pack
    if level not in {one.id for one in pack.levels}:
        raise Refused("Choose a level of need.", field="level")
    if decision not in {one.id for one in pack.decisions}:
        raise Refused("Choose what follows.", field="decision")
    enquiries = dict(contact.enquiries.values_list("partner", "state"))
    urgent = pack.decision(decision).follows is Follows.REFER_UP
    if EnquiryState.ASKED in enquiries.values() and not contact.not_waiting_because and not urgent:
        raise Refused(
            "Not every partner who was asked has answered.",
            what_to_do="Wait for them, or say why you do not wait.",
            field="not_waiting_because",
        )
    standing = Standing(
        rationale=True, lead=lead is not None, agreement=contact.agreement == Agreement.AGREED,
        safeguarding=safeguarding, partners=partners_settled(pack, enquiries, contact.not_waiting_because),
    )  # fmt: skip
    why = why_not(pack, decision_id=decision, level_id=level, route_id=_route_now(adopted, contact), has=standing.has)
    if why:
        raise Refused(why, field="decision")
    return pack.decision(decision).follows


def _route_now(adopted: AdoptedPack, contact: Contact) -> str | None:
    return contact.route if contact.route in {route.id for route in adopted.pack.routes} else None


def _settle(contact: Contact, choice: _Choice, asked: Asked, adopted: AdoptedPack) -> Contact:
    by, follows = asked.by, choice.follows
    transition = _step(contact, TRANSITION_OF[follows])
    family, episode = contact.family or asked.family, None
    if follows in HAPPENS:
        family, episode = HAPPENS[follows](contact, asked)
    elif follows is Follows.REFER_UP:
        family = _family_if_named(contact, asked)
    decided = _write(contact, choice, asked, adopted, episode)
    contact.family, contact.state = family, transition.target
    contact.taken_by, contact.taken_at = None, None
    if choice.lead:
        contact.readers = sorted({*contact.readers, choice.lead.principal})
    told = _words_to_sender(contact, choice, adopted, family)
    _check_sender_may_learn(told, contact, family, by)
    _tell_sender(contact, told)
    save_seen(
        contact, contact.version,
        fields=["family_id", "state", "taken_by_id", "taken_at", "readers", "told_text", "told_at", "told_how",
                "seen_by_sender_at", "agreement", "agreement_why", "not_waiting_because"],
    )  # fmt: skip
    keep_as_family(contact, by)
    _remember(contact, by, choice.rationale)
    _tell_family(contact, decided, adopted, by)
    _audit(
        transition.event, contact, by, pack_version_id=adopted.version_id, rule_id=decided.rule, level=choice.level,
        decision=choice.decision, follows=follows.value,
    )  # fmt: skip
    if follows is Follows.REFER_UP:
        REFERRED_UP(ReferredUp(contact, decided, family, by, choice.rationale))
    return contact


def _write(contact: Contact, choice: _Choice, asked: Asked, adopted: AdoptedPack, episode: Episode | None) -> Decision:
    answers = {
        "route": contact.route, "priority": contact.priority, "agreement": contact.agreement,
        "in_danger": contact.in_danger, "safeguarding_needed": choice.safeguarding_needed,
        "partners": dict(contact.enquiries.values_list("partner", "state")),
        "did_not_wait": bool(contact.not_waiting_because),
    }  # fmt: skip
    return Decision.objects.create(
        contact=contact, level=choice.level, decision=choice.decision, follows=choice.follows.value,
        rationale=choice.rationale, safeguarding_needed=choice.safeguarding_needed,
        safeguarding_why=choice.safeguarding_why, answers=answers, rule=f"decisions.{choice.decision or 'refer_up'}",
        pack_version_id=adopted.version_id, lead=choice.lead, episode=episode, at=now(), by=asked.by,
    )  # fmt: skip


def _words_to_sender(contact: Contact, choice: _Choice, adopted: AdoptedPack, family: Family | None) -> str:
    pack = adopted.pack
    name = choice.lead.name if choice.lead else _lead_name(family) or f"the {pack.words.lead_practitioner.text.lower()}"
    template = pack.decision(choice.decision).tells_referrer if choice.decision else "{reference}: {front_door}."
    text = feedback(
        template, reference=contact.reference, council=pack.info.council, front_door=pack.words.front_door.text,
        level=pack.level(choice.level).name if choice.level else "", lead=name,
    )  # fmt: skip
    return f"{text}\n\n{choice.words}" if choice.words else text


def _check_sender_may_learn(told: str, contact: Contact, family: Family | None, by: User) -> None:
    people = contact.people.filter(person__isnull=False).values_list("person__pk", flat=True)
    saying = Saying(
        "What the sender is told", "Nothing was decided and nothing was sent.", "your words to the sender", "words"
    )
    check(told, About(family, list(people)), contact.author, by=by, saying=saying)


def _tell_family(contact: Contact, decided: Decision, adopted: AdoptedPack, by: User) -> None:
    if contact.family is None:
        return
    pack = adopted.pack
    name = pack.decision(decided.decision).name if decided.decision else contact.get_state_display()
    level = f", {pack.level(decided.level).name}" if decided.level else ""
    tell(
        family=contact.family, episode=decided.episode, kind=StoryKind.DECISION, headline=f"{name}{level}",
        detail=decided.rationale, by=by, source=contact,
        people=list(contact.people.exclude(person=None).values_list("person_id", flat=True)),
    )  # fmt: skip
