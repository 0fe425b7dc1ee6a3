"""When things are due under a pack.

What counting means, everywhere in Alongside: the day of the event is day 0 whatever the hour. Counting working days, an
event on a day nobody works is taken as happening on the next working day, and that day is day 0; the due date is
always a working day. Counting calendar days, the due date is exactly that many days later, working day or not. The
value used is the one in force on the London date of the event, so a later change never moves a clock that runs already.
"""

import datetime as dt
from dataclasses import dataclass

from alongside.ground.lib.clock import local_date
from alongside.ground.lib.working_days import add_working_days
from alongside.ground.operating_models.schema import DatedDays, Pack, Within
from alongside.ground.operating_models.words import CountDays

DAY_COUNTING = (
    "The day something happens is day 0, whatever the hour. Counting working days, what happens on a weekend or bank "
    "holiday counts as happening on the next working day. The papers do not say how days are counted."
)


@dataclass(frozen=True)
class Due:
    """When something is due and why: `rule_id` names the pack value used, `assumption` says what nobody confirmed."""

    on: dt.date
    days: int
    count: CountDays
    rule_id: str
    assumption: str | None

    def in_words(self) -> str:
        """For example '10 working days'."""
        return in_words(self.days, self.count)


def in_words(days: int, count: CountDays) -> str:
    """A number of days as people say it: '1 working day', '14 calendar days'."""
    return f"{days} {count.value} {'day' if days == 1 else 'days'}"


def count_from(start: dt.date, days: int, count: CountDays) -> dt.date:
    """The date so many days after `start`, which is day 0."""
    if count is CountDays.WORKING:
        return add_working_days(start, days)
    return start + dt.timedelta(days=days)


def due_on(pack: Pack, clock_id: str, start: dt.datetime) -> Due:
    """When the pack's clock started at this moment runs out. KeyError when the pack does not run such a clock.

    An event older than the first dated value is measured by that first value.
    """
    clock = pack.clock(clock_id)
    day = local_date(start)
    begun = [value for value in clock.values if value.from_ <= day]
    value = max(begun, key=lambda v: v.from_) if begun else min(clock.values, key=lambda v: v.from_)
    rule_id = f"clocks.{clock.id.value}@{value.from_.isoformat()}"
    return Due(count_from(day, value.days, value.count), value.days, value.count, rule_id, value.caveat)


def priority_due(pack: Pack, priority_id: str, start: dt.datetime) -> Due:
    """When a contact of this priority, received at this moment, must be answered. KeyError for an unknown priority."""
    priority = pack.priority(priority_id)
    day = local_date(start)
    value: Within | DatedDays = priority.respond_within.on(day)
    rule_id, caveat = f"priorities.{priority.id}", priority.caveat
    if isinstance(value, DatedDays):
        rule_id, caveat = f"{rule_id}@{value.from_.isoformat()}", value.caveat
    if caveat is None:
        caveat = priority.respond_within.counting
    return Due(count_from(day, value.days, value.count), value.days, value.count, rule_id, caveat)


def review_on(pack: Pack, level_id: str, since: dt.date) -> dt.date | None:
    """The day a plan at this level must be reviewed, counted in whole weeks; None where the pack asks no review."""
    weeks = pack.level(level_id).review_every_weeks
    return since + dt.timedelta(weeks=weeks) if weeks is not None else None
