"""When an alert may be closed, and how much reading is too much. Pure: counts in, answers out."""

import datetime as dt
import math

from alongside.ground.audit.words import AlertOutcome, AlertState, Measure
from alongside.ground.lib.clock import LONDON
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.ground.lib.working_days import is_working_day, working_days_between

ALERT = Lifecycle(
    "The alert", AlertState.OPEN, [Transition("close", (AlertState.OPEN,), AlertState.CLOSED, "audit.alert_closed")]
)

WORKING_DAYS_TO_CLOSE = 2  # target of the research, rule 26
WINDOW = dt.timedelta(hours=24)
FLOOR = {Measure.UNRELATED: 10, Measure.FAMILIES: 40, Measure.OUT_OF_HOURS: 5}
"""Families in 24 hours that are never too few to ask about. 10 is the issue's: 145 reads alarm by the tenth."""
TIMES_USUAL = {Measure.UNRELATED: 1.5, Measure.FAMILIES: 3.0, Measure.OUT_OF_HOURS: 2.0}
MOST = 100  # no colleague's habit makes more than this unremarkable
REFUSALS = 5
DAY_BEGINS, DAY_ENDS = dt.time(7), dt.time(20)


def limit(measure: Measure, usual: float) -> int:
    """From how many families in 24 hours on to raise an alert, where `usual` is the norm of the reader's roles."""
    return max(FLOOR[measure], min(MOST, math.ceil(TIMES_USUAL[measure] * usual)))


def out_of_hours(moment: dt.datetime) -> bool:
    """True before 7am, from 8pm, and on days nobody works (London)."""
    local = moment.astimezone(LONDON)
    return not is_working_day(local.date()) or not DAY_BEGINS <= local.time() < DAY_ENDS


def check_may_close(*, by_id: int, about_id: int, raised_by_id: int) -> None:
    """Four eyes: refuse the reader the alert is about, and the person who raised it."""
    if by_id == about_id:
        raise NotAllowed("This alert is about you.", what_to_do="Somebody else must close it.")
    if by_id == raised_by_id:
        raise NotAllowed("You raised this alert.", what_to_do="Somebody else must close it.")


def check_reason(outcome: str, note: str) -> AlertOutcome:
    """The outcome as a word of ours; refuses an unknown one, and closing without saying what was found."""
    if outcome not in AlertOutcome.values:
        raise Refused("Choose what you found.", field="outcome")
    if not note.strip():
        raise Refused("Say what you found.", what_to_do="Write a sentence or two.", field="note")
    return AlertOutcome(outcome)


def age(raised_on: dt.date, today: dt.date) -> int:
    """Working days an alert has waited."""
    return working_days_between(raised_on, today)


def overdue(raised_on: dt.date, today: dt.date) -> bool:
    """True after two working days."""
    return age(raised_on, today) > WORKING_DAYS_TO_CLOSE
