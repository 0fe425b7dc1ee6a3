"""Words of agencies: how an agency stands with the partnership."""

from django.db.models import TextChoices

REVIEW_EVERY_DAYS = 90
INVITATION_DAYS = 14


class Standing(TextChoices):
    """How an agency stands; the first that holds, from the top."""

    INVITED = "invited", "Invited, not joined yet"
    NOT_AGREED = "not_agreed", "Has not accepted the sharing agreement"
    AGREEMENT_OLD = "agreement_old", "Agreement to be accepted again"
    REVIEW_DUE = "review_due", "Review of who has access is due"
    GOOD = "good", "In good standing"
