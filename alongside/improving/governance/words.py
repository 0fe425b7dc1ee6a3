"""Words of requests for one's own record (subject access)."""

from django.db.models import TextChoices


class RequestState(TextChoices):
    """Where a request stands."""

    RECEIVED = "received", "Waiting for somebody to take it on"
    GATHERING = "gathering", "Being gathered and decided, item by item"
    REVIEW = "review", "Waiting for a second person to agree"
    SENT = "sent", "Agreed, and ready to be sent"
    REFUSED = "refused", "Refused"


class AskedAs(TextChoices):
    """Who asked."""

    THEMSELVES = "themselves", "The person themselves"
    PARENT = "parent", "Somebody with parental responsibility"
    REPRESENTATIVE = "representative", "Somebody with written authority"


class Decision(TextChoices):
    """What becomes of one item."""

    DISCLOSE = "disclose", "Give it as it is"
    REDACT = "redact", "Give it with parts removed"
    WITHHOLD = "withhold", "Keep it back"


class Exemption(TextChoices):
    """On which exemption of the Data Protection Act 2018 an item is kept back."""

    OTHERS = "others", "It is about somebody else who has not agreed (Schedule 2)"
    HARM = "harm", "It could cause serious harm to somebody (Schedule 3)"
    CRIME = "crime", "It would get in the way of preventing or finding crime (Schedule 2)"
    ADVICE = "advice", "It is legal advice (Schedule 2)"
