"""A referral in words, for a list and for its own page."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.urls import reverse

from alongside.ground.access.models import User
from alongside.ground.access.queries import may
from alongside.ground.access.words import Permission
from alongside.ground.design_system.frame import FramePart, NavigationItem
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.step_up_down.models import Referral, ReferralMessage
from alongside.helping.step_up_down.policies import REFERRAL
from alongside.helping.step_up_down.words import UNANSWERED, FamilyTold, ReferralState

STATE_COLOURS = {
    ReferralState.DRAFT: "grey",
    ReferralState.SENT: "blue",
    ReferralState.RECEIVED: "blue",
    ReferralState.MORE_ASKED: "yellow",
    ReferralState.ACCEPTED: "green",
    ReferralState.NOT_ACCEPTED: "purple",
    ReferralState.CHALLENGED: "yellow",
    ReferralState.WITHDRAWN: "grey",
}


@dataclass(frozen=True)
class Row:
    """A referral in a list."""

    id: uuid.UUID
    reference: str
    reason: str
    state: str
    colour: str
    made_at: dt.datetime
    made_by: str
    due_on: dt.date | None
    answer: str


@dataclass(frozen=True)
class Said:
    """One message between social care and the referrer."""

    title: str
    when: dt.datetime
    by: str
    text: str
    advice: str


@dataclass(frozen=True)
class Step:
    """Something this person can do with the referral now: a button and its address name."""

    text: str
    url_name: str
    is_main: bool = False


@dataclass(frozen=True)
class ReferralShown:
    """Everything the page of one referral shows beside its parts."""

    row: Row
    receiver: str
    safety_now: str
    concern: str
    family_told: str
    family_view: str
    family_id: uuid.UUID | None
    sent_at: dt.datetime | None
    received_at: dt.datetime | None
    received_by: str
    answered_at: dt.datetime | None
    due_rule: str
    said: list[Said] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def row(referral: Referral) -> Row:
    """The referral as a line of a list."""
    pack = pack_at(referral.pack_version_id)
    state = ReferralState(referral.state)
    return Row(
        id=referral.pk,
        reference=referral.reference,
        reason=next(one.name for one in pack.step_up.reasons if one.id == referral.reason),
        state=state.label,
        colour=STATE_COLOURS[state],
        made_at=referral.sent_at or referral.made_at,
        made_by=f"{referral.made_by_user.name}, {referral.made_by_user.agency.name}",
        due_on=referral.due_on if state in UNANSWERED else None,
        answer=next((one.name for one in pack.step_up.answers if one.id == referral.answer), ""),
    )


def shown(referral: Referral, messages: list[ReferralMessage], by: User) -> ReferralShown:
    """The referral's own page."""
    pack = pack_at(referral.pack_version_id)
    return ReferralShown(
        row=row(referral),
        receiver=next(one.name for one in pack.step_up.receivers if one.id == referral.receiver),
        safety_now=referral.safety_now,
        concern=referral.concern,
        family_told=FamilyTold(referral.family_told).label,
        family_view=referral.family_view,
        family_id=referral.family_id if referral.family and may(by, Permission.SEE_FAMILY, referral.family) else None,
        sent_at=referral.sent_at,
        received_at=referral.received_at,
        received_by=referral.received_by.name if referral.received_by else "",
        answered_at=referral.answered_at,
        due_rule=referral.due_rule,
        said=[Said(m.get_kind_display(), m.at, f"{m.by.name}, {m.by.agency.name}", m.text, m.advice) for m in messages],
        steps=steps(referral, by),
    )


def steps(referral: Referral, by: User) -> list[Step]:
    """What this person can do with it now, the likeliest first."""
    state, is_author = ReferralState(referral.state), referral.made_by_user_id == by.pk
    wanted = []
    if may(by, Permission.ANSWER_REFERRAL):
        wanted += [("receive", "Receive it"), ("accept", "Answer it"), ("ask_more", "Ask for more")]
    if is_author:
        wanted += [
            ("send", "Check and send"),
            ("reply", "Reply to social care"),
            ("challenge", "Challenge the answer"),
            ("withdraw", "Withdraw it"),
        ]
    possible = [(step, text) for step, text in wanted if REFERRAL.possible(state, step)]
    if is_author and state == ReferralState.DRAFT:
        possible.insert(1, ("change", "Change what you wrote"))
    names = {"accept": "answer"}
    return [
        Step(text, f"step_up_down:{names.get(step, step)}", is_main=number == 0 and step != "withdraw")
        for number, (step, text) in enumerate(possible)
    ]


def frame_part(request: HttpRequest) -> FramePart:
    """Stepping up in the navigation of everyone who may refer; the inbox in that of social care."""
    by, items = request.user, []
    if isinstance(by, User) and may(by, Permission.REFER_UP):
        items.append(NavigationItem("Step up", reverse("step_up_down:start"), order=60))
    if isinstance(by, User) and may(by, Permission.ANSWER_REFERRAL):
        items.append(NavigationItem("Referrals", reverse("step_up_down:inbox"), order=30))
    return FramePart(navigation=tuple(items))
