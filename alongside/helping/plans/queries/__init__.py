"""Reading plans, meetings, reviews and drift; what worklists and other pages ask."""

from alongside.helping.plans.drift import DriftFound
from alongside.helping.plans.hooks import STEP_UP_LINKS
from alongside.helping.plans.queries.closing import Offered, closings_of, missing_to_close
from alongside.helping.plans.queries.drift import Drifting, DriftPage, drift_for, families_drifting, notes_on_drift
from alongside.helping.plans.queries.meetings import (
    decisions_of,
    get_meeting,
    invitations_of,
    meetings_of,
    next_meeting,
)
from alongside.helping.plans.queries.next_step import NextStep, next_step_of
from alongside.helping.plans.queries.plan import (
    actions_of,
    current_plan,
    get_action,
    get_outcome,
    outcomes_of,
    plan_of,
    too_many_actions,
    unfinished_outcomes,
    waits_of,
)
from alongside.helping.plans.queries.review import ScaleChange, reviews_of, scale_changes
from alongside.helping.plans.queries.worklists import (
    actions_i_wait_for,
    invitations_to_answer,
    meetings_coming,
    minutes_to_write,
    my_actions,
    plans_to_start,
    reviews_due_for,
)

__all__ = [
    "STEP_UP_LINKS", "DriftFound", "DriftPage", "Drifting", "NextStep", "Offered", "ScaleChange", "actions_i_wait_for",
    "actions_of", "closings_of", "current_plan", "decisions_of", "drift_for", "families_drifting", "get_action",
    "get_meeting", "get_outcome", "invitations_of", "invitations_to_answer", "meetings_coming",
    "meetings_of", "minutes_to_write", "missing_to_close", "my_actions", "next_meeting", "next_step_of",
    "notes_on_drift", "outcomes_of", "plan_of", "plans_to_start", "reviews_due_for", "reviews_of", "scale_changes",
    "too_many_actions", "unfinished_outcomes", "waits_of",
]  # fmt: skip
