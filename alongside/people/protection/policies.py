"""What is possible with closely kept records: how long things last, and what must be said."""

import datetime as dt

from alongside.ground.access.words import ClearanceKind, ExclusionKind, RecordClass
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


BARRED_FOR = (ExclusionKind.RELATIVE, ExclusionKind.KNOWS, ExclusionKind.DECIDED)
"""Why a manager bars somebody; that a record is about themselves only they say."""


def check_barred_for(kind: str) -> ExclusionKind:
    """Why somebody is barred; refuses anything else."""
    if kind not in BARRED_FOR:
        raise Refused("Choose why they may not see it.", field="kind")
    return ExclusionKind(kind)


def check_kept(record_class: int) -> RecordClass:
    """How closely a record is kept; refuses 'normal', which keeps nothing."""
    if record_class not in (RecordClass.RESTRICTED, RecordClass.SEALED):
        raise Refused("Choose how closely: restricted or sealed.", field="record_class")
    return RecordClass(record_class)


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
