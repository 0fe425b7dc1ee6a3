"""When a record has been kept long enough, and what holds it back. Pure."""

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from alongside.ground.operating_models.queries import RetentionRule
from alongside.ground.operating_models.words import KeptFrom


@dataclass(frozen=True)
class Facts:
    """What decides about one record: the days a rule may count from (None: not known), and what holds it."""

    starts: Mapping[KeptFrom, dt.date | None] = field(default_factory=dict)
    held: tuple[str, ...] = ()


def years_after(day: dt.date, years: int) -> dt.date:
    """The same day so many years later; 29 February becomes 28 February where there is none."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def due_on(rule: RetentionRule, facts: Facts) -> dt.date | None:
    """The day from which a record is to be disposed of: the latest of what the rule counts; None while one is unknown.

    The longest-lived child governs a family's record (research, standards section 5): a rule that counts from birth
    counts from the youngest.
    """
    days = [(facts.starts.get(one.from_), one.years) for one in rule.counts]
    known = [years_after(day, years) for day, years in days if day is not None]
    return max(known) if len(known) == len(days) else None


def to_dispose(rule: RetentionRule, facts: Facts, today: dt.date) -> dt.date | None:
    """The day since which the record has been due, when it is and nothing holds it; None when it is to be kept."""
    due = due_on(rule, facts)
    return due if due is not None and due <= today and not facts.held else None
