"""Template filters: dates, how far away they are, numbers with their words."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from alongside.ground.lib import clock
from alongside.ground.lib.working_days import how_far as distance


def as_date(when: dt.date | dt.datetime | None) -> str:
    """'3 March 2026'; 'Not known' when there is none. A moment gives its London date."""
    return clock.as_text(_day(when))


def as_day(when: dt.date | dt.datetime | None) -> str:
    """With the day of the week, for what is due soon: 'Thursday 5 March 2026'."""
    day = _day(when)
    return f"{day:%A} {clock.as_text(day)}" if day else "Not known"


def as_time(moment: dt.datetime) -> str:
    """'4.40pm', in London."""
    return clock.as_time(moment)


def as_moment(moment: dt.datetime | None) -> str:
    """'3 March 2026 at 4.40pm', in London."""
    return clock.as_text(moment)


def how_far(when: dt.date | dt.datetime | None) -> str:
    """'in 2 working days', 'overdue by 1 working day', 'today'; blank when there is no date."""
    day = _day(when)
    return distance(day, clock.today()) if day else ""


def plural(count: int, one: str, many: str = "") -> str:
    """'1 child', '2 children', 'no children': the number with its word."""
    words = one if count == 1 else (many or f"{one}s")
    return f"{count or 'no'} {words}"


def or_unknown(value: object) -> object:
    """The value, or 'Not known' when it is blank: never an empty cell."""
    return value if value not in (None, "") else "Not known"


def _day(when: dt.date | dt.datetime | None) -> dt.date | None:
    return clock.local_date(when) if isinstance(when, dt.datetime) else when


FILTERS: dict[str, Callable[..., Any]] = {
    "as_date": as_date,
    "as_day": as_day,
    "as_time": as_time,
    "as_moment": as_moment,
    "how_far": how_far,
    "plural": plural,
    "or_unknown": or_unknown,
}
