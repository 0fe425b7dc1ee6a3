"""Actions of a plan: who does what by when, and whether it was done."""

import datetime as dt

from alongside.ground.access.models import User
from alongside.ground.access.queries import require
from alongside.ground.access.words import Permission
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.lib.models import save_seen
from alongside.ground.operating_models.queries import pack_at
from alongside.helping.plans.changing import locked, needed, remember
from alongside.helping.plans.models import ActionStatus, Meeting, Outcome, Plan, PlanAction
from alongside.helping.plans.policies import ACTION
from alongside.helping.plans.queries.plan import in_use
from alongside.helping.plans.words import ActionState
from alongside.people.episodes.models import TeamMember
from alongside.people.episodes.words import StoryKind
from alongside.people.families.models import Membership, Person

Owner = TeamMember | Person
STEPS = {ActionState.DONE: "do", ActionState.NOT_DONE: "give_up", ActionState.TO_DO: "take_up_again"}
HEADLINES = {ActionState.DONE: "Done", ActionState.NOT_DONE: "Not done", ActionState.TO_DO: "To do again"}


@action
def add_action(
    *, outcome: Outcome, what: str, owner: Owner, block: str, due_on: dt.date, by: User,
    from_meeting: Meeting | None = None
) -> PlanAction:  # fmt: skip
    """Add an action for an outcome. `owner` is in the team now or of the family; `block` is a building block's id."""
    require(by, Permission.CHANGE_PLAN, outcome)
    held = locked(outcome.plan)
    if due_on < today():
        raise Refused("This date has passed.", what_to_do="Choose today or a later day.", field="due_on")
    member, person = _owner(held, owner)
    made = PlanAction.objects.create(
        outcome=outcome, family_id=held.family_id, what=_what(what), owner_member=member, owner_person=person,
        block=_block(held, block), due_on=due_on, from_meeting=from_meeting, made_at=now(), made_by_user=by,
    )  # fmt: skip
    _remember_state(made, by)
    remember(
        happened="action_added", record=made, episode=held.episode, by=by, kind=StoryKind.PLAN,
        headline=f"New action: {made.what}"[:300], detail={"block": block},
    )  # fmt: skip
    return made


@action
def change_action(
    *, plan_action: PlanAction, seen_version: int, what: str, owner: Owner, block: str, due_on: dt.date, by: User
) -> PlanAction:
    """Change an action that is still to do: its words, whose it is, by when. Raises Conflict."""
    require(by, Permission.CHANGE_PLAN, plan_action)
    held = locked(plan_action.outcome.plan)
    if plan_action.state != ActionState.TO_DO:
        raise Refused("This action is finished.", what_to_do="Mark it as to do again first.")
    if due_on < today() and due_on != plan_action.due_on:
        raise Refused("This date has passed.", what_to_do="Choose today or a later day.", field="due_on")
    member, person = _owner(held, owner, keeps=plan_action)
    plan_action.what, plan_action.block, plan_action.due_on = _what(what), _block(held, block), due_on
    plan_action.owner_member, plan_action.owner_person = member, person
    save_seen(plan_action, seen_version, fields=["what", "block", "due_on", "owner_member", "owner_person"])
    remember(
        happened="action_changed", record=plan_action, episode=held.episode, by=by, kind=StoryKind.PLAN,
        headline=f"Action changed: {plan_action.what}"[:300], detail={"version": plan_action.version},
    )  # fmt: skip
    return plan_action


@action
def mark_action(
    *, plan_action: PlanAction, seen_version: int, state: str, by: User, note: str = "", done_on: dt.date | None = None
) -> PlanAction:
    """Say that an action is done, not done (and why), or to do again; whoever owns it may, whatever their agency."""
    mine = plan_action.owner_member is not None and plan_action.owner_member.user_id == by.pk
    require(by, Permission.UPDATE_OWN_ACTION if mine else Permission.CHANGE_PLAN, plan_action)
    held = locked(plan_action.outcome.plan)
    to = ActionState(state)
    transition = ACTION.step(ActionState(plan_action.state), STEPS[to])
    if to == ActionState.NOT_DONE:
        needed(note, "Say what stood in the way.", "note")
    if done_on and done_on > today():
        raise Refused("The date is in the future.", what_to_do="Enter the day it was done.", field="done_on")
    plan_action.state, plan_action.note = transition.target, note.strip()
    plan_action.done_on = (done_on or today()) if to == ActionState.DONE else None
    save_seen(plan_action, seen_version, fields=["state", "note", "done_on"])
    _remember_state(plan_action, by)
    remember(
        happened=transition.event, record=plan_action, episode=held.episode, by=by, kind=StoryKind.PLAN,
        headline=f"{HEADLINES[to]}: {plan_action.what}"[:300], words=plan_action.note,
    )  # fmt: skip
    return plan_action


def _owner(plan: Plan, owner: Owner, keeps: PlanAction | None = None) -> tuple[TeamMember | None, Person | None]:
    if isinstance(owner, TeamMember):
        unchanged = keeps is not None and keeps.owner_member_id == owner.pk
        if not unchanged and (owner.episode_id != plan.episode_id or owner.until is not None):
            raise Refused("Choose somebody who is in the team now.", field="owner")
        return owner, None
    unchanged = keeps is not None and keeps.owner_person_id == owner.pk
    if not unchanged and not Membership.objects.filter(family=plan.family_id, person=owner, until=None).exists():
        raise Refused("Choose somebody of this family.", field="owner")
    return None, owner


def _what(what: str) -> str:
    text = needed(what, "Say what will be done.", "what")
    if len(text) > 500:
        raise Refused(
            f"This is {len(text)} letters long; an action can have 500.",
            what_to_do="Make it two actions.",
            field="what",
        )
    return text


def _block(plan: Plan, block: str) -> str:
    if block not in {one.id for one in in_use(pack_at(plan.pack_version_id).plans.building_blocks)}:
        raise Refused("Choose what kind of work this is.", field="block")
    return block


def _remember_state(made: PlanAction, by: User) -> None:
    ActionStatus.objects.create(plan_action=made, state=made.state, at=now(), by=by, note=made.note)
