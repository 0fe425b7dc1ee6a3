"""Minutes of a meeting: who came, what was decided, and the actions that follow, made in the plan at once."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import local_date, now
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.helping.plans.actions.steps import Owner, add_action
from alongside.helping.plans.changing import remember
from alongside.helping.plans.models import Meeting, MeetingDecision, MeetingStatus, Outcome
from alongside.helping.plans.policies import MEETING
from alongside.helping.plans.words import MeetingState
from alongside.people.episodes.words import StoryKind


@dataclass(frozen=True)
class NewAction:
    """An action a meeting agreed."""

    outcome: Outcome
    what: str
    owner: Owner
    block: str
    due_on: dt.date


@action
def record_minutes(
    *, meeting: Meeting, seen_version: int, came: Iterable[uuid.UUID], decisions: Iterable[str], by: User,
    notes: str = "", actions: Iterable[NewAction] = (),
) -> Meeting:  # fmt: skip
    """Record that the meeting was held: `came` holds ids of its invitations; each action is made in the plan.

    Raises Refused before the meeting begins, without anybody there, or with neither a decision nor an action; Conflict
    when somebody else wrote the minutes meanwhile.
    """
    require(by, Permission.CHANGE_PLAN, meeting)
    transition = MEETING.step(MeetingState(meeting.state), "hold")
    if meeting.starts_at > now():
        raise Refused("This meeting has not begun yet.", what_to_do="Move it if it was held at another time.")
    present, agreed = set(came), list(actions)
    said = [text.strip() for text in decisions if text.strip()]
    if not present & set(meeting.invitations.values_list("pk", flat=True)):
        raise Refused("Say who was there.", field="came")
    if not said and not agreed:
        raise Refused("Write down at least one decision or action.", field="decisions")
    meeting.state, meeting.notes, meeting.changed_at = transition.target, notes.strip(), now()
    save_seen(meeting, seen_version, fields=["state", "notes", "changed_at"])
    meeting.invitations.update(came=False)
    meeting.invitations.filter(pk__in=present).update(came=True)
    MeetingDecision.objects.bulk_create(MeetingDecision(meeting=meeting, text=text) for text in said)
    for one in agreed:
        if one.outcome.plan.episode_id != meeting.episode_id:
            raise Refused("Choose an outcome of this family's plan.", field="outcome")
        add_action(
            outcome=one.outcome, what=one.what, owner=one.owner, block=one.block, due_on=one.due_on, by=by,
            from_meeting=meeting,
        )  # fmt: skip
    MeetingStatus.objects.create(
        meeting=meeting, state=meeting.state, starts_at=meeting.starts_at, at=now(), by=by, reason=""
    )
    remember(
        happened=transition.event, record=meeting, episode=meeting.episode, by=by, kind=StoryKind.MEETING,
        headline="The team around the family met", words="\n".join(said), happened_on=local_date(meeting.starts_at),
        detail={"came": len(present), "decisions": len(said), "actions": len(agreed)},
    )  # fmt: skip
    return meeting
