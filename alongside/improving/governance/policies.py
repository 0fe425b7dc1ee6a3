"""When a search is for oneself, and by when an alert must be looked at. Pure: words and dates in, answers out."""

import datetime as dt

from alongside.ground.lib.text import comparable
from alongside.ground.lib.working_days import add_working_days

WORKING_DAYS_TO_CLOSE = 2
"""As in `audit.policies`, which says the same of one alert's age (research 1.3, rule 26)."""


def surname_of(name: str) -> str:
    """The last word of somebody's full name, comparable with stored surnames; '' for a blank name."""
    words = comparable(name).split()
    return words[-1] if words else ""


def is_own_name(terms: str, name: str) -> bool:
    """True when everything searched for by name is in the reader's own name, their surname included.

    'Yusuf' and 'Amina Yusuf' are Amina Yusuf's own; 'Sara Yusuf' and 'Amina' alone are not. Numbers and dates in the
    terms are not names, and change nothing.
    """
    sought = {word for word in comparable(terms).split() if not any(letter.isdigit() for letter in word)}
    own = set(comparable(name).split())
    return bool(sought) and sought <= own and surname_of(name) in sought


def due_dates(today: dt.date, days: int = 30) -> dict[dt.date, dt.date]:
    """By when an alert raised on each of the last days must be closed."""
    raised = (today - dt.timedelta(days=back) for back in range(days))
    return {day: add_working_days(day, WORKING_DAYS_TO_CLOSE) for day in raised}
