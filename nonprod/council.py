"""Making the whole council, step by step; each step finds what is there already."""

import datetime as dt
from collections.abc import Callable

from django.db.models import Q

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.agencies.queries import agencies_that_agreed
from alongside.ground.lib.clock import now
from alongside.helping.front_door.models import Contact
from alongside.helping.right_help_lists.actions import make_list_if_due
from alongside.people.episodes.models import Episode
from alongside.people.episodes.words import EpisodeState
from alongside.people.families.models import Family, Person
from nonprod.base import make_partnership
from nonprod.copies import copy_stories
from nonprod.feeds import load_feeds
from nonprod.found import find_and_decide
from nonprod.people import Register, make_people
from nonprod.rows import step, steps_done
from nonprod.services import make_services
from nonprod.storyteller import Storyteller

Progress = Callable[[int, int], None]
FEWEST = 200  # fewer people could not show every situation
AT_SIZE = 20_000  # above this most stories are copied row by row


def make_council(*, people: int, seed: int, bulk: bool, progress: Progress) -> dict[str, int]:
    """Make what is missing; answers how many of each there are. A council already begun keeps its size and seed."""
    done = steps_done()
    if "finished" not in done:
        begun = done.get("begun") or _begin(max(people, FEWEST), seed, bulk)
        _go_on(begun, set(done), progress)
    progress(100, 100)
    return _counted()


def _begin(people: int, seed: int, bulk: bool) -> dict[str, object]:
    begun = {"people": people, "seed": seed, "bulk": bulk or people > AT_SIZE, "at": now().isoformat()}
    with step("begun", **begun):
        pass
    return begun


def _go_on(begun: dict[str, object], done: set[str], progress: Progress) -> None:
    """Each part has its share of a hundred; what was done before goes by at once."""
    people, seed, bulk = int(str(begun["people"])), int(str(begun["seed"])), bool(begun["bulk"])
    began = dt.datetime.fromisoformat(str(begun["at"]))
    progress(0, 100)
    partnership = make_partnership()
    progress(5, 100)
    register = Register(partnership, seed, began.date())
    share, stories_until = (30, 60) if bulk else (15, 85)
    for made in make_people(register, people, done):
        progress(5 + share * made // people, 100)
    teller = Storyteller(register, partnership, began, people=min(people, 3_000) if bulk else people)
    for told, of in teller.tell(done):
        progress(5 + share + (stories_until - 5 - share) * told // of, 100)
    if bulk:
        for copied, copies in copy_stories(register, partnership, people, done):
            progress(stories_until + (99 - stories_until) * copied // copies, 100)
    if "lists" not in done:
        with step("lists"):
            for agency in agencies_that_agreed():
                make_list_if_due(agency=agency, by=the_system())
    progress(87 if not bulk else 99, 100)
    if "services" not in done:
        with step("services"):
            make_services(partnership, seed)
    if "feeds" not in done:
        with step("feeds"):
            load_feeds(partnership, seed, began.date())
    progress(93 if not bulk else 99, 100)
    if "found" not in done and not bulk:
        with step("found"):
            find_and_decide(partnership, seed)
    with step("finished"):
        pass


def _counted() -> dict[str, int]:
    opened = ~Q(state=EpisodeState.CLOSED)
    return {
        "users": User.objects.count(), "people": Person.objects.count(), "families": Family.objects.count(),
        "open families": Episode.objects.filter(opened).count(), "contacts": Contact.objects.count(),
    }  # fmt: skip
