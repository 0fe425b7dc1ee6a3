"""What stands in the front door's queue today, and what was just decided there."""

import dataclasses
import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.ground.access.queries import public_door
from alongside.ground.lib.working_days import is_working_day
from alongside.ground.operating_models.queries import priority_due, routes_for
from alongside.ground.operating_models.words import Follows
from alongside.helping.front_door import actions as front_door
from alongside.helping.front_door.actions import Named
from alongside.helping.front_door.models import Contact
from nonprod.base import Partnership
from nonprod.clock import Journey, office_hours
from nonprod.data import read
from nonprod.reports import Cast, named_of, report
from nonprod.story import Story


@dataclass(frozen=True)
class Waiting:
    """One situation of the queue; `persona` sends the first of it."""

    happens: Callable[[Story], None]
    persona: str = ""


def _received(s: Story) -> None:
    """Just in."""
    s.contact(0)


def _received_late(s: Story) -> None:
    """Nobody has looked at it for a week and a half."""
    s.contact(13)


def _in_danger(s: Story) -> None:
    """The sender thinks that a child may be in danger."""
    s.contact(
        0, in_danger="yes", agreement="not_asked", agreement_why="Asking first could make it worse at home tonight."
    )


def _due_today(s: Story) -> None:
    """Graded at the last priority, and due today (on a day off, when the office opens again)."""
    due = s.journey.today
    while not is_working_day(due):
        due += dt.timedelta(days=1)
    last = max(s.pack.priorities, key=lambda one: one.in_order).id
    for days in range(1, 40):
        received = office_hours(s.journey.today - dt.timedelta(days=days), hour=9)
        if is_working_day(received.date()) and priority_due(s.pack, last, received).on == due:
            _graded_at(s, -1, days)
            return
    _graded_at(s, 0, 1)


def _graded_at(s: Story, priority: int, days: int) -> Contact:
    contact = s.contact(days)
    s.go_hours(2)
    return s.grade(contact, priority)


def _urgent(s: Story) -> None:
    """The first priority, since this morning."""
    _graded_at(s, 0, 1)


def _urgent_late(s: Story) -> None:
    """The first priority, overdue."""
    _graded_at(s, 0, 8)


def _middling(s: Story) -> None:
    """The second priority."""
    _graded_at(s, 1, 2)


def _middling_late(s: Story) -> None:
    """The second priority, overdue."""
    _graded_at(s, 1, 24)


def _routine(s: Story) -> None:
    """The last priority."""
    _graded_at(s, -1, 3)


def _taken(s: Story) -> None:
    """A coordinator works on it."""
    contact = _graded_at(s, 1, 2)
    s.go(1)
    front_door.take(contact=contact, by=s.partnership.personas["hub_worker"])


def _partners_asked(s: Story) -> None:
    """Partners are asked, one has answered."""
    if not s.pack.partners_asked:
        _middling(s)
        return
    contact = _graded_at(s, 1, 4)
    s.go(2)
    asked = [one for one in s.pack.partners_asked if one.retired_on is None]
    who = {one.id: s.rng.choice(s.partnership.practitioners(one.agency_kind) or [s.hub]) for one in asked}
    if "school" in {one.agency_kind for one in asked}:
        who[next(one.id for one in asked if one.agency_kind == "school")] = s.partnership.personas["pastoral_lead"]
    made = front_door.ask_partners(contact=contact, partners=[one.id for one in asked], asked_of=who, by=s.hub)
    s.go(1)
    first = made[0]
    pool = f"partner_{first.partner}"
    answer = s.say(pool) if pool in read("notes") else s.say("partner_police")
    front_door.answer_enquiry(enquiry=first, answer=answer, by=first.asked_of or s.hub)


def _returned(s: Story) -> None:
    """Sent back to the sender with a question."""
    contact = _graded_at(s, -1, 6)
    s.go(4)
    s.decide(contact, Follows.RETURN_FOR_MORE, "more", words=s.say("more"))


def _answered_again(s: Story) -> None:
    """Sent back, answered, and in the queue again."""
    contact = _graded_at(s, -1, 9)
    s.go(6)
    contact = s.decide(contact, Follows.RETURN_FOR_MORE, "more", words=s.say("more"))
    s.go(2)
    front_door.give_more(contact=contact, text=s.say("told_more"), by=s.sender)


def _advised(s: Story) -> None:
    """Advice given; the sender has not read the news yet."""
    contact = _graded_at(s, -1, 5)
    s.go(2)
    s.decide(contact, Follows.ADVICE_AND_CLOSE, "advised", words=s.say("advised"))


def _advised_long_ago(s: Story) -> None:
    """Advice given months ago, and read."""
    days = s.rng.randint(60, 500)
    contact = _graded_at(s, -1, days)
    s.go(days - 3)
    contact = s.decide(contact, Follows.ADVICE_AND_CLOSE, "advised")
    s.go(days - 4)
    front_door.mark_seen(contact=contact, by=s.sender)


def _referred_up(s: Story) -> None:
    """Passed to social care yesterday."""
    contact = _graded_at(s, 0, 1)
    s.go_hours(1)
    s.decide(contact, Follows.REFER_UP, "up")


def _public(s: Story) -> None:
    """Somebody without an account asks for help."""
    s.sender = public_door()
    _from_the_public(s, 2)


def _public_advised(s: Story) -> None:
    """Somebody without an account was answered and must still be told."""
    s.sender = public_door()
    contact = s.grade(_from_the_public(s, 8))
    s.go(3)
    s.decide(contact, Follows.ADVICE_AND_CLOSE, "advised")


def _from_the_public(s: Story, days: int) -> Contact:
    parent = named_of(s.cast.parents[0], "parent")
    route = routes_for(s.pack, "public")[0].id
    s.go(days, 19)
    said = report(
        s.pack, s.cast, s.sender, s.rng, agency_kind="public", route=route, concern=s.say("public"), factors=(),
        tried="", family_view="", going_well="", agreement="", tell_how="telephone",
        sender_name=f"{parent.forename} {parent.surname}",
        sender_telephone="01632 960155",
        people=(dataclasses.replace(named_of(s.cast.children[0], "child"), person_id=None),),
    )  # fmt: skip
    return front_door.record_contact(report=said, by=s.sender)


def _strangers(s: Story) -> None:
    """About people nobody has recorded yet, with little known of them."""
    named = (
        Named(forename=s.rng.choice(["Kaya", "Robin", "Sami", "Jude"]), surname="", date_known="unknown"),
        Named(forename="", surname=s.rng.choice(["Oduya", "Larkspur", "Zubek"]), role="parent", relationship="mum"),
    )
    s.contact(1, people=named, family_view="")


QUEUE: dict[str, Waiting] = {
    "received": Waiting(_received), "received_late": Waiting(_received_late), "in_danger": Waiting(_in_danger),
    "due_today": Waiting(_due_today), "urgent": Waiting(_urgent, "health_visitor"),
    "urgent_late": Waiting(_urgent_late),
    "middling": Waiting(_middling, "charity_worker"), "middling_late": Waiting(_middling_late),
    "routine": Waiting(_routine, "pastoral_lead"), "taken": Waiting(_taken), "partners_asked": Waiting(_partners_asked),
    "returned": Waiting(_returned, "pastoral_lead"), "answered_again": Waiting(_answered_again),
    "advised": Waiting(_advised, "pastoral_lead"), "advised_long_ago": Waiting(_advised_long_ago),
    "referred_up": Waiting(_referred_up), "public": Waiting(_public), "public_advised": Waiting(_public_advised),
    "strangers": Waiting(_strangers),
}  # fmt: skip


def tell_contact(
    key: str, partnership: Partnership, cast: Cast, journey: Journey, rng: random.Random, sender: User
) -> None:
    """Let one situation of the queue come about."""
    QUEUE[key].happens(Story(cast, sender, partnership, journey, rng, sender))
