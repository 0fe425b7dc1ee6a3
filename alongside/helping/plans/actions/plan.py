"""Starting and agreeing a plan, and changing the level of need."""

import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.plans.changing import locked, must_be_open, remember
from alongside.helping.plans.models import Outcome, OutcomeStatus, OutcomeWait, Plan
from alongside.helping.plans.queries.plan import first_review_on, next_review_by, unfinished_outcomes
from alongside.helping.plans.words import OutcomeStand
from alongside.people.episodes import actions as episodes
from alongside.people.episodes.models import Episode
from alongside.people.episodes.words import StoryKind


@action
def start_plan(*, episode: Episode, by: User, carry: Iterable[uuid.UUID] = ()) -> Plan:
    """Begin the plan of an episode, carrying over outcomes left unfinished when the family was helped before (C8).

    `carry` holds ids from `queries.unfinished_outcomes(family)`. Raises Refused when there is a plan already.
    """
    require(by, Permission.CHANGE_PLAN, episode)
    must_be_open(episode)
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                family=episode.family, episode=episode, pack_version_id=episode.pack_version_id, started_on=today(),
                started_by=by, review_on=first_review_on(pack_at(episode.pack_version_id), episode.level, now()),
            )  # fmt: skip
    except IntegrityError:
        raise Refused("This family has a plan already.", what_to_do="Open the plan to see it.") from None
    carried = _carry_over(plan, set(carry), by)
    remember(
        happened="plan_started", record=plan, episode=episode, by=by, kind=StoryKind.PLAN, headline="Plan started",
        words=f"{carried} outcomes carried over from before" if carried else "", detail={"carried": carried},
    )  # fmt: skip
    return plan


@action
def agree_plan(*, plan: Plan, seen_version: int, family_view: str, by: User) -> Plan:
    """Record that the family agrees the plan, and what they say of it; the first review is then counted from today."""
    require(by, Permission.CHANGE_PLAN, plan)
    held = locked(plan)
    if not held.outcomes.filter(state=OutcomeStand.WORKING_ON).exists():
        raise Refused("The plan has no outcome to agree yet.", what_to_do="Add an outcome first.")
    held.agreed_on, held.family_view = today(), family_view.strip()
    if not held.reviews.exists():
        held.review_on = first_review_on(pack_at(held.pack_version_id), held.episode.level, now())
    save_seen(held, seen_version, fields=["agreed_on", "family_view", "review_on"])
    remember(
        happened="plan_agreed", record=held, episode=held.episode, by=by, kind=StoryKind.PLAN,
        headline="The family agreed the plan", words=held.family_view,
    )  # fmt: skip
    return held


@action
def change_level(*, episode: Episode, seen_version: int, level: str, why: str, by: User) -> Episode:
    """Change the level of need with a reason; a review that the new level wants sooner is brought forward.

    Raises Refused for a level that is not early help: that needs a referral to social care.
    """
    pack = pack_at(episode.pack_version_id)
    try:
        is_early_help = pack.level(level).is_early_help
    except KeyError:
        is_early_help = False
    if not is_early_help:
        raise Refused("Choose a level of early help.", what_to_do="To ask social care, step up.", field="level")
    if level == episode.level:
        raise Refused("The family is at this level already.", field="level")
    changed = episodes.change_level(episode=episode, seen_version=seen_version, level=level, why=why, by=by)
    plan = Plan.objects.filter(episode=episode).first()
    latest = next_review_by(pack, level, today())
    if plan and latest and (plan.review_on is None or plan.review_on > latest):
        plan.review_on = latest
        save_seen(plan, plan.version, fields=["review_on"])
    return changed


def _carry_over(plan: Plan, ids: set[uuid.UUID], by: User) -> int:
    before = [outcome for outcome in unfinished_outcomes(plan.family) if outcome.pk in ids]
    new = {}
    for place, old in enumerate(before, start=1):
        new[old.pk] = Outcome.objects.create(
            plan=plan, family_id=plan.family_id, need=old.need, words=old.words, different=old.different,
            place=place, status=old.status, carried_from=old, made_at=now(),
        )  # fmt: skip
    OutcomeStatus.objects.bulk_create(
        OutcomeStatus(outcome=one, state=one.state, status=one.status, at=now(), by=by, reason="Carried over")
        for one in new.values()
    )
    OutcomeWait.objects.bulk_create(
        OutcomeWait(outcome=new[wait.outcome_id], waits_for=new[wait.waits_for_id])
        for wait in OutcomeWait.objects.filter(outcome__in=before, waits_for__in=before)
    )
    return len(new)
