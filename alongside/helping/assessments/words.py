"""Words about assessments of what a family needs."""

from django.db.models import TextChoices


class AssessmentState(TextChoices):
    """Where an assessment stands."""

    DRAFT = "draft", "Draft, private to its author"
    SHARED = "shared", "Shared with the team, not signed off"
    SIGNED_OFF = "signed_off", "Signed off"
    SUPERSEDED = "superseded", "Replaced by a later version"
    DISCARDED = "discarded", "Draft discarded"


LIVE = (AssessmentState.DRAFT, AssessmentState.SHARED)
FINISHED = (AssessmentState.SIGNED_OFF, AssessmentState.SUPERSEDED)


class Provenance(TextChoices):
    """Where an answer comes from."""

    TYPED = "typed", "Written here"
    KNOWN = "known", "Known already"
    EARLIER = "earlier", "From an earlier assessment"


class PageState(TextChoices):
    """How far one page of an assessment is, in the words its tag shows."""

    NOT_STARTED = "not_started", "Not started"
    FILLED_IN = "filled_in", "Filled in, please check"
    LOOKED_AT = "looked_at", "Looked at, not complete"
    COMPLETE = "complete", "Complete"


class ScaleSource(TextChoices):
    """Where a number on the scale from 0 to 10 was given."""

    ASSESSMENT = "assessment", "Assessment"
    REVIEW = "review", "Review"
    CLOSING = "closing", "Ending help"
    CONVERSATION = "conversation", "Conversation"


EACH_PERSONS_NUMBER = "_each_persons_number"
"""Kept beside a need's answers: the number each person gives, by person id. A pack's ids begin with a letter."""
