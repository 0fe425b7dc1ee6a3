"""Setting the product's clock back while made-up history is made. Nothing in production can do this."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from unittest.mock import patch

from alongside.ground.lib import clock


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Everything that asks `lib.clock` what time it is hears `moment` (aware) inside this block."""
    with patch.object(clock, "timezone", SimpleNamespace(now=lambda: moment)):
        yield


def office_hours(day: dt.date, *, hour: int = 10, minute: int = 0) -> dt.datetime:
    """A moment on a day, in London."""
    return dt.datetime.combine(day, dt.time(hour, minute), tzinfo=clock.LONDON)
