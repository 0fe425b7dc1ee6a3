"""What each person's worklist asks of plans: one queryset a list, ordered for keyset pages."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from alongside.ground.access.models import User
from alongside.ground.lib.clock import now, today
from alongside.helping.plans.models import Invitation, Meeting, Plan, PlanAction
from alongside.helping.plans.words import ActionState, MeetingState, Reply
from alongside.people.episodes.models import Episode, Lead
from alongside.people.episodes.words import EpisodeState

SOON = dt.timedelta(days=14)


def my_actions(by: User, *, until: dt.date | None = None) -> QuerySet[PlanAction]:
    """Actions this person has to do in open families, the first due first (keyset: due_on, id); late ones lead.

    `until` narrows to those due on or before a day.
    """
    rows = _to_do().filter(owner_member__user=by)
    return (rows.filter(due_on__lte=until) if until else rows).order_by("due_on", "id")


def actions_i_wait_for(by: User) -> QuerySet[PlanAction]:
    """Actions others have to do in the families this person leads, the first due first (keyset: due_on, id)."""
    led = _led(by, OuterRef("outcome__plan__episode"))
    rows = _to_do().filter(Exists(led)).exclude(owner_member__user=by)
    return rows.prefetch_related("owner_person__names").order_by("due_on", "id")


def reviews_due_for(by: User, *, within: dt.timedelta = SOON) -> QuerySet[Plan]:
    """Plans this person leads whose review is overdue or due soon (keyset: review_on, id)."""
    rows = Plan.objects.filter(review_on__lte=today() + within).exclude(episode__state=EpisodeState.CLOSED)
    led = rows.filter(Exists(_led(by, OuterRef("episode"))))
    return led.select_related("family", "episode").order_by("review_on", "id")


def meetings_coming(by: User) -> QuerySet[Meeting]:
    """Meetings this person is asked to and that are not over, the next first (keyset: starts_at, id)."""
    asked = Invitation.objects.filter(meeting=OuterRef("pk"), member__user=by)
    rows = Meeting.objects.filter(Exists(asked), state=MeetingState.CALLED, ends_at__gte=now())
    return rows.select_related("family", "chair").order_by("starts_at", "id")


def invitations_to_answer(by: User) -> QuerySet[Invitation]:
    """Invitations this person has not answered, to meetings still to come (keyset: meeting__starts_at, id)."""
    rows = Invitation.objects.filter(
        member__user=by, reply=Reply.WAITING, meeting__state=MeetingState.CALLED, meeting__starts_at__gte=now()
    )
    return rows.select_related("meeting__family").order_by("meeting__starts_at", "id")


def minutes_to_write(by: User) -> QuerySet[Meeting]:
    """Meetings past that nobody has written up or cancelled, chaired by this person (keyset: starts_at, id)."""
    rows = Meeting.objects.filter(chair__user=by, state=MeetingState.CALLED, ends_at__lt=now())
    rows = rows.exclude(episode__state=EpisodeState.CLOSED)
    return rows.select_related("family", "chair").order_by("starts_at", "id")


def plans_to_start(by: User) -> QuerySet[Episode]:
    """Families this person leads that have no plan yet (keyset: opened_on, id)."""
    rows = Episode.objects.filter(plan=None).exclude(state=EpisodeState.CLOSED)
    led = rows.filter(Exists(_led(by, OuterRef("pk"))))
    return led.select_related("family").order_by("opened_on", "id")


def _to_do() -> QuerySet[PlanAction]:
    rows = PlanAction.objects.filter(state=ActionState.TO_DO).exclude(outcome__plan__episode__state=EpisodeState.CLOSED)
    return rows.select_related("family", "owner_member__agency", "owner_member__user", "owner_person")


def _led(by: User, episode: OuterRef) -> QuerySet[Lead]:
    return Lead.objects.filter(episode=episode, user=by, until=None)
