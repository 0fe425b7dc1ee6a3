"""Words of retention."""

from django.db.models import TextChoices

from alongside.ground.operating_models.words import Kept


class KindOfRecord(TextChoices):
    """Kinds of record that are kept for a time, as the pack names them."""

    FAMILY_RECORD = Kept.FAMILY_RECORD.value, "Family record"
    CONTACT = Kept.CONTACT.value, "Contact that led to no family's record"
