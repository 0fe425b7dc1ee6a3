"""A line of the chronology in words, and the family's scales as a picture."""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from alongside.ground.design_system import charts
from alongside.helping.assessments.queries import scales_over_time
from alongside.people.episodes.models import StoryLine
from alongside.people.episodes.words import StoryKind
from alongside.people.families.models import Family
from alongside.people.families.queries import described


@dataclass(frozen=True)
class Entry:
    """One line as the page shows it."""

    id: uuid.UUID
    kind: str
    kind_label: str
    happened_on: dt.date
    recorded_at: dt.datetime
    recorded_later: bool
    headline: str
    detail: str
    by: str
    agency: str
    people: str = ""


@dataclass(frozen=True)
class Choice:
    """One answer of a filter, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


def entry(line: StoryLine) -> Entry:
    """The line in words, with the people it is about."""
    return replace(brief(line), people=", ".join(described(person).forename for person in line.people.all()))


def brief(line: StoryLine) -> Entry:
    """The line in words, without its people; it says so when it was written down later than it happened."""
    return Entry(
        id=line.pk,
        kind=line.kind,
        kind_label=StoryKind(line.kind).label,
        happened_on=line.happened_on,
        recorded_at=line.recorded_at,
        recorded_later=line.recorded_at.date() > line.happened_on,
        headline=line.headline,
        detail=line.detail,
        by=line.by.name,
        agency=line.agency.name,
    )


def scales_picture(family: Family) -> charts.Chart | None:
    """The scales over time, one line a need (that day's lowest number); None until there are two days to compare."""
    lowest: dict[tuple[str, dt.date], int] = {}
    for point in scales_over_time(family):
        key = (point.need, point.on)
        lowest[key] = min(point.value, lowest.get(key, point.value))
    if len({on for _, on in lowest}) < 2:
        return None
    points = [charts.Point(need, on, value) for (need, on), value in lowest.items()]
    return charts.scales_over_time("How things are for each need, 0 to 10", points)
