"""Every change to a family's plan, its meetings, its reviews and its end."""

from alongside.helping.plans.actions.closing import close_episode
from alongside.helping.plans.actions.drift import note_drift
from alongside.helping.plans.actions.meetings import (
    answer_invitation,
    call_meeting,
    cancel_meeting,
    invite,
    rearrange_meeting,
)
from alongside.helping.plans.actions.minutes import NewAction, record_minutes
from alongside.helping.plans.actions.outcomes import (
    add_outcome,
    change_outcome,
    move_outcome,
    settle_outcome,
    take_up_outcome,
)
from alongside.helping.plans.actions.plan import agree_plan, change_level, start_plan
from alongside.helping.plans.actions.reviews import hold_review
from alongside.helping.plans.actions.steps import add_action, change_action, mark_action

__all__ = [
    "NewAction", "add_action", "add_outcome", "agree_plan", "answer_invitation", "call_meeting", "cancel_meeting",
    "change_action", "change_level", "change_outcome", "close_episode", "hold_review", "invite", "mark_action",
    "move_outcome", "note_drift", "rearrange_meeting", "record_minutes", "settle_outcome", "start_plan",
    "take_up_outcome",
]  # fmt: skip
