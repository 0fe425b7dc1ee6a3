"""Reading meetings of the team around the family."""

import uuid

from alongside.ground.access.models import User
from alongside.ground.access.queries import get_visible
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import now
from alongside.helping.plans.models import Invitation, Meeting, MeetingDecision, PlanAction
from alongside.helping.plans.queries.plan import with_owners
from alongside.helping.plans.words import MeetingState
from alongside.people.episodes.models import Episode
from alongside.people.families.models import Family


def get_meeting(by: User, family: Family, meeting_id: uuid.UUID) -> Meeting:
    """The meeting of this family, if this person may see its plan; raises NotFoundForYou otherwise."""
    rows = Meeting.objects.filter(family=family).select_related("family", "episode", "chair__agency", "called_by")
    return get_visible(rows, by, Permission.SEE_PLAN, pk=meeting_id)


def meetings_of(family: Family) -> list[Meeting]:
    """Every meeting of the family, latest first, with its chair and decisions."""
    rows = Meeting.objects.filter(family=family).select_related("chair").prefetch_related("decisions", "actions")
    return list(rows.order_by("-starts_at", "-id"))


def next_meeting(episode: Episode) -> Meeting | None:
    """The next meeting called and not past."""
    ahead = Meeting.objects.filter(episode=episode, state=MeetingState.CALLED, ends_at__gte=now())
    return ahead.select_related("chair").order_by("starts_at", "id").first()


def invitations_of(meeting: Meeting) -> list[Invitation]:
    """Who was asked, with what they answered."""
    rows = Invitation.objects.filter(meeting=meeting).select_related("member__agency", "member__user", "meeting")
    return list(rows.order_by("member__since", "member__id"))


def decisions_of(meeting: Meeting) -> list[MeetingDecision]:
    """What the meeting decided, in the order it was written."""
    return list(MeetingDecision.objects.filter(meeting=meeting))


def actions_from(meeting: Meeting) -> list[PlanAction]:
    """The actions a meeting agreed, the first due first."""
    return list(with_owners(PlanAction.objects.filter(from_meeting=meeting)).order_by("due_on", "id"))
