"""Words about a family's plan: how an outcome, an action, a meeting and a review stand."""

from django.db.models import TextChoices


class OutcomeStand(TextChoices):
    """How an outcome stands. That it waits for another is derived, never stored."""

    WORKING_ON = "working_on", "Working on it"
    ACHIEVED = "achieved", "Achieved"
    DROPPED = "dropped", "No longer needed"


class ActionState(TextChoices):
    """How an action stands."""

    TO_DO = "to_do", "To do"
    DONE = "done", "Done"
    NOT_DONE = "not_done", "Not done"


class MeetingState(TextChoices):
    """How a meeting of the team around the family stands."""

    CALLED = "called", "Called"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class Reply(TextChoices):
    """What somebody invited to a meeting has answered."""

    WAITING = "waiting", "No answer yet"
    COMING = "coming", "Coming"
    APOLOGIES = "apologies", "Cannot come"


class ReviewDecision(TextChoices):
    """What a review decides."""

    CARRY_ON = "carry_on", "Carry on with the plan"
    CHANGE = "change", "Change the plan"
    STEP_UP = "step_up", "Step up: ask social care"
    STEP_DOWN = "step_down", "Less help: another level"
    CLOSE = "close", "Close: the family no longer needs early help"


class Answerer(TextChoices):
    """Who answered a question about how help was given (Good Help)."""

    PRACTITIONER = "practitioner", "The practitioners"
    FAMILY = "family", "The family"


class HelpAnswer(TextChoices):
    """An answer about how help was given."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"


UNFINISHED = (OutcomeStand.WORKING_ON,)
