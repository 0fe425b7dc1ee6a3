"""Words about records that are kept closely."""

from django.db.models import TextChoices


class Category(TextChoices):
    """Why a record is kept closely."""

    STAFF = "staff", "Somebody who works here, or their relative"
    HIGH_RISK = "high_risk", "Somebody could be hurt if it were found"
    ADOPTION = "adoption", "Adoption"
    HIGH_PROFILE = "high_profile", "The public or the press may look for it"
    OTHER = "other", "Another reason"


class EmergencyReason(TextChoices):
    """Why somebody opens a restricted record they are not cleared for."""

    CHILD_AT_RISK = "child_at_risk", "A child may be in danger now"
    OUT_OF_HOURS = "out_of_hours", "Out of hours, and nobody who is cleared can be reached"
    COURT = "court", "A court or the police require it now"


class Kinship(TextChoices):
    """How a worker knows somebody whose record they could open."""

    SELF = "self", "It is me"
    RELATIVE = "relative", "They are my relative or live with me"
    KNOWS = "knows", "I know them privately"
