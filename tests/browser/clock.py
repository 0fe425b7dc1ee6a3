"""The product's clock for browser tests: a working Tuesday in term time, which goes on and can be moved."""

import datetime as dt
from types import SimpleNamespace
from typing import ClassVar
from unittest.mock import patch

from django.utils import timezone

from alongside.ground.lib import clock

BEGINS = dt.datetime(2026, 3, 3, 9, 30, tzinfo=clock.LONDON)  # a Tuesday; Easter is five weeks away


class Clock:
    """What `lib.clock` answers while it is running; the browser, the session and the database keep their own time."""

    running: ClassVar["Clock"]

    def __init__(self, begins: dt.datetime = BEGINS) -> None:
        self._ahead = begins - timezone.now()
        self._patch = patch.object(clock, "timezone", SimpleNamespace(now=self.now))

    def now(self) -> dt.datetime:
        """This moment, as the product sees it."""
        return timezone.now() + self._ahead

    def today(self) -> dt.date:
        """Today in London, as the product sees it."""
        return clock.local_date(self.now())

    def go_on(self, *, days: int = 0, hours: int = 0) -> None:
        """Let time pass."""
        self._ahead += dt.timedelta(days=days, hours=hours)

    def __enter__(self) -> "Clock":
        self._patch.start()
        Clock.running = self
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.stop()
