"""Reading a plan: its outcomes, actions and order, and what the pack says about them."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from alongside.ground.access.models import User
from alongside.ground.access.queries import get_visible, visible_to
from alongside.ground.access.words import Permission
from alongside.ground.lib.clock import local_date, today
from alongside.ground.lib.errors import NotFoundForYou
from alongside.ground.operating_models.queries import Item, OutcomeStatus, Pack, due_on, pack_at, review_on
from alongside.ground.operating_models.words import ClockKind, OutcomeState
from alongside.helping.plans.models import Outcome, OutcomeWait, Plan, PlanAction
from alongside.helping.plans.words import ActionState, OutcomeStand
from alongside.people.episodes.models import Episode
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Family

Choice = TypeVar("Choice", bound=Item)


def in_use(items: Iterable[Choice]) -> list[Choice]:
    """The items of a pack that may be chosen today."""
    return [item for item in items if item.in_use_on(today())]


def status_counting_as(pack: Pack, state: OutcomeState) -> OutcomeStatus:
    """The council's first name for a state an outcome can be in; every checked pack has one."""
    return next(status for status in in_use(pack.plans.outcome_statuses) if status.counts_as is state)


def first_review_on(pack: Pack, level: str, since: dt.datetime) -> dt.date | None:
    """When a new plan is first reviewed: by the pack's clock, else as often as its level is."""
    if any(clock.id is ClockKind.PLAN_REVIEW for clock in pack.clocks):
        return due_on(pack, ClockKind.PLAN_REVIEW, since).on
    return next_review_by(pack, level, local_date(since))


def next_review_by(pack: Pack, level: str, day: dt.date) -> dt.date | None:
    """The last day for the next review after one held on `day`; None where the level (or no such level) asks none."""
    known = {one.id for one in pack.levels}
    return review_on(pack, level, day) if level in known else None


def latest_with_plan(family: Family) -> tuple[Episode | None, Plan | None]:
    """The family's latest episode, and its plan if it has been started, in one query."""
    episode = Episode.objects.filter(family=family).select_related("plan").order_by("-number").first()
    if episode is None:
        return None, None
    episode.family = family
    plan: Plan | None = getattr(episode, "plan", None)
    if plan:
        plan.family, plan.episode = family, episode
    return episode, plan


def plan_for(by: User, family: Family) -> Plan:
    """The latest plan of a family, if this person may see it; raises NotFoundForYou otherwise."""
    plans = Plan.objects.filter(family=family).select_related("family", "episode").order_by("-episode__number")
    plan = visible_to(plans, by, Permission.SEE_PLAN).first()
    if plan is None:
        raise NotFoundForYou
    return plan


def plan_of(episode: Episode) -> Plan | None:
    """The plan of an episode, if it has been started."""
    return Plan.objects.filter(episode=episode).select_related("family", "episode").first()


def current_plan(family: Family) -> Plan | None:
    """The plan of the family's latest episode that has one, open or closed."""
    plans = Plan.objects.filter(family=family).select_related("family", "episode")
    return plans.order_by("-episode__number").first()


def get_outcome(by: User, family: Family, outcome_id: uuid.UUID) -> Outcome:
    """The outcome of this family, if this person may see it; raises NotFoundForYou otherwise."""
    rows = Outcome.objects.filter(family=family).select_related("family", "plan__family", "plan__episode")
    return get_visible(rows, by, Permission.SEE_PLAN, pk=outcome_id)


def get_action(by: User, family: Family, action_id: uuid.UUID) -> PlanAction:
    """The action of this family, if this person may see it; raises NotFoundForYou otherwise."""
    rows = PlanAction.objects.filter(family=family)
    return get_visible(with_owners(rows), by, Permission.SEE_PLAN, pk=action_id)


def outcomes_of(plan: Plan) -> list[Outcome]:
    """The plan's outcomes in order of priority."""
    return list(Outcome.objects.filter(plan=plan).order_by("place", "id"))


def outcomes_with_waits(plan: Plan) -> tuple[list[Outcome], dict[uuid.UUID, list[uuid.UUID]]]:
    """The plan's outcomes in order, and what each waits for, in one query."""
    waits = OutcomeWait.objects.filter(outcome=OuterRef("pk")).order_by("id")
    rows: list[Any] = list(
        Outcome.objects.filter(plan=plan)
        .annotate(waiting_ids=ArraySubquery(waits.values("waits_for_id")))
        .order_by("place", "id")
    )
    place = {one.pk: at for at, one in enumerate(rows)}
    return rows, {one.pk: sorted(one.waiting_ids, key=place.__getitem__) for one in rows if one.waiting_ids}


def actions_of(plan: Plan) -> list[PlanAction]:
    """Every action of the plan with its owner, the first due first. One query: names of the family are read apart."""
    rows = PlanAction.objects.filter(outcome__plan=plan)
    return list(rows.select_related("outcome", "owner_member__agency").order_by("due_on", "id"))


def waits_of(plan: Plan) -> dict[uuid.UUID, list[uuid.UUID]]:
    """For each outcome that waits, the outcomes it waits for."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    rows = OutcomeWait.objects.filter(outcome__plan=plan).order_by("waits_for__place", "id")
    for outcome_id, waits_for_id in rows.values_list("outcome_id", "waits_for_id"):
        found.setdefault(outcome_id, []).append(waits_for_id)
    return found


def unfinished_outcomes(family: Family) -> list[Outcome]:
    """Outcomes not finished when earlier help closed, and not carried over yet, in their order."""
    rows = Outcome.objects.filter(
        family=family, plan__episode__state=EpisodeState.CLOSED, state=OutcomeStand.WORKING_ON, carried_to=None
    )
    return list(rows.order_by("-plan__episode__number", "place", "id"))


def too_many_actions(plan: Plan, actions: Iterable[PlanAction]) -> str:
    """The warning when more is to do than the pack thinks a family can bear; '' when it is not (York 2016)."""
    most = pack_at(plan.pack_version_id).plans.max_actions_before_warning
    to_do = sum(one.state == ActionState.TO_DO for one in actions)
    if to_do <= most:
        return ""
    return f"{to_do} actions are to do at once. More than {most} is a lot for a family: which could wait?"


def with_owners(rows: QuerySet[PlanAction]) -> QuerySet[PlanAction]:
    """The actions with everything said about them on a page."""
    return rows.select_related(
        "family",
        "outcome__plan__family",
        "outcome__plan__episode",
        "owner_member__agency",
        "owner_member__user",
        "owner_person",
    ).prefetch_related("owner_person__names")
