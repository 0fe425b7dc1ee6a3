"""When a search is for oneself, by when alerts and requests must be answered. Pure: words and dates in, answers out."""

import calendar
import datetime as dt

from alongside.ground.lib.errors import Refused
from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.ground.lib.text import comparable
from alongside.ground.lib.working_days import add_working_days, next_working_day
from alongside.improving.governance.words import Decision, Exemption, RequestState

RECEIVED, GATHERING, REVIEW = RequestState.RECEIVED, RequestState.GATHERING, RequestState.REVIEW
REQUEST = Lifecycle(
    "The request", RECEIVED,
    [
        Transition("take_on", (RECEIVED,), GATHERING, "governance.request_taken_on"),
        Transition("ask_for_review", (GATHERING,), REVIEW, "governance.request_for_review"),
        Transition("send_back", (REVIEW,), GATHERING, "governance.request_sent_back"),
        Transition("send", (REVIEW,), RequestState.SENT, "governance.request_sent"),
        Transition("refuse", (RECEIVED, GATHERING, REVIEW), RequestState.REFUSED, "governance.request_refused"),
    ],
)  # fmt: skip

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


def answer_by(asked_on: dt.date) -> dt.date:
    """One month after the day it was asked (or that month's last day); the next working day when nobody works then."""
    year, month = divmod(asked_on.year * 12 + asked_on.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return next_working_day(dt.date(year, month + 1, min(asked_on.day, last)))


def check_item(decision: str, shown: str, exemption: str, reason: str, text: str) -> str:
    """What the person is given of an item once decided so: all of it, `shown`, or nothing. Raises Refused."""
    if decision not in Decision.values:
        raise Refused("Choose what becomes of it.", field="decision")
    if decision == Decision.DISCLOSE:
        return text
    if decision == Decision.REDACT:
        if not shown.strip():
            raise Refused("Write what is given, or keep the item back.", field="shown")
        return shown.strip()
    if exemption not in Exemption.values:
        raise Refused("Choose the exemption.", field="exemption")
    if not reason.strip():
        raise Refused("Say why it is kept back.", field="reason")
    return ""
