"""The one next step for a family's plan: what the overview's button says and where it goes."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from alongside.ground.lib.clock import as_text, local_date, now, today
from alongside.helping.plans.models import Meeting, Outcome, PlanAction
from alongside.helping.plans.words import ActionState, MeetingState, OutcomeStand
from alongside.people.episodes.models import Episode, Handover, Lead
from alongside.people.episodes.words import EpisodeState, HandoverState
from alongside.people.families.models import Family


@dataclass(frozen=True)
class NextStep:
    """What comes next, in words, the name and parts of its address, and when it is due if it is."""

    text: str
    url_name: str
    url_kwargs: dict[str, uuid.UUID] = field(default_factory=dict)
    due_on: dt.date | None = None


def next_step_of(family: Family) -> NextStep | None:
    """The single next step of an open family: without a lead, name one; what is late first; None when not open.

    One query, whatever the plan holds, because every family's overview asks.
    """
    stands = _as_it_stands(family)
    if stands is None:
        return None
    here = {"family_id": family.pk}
    if not stands["is_led"]:
        return NextStep("Name the lead practitioner", "plans:name_lead", here)
    if stands["is_offered"]:
        return NextStep("A hand-over of the lead waits for an answer", "plans:team", here)
    if stands["plan"] is None:
        return NextStep("Start the plan with the family", "plans:plan", here)
    return _late(stands, here) or _coming(stands, here)


def _as_it_stands(family: Family) -> dict[str, Any] | None:
    this = OuterRef("pk")
    called = Meeting.objects.filter(episode=this, state=MeetingState.CALLED)
    unwritten = called.filter(ends_at__lt=now()).order_by("starts_at", "id")
    coming = called.filter(ends_at__gte=now()).order_by("starts_at", "id")
    to_do = PlanAction.objects.filter(outcome__plan__episode=this, state=ActionState.TO_DO).order_by("due_on", "id")
    working_on = Outcome.objects.filter(plan__episode=this, state=OutcomeStand.WORKING_ON)
    found = (
        Episode.objects.filter(family=family)
        .exclude(state=EpisodeState.CLOSED)
        .values(
            "plan",
            "plan__review_on",
            is_led=Exists(Lead.objects.filter(episode=this, until=None)),
            is_offered=Exists(Handover.objects.filter(episode=this, state=HandoverState.OFFERED)),
            has_outcomes=Exists(working_on),
            unwritten=Subquery(unwritten.values("pk")[:1]),
            unwritten_at=Subquery(unwritten.values("starts_at")[:1]),
            meeting=Subquery(coming.values("pk")[:1]),
            meeting_at=Subquery(coming.values("starts_at")[:1]),
            action=Subquery(to_do.values("pk")[:1]),
            action_what=Subquery(to_do.values("what")[:1]),
            action_due=Subquery(to_do.values("due_on")[:1]),
        )
        .first()
    )
    return {**found} if found else None


def _late(stands: dict[str, Any], here: dict[str, uuid.UUID]) -> NextStep | None:
    review_on = stands["plan__review_on"]
    if review_on and review_on < today():
        return NextStep("Review the plan: the review is overdue", "plans:hold_review", here, review_on)
    if stands["unwritten"]:
        at = {**here, "meeting_id": stands["unwritten"]}
        return NextStep("Write up the meeting that was held", "plans:minutes", at, local_date(stands["unwritten_at"]))
    return None


def _coming(stands: dict[str, Any], here: dict[str, uuid.UUID]) -> NextStep:
    if not stands["has_outcomes"]:
        return NextStep("Add what the family wants to change", "plans:add_outcome", here)
    if not stands["action"]:
        return NextStep("Agree who does what", "plans:plan", here)
    at = {**here, "action_id": stands["action"]}
    steps = [NextStep(stands["action_what"], "plans:action", at, stands["action_due"])]
    if stands["meeting"]:
        text = f"Team meeting on {as_text(stands['meeting_at'])}"
        at = {**here, "meeting_id": stands["meeting"]}
        steps.append(NextStep(text, "plans:meeting", at, local_date(stands["meeting_at"])))
    if stands["plan__review_on"]:
        steps.append(NextStep("Review the plan", "plans:hold_review", here, stands["plan__review_on"]))
    return min(steps, key=lambda step: step.due_on or dt.date.max)
