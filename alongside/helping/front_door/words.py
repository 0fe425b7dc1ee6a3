"""Words of the front door: where a contact stands, what its sender answered, how a partner answered."""

from django.db.models import TextChoices


class ContactState(TextChoices):
    """Where a contact stands."""

    RECEIVED = "received", "Received"
    GRADED = "graded", "Graded"
    WAITING_FOR_PARTNERS = "waiting_for_partners", "Waiting for partners"
    RETURNED = "returned", "Returned for more information"
    ADVISED = "advised", "Advice given and closed"
    ATTACHED = "attached", "Added to an open family"
    LEAD_NAMED = "lead_named", "Lead practitioner named"
    SENT_TO_PANEL = "sent_to_panel", "Sent to the panel"
    REFERRED_UP = "referred_up", "Passed to social care"


TO_DECIDE = (ContactState.RECEIVED, ContactState.GRADED, ContactState.WAITING_FOR_PARTNERS)
DECIDED = (
    ContactState.ADVISED,
    ContactState.ATTACHED,
    ContactState.LEAD_NAMED,
    ContactState.SENT_TO_PANEL,
    ContactState.REFERRED_UP,
)


class Danger(TextChoices):
    """The answer to 'is a child in danger now?'."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_SURE = "not_sure", "I am not sure"


class Agreement(TextChoices):
    """Whether the family agreed to the contact."""

    AGREED = "agreed", "Yes, they agreed"
    NOT_AGREED = "not_agreed", "No, they did not agree"
    NOT_ASKED = "not_asked", "They have not been asked"


class EnquiryState(TextChoices):
    """Where a question to a partner stands."""

    ASKED = "asked", "Asked, not answered yet"
    ANSWERED = "answered", "Answered"
    DECLINED = "declined", "Declined to answer"


class Match(TextChoices):
    """Whether somebody named on a contact is somebody already known."""

    UNDECIDED = "", "Not decided"
    SAME = "same", "The same person"
    NEW = "new", "A new person"


class TellHow(TextChoices):
    """How a sender would like to be told, or was told."""

    ON_SCREEN = "on_screen", "On their page in Alongside"
    TELEPHONE = "telephone", "By telephone"
    EMAIL = "email", "By e-mail"
    TEXT = "text", "By text message"
    LETTER = "letter", "By letter"
    NOT = "not", "Not told: there was no safe way"


class BatchState(TextChoices):
    """Where the taking in of a file stands."""

    WAITING = "waiting", "Waiting to begin"
    RUNNING = "running", "Being taken in"
    DONE = "done", "Done"
    FAILED = "failed", "Could not be read"
