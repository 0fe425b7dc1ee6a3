"""Reading a family's chronology, a page at a time, and what its overview shows."""

import uuid
from dataclasses import dataclass, field

from django.db.models import Prefetch

from alongside.ground.access.models import Agency, User
from alongside.ground.lib.pages import KeysetPage, keyset
from alongside.people.episodes.models import StoryLine
from alongside.people.episodes.queries import kinds_in_story, story_of
from alongside.people.families.models import Family, Person
from alongside.people.families.queries import with_names

PAGE = 30


@dataclass(frozen=True)
class Narrowed:
    """What the reader chose to see: kinds of line, one person, one agency. Nothing chosen means everything."""

    kinds: tuple[str, ...] = ()
    person: uuid.UUID | None = None
    agency: uuid.UUID | None = None
    since: str = field(default="", compare=False)

    @property
    def is_everything(self) -> bool:
        """True when nothing is left out."""
        return not (self.kinds or self.person or self.agency)


def chronology(family: Family, by: User, narrowed: Narrowed, mark: str = "") -> KeysetPage[StoryLine]:
    """One page of the chronology, newest first, as far as this person may see it."""
    lines = story_of(family, by, kinds=narrowed.kinds, person=narrowed.person, agency=narrowed.agency)
    people = Prefetch("people", with_names(Person.objects.all()))
    return keyset(lines.prefetch_related(people), order=["-happened_on", "-id"], mark=mark, size=PAGE)


def agencies_in_story(family: Family) -> list[Agency]:
    """The agencies that wrote lines in the family's chronology, for the filter."""
    writers = StoryLine.objects.filter(family=family).order_by().values("agency_id")
    return list(Agency.objects.filter(pk__in=writers).order_by("name"))


def kinds_of_lines(family: Family) -> dict[str, int]:
    """How many lines of each kind there are, for the filter."""
    return kinds_in_story(family)


def latest_lines(family: Family, by: User, most: int = 5) -> list[StoryLine]:
    """The newest lines of the chronology, for the overview."""
    return list(story_of(family, by)[:most])
