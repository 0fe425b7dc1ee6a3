"""Changes to referrals to social care. None of them waits for anybody's approval: early help is never a gatekeeper."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.access.queries import agencies, require
from alongside.ground.access.words import AgencyKind, Permission
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.ids import new_reference
from alongside.ground.lib.models import save_seen
from alongside.ground.operating_models.queries import Pack, current_pack, due_on, pack_at
from alongside.ground.operating_models.words import ClockKind, StepUpPart
from alongside.helping.step_up_down.carrying import gather
from alongside.helping.step_up_down.models import (
    Consultation,
    Referral,
    ReferralMessage,
    ReferralStatus,
    ReferredPerson,
)
from alongside.helping.step_up_down.policies import REFERRAL, step_for_answer
from alongside.helping.step_up_down.words import FamilyTold, MessageKind, ReferralState
from alongside.people.disclosure.queries import About, Saying, check
from alongside.people.disclosure.words import Kind
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.queries import may_step_up, open_episode_of
from alongside.people.episodes.words import StoryKind
from alongside.people.families.models import Family
from alongside.people.families.queries import members_of

TEXTS = ("safety_now", "concern", "family_told", "family_view", "receiver", "reason")


@dataclass(frozen=True)
class Said:
    """What the referrer says in their own words; `receiver` and `reason` are ids of the pack."""

    receiver: str
    reason: str
    safety_now: str
    concern: str
    family_told: str
    family_view: str = ""


@dataclass(frozen=True)
class TypedPerson:
    """Somebody the referral is about who is not recorded here, or not in an open family."""

    name: str
    role: str
    born: str = ""
    address: str = ""
    person_id: uuid.UUID | None = None


@action
def begin_referral(
    *, said: Said, by: User, family: Family | None = None, people: Sequence[TypedPerson] = (),
    from_contact: uuid.UUID | None = None,
) -> Referral:  # fmt: skip
    """Write a referral, for a family or for people just typed in; it is its author's alone until it is sent."""
    require(by, Permission.REFER_UP)
    adopted = current_pack()
    _check(said, adopted.pack)
    if family is None and not people:
        raise Refused("Say who this is about.", what_to_do="Enter at least one name.", field="people")
    referral = Referral.objects.create(
        reference=new_reference("S"), family=family, episode=open_episode_of(family) if family else None,
        from_contact=from_contact, pack_version_id=adopted.version_id, made_by_user=by, made_at=now(), **vars(said),
    )  # fmt: skip
    members = members_of(family) if family else []
    known = [TypedPerson(m.name, m.role, m.born, person_id=m.id) for m in members]
    ReferredPerson.objects.bulk_create(
        ReferredPerson(
            referral=referral, person_id=p.person_id, name=p.name, role=p.role, born=p.born, address=p.address
        )
        for p in (*known, *people)
    )
    _remember(referral, by)
    _audit(referral, "referral_begun", by)
    return referral


@action
def change_referral(*, referral: Referral, seen_version: int, said: Said, by: User) -> Referral:
    """Change a referral that has not been sent. Raises Conflict, and Refused once it is sent."""
    _only_author(referral, by)
    if referral.state != ReferralState.DRAFT:
        raise Refused("This referral has been sent.", what_to_do="Write to social care about what has changed instead.")
    _check(said, pack_at(referral.pack_version_id))
    for name, value in vars(said).items():
        setattr(referral, name, value)
    save_seen(referral, seen_version, fields=TEXTS)
    _audit(referral, "referral_changed", by)
    return referral


@action
def send_referral(*, referral: Referral, by: User, leave_out: Mapping[str, str] | None = None) -> Referral:
    """Send it to social care, now, with everything it must carry; the clock for the answer starts.

    `leave_out` maps parts (StepUpPart) to the referrer's reason. Sent twice, the second is refused: it is already sent.
    """
    require(by, Permission.REFER_UP)
    _only_author(referral, by)
    for part, why in (leave_out or {}).items():
        if not why.strip():
            raise Refused("Say why this is left out.", field="why_left_out")
        if StepUpPart(part) in (StepUpPart.REASON, StepUpPart.CONCERN, StepUpPart.SAFETY_NOW, StepUpPart.PEOPLE):
            raise Refused("Social care cannot do without this part.", field="leave_out")
    locked = _locked(referral, "send")
    due = due_on(pack_at(locked.pack_version_id), ClockKind.STEP_UP_ANSWER, now())
    bundle = gather(locked, by, leave_out)
    _check_may_be_told(locked, [line for part in bundle.carried for line in part.lines], by)
    locked.carried = [part.as_row() for part in bundle.carried]
    locked.missing = [part.as_row() for part in bundle.missing]
    locked.left_behind = [part.as_row() for part in bundle.left_behind]
    locked.sent_at, locked.due_on, locked.due_rule = now(), due.on, due.rule_id
    _move(locked, "send", by, fields=("carried", "missing", "left_behind", "sent_at", "due_on", "due_rule"))
    _tell(locked, f"Referred to social care ({locked.reference})", locked.concern, by)
    return locked


def _check_may_be_told(referral: Referral, lines: Sequence[str], by: User) -> None:
    """Social care is told of the people it is about, closely kept or not; never of other people who are sealed."""
    about = list(referral.people.filter(person__isnull=False).values_list("person__pk", flat=True))
    receiver = next((one for one in agencies() if one.kind == AgencyKind.SOCIAL_CARE), by.agency)
    saying = Saying(
        "The referral", "It was not sent, and is kept as you wrote it.",
        "what you wrote, or leave out the part that says it,",
    )  # fmt: skip
    check(
        "\n".join(lines), About(referral.family, about, told=about), receiver, by=by, saying=saying,
        kinds={Kind.PERSON},
    )  # fmt: skip


@action
def receive_referral(*, referral: Referral, by: User) -> Referral:
    """Say that social care has it and who is looking at it."""
    require(by, Permission.ANSWER_REFERRAL)
    locked = _locked(referral, "receive")
    locked.received_at, locked.received_by = now(), by
    return _move(locked, "receive", by, fields=("received_at", "received_by"))


@action
def ask_more(*, referral: Referral, question: str, by: User) -> Referral:
    """Ask the referrer for more; the clock goes on."""
    require(by, Permission.ANSWER_REFERRAL)
    locked = _locked(referral, "ask_more")
    _say(locked, MessageKind.QUESTION, question, by, empty="Write what you need to know.", field="question")
    return _move(locked, "ask_more", by)


@action
def reply(*, referral: Referral, text: str, by: User) -> Referral:
    """Answer what social care asked; the referral is back with them."""
    require(by, Permission.REFER_UP)
    _only_author(referral, by)
    locked = _locked(referral, "reply")
    _say(locked, MessageKind.REPLY, text, by, empty="Write your reply.", field="text")
    return _move(locked, "reply", by)


@action
def answer_referral(*, referral: Referral, answer: str, why: str, by: User, advice: str = "") -> Referral:
    """Answer a referral in the pack's words, with the reason. Accepted, the family's episode steps up at once.

    Raises Refused without a reason, without advice when it is not accepted, or when somebody else has answered.
    """
    require(by, Permission.ANSWER_REFERRAL)
    locked = _locked(referral, step_for_answer(answer))
    pack = pack_at(locked.pack_version_id)
    known = {one.id.value: one.name for one in pack.step_up.answers}
    if answer not in known:
        raise Refused("Choose one of the answers shown.", field="answer")
    step = step_for_answer(answer)
    if step == "not_accept" and not advice.strip():
        raise Refused("Say what early help should do now: a referral is never only sent back.", field="advice")
    _say(locked, MessageKind.ANSWER, why, by, empty="Give the reason for the answer.", field="why", advice=advice)
    locked.answer, locked.answered_at, locked.answered_by = answer, now(), by
    _move(locked, step, by, fields=("answer", "answered_at", "answered_by"))
    _tell(locked, f"Social care answered referral {locked.reference}: {known[answer]}", why, by)
    if step == "accept" and locked.episode and may_step_up(locked.episode):
        episodes.step_up(episode=locked.episode, why=why, by=by)
    return locked


@action
def challenge(*, referral: Referral, why: str, by: User) -> Referral:
    """Disagree with the answer: it goes back to social care to be looked at again, on a new clock."""
    require(by, Permission.REFER_UP)
    _only_author(referral, by)
    locked = _locked(referral, "challenge")
    _say(locked, MessageKind.CHALLENGE, why, by, empty="Say why you think a social worker is needed.", field="why")
    due = due_on(pack_at(locked.pack_version_id), ClockKind.STEP_UP_ANSWER, now())
    locked.due_on, locked.due_rule = due.on, due.rule_id
    _move(locked, "challenge", by, fields=("due_on", "due_rule"))
    _tell(locked, f"The answer to referral {locked.reference} was challenged", why, by)
    return locked


@action
def withdraw_referral(*, referral: Referral, why: str, by: User) -> Referral:
    """Take back a referral nobody has answered; a draft needs no reason."""
    _only_author(referral, by)
    locked = _locked(referral, "withdraw")
    if locked.sent_at:
        _say(locked, MessageKind.WITHDRAWAL, why, by, empty="Say why you withdraw it.", field="why")
        _tell(locked, f"Referral {locked.reference} was withdrawn", why, by)
    return _move(locked, "withdraw", by)


@action
def record_consultation(
    *, spoken_to: str, asked: str, advice: str, by: User, family: Family | None = None, what_next: str = "",
    spoken_on: dt.date | None = None,
) -> Consultation:  # fmt: skip
    """Write down a talk with a social worker about whether to refer: who, what was asked, what they advised."""
    require(by, Permission.REFER_UP)
    for text, field, message in (
        (spoken_to, "spoken_to", "Enter who you spoke to."),
        (asked, "asked", "Enter what you asked."),
        (advice, "advice", "Enter what they advised."),
    ):
        if not text.strip():
            raise Refused(message, field=field)
    if spoken_on and spoken_on > today():
        raise Refused("The date is in the future.", what_to_do="Enter the day you spoke.", field="spoken_on")
    talk = Consultation.objects.create(
        family=family, spoken_to=spoken_to.strip(), spoken_on=spoken_on or today(), asked=asked, advice=advice,
        what_next=what_next, by=by, recorded_at=now(),
    )  # fmt: skip
    if family:
        episodes.tell(
            family=family, episode=open_episode_of(family), kind=StoryKind.STEP_UP, by=by, source=talk,
            headline="Talked to a social worker", detail=advice, happened_on=talk.spoken_on,
        )  # fmt: skip
    audit.record(kind="step_up_down.consultation_recorded", by=by, record=talk, family_id=family.pk if family else None)
    return talk


def _check(said: Said, pack: Pack) -> None:
    if said.receiver not in {one.id for one in pack.step_up.receivers}:
        raise Refused("Choose who in social care this goes to.", field="receiver")
    if said.reason not in {one.id for one in pack.step_up.reasons}:
        raise Refused("Choose the reason.", field="reason")
    if not said.concern.strip():
        raise Refused("Write what you are worried about.", field="concern")
    if not said.safety_now.strip():
        raise Refused("Write what you know about the child’s safety now, even if it is little.", field="safety_now")
    if said.family_told not in FamilyTold.values:
        raise Refused("Say whether the family knows of this.", field="family_told")
    if said.family_told == FamilyTold.UNSAFE and not said.family_view.strip():
        raise Refused("Say what makes it unsafe to tell the family.", field="family_view")


def _only_author(referral: Referral, by: User) -> None:
    if referral.made_by_user_id != by.pk:
        raise NotAllowed("Only whoever wrote this referral can do that.", what_to_do="You can make one of your own.")


def _locked(referral: Referral, step: str) -> Referral:
    """The referral as it stands, held until this is done, provided the step is possible: nothing happens twice."""
    rows = Referral.objects.select_for_update(of=("self",)).select_related("family", "episode__family")
    locked = rows.get(Q(pk=referral.pk))
    REFERRAL.step(ReferralState(locked.state), step)
    return locked


def _move(referral: Referral, step: str, by: User, fields: Sequence[str] = ()) -> Referral:
    transition = REFERRAL.step(ReferralState(referral.state), step)
    referral.state = transition.target
    save_seen(referral, referral.version, fields=[*fields, "state"])
    _remember(referral, by)
    _audit(referral, transition.event, by)
    return referral


def _say(referral: Referral, kind: str, text: str, by: User, *, empty: str, field: str, advice: str = "") -> None:
    if not text.strip():
        raise Refused(empty, field=field)
    ReferralMessage.objects.create(
        referral=referral, kind=kind, text=text.strip(), advice=advice.strip(), at=now(), by=by
    )


def _remember(referral: Referral, by: User) -> None:
    ReferralStatus.objects.create(referral=referral, state=referral.state, at=now(), by=by)


def _tell(referral: Referral, headline: str, detail: str, by: User) -> None:
    if referral.family:
        episodes.tell(
            family=referral.family, episode=referral.episode, kind=StoryKind.STEP_UP, headline=headline, detail=detail,
            by=by, source=referral,
        )  # fmt: skip


def _audit(referral: Referral, event: str, by: User) -> None:
    audit.record(
        kind=f"step_up_down.{event}", by=by, record=referral, family_id=referral.family_id,
        pack_version_id=referral.pack_version_id, rule_id=referral.due_rule,
        detail={"state": referral.state, "reason": referral.reason, "answer": referral.answer},
    )  # fmt: skip
