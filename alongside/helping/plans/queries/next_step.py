"""The one next step for a family's plan: what the overview's button says and where it goes."""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from alongside.ground.lib.clock import as_text, local_date, now, today
from alongside.helping.plans.models import Meeting, Outcome, Plan, PlanAction
from alongside.helping.plans.queries.meetings import next_meeting
from alongside.helping.plans.queries.plan import plan_of
from alongside.helping.plans.words import ActionState, MeetingState, OutcomeStand
from alongside.people.episodes.models import Episode
from alongside.people.episodes.queries import lead_of, open_episode_of, waiting_handover
from alongside.people.families.models import Family


@dataclass(frozen=True)
class NextStep:
    """What comes next, in words, the name and parts of its address, and when it is due if it is."""

    text: str
    url_name: str
    url_kwargs: dict[str, uuid.UUID] = field(default_factory=dict)
    due_on: dt.date | None = None


def next_step_of(family: Family) -> NextStep | None:
    """The single next step of an open family: without a lead, name one; what is late first; None when not open."""
    episode = open_episode_of(family)
    if episode is None:
        return None
    here = {"family_id": family.pk}
    if lead_of(episode) is None:
        return NextStep("Name the lead practitioner", "plans:name_lead", here)
    if waiting_handover(episode) is not None:
        return NextStep("A hand-over of the lead waits for an answer", "plans:team", here)
    plan = plan_of(episode)
    if plan is None:
        return NextStep("Start the plan with the family", "plans:plan", here)
    return _in_plan(plan, episode, here)


def _in_plan(plan: Plan, episode: Episode, here: dict[str, uuid.UUID]) -> NextStep:
    if plan.review_on and plan.review_on < today():
        return NextStep("Review the plan: the review is overdue", "plans:hold_review", here, plan.review_on)
    unwritten = Meeting.objects.filter(episode=episode, state=MeetingState.CALLED, ends_at__lt=now()).first()
    if unwritten:
        at = {**here, "meeting_id": unwritten.pk}
        return NextStep("Write up the meeting that was held", "plans:minutes", at, local_date(unwritten.starts_at))
    if not Outcome.objects.filter(plan=plan, state=OutcomeStand.WORKING_ON).exists():
        return NextStep("Add what the family wants to change", "plans:add_outcome", here)
    return _coming(plan, episode, here)


def _coming(plan: Plan, episode: Episode, here: dict[str, uuid.UUID]) -> NextStep:
    to_do = PlanAction.objects.filter(outcome__plan=plan, state=ActionState.TO_DO).order_by("due_on", "id").first()
    if to_do is None:
        return NextStep("Agree who does what", "plans:plan", here)
    meeting = next_meeting(episode)
    steps = [NextStep(to_do.what, "plans:action", {**here, "action_id": to_do.pk}, to_do.due_on)]
    if meeting:
        day = local_date(meeting.starts_at)
        steps.append(
            NextStep(
                f"Team meeting on {as_text(meeting.starts_at)}",
                "plans:meeting",
                {**here, "meeting_id": meeting.pk},
                day,
            )
        )
    if plan.review_on:
        steps.append(NextStep("Review the plan", "plans:hold_review", here, plan.review_on))
    return min(steps, key=lambda step: step.due_on or dt.date.max)
