"""What time it is, and how dates are written: stored in UTC, shown in London."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

LONDON = ZoneInfo("Europe/London")


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return timezone.now()


def today() -> dt.date:
    """Today's date in London, which near midnight in summer is not the date in UTC."""
    return local_date(now())


def local_date(moment: dt.datetime) -> dt.date:
    """The London date of an aware moment."""
    return moment.astimezone(LONDON).date()


def as_text(when: dt.date | dt.datetime | None) -> str:
    """A date as people write it: '3 March 2026'; with the time when it has one: '3 March 2026 at 4.40pm'."""
    if when is None:
        return "Not known"
    if isinstance(when, dt.datetime):
        local = when.astimezone(LONDON)
        return f"{as_text(local.date())} at {as_time(local)}"
    return f"{when.day} {when:%B} {when.year}"


def as_time(moment: dt.datetime) -> str:
    """A moment's time of day in London as people write it: '4.40pm', '9am', 'midday'."""
    return clock_time(moment.astimezone(LONDON).time())


def clock_time(time: dt.time) -> str:
    """A time of day as people write it: '4.40pm', '9am', 'midday'."""
    if (time.hour, time.minute) == (12, 0):
        return "midday"
    hour = time.hour % 12 or 12
    minutes = f".{time.minute:02}" if time.minute else ""
    return f"{hour}{minutes}{'am' if time.hour < 12 else 'pm'}"
