"""Changes to assessments and scores."""

from alongside.helping.assessments.actions.deciding import discard, hand_over, share, sign_off
from alongside.helping.assessments.actions.earlier import bring_in_earlier
from alongside.helping.assessments.actions.scoring import record_scale, record_tool_score
from alongside.helping.assessments.actions.writing import save_page, start_assessment

__all__ = [
    "bring_in_earlier", "discard", "hand_over", "record_scale", "record_tool_score", "save_page", "share", "sign_off",
    "start_assessment",
]  # fmt: skip
