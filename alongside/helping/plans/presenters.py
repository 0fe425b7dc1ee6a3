"""A plan as pages, print and PDF show it: what is worked on now, what waits for what, what is finished."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from alongside.ground.access.models import User
from alongside.ground.lib.clock import today
from alongside.ground.lib.ids import new_id
from alongside.ground.operating_models.queries import Pack, pack_at
from alongside.ground.operating_models.words import OutcomeState
from alongside.helping.plans.models import Outcome, Plan, PlanAction
from alongside.helping.plans.policies import waiting_for
from alongside.helping.plans.queries import actions_of, too_many_actions
from alongside.helping.plans.queries.plan import outcomes_with_waits, status_counting_as
from alongside.helping.plans.words import ActionState, OutcomeStand
from alongside.people.families.queries import Member, people_named

Names = Mapping[uuid.UUID, str]


@dataclass(frozen=True)
class ActionLine:
    """One action as shown."""

    id: uuid.UUID
    what: str
    owner: str
    agency: str
    block: str
    block_plain: str
    due_on: dt.date
    state: str
    state_label: str
    note: str
    done_on: dt.date | None
    is_mine: bool
    owner_left: bool

    @property
    def is_to_do(self) -> bool:
        """True until it is done or given up."""
        return self.state == ActionState.TO_DO

    @property
    def is_late(self) -> bool:
        """True when its date has passed and it is not done."""
        return self.is_to_do and self.due_on < today()


@dataclass(frozen=True)
class OutcomeLine:
    """One outcome as shown, with its actions. `waits_for` holds the words of those that hold it up."""

    id: uuid.UUID
    words: str
    different: str
    need: str
    family_need: str
    status: str
    state: str
    why: str
    settled_on: dt.date | None
    waits_for: list[str]
    actions: list[ActionLine]
    place: int
    is_first: bool
    is_last: bool
    carried: bool
    up_token: uuid.UUID = field(default_factory=new_id)
    down_token: uuid.UUID = field(default_factory=new_id)

    @property
    def to_do(self) -> list[ActionLine]:
        """Actions still to do."""
        return [action for action in self.actions if action.is_to_do]

    @property
    def finished(self) -> list[ActionLine]:
        """Actions done or given up."""
        return [action for action in self.actions if not action.is_to_do]


@dataclass(frozen=True)
class PlanOnAPage:
    """The whole plan: `now` can be worked on, `waiting` waits for another outcome, `settled` is achieved or dropped."""

    id: uuid.UUID
    version: int
    agreed_on: dt.date | None
    family_view: str
    review_on: dt.date | None
    now: list[OutcomeLine]
    waiting: list[OutcomeLine]
    settled: list[OutcomeLine]
    warning: str

    @property
    def is_empty(self) -> bool:
        """True before the first outcome."""
        return not (self.now or self.waiting or self.settled)


def plan_on_a_page(plan: Plan, names: Names, by: User | None = None) -> PlanOnAPage:
    """The plan laid out, in two queries; `names` are the family's, `by` tells which actions are the reader's own."""
    pack = pack_at(plan.pack_version_id)
    (outcomes, waits), actions = outcomes_with_waits(plan), actions_of(plan)
    known = with_others(names, actions)
    holding = waiting_for(waits, {one.pk: one.state for one in outcomes})
    words = {one.pk: one.words for one in outcomes}
    statuses = {status.id: status.name for status in pack.plans.outcome_statuses}
    waiting_name = status_counting_as(pack, OutcomeState.WAITING).name
    lines = []
    for at, outcome in enumerate(outcomes):
        held_up = [words[one] for one in holding.get(outcome.pk, [])]
        mine = [action_line(one, pack, known, by) for one in actions if one.outcome_id == outcome.pk]
        name = waiting_name if held_up else statuses.get(outcome.status, outcome.get_state_display())
        lines.append(_outcome_line(outcome, pack, mine, held_up, name, at, len(outcomes)))
    working = [line for line in lines if line.state == OutcomeStand.WORKING_ON]
    return PlanOnAPage(
        plan.pk, plan.version, plan.agreed_on, plan.family_view, plan.review_on,
        [line for line in working if not line.waits_for], [line for line in working if line.waits_for],
        [line for line in lines if line.state != OutcomeStand.WORKING_ON], too_many_actions(plan, actions),
    )  # fmt: skip


def with_others(names: Names, actions: Iterable[PlanAction]) -> Names:
    """The names of the family's people, and of those no longer in it who own an action (read only if there are any)."""
    owners = {one.owner_person_id for one in actions if one.owner_person_id}
    unknown = owners - set(names)
    return {**names, **{one: member.name for one, member in people_named(unknown).items()}} if unknown else names


def names_of(members: Iterable[Member]) -> Names:
    """The family's people by id."""
    return {member.id: member.name for member in members}


def action_line(action: PlanAction, pack: Pack, names: Names, by: User | None = None) -> ActionLine:
    """An action in words; `names` holds its owner's if they are of the family (`with_others`)."""
    member = action.owner_member
    owner = member.name if member else names[action.owner_person_id] if action.owner_person_id else ""
    block = next((one for one in pack.plans.building_blocks if one.id == action.block), None)
    return ActionLine(
        action.pk, action.what, owner, str(member.agency) if member and member.agency else "",
        block.name if block else action.block, block.plain if block else "", action.due_on, action.state,
        action.get_state_display(), action.note, action.done_on,
        bool(by and member and member.user_id == by.pk), bool(member and member.until),
    )  # fmt: skip


def need_choices(pack: Pack, held: Iterable[str] = ()) -> list[tuple[str, str]]:
    """The pack's needs in use, and those a record holds already."""
    kept = set(held)
    return [(need.id, need.name) for need in pack.needs if need.in_use_on(today()) or need.id in kept]


def _outcome_line(
    outcome: Outcome, pack: Pack, actions: list[ActionLine], held_up: list[str], status: str, at: int, of: int
) -> OutcomeLine:
    need = pack.need(outcome.need)
    return OutcomeLine(
        outcome.pk, outcome.words, outcome.different, need.name, need.family_name, status, outcome.state, outcome.why,
        outcome.settled_on, held_up, actions, at + 1, at == 0, at == of - 1, outcome.carried_from_id is not None,
    )  # fmt: skip
