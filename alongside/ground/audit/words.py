"""Words of the audit trail: how a reader came to see something, what they did with it, and what raises an alert."""

from django.db.models import TextChoices


class Standing(TextChoices):
    """How a reader came to see a record. The last four are no relationship with the family."""

    SUBJECT = "subject", "It is about them"
    OWN = "own", "They made it"
    INVOLVED = "involved", "They work with the family"
    TEAM = "team", "Their team works with the family"
    AGENCY = "agency", "Their agency works with the family"
    LOCALITY = "locality", "They answer for the area"
    SHARING = "sharing", "Shared with their agency"
    GRANTED = "granted", "Allowed by name, for a time"
    DUTY = "duty", "It waits for the reader's hub, panel or decision"
    OVERSIGHT = "oversight", "They supervise or audit the work"
    BREAK_GLASS = "break_glass", "Opened in an emergency"
    ROLE = "role", "Only their role lets them"
    NONE = "none", "No reason known"


NO_RELATIONSHIP = (Standing.ROLE, Standing.NONE)


class ReadAction(TextChoices):
    """What somebody did with a record other than change it; the event's kind is 'audit.' and this word."""

    SEEN = "seen", "Opened"
    LISTED = "listed", "Listed"
    PRINTED = "printed", "Printed"
    EXPORTED = "exported", "Exported"
    SENT = "sent", "Sent"
    SEARCHED = "searched", "Searched"
    DENIED = "denied", "Tried to open and was refused"

    @property
    def kind(self) -> str:
        """The kind of the event it makes."""
        return f"audit.{self.value}"


OPENED = tuple(one.kind for one in (ReadAction.SEEN, ReadAction.PRINTED, ReadAction.EXPORTED, ReadAction.SENT))
"""Kinds of events in which somebody saw what a record holds, not only that it exists."""


class AlertKind(TextChoices):
    """Why somebody must look at how records were read (GP Connect and Lincolnshire practice; research 1.3, rule 39)."""

    BREAK_GLASS = "break_glass", "Opened in an emergency"
    RESTRICTED_ATTEMPT = "restricted_attempt", "Tried to open a restricted record"
    DENIED_ATTEMPT = "denied_attempt", "Refused again and again"
    ODD_READING = "odd_reading", "Opened many records without working with the families"
    MANY_RECORDS = "many_records", "Opened far more records than others in the same role"
    OUT_OF_HOURS = "out_of_hours", "Opened records outside working hours"
    OWN_FAMILY = "own_family", "Opened a record that may be about a relative"
    SEARCH_FOR_OWN_NAME = "search_for_own_name", "Searched for their own name"


class AlertState(TextChoices):
    """Where an alert stands."""

    OPEN = "open", "Waiting to be looked at"
    CLOSED = "closed", "Looked at"


class AlertOutcome(TextChoices):
    """What whoever looked at an alert found."""

    EXPLAINED = "explained", "There was a good reason"
    MISTAKE = "mistake", "A mistake, put right with the reader"
    INVESTIGATED = "investigated", "Passed on for investigation"


class Measure(TextChoices):
    """What is counted of a person's reading in 24 hours, and compared with others in the same roles."""

    UNRELATED = "unrelated", "Families opened without a relationship"
    FAMILIES = "families", "Families opened"
    OUT_OF_HOURS = "out_of_hours", "Families opened outside working hours without a relationship"
