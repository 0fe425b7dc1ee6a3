"""What a family's team agrees: the plan, its meetings and its reviews."""

from alongside.helping.plans.models.meetings import Invitation, Meeting, MeetingDecision, MeetingStatus
from alongside.helping.plans.models.plan import ActionStatus, Outcome, OutcomeStatus, OutcomeWait, Plan, PlanAction
from alongside.helping.plans.models.reviews import (
    Closing,
    DriftNote,
    Review,
    ReviewAnswer,
    ReviewVoice,
    SustainAnswer,
)

__all__ = [
    "ActionStatus", "Closing", "DriftNote", "Invitation", "Meeting", "MeetingDecision", "MeetingStatus", "Outcome",
    "OutcomeStatus", "OutcomeWait", "Plan", "PlanAction", "Review", "ReviewAnswer", "ReviewVoice",
    "SustainAnswer",
]  # fmt: skip
