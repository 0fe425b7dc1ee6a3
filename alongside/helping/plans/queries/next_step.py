"""The one next step for a family's plan: what the overview's button says and where it goes."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from alongside.ground.lib.clock import as_text, local_date, now, today
from alongside.ground.operating_models.queries import form_for_level, pack_at
from alongside.helping.assessments.models import Assessment
from alongside.helping.assessments.words import LIVE, AssessmentState
from alongside.helping.plans.models import Meeting, Outcome, PlanAction
from alongside.helping.plans.words import ActionState, MeetingState, OutcomeStand
from alongside.people.consent.models import Agreement
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
        return _before_the_plan(stands, here)
    return _late(stands, here) or _coming(stands, here)


def _before_the_plan(stands: dict[str, Any], here: dict[str, uuid.UUID]) -> NextStep:
    """Ask, assess where the level has a form, then plan: help is offered, and a plan answers what was found."""
    if not stands["is_asked"]:
        return NextStep("Ask the family whether they agree to early help", "consent:overview", here)
    if stands["assessment"] in LIVE:
        return NextStep("Finish the assessment", "assessments:overview", here)
    if stands["assessment"] is None and form_for_level(pack_at(stands["pack_version_id"]), stands["level"]):
        return NextStep("Start the assessment with the family", "assessments:overview", here)
    return NextStep("Start the plan with the family", "plans:plan", here)


def _as_it_stands(family: Family) -> dict[str, Any] | None:
    this = OuterRef("pk")
    called = Meeting.objects.filter(episode=this, state=MeetingState.CALLED)
    unwritten = called.filter(ends_at__lt=now()).order_by("starts_at", "id")
    coming = called.filter(ends_at__gte=now()).order_by("starts_at", "id")
    to_do = PlanAction.objects.filter(outcome__plan__episode=this, state=ActionState.TO_DO).order_by("due_on", "id")
    working_on = Outcome.objects.filter(plan__episode=this, state=OutcomeStand.WORKING_ON)
    assessed = Assessment.objects.filter(episode=this, state__in=[*LIVE, AssessmentState.SIGNED_OFF])
    found = (
        Episode.objects.filter(family=family)
        .exclude(state=EpisodeState.CLOSED)
        .values(
            "level",
            "pack_version_id",
            "plan",
            "plan__review_on",
            is_asked=Exists(Agreement.objects.filter(family=OuterRef("family"), replaced_at=None)),
            assessment=Subquery(assessed.order_by("-number").values("state")[:1]),
            is_led=Exists(Lead.objects.filter(episode=this, until=None)),
            is_offered=Exists(Handover.objects.filter(episode=this, state=HandoverState.OFFERED)),
            has_outcomes=Exists(working_on),
            unwritten=_first(unwritten, on="starts_at"),
            meeting=_first(coming, on="starts_at"),
            action=_first(to_do, on="due_on", what="what"),
        )
        .first()
    )
    return {**found} if found else None


def _first(rows: "QuerySet[Any]", **wanted: str) -> Subquery:
    """The first of these as one value: a subquery a column would have the table's wall planned for each."""
    return Subquery(rows.values(one=JSONObject(id="pk", **wanted))[:1])


def _id(found: dict[str, str]) -> uuid.UUID:
    return uuid.UUID(found["id"])


def _moment(found: dict[str, str]) -> dt.datetime:
    return dt.datetime.fromisoformat(found["on"])


def _late(stands: dict[str, Any], here: dict[str, uuid.UUID]) -> NextStep | None:
    review_on = stands["plan__review_on"]
    if review_on and review_on < today():
        return NextStep("Review the plan: the review is overdue", "plans:hold_review", here, review_on)
    if stands["unwritten"]:
        at = {**here, "meeting_id": _id(stands["unwritten"])}
        return NextStep(
            "Write up the meeting that was held", "plans:minutes", at, local_date(_moment(stands["unwritten"]))
        )
    return None


def _coming(stands: dict[str, Any], here: dict[str, uuid.UUID]) -> NextStep:
    if not stands["has_outcomes"]:
        return NextStep("Add what the family wants to change", "plans:add_outcome", here)
    if not stands["action"]:
        return NextStep("Agree who does what", "plans:plan", here)
    at = {**here, "action_id": _id(stands["action"])}
    steps = [NextStep(stands["action"]["what"], "plans:action", at, dt.date.fromisoformat(stands["action"]["on"]))]
    if stands["meeting"]:
        begins = _moment(stands["meeting"])
        at = {**here, "meeting_id": _id(stands["meeting"])}
        steps.append(NextStep(f"Team meeting on {as_text(begins)}", "plans:meeting", at, local_date(begins)))
    if stands["plan__review_on"]:
        steps.append(NextStep("Review the plan", "plans:hold_review", here, stands["plan__review_on"]))
    return min(steps, key=lambda step: step.due_on or dt.date.max)
