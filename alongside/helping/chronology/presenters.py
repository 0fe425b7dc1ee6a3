"""A line of the chronology in words."""

import datetime as dt
import uuid
from dataclasses import dataclass

from alongside.people.episodes.models import StoryLine
from alongside.people.episodes.words import StoryKind
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
    people: str


@dataclass(frozen=True)
class Choice:
    """One answer of a filter, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


def entry(line: StoryLine) -> Entry:
    """The line in words; it says so when it was written down on a later day than it happened."""
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
        people=", ".join(described(person).forename for person in line.people.all()),
    )
