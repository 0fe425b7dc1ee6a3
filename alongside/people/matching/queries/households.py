"""Who is known to live with whom, and the households that stand."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q, QuerySet

from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import current_pack
from alongside.ground.operating_models.words import FeedAbout
from alongside.people.families.models import Membership, Person, PersonAddress, Relationship
from alongside.people.families.words import PARENTAL, DateKnown, FamilyRole
from alongside.people.linkage.words import PERSON_COLUMNS
from alongside.people.matching.forming import Key, Somebody, Tie
from alongside.people.matching.models import Description, Household, HouseholdMember
from alongside.people.matching.queries.people import blanks
from alongside.people.matching.telling import best_told, home_of


def households_now() -> QuerySet[Household]:
    """The households that stand, with their members of now as `now_members`."""
    members = HouseholdMember.objects.filter(until=None).order_by("part", "since", "id")
    return Household.objects.filter(until=None).prefetch_related(Prefetch("members", members, to_attr="now_members"))


def ties_now() -> list[Tie]:
    """Who is whose parent or carer today."""
    day = today()
    rows = (
        Relationship.objects.filter(kind__in=PARENTAL)
        .filter(Q(until=None) | Q(until__gt=day))
        .exclude(since__gt=day)
        .order_by("id")
    )
    return [
        Tie(Key(parent), Key(child), responsible, since)
        for parent, child, responsible, since in rows.values_list(
            "person_id", "other_id", "has_parental_responsibility", "since"
        )
    ]


def everybody() -> Iterator[Somebody]:
    """Everybody who can belong to a household: people of ours, and those known to feeds only."""
    feeds_of_children = {one.id for one in current_pack().pack.feeds if one.about == FeedAbout.CHILD}
    told = _told()
    homes, families = _homes(), _families()
    children = set(Membership.objects.filter(role=FamilyRole.CHILD, until=None).values_list("person_id", flat=True))
    rows = Person.objects.exclude(names=None).filter(died_on=None).order_by("pk").distinct()
    for pk, born, known, hidden in rows.values_list("pk", "date_of_birth", "date_known", "address_is_kept"):
        what = told.pop(Key(pk), [])
        home, since = homes.get(pk, ("", None))
        best = best_told([one.told for one in what])
        exact = known in (DateKnown.EXACT, DateKnown.ESTIMATED)
        yield Somebody(
            Key(pk), born if exact else best["date_of_birth"], home or ("" if hidden else home_of(best)),
            since, hidden, known == DateKnown.EXPECTED or pk in children or _by_feed(what, feeds_of_children),
            families.get(pk, frozenset()),
        )  # fmt: skip
    for key, what in sorted(told.items()):
        best = best_told([one.told for one in what])
        by_feed = _by_feed(what, feeds_of_children)
        yield Somebody(key, best["date_of_birth"], home_of(best), said_to_be_a_child=by_feed)


class _Said(NamedTuple):
    """What one feed tells of somebody."""

    feed: str
    told: Mapping[str, Any]


def _told() -> dict[Key, list[_Said]]:
    """What feeds tell, by whom it is about."""
    found: dict[Key, list[_Said]] = {}
    rows = Description.objects.filter(Q(person__isnull=False) | Q(feed_person__isnull=False)).order_by("pk")
    columns = ("person_id", "feed_person_id", "feed", *PERSON_COLUMNS)
    for person, feed_person, feed, *told in rows.values_list(*columns).iterator(10_000):
        said = _Said(feed, dict(zip(PERSON_COLUMNS, told, strict=True)))
        found.setdefault(Key(person) if person else Key(feed_person, of_feeds=True), []).append(said)
    return found


def _by_feed(what: list[_Said], feeds: set[str]) -> bool:
    return any(one.feed in feeds for one in what)


def _homes() -> dict[uuid.UUID, tuple[str, dt.date]]:
    """Each person's present home, unless it links nobody."""
    where, found = blanks(), {}
    rows = PersonAddress.objects.filter(until=None, confidential=False, no_fixed_address=False)
    for person, lines, postcode, uprn, since in rows.order_by("since", "id").values_list(
        "person_id", "lines", "postcode", "uprn", "since"
    ):
        told = where.taken_out({"address": lines, "postcode": postcode, "uprn": uprn})
        found[person] = (home_of(told), since)
    return found


def _families() -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for person, family in Membership.objects.filter(until=None).order_by("id").values_list("person_id", "family_id"):
        found.setdefault(person, set()).add(family)
    return {person: frozenset(theirs) for person, theirs in found.items()}
