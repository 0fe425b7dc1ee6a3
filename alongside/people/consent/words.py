"""Words about agreeing to be helped and to sharing."""

from django.db.models import TextChoices


class AgreementState(TextChoices):
    """What somebody answered when asked whether they want early help."""

    GIVEN = "given", "Agreed"
    REFUSED = "refused", "Did not agree"
    WITHDRAWN = "withdrawn", "Changed their mind"


class HowGiven(TextChoices):
    """How an answer reached us."""

    IN_PERSON = "in_person", "In person"
    BY_TELEPHONE = "by_telephone", "By telephone or video"
    IN_WRITING = "in_writing", "In writing or signed"
    THROUGH_REFERRER = "through_referrer", "Through whoever made contact for them"
    INTERPRETED = "interpreted", "Through an interpreter"
