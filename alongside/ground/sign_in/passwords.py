"""Which passwords will do: long, not common, not the person's own name or address, not words anybody here would try."""

import re

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from alongside.ground.access.models import User
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import council_name

HINT = "At least 12 characters. Three words that have nothing to do with each other are easy to keep and hard to guess."
LOCAL_WORDS = (
    "alongside", "early", "help", "safeguarding", "safeguard", "family", "families", "children", "child", "social",
    "council", "school", "borough", "county", "city", "welcome", "password", "letmein", "changeme",
    "january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    "spring", "summer", "autumn", "winter",
)  # fmt: skip
"""Words of the product, the work and the calendar, besides those of the council's own name (OWASP ASVS 5.0, 6.1.2)."""
LEAST_OF_ITS_OWN = 8
"""Letters a password must have besides those words."""


def check_password(user: User, password: str) -> None:
    """Raise Refused with everything that is wrong with a password for this person."""
    try:
        validate_password(password, user)
    except ValidationError as wrong:
        raise Refused(" ".join(wrong.messages), field="password") from None
    if met := _words_of_here(password):
        raise Refused(
            f"Most of it is what anybody would try here: {', '.join(met)}.",
            what_to_do="Take words that have nothing to do with the work, the council or the date.",
            field="password",
        )


def _words_of_here(password: str) -> list[str]:
    """The listed words in a password that has too little besides them."""
    rest, met = re.sub(r"[^a-z]", "", password.lower()), []
    own = [word for word in re.split(r"[^a-z]+", council_name().lower()) if len(word) > len("and")]
    for word in sorted({*LOCAL_WORDS, *own}, key=len, reverse=True):
        if word in rest:
            met.append(word)
            rest = rest.replace(word, "")
    return met if len(rest) < LEAST_OF_ITS_OWN else []
