"""The made-up council finds families: places that make no family, records matched, families counted, some decided."""

import datetime as dt
from collections.abc import Callable

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.lib.clock import now, today
from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Pack
from alongside.helping.front_door.words import Agreement, Danger
from alongside.improving.identification.actions import Accepted, accept, decline, defer
from alongside.improving.identification.finding import find_families
from alongside.improving.identification.models import Candidate
from alongside.improving.identification.queries.lists import Chosen, candidates, criteria_in_force
from alongside.improving.identification.words import WhyDeclined
from alongside.people.matching.actions import put_places_in_force
from alongside.people.matching.actions.places import NamedPlace
from alongside.people.matching.queries.people import places_in_force
from alongside.people.matching.words import PlaceKind
from nonprod.base import Partnership
from nonprod.clock import travelling

PLACES = (
    (PlaceKind.REFUGE, "A refuge", "9QA"), (PlaceKind.HOSTEL, "Station Hostel", "9QB"),
    (PlaceKind.CARE_HOME, "The Limes", "9QD"), (PlaceKind.BLOCK, "Ferry Court", "9QE"),
)  # fmt: skip
PUT_OFF_BY = dt.timedelta(days=21)

Decide = Callable[[Candidate, User], Candidate]


def find_and_decide(made: Partnership, seed: int) -> None:
    """Match what partners sent, count families, and decide about three of the list as its hub would."""
    if places_in_force() is None:
        put_places_in_force(
            places=_places(made.pack), source="Housing and adult services, made up", by=made.personas["hub_manager"]
        )
    find_families(as_of=today(), full=False, by=the_system())
    with travelling(now(), f"found {seed}") as journey:
        journey.go(0)
        _decide_some(made.personas["hub_worker"])


def _decide_some(by: User) -> None:
    """One family is accepted, one declined, one put off: each the first of its list with which it can be done."""
    _, criteria = criteria_in_force()
    if criteria is None:
        return
    found = criteria.lists[0]
    seen = candidates(by, Chosen(found.id), found).filter(counted__people__len__gt=0)
    waiting = sorted(seen, key=lambda one: (-one.groups_met, -one.criteria_met, -one.records, min(one.counted.people)))
    for decide in (_accepted, _declined, _put_off):
        done = next((one for one in waiting if _could(decide, one, by)), None)
        if done is not None:
            waiting.remove(done)


def _could(decide: Decide, candidate: Candidate, by: User) -> bool:
    try:
        decide(candidate, by)
    except Refused:
        return False
    return True


def _accepted(candidate: Candidate, by: User) -> Candidate:
    said = Accepted(
        in_danger=Danger.NO, agreement=Agreement.NOT_ASKED,
        agreement_why="The school knows them and asks at the door on Monday.",
    )  # fmt: skip
    return accept(candidate=candidate, said=said, seen_version=candidate.version, by=by)


def _declined(candidate: Candidate, by: User) -> Candidate:
    reason = "The health visitor sees them every week, and they say that is enough."
    return decline(
        candidate=candidate, why=WhyDeclined.HELPED, reason=reason, seen_version=candidate.version, by=by
    )  # fmt: skip


def _put_off(candidate: Candidate, by: User) -> Candidate:
    reason = "A new school since last week: look again when they have settled."
    return defer(
        candidate=candidate, until=today() + PUT_OFF_BY, reason=reason, seen_version=candidate.version, by=by
    )  # fmt: skip


def _places(pack: Pack) -> list[NamedPlace]:
    outward = pack.info.postcode_areas[0]
    return [NamedPlace(kind=kind, name=name, postcode=f"{outward} {inward}") for kind, name, inward in PLACES]
