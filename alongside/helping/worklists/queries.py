"""What needs me today, what I wait for, and my families: which kinds of work there are, and where each comes from."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from alongside.ground.access.models import User
from alongside.ground.access.queries import may, visible_to
from alongside.ground.access.words import Permission
from alongside.ground.agencies import queries as agencies
from alongside.ground.lib.clock import today
from alongside.ground.lib.pages import keyset
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.assessments import queries as assessments
from alongside.helping.front_door import queries as front_door
from alongside.helping.plans.queries import worklists as plans
from alongside.helping.right_help_lists import queries as right_help_lists
from alongside.helping.step_up_down import queries as step_up_down
from alongside.helping.worklists.gathering import MOST_OF_A_KIND, SOME_OF_A_KIND, Row, Source, Worklist, collect
from alongside.helping.worklists.registry import sources_for
from alongside.helping.worklists.words import Need, Wait
from alongside.people.consent import queries as consent
from alongside.people.episodes import queries as episodes
from alongside.people.episodes.models import Episode, Lead

__all__ = [
    "MOST_OF_A_KIND",
    "MyFamilies",
    "MyFamily",
    "Row",
    "Worklist",
    "my_families",
    "needs",
    "waits",
    "what_needs",
    "what_waits",
]

SOON = dt.timedelta(days=7)


def what_needs(by: User, *, kind: str = "", most: int = SOME_OF_A_KIND) -> Worklist:
    """What needs this person now, first due first: at most so many of each kind, or only one kind and more of it."""
    return _only(kind, needs(by), most)


def what_waits(by: User, *, kind: str = "", most: int = SOME_OF_A_KIND) -> Worklist:
    """What this person waits for from others, first due first; limited as `what_needs` is."""
    return _only(kind, waits(by), most)


def _only(kind: str, sources: list[Source], most: int) -> Worklist:
    asked = [source for source in sources if source.kind == kind]
    return collect(asked, MOST_OF_A_KIND) if asked else collect(sources, most)


def needs(by: User) -> list[Source]:
    """What needs this person: everybody's kinds, the hub's, the panel's and social care's, and what others added."""
    return [
        *_everybodys(by),
        *_of_families(by),
        *_of_the_hub(by),
        *_of_the_panel(by),
        *_of_social_care(by),
        *_of_the_agency(by),
        *sources_for(by),
    ]


def waits(by: User) -> list[Source]:
    """What this person waits for from somebody else."""
    undecided = front_door.contacts_waiting_of(by)
    return [
        Source(Wait.CONTACT, undecided, since="received_at", due="due_on", what="reference"),
        Source(
            Wait.HANDOVER,
            episodes.handovers_offered_by(by),
            since="offered_at",
            family="episode__family_id",
            what="to__name",
        ),
        Source(Wait.REFERRAL, step_up_down.referrals_waiting_for(by), since="made_at", due="due_on"),
        Source(
            Wait.ACTION,
            plans.actions_i_wait_for(by),
            since="made_at",
            due="due_on",
            what="what",
        ),
    ]


@dataclass(frozen=True)
class MyFamily:
    """A family somebody leads or helps, and where it stands."""

    family_id: uuid.UUID
    state: str
    level: str
    leads: bool
    opened_on: dt.date
    review_on: dt.date | None


@dataclass(frozen=True)
class MyFamilies:
    """One page of them."""

    families: list[MyFamily]
    next_mark: str
    has_earlier: bool


def my_families(by: User, mark: str = "") -> MyFamilies:
    """Open families in whose team this person is, longest open first."""
    mine = episodes.episodes_with(by).select_related("plan")
    leading = Lead.objects.filter(episode=OuterRef("pk"), user=by, until=None)
    page = keyset(mine.annotate(leads_it=Exists(leading)), order=["opened_on", "id"], mark=mark)
    return MyFamilies([_my_family(episode) for episode in page.rows], page.next_mark, page.has_earlier)


def _everybodys(by: User) -> list[Source]:
    return [
        Source(Need.ANSWER_RETURNED, front_door.contacts_returned_to(by), since="received_at", what="reference"),
        Source(Need.CONTACT_NEWS, front_door.contacts_with_news_for(by), since="told_at", what="reference"),
        Source(
            Need.ANSWER_ENQUIRY,
            front_door.enquiries_waiting_for(by),
            since="asked_at",
            due="due_on",
            family="",
            what="contact__reference",
        ),
        Source(
            Need.ANSWER_HANDOVER, episodes.handovers_waiting_for(by), since="offered_at", family="episode__family_id"
        ),
        Source(Need.FINISH_REFERRAL, step_up_down.waiting_on_referrer(by), since="made_at"),
    ]


def _of_families(by: User) -> list[Source]:
    soon = today() + SOON
    return [
        Source(Need.ASSESSMENT, assessments.assessments_in_hand_of(by), since="started_on", due="due_on"),
        Source(
            Need.ACTION,
            plans.my_actions(by, until=soon),
            since="made_at",
            due="due_on",
            what="what",
        ),
        Source(Need.REVIEW, plans.reviews_due_for(by), since="started_on", due="review_on"),
        Source(Need.MINUTES, plans.minutes_to_write(by), since="starts_at", due="starts_at"),
        Source(
            Need.INVITATION,
            plans.invitations_to_answer(by),
            since="meeting__called_at",
            due="meeting__starts_at",
            family="meeting__family_id",
        ),
        Source(Need.START_PLAN, plans.plans_to_start(by), since="opened_on"),
        Source(
            Need.ASK_AGAIN,
            consent.agreements_to_ask_again(by).filter(family__episodes__in=episodes.episodes_led_by(by).order_by()),
            since="given_on",
            due="until",
        ),
    ]


def _of_the_hub(by: User) -> list[Source]:
    if not may(by, Permission.SEE_QUEUE):
        return []
    return [
        Source(
            Need.DECIDE_CONTACT,
            front_door.contacts_to_decide(by),
            since="received_at",
            due="due_on",
            what="reference",
        ),
        Source(
            Need.TELL_SENDER,
            front_door.senders_to_tell(by),
            since="received_at",
            what="reference",
        ),
        Source(
            Need.NAME_LEAD,
            visible_to(episodes.episodes_without_lead(), by, Permission.NAME_LEAD),
            since="opened_on",
        ),
    ]


def _of_the_panel(by: User) -> list[Source]:
    if not may(by, Permission.RUN_PANEL):
        return []
    return [Source(Need.PANEL, episodes.episodes_waiting_for_panel(), since="opened_on")]


def _of_social_care(by: User) -> list[Source]:
    if not may(by, Permission.ANSWER_REFERRAL):
        return []
    return [Source(Need.ANSWER_REFERRAL, step_up_down.inbox(by), since="sent_at", due="due_on")]


def _of_the_agency(by: User) -> list[Source]:
    found = []
    if may(by, Permission.SEE_RIGHT_HELP_LIST):
        waiting = right_help_lists.lists_to_confirm(by)
        found.append(Source(Need.RIGHT_HELP_LIST, waiting, since="made_at", due="due_on", family=""))
    if may(by, Permission.MANAGE_OWN_AGENCY):
        due = agencies.reviews_due_for(by)
        found.append(Source(Need.REVIEW_ACCESS, due, since="opened_at", due="due_on", family=""))
    return found


def _my_family(episode: Episode) -> MyFamily:
    plan = getattr(episode, "plan", None)
    return MyFamily(
        family_id=episode.family_id,
        state=episode.get_state_display(),
        level=pack_at(episode.pack_version_id).level(episode.level).name,
        leads=bool(getattr(episode, "leads_it", False)),
        opened_on=episode.opened_on,
        review_on=plan.review_on if plan else None,
    )
