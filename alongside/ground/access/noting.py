"""Writing down that a record was read, or that somebody tried."""

from django.db.models import Model

from alongside.ground.access.models import User
from alongside.ground.access.words import Standing


def note(*, by: User, record: Model, standing: Standing) -> None:
    """Have the read written down with the rest of this request's events."""
