"""Words about a family's story with early help."""

from django.db.models import TextChoices


class EpisodeState(TextChoices):
    """Where an episode of help stands."""

    WAITING_FOR_LEAD = "waiting_for_lead", "Waiting for a lead practitioner"
    WAITING_FOR_PANEL = "waiting_for_panel", "Waiting for the panel"
    BEING_HELPED = "being_helped", "Being helped"
    STEPPED_UP = "stepped_up", "Stepped up to social care"
    CLOSED = "closed", "Closed"


class HandoverState(TextChoices):
    """Where the hand-over of a lead stands."""

    OFFERED = "offered", "Waiting for an answer"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class StoryKind(TextChoices):
    """Kinds of line in a family's chronology; the filter on the page lists them."""

    CONTACT = "contact", "Contact with the front door"
    DECISION = "decision", "Decision"
    AGREEMENT = "agreement", "Agreement and sharing"
    LEAD = "lead", "Lead practitioner and team"
    LEVEL = "level", "Level of need"
    ASSESSMENT = "assessment", "Assessment"
    SCORE = "score", "Tool or scale"
    MEETING = "meeting", "Meeting"
    PLAN = "plan", "Plan"
    REVIEW = "review", "Review"
    PANEL = "panel", "Panel"
    STEP_UP = "step_up", "Step up or down"
    VISIT = "visit", "Visit"
    CALL = "call", "Telephone call or message"
    NOTE = "note", "Note"
    OPENING = "opening", "Opened"
    CLOSING = "closing", "Closed"


CONTACT_WITH_FAMILY = frozenset({StoryKind.VISIT, StoryKind.CALL, StoryKind.MEETING, StoryKind.REVIEW})
WRITTEN_BY_HAND = (StoryKind.VISIT, StoryKind.CALL, StoryKind.NOTE)
