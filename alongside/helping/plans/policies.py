"""What is possible in a plan: which change may follow which, what waits for what, and what can be worked on now."""

import uuid
from collections.abc import Collection, Mapping, Sequence

from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.helping.plans.words import ActionState, MeetingState, OutcomeStand

OUTCOME = Lifecycle(
    "The outcome",
    OutcomeStand.WORKING_ON,
    [
        Transition("achieve", (OutcomeStand.WORKING_ON,), OutcomeStand.ACHIEVED, "outcome_achieved"),
        Transition("drop", (OutcomeStand.WORKING_ON,), OutcomeStand.DROPPED, "outcome_dropped"),
        Transition(
            "take_up_again", (OutcomeStand.ACHIEVED, OutcomeStand.DROPPED), OutcomeStand.WORKING_ON, "outcome_taken_up"
        ),
    ],
)

ACTION = Lifecycle(
    "The action",
    ActionState.TO_DO,
    [
        Transition("do", (ActionState.TO_DO,), ActionState.DONE, "action_done"),
        Transition("give_up", (ActionState.TO_DO,), ActionState.NOT_DONE, "action_not_done"),
        Transition("take_up_again", (ActionState.DONE, ActionState.NOT_DONE), ActionState.TO_DO, "action_taken_up"),
    ],
)

MEETING = Lifecycle(
    "The meeting",
    MeetingState.CALLED,
    [
        Transition("rearrange", (MeetingState.CALLED,), MeetingState.CALLED, "meeting_rearranged"),
        Transition("hold", (MeetingState.CALLED,), MeetingState.HELD, "meeting_held"),
        Transition("cancel", (MeetingState.CALLED,), MeetingState.CANCELLED, "meeting_cancelled"),
    ],
)

Waits = Mapping[uuid.UUID, Collection[uuid.UUID]]


def path_back(waits: Waits, start: uuid.UUID, new: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """The shortest way from `start`, through what it would wait for, back to itself; empty when there is none.

    `waits` says what each outcome waits for now; `new` is what `start` would wait for instead. The path begins and
    ends with `start`.
    """
    came_from: dict[uuid.UUID, uuid.UUID] = {}
    ahead = [(start, one) for one in new]
    while ahead:
        before, at = ahead.pop(0)
        if at == start:
            path = [at]
            while before != start:
                path.append(before)
                before = came_from[before]
            return [start, *reversed(path)]
        if at not in came_from:
            came_from[at] = before
            ahead += [(at, following) for following in waits.get(at, ())]
    return []


def path_in_words(names: Sequence[str]) -> str:
    """A path of waiting: 'Keep the tenancy waits for Less shouting, which waits for Keep the tenancy'."""
    first, *rest = names
    return f"{first} waits for " + ", which waits for ".join(rest)


def waiting_for(waits: Waits, stands: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """For each outcome being worked on, those it still waits for: an achieved or dropped one holds nothing up."""
    open_ones = {one for one, stand in stands.items() if stand == OutcomeStand.WORKING_ON}
    return {one: [other for other in waits.get(one, ()) if other in open_ones] for one in open_ones}


def moved(order: Sequence[uuid.UUID], one: uuid.UUID, places: int) -> list[uuid.UUID]:
    """The order with `one` moved so many places (negative: up); at the end of the list it stays where it is."""
    others = [other for other in order if other != one]
    at = min(max(list(order).index(one) + places, 0), len(others))
    return [*others[:at], one, *others[at:]]
