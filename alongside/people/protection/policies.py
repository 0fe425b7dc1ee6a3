"""What is possible with closely kept records: how long things last, and what must be said."""

import datetime as dt

from alongside.ground.access.words import ClearanceKind
from alongside.ground.lib.errors import Refused

LONGEST_REVIEW = dt.timedelta(days=90)
"""A restriction is looked at again within 90 days (Nottingham City's rolling review; security rule 27)."""

LASTS = {
    ClearanceKind.TASK: dt.timedelta(days=14),
    ClearanceKind.INVOLVED: dt.timedelta(days=182),
    ClearanceKind.BREAK_GLASS: dt.timedelta(hours=24),
}
"""How long a clearance lasts (Lincolnshire: two weeks for a task, six months for an involved worker; rules 23, 27)."""

WARN_BEFORE = dt.timedelta(days=7)
SHORTEST_REASON = 20  # letters


def check_review_on(day: dt.date, today: dt.date) -> None:
    """Refuse a review in the past or more than 90 days away."""
    if not today < day <= today + LONGEST_REVIEW:
        raise Refused(
            "The review must be within the next 90 days.", what_to_do="Choose an earlier day.", field="review_on"
        )


def check_reason(text: str, field: str = "reason") -> str:
    """The reason, tidied; refuses one too short to mean anything to whoever reviews it."""
    said = text.strip()
    if len(said) < SHORTEST_REASON:
        raise Refused(f"Say why in at least {SHORTEST_REASON} letters: somebody will review it.", field=field)
    return said
