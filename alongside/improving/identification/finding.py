"""The whole of a night: records matched, households formed, families counted, lists compared with the population.

Each part holds by itself and says for itself what changed, so a night that was cut short is gone on with by the next.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from alongside.ground.access.models import User
from alongside.helping.assessments.actions import bring_in_earlier
from alongside.improving.identification.actions import count_families, weigh_fairness
from alongside.improving.identification.models import CountRun
from alongside.people.matching.actions import form_households, link_changes, link_everything

Progress = Callable[[int, int, str], None]
"""Told how many of how many are done, and what is being done."""


def _quiet(done: int, of: int, what: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Found:
    """How many households stand, and what counting them came to."""

    households: int
    run: CountRun


def find_families(*, as_of: dt.date, full: bool, by: User, progress: Progress = _quiet) -> Found:
    """Match what changed (all when `full`), form households, count families as of a day, and weigh fairness.

    What the system used before says of people in families is brought in too.

    Raises what its parts raise: Refused without a list of places that make no family, without criteria, or while
    another run goes on.
    """
    link = link_everything if full else link_changes
    link(by=by, progress=progress)
    bring_in_earlier(by=by)
    households = form_households(by=by, progress=progress)
    run = count_families(as_of=as_of, full=full, by=by, progress=progress)
    weigh_fairness(by=by)
    return Found(households, run)
