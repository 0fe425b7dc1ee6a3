"""Writing down which households stand, and since when."""

import hashlib
import uuid
from collections.abc import Callable

from alongside.ground.access.models import User
from alongside.ground.access.queries import the_system
from alongside.ground.audit import actions as audit
from alongside.ground.lib.actions import action
from alongside.ground.lib.clock import today
from alongside.people.matching.forming import Belongs, Formed, Key, formed
from alongside.people.matching.models import Household, HouseholdMember, PlacesList
from alongside.people.matching.policies import check_list_is_good
from alongside.people.matching.queries.households import everybody, ties_now
from alongside.people.matching.queries.people import places_checked_until
from alongside.people.matching.rules import require_matcher

Open = dict[uuid.UUID, dict[Key, HouseholdMember]]
PIECES = 2_000


@action
def form_households(*, by: User, progress: Callable[[int, int, str], None] | None = None) -> int:
    """Form households anew from all that is known today; how many stand. What is unchanged keeps its dates.

    Raises Refused without a list of places that make no family. Doing it again changes nothing.
    """
    if by != the_system():
        require_matcher(by)
    check_list_is_good(places_checked_until(), today())
    wanted = {_fingerprint(one.home): one for one in formed(everybody(), ties_now(), on=today())}
    standing = {row.home: row for row in Household.objects.filter(until=None).order_by("id")}
    gone = [row.pk for home, row in standing.items() if home not in wanted]
    HouseholdMember.objects.filter(household__in=gone, until=None).update(until=today())
    Household.objects.filter(pk__in=gone).update(until=today())
    members = _members()
    homes = sorted(wanted)
    for at in range(0, len(homes), PIECES):
        _write({home: wanted[home] for home in homes[at : at + PIECES]}, standing, members)
        if progress:
            progress(min(at + PIECES, len(homes)), len(homes), "households formed")
    in_force = PlacesList.objects.order_by("-put_in_force_at", "-id").first()
    assert in_force is not None  # noqa: S101  # for the types: checked above
    audit.record(kind="matching.households_formed", by=by, record=in_force, detail={"households": len(wanted)})
    return len(wanted)


def _members() -> Open:
    found: Open = {}
    for row in HouseholdMember.objects.filter(until=None).order_by("id"):
        found.setdefault(row.household_id, {})[_key(row)] = row
    return found


def _write(wanted: dict[str, Formed], standing: dict[str, Household], members: Open) -> None:
    new = [Household(home=home, since=today()) for home in wanted if home not in standing]
    Household.objects.bulk_create(new)
    households = {**{home: standing[home] for home in wanted if home in standing}, **{one.home: one for one in new}}
    moved, ended, begun = [], [], []
    for home, one in wanted.items():
        household = households[home]
        if household.family_id != one.family:
            household.family_id = one.family
            moved.append(household)
        now_there = members.get(household.pk, {})
        ended += [row.pk for key, row in now_there.items() if not _stays(row, one.members.get(key))]
        begun += [
            _member(household, key, belongs)
            for key, belongs in sorted(one.members.items())
            if key not in now_there or not _stays(now_there[key], belongs)
        ]
    HouseholdMember.objects.filter(pk__in=ended).update(until=today())
    HouseholdMember.objects.bulk_create(begun)
    Household.objects.bulk_update(moved, ["family"])


def _stays(row: HouseholdMember, belongs: Belongs | None) -> bool:
    return belongs is not None and (row.part, row.why) == (belongs.part, belongs.why)


def _member(household: Household, key: Key, belongs: Belongs) -> HouseholdMember:
    whose = {"feed_person_id": key.id} if key.of_feeds else {"person_id": key.id}
    since = belongs.since or today()
    return HouseholdMember(household=household, part=belongs.part, why=belongs.why, since=since, **whose)


def _key(row: HouseholdMember) -> Key:
    if row.person_id is not None:
        return Key(row.person_id)
    assert row.feed_person_id is not None  # noqa: S101  # for the types: the table has one of them
    return Key(row.feed_person_id, of_feeds=True)


def _fingerprint(home: str) -> str:
    return hashlib.sha256(home.encode()).hexdigest()
