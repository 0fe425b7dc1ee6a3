"""Setting the product's clock back while made-up history is made. Nothing in production can do this."""

import datetime as dt
import random
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from alongside.ground.lib import clock, ids
from alongside.ground.lib.working_days import is_working_day


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Everything that asks `lib.clock` what time it is hears `moment` (aware) inside this block."""
    with patch.object(clock, "timezone", SimpleNamespace(now=lambda: moment)):
        yield


def office_hours(day: dt.date, *, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment on a day, in London."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=clock.LONDON)


class Journey:
    """A walk through time: forward only, on working days, never past `arrival`, counted in days before it."""

    def __init__(self, arrival: dt.datetime) -> None:
        self.arrival, self.now = arrival, arrival - dt.timedelta(days=365 * 4)
        self.today = clock.local_date(arrival)

    def go(self, days_ago: int, hour: int = 10, minute: int = 0) -> dt.datetime:
        """Go to the working day so many days ago (the one before, where that is a weekend or holiday)."""
        day = self.today - dt.timedelta(days=days_ago)
        while days_ago and not is_working_day(day):
            day -= dt.timedelta(days=1)
        return self.pass_to(office_hours(day, hour=hour, minute=minute))

    def pass_to(self, moment: dt.datetime) -> dt.datetime:
        """Go to a moment; one already past is a minute from now instead."""
        later = self.now + dt.timedelta(minutes=1)
        self.now = min(max(moment.astimezone(dt.UTC), later), self.arrival)
        return self.now


@contextmanager
def travelling(arrival: dt.datetime, seed: str) -> Iterator[Journey]:
    """A journey on which the product's clock and ids follow the traveller: the same seed makes the same ids."""
    journey, rng, made = Journey(arrival), random.Random(seed), iter(range(10**12))

    def time_ns() -> int:
        return int(journey.now.timestamp()) * 1_000_000_000 + next(made) * 1_000

    with (
        patch.object(clock, "timezone", SimpleNamespace(now=lambda: journey.now)),
        patch.object(ids, "time", SimpleNamespace(time_ns=time_ns)),
        patch.object(ids, "secrets", SimpleNamespace(randbits=rng.getrandbits, choice=rng.choice)),
    ):
        yield journey
