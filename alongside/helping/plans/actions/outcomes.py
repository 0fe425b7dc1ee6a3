"""Outcomes: added in the family's words, put in order and in sequence, achieved or dropped."""

import uuid
from collections.abc import Collection, Iterable

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import Conflict, save_seen
from alongside.ground.operating_models.queries import OutcomeStatus as PackStatus
from alongside.ground.operating_models.queries import pack_at
from alongside.ground.operating_models.words import OutcomeState
from alongside.helping.plans.changing import locked, needed, remember
from alongside.helping.plans.models import ActionStatus, Outcome, OutcomeStatus, OutcomeWait, Plan
from alongside.helping.plans.policies import OUTCOME, moved, path_back, path_in_words
from alongside.helping.plans.queries.plan import in_use, status_counting_as, waits_of
from alongside.helping.plans.words import ActionState, OutcomeStand
from alongside.people.episodes.words import StoryKind


class WaitsForItself(Refused):
    """An outcome would wait, through others, for itself; the message names the path."""


@action
def add_outcome(
    *, plan: Plan, need: str, words: str, by: User, different: str = "", waits_for: Iterable[uuid.UUID] = ()
) -> Outcome:
    """Add an outcome at the end of the order. `need` is an id of the pack; `waits_for` are outcomes of this plan."""
    require(by, Permission.CHANGE_PLAN, plan)
    held = locked(plan)
    pack = pack_at(held.pack_version_id)
    outcome = Outcome.objects.create(
        plan=held, family_id=held.family_id, need=_need(plan, need), words=_words(words), different=different.strip(),
        place=held.outcomes.count() + 1, status=status_counting_as(pack, OutcomeState.OPEN).id, made_at=now(),
    )  # fmt: skip
    _remember_state(outcome, by)
    _set_waits(outcome, set(waits_for))
    remember(
        happened="outcome_added", record=outcome, episode=held.episode, by=by, kind=StoryKind.PLAN,
        headline=f"New outcome: {outcome.words}"[:300], detail={"need": need},
    )  # fmt: skip
    return outcome


@action
def change_outcome(
    *, outcome: Outcome, seen_version: int, need: str, words: str, by: User, different: str = "",
    waits_for: Iterable[uuid.UUID] = (),
) -> Outcome:  # fmt: skip
    """Change an outcome and what it waits for; raises Conflict, and WaitsForItself naming the path in words."""
    require(by, Permission.CHANGE_PLAN, outcome)
    held = locked(outcome.plan)
    outcome.need, outcome.words, outcome.different = _need(held, need), _words(words), different.strip()
    save_seen(outcome, seen_version, fields=["need", "words", "different"])
    _set_waits(outcome, set(waits_for))
    remember(
        happened="outcome_changed", record=outcome, episode=held.episode, by=by, kind=StoryKind.PLAN,
        headline=f"Outcome changed: {outcome.words}"[:300], detail={"need": need, "version": outcome.version},
    )  # fmt: skip
    return outcome


@action
def settle_outcome(
    *, outcome: Outcome, seen_version: int, status: str, why: str, by: User, give_up_actions: bool = False
) -> Outcome:
    """Say that an outcome is achieved, or dropped and why. `status` is an id of the pack that counts as either.

    `give_up_actions` ends the actions still to do for it; otherwise they stay in the plan.
    """
    require(by, Permission.CHANGE_PLAN, outcome)
    held = locked(outcome.plan)
    chosen = _settling_status(held, status)
    achieved = chosen.counts_as is OutcomeState.ACHIEVED
    transition = OUTCOME.step(OutcomeStand(outcome.state), "achieve" if achieved else "drop")
    if not achieved:
        needed(why, "Say why this is no longer needed.", "why")
    outcome.state, outcome.status, outcome.why, outcome.settled_on = transition.target, status, why.strip(), today()
    save_seen(outcome, seen_version, fields=["state", "status", "why", "settled_on"])
    _remember_state(outcome, by)
    if give_up_actions:
        _give_up_actions(outcome, chosen.name, by)
    remember(
        happened=transition.event, record=outcome, episode=held.episode, by=by, kind=StoryKind.PLAN,
        headline=f"{chosen.name}: {outcome.words}"[:300], words=outcome.why, detail={"status": status},
    )  # fmt: skip
    return outcome


@action
def take_up_outcome(*, outcome: Outcome, seen_version: int, why: str, by: User) -> Outcome:
    """Work again on an outcome that was achieved or dropped, with the reason."""
    require(by, Permission.CHANGE_PLAN, outcome)
    held = locked(outcome.plan)
    transition = OUTCOME.step(OutcomeStand(outcome.state), "take_up_again")
    reason = needed(why, "Say why you work on this again.", "why")
    outcome.state, outcome.why, outcome.settled_on = transition.target, "", None
    outcome.status = status_counting_as(pack_at(held.pack_version_id), OutcomeState.OPEN).id
    save_seen(outcome, seen_version, fields=["state", "status", "why", "settled_on"])
    _remember_state(outcome, by, reason)
    _set_waits(outcome, set(waits_of(held).get(outcome.pk, ())))
    remember(
        happened=transition.event, record=outcome, episode=held.episode, by=by, kind=StoryKind.PLAN,
        headline=f"Working again on: {outcome.words}"[:300], words=reason,
    )  # fmt: skip
    return outcome


@action
def move_outcome(*, outcome: Outcome, places: int, seen_version: int, by: User) -> Plan:
    """Move an outcome up (negative) or down the order; `seen_version` is the plan's, for the order is shared."""
    require(by, Permission.CHANGE_PLAN, outcome)
    held = locked(outcome.plan)
    if held.version != seen_version:
        raise Conflict(held, {})
    rows = list(held.outcomes.order_by("place", "id"))
    order = moved([row.pk for row in rows], outcome.pk, places)
    by_id = {row.pk: row for row in rows}
    for place, one in enumerate(order, start=1):
        by_id[one].place = place
    Outcome.objects.bulk_update(rows, ["place"])
    save_seen(held, seen_version, fields=[])
    remember(
        happened="outcome_moved", record=outcome, episode=held.episode, by=by,
        detail={"place": by_id[outcome.pk].place},
    )  # fmt: skip
    return held


def _set_waits(outcome: Outcome, wanted: Collection[uuid.UUID]) -> None:
    if not wanted:
        outcome.waits.all().delete()
        return
    names = dict(Outcome.objects.filter(plan=outcome.plan_id).values_list("pk", "words"))
    if not set(wanted) <= set(names):
        raise Refused("Choose outcomes of this plan to wait for.", field="waits_for")
    path = path_back(waits_of(outcome.plan), outcome.pk, sorted(wanted))
    if path:
        raise WaitsForItself(
            f"These would wait for each other: {path_in_words([names[one] for one in path])}.",
            what_to_do="Take one of them out, or say which comes first.",
            field="waits_for",
        )
    outcome.waits.exclude(waits_for__in=wanted).delete()
    already = set(outcome.waits.values_list("waits_for_id", flat=True))
    OutcomeWait.objects.bulk_create(
        OutcomeWait(outcome=outcome, waits_for_id=one) for one in sorted(wanted) if one not in already
    )


def _give_up_actions(outcome: Outcome, note: str, by: User) -> None:
    ended = list(outcome.actions.select_for_update().filter(state=ActionState.TO_DO))
    for one in ended:
        one.state, one.note = ActionState.NOT_DONE, note
        save_seen(one, one.version, fields=["state", "note"])
    ActionStatus.objects.bulk_create(
        ActionStatus(plan_action=one, state=ActionState.NOT_DONE, at=now(), by=by, note=note) for one in ended
    )


def _remember_state(outcome: Outcome, by: User, reason: str = "") -> None:
    OutcomeStatus.objects.create(
        outcome=outcome, state=outcome.state, status=outcome.status, at=now(), by=by, reason=reason or outcome.why
    )


def _settling_status(plan: Plan, status: str) -> PackStatus:
    settled = (OutcomeState.ACHIEVED, OutcomeState.DROPPED)
    for one in in_use(pack_at(plan.pack_version_id).plans.outcome_statuses):
        if one.id == status and one.counts_as in settled:
            return one
    raise Refused("Choose how this outcome ended.", field="status")


def _need(plan: Plan, need: str) -> str:
    if need not in {one.id for one in pack_at(plan.pack_version_id).needs}:
        raise Refused("Choose which need this is about.", field="need")
    return need


def _words(words: str) -> str:
    text = needed(words, "Say in the family's words what will be different.", "words")
    if len(text) > 300:
        raise Refused(
            f"This is {len(text)} letters long; an outcome can have 300.", what_to_do="Put the rest in the box below.",
            field="words",
        )  # fmt: skip
    return text
