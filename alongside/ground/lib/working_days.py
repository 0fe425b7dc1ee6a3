"""Working days in England: Monday to Friday, less bank holidays (from the `holidays` library)."""

import datetime as dt
from functools import cache

import holidays


@cache
def _bank_holidays(year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: dt.date) -> bool:
    """True from Monday to Friday, unless it is a bank holiday in England."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def next_working_day(day: dt.date) -> dt.date:
    """The day itself if it is a working day, otherwise the first working day after it."""
    while not is_working_day(day):
        day += dt.timedelta(days=1)
    return day


def add_working_days(start: dt.date, days: int) -> dt.date:
    """The date `days` working days after `start`.

    The day of receipt is day 0. What arrives on a day nobody works counts as arriving on the next working day.

    Raises ValueError for a negative number of days.
    """
    if days < 0:
        raise ValueError("days must not be negative")
    day = next_working_day(start)
    for _ in range(days):
        day = next_working_day(day + dt.timedelta(days=1))
    return day


def working_days_between(start: dt.date, end: dt.date) -> int:
    """How many working days lie after `start`, up to and including `end`; negative when `end` is before `start`."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))


def how_far(due: dt.date, today: dt.date) -> str:
    """How far away a date is, in words: 'today', 'in 2 working days', 'overdue by 1 working day'."""
    if due == today:
        return "today"
    days = abs(working_days_between(today, due))
    unit = "working day" if days == 1 else "working days"
    if due < today:
        return f"overdue by {days} {unit}" if days else "overdue since the last working day"
    return f"in {days} {unit}" if days else "before the next working day"
