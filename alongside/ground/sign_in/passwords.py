"""Which passwords will do: long, not common, not the person's own name or address."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from alongside.ground.access.models import User
from alongside.ground.lib.errors import Refused

HINT = "At least 12 characters. Three words that have nothing to do with each other are easy to keep and hard to guess."


def check_password(user: User, password: str) -> None:
    """Raise Refused with everything that is wrong with a password for this person."""
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages), field="password") from None
