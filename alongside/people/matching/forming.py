"""Households from what is known: who is whose parent, who lives where, who is recorded as one family.

A household is children with the adults who live with them or are their parents: never an address alone. A child whose
parents live apart belongs to both homes, and neither parent to the other's. Whoever has a confidential address is
counted only with parents who have one too: somebody who fled is not put back with whom they fled from.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from alongside.people.families.queries import age_on
from alongside.people.matching.policies import MOST_ADULTS, MOST_PEOPLE
from alongside.people.matching.words import Part, Why

ADULT_AT = 18
STRONGEST_FIRST = (Why.RESPONSIBILITY, Why.PARENT, Why.FAMILY, Why.ADDRESS, Why.ALONE)


@dataclass(frozen=True, order=True)
class Key:
    """Somebody: a person of ours, or one known to feeds only."""

    id: uuid.UUID
    of_feeds: bool = False


@dataclass(frozen=True)
class Somebody:
    """What counts of somebody here. `home` tells homes apart, '' when not known; `hidden`: it is confidential."""

    key: Key
    born: dt.date | None = None
    home: str = ""
    since: dt.date | None = None
    hidden: bool = False
    said_to_be_a_child: bool = False
    families: frozenset[uuid.UUID] = frozenset()


@dataclass(frozen=True)
class Tie:
    """One is the parent or carer of another."""

    parent: Key
    child: Key
    responsible: bool | None = None
    since: dt.date | None = None


@dataclass(frozen=True)
class Belongs:
    """Why somebody is counted to a household, as what, since when (None: since it was noticed)."""

    part: Part
    why: Why
    since: dt.date | None = None


@dataclass
class Formed:
    """A household: what holds it together, who is in it, and the recorded family most of them belong to."""

    home: str
    members: dict[Key, Belongs] = field(default_factory=dict)
    family: uuid.UUID | None = None

    def add(self, key: Key, belongs: Belongs) -> None:
        """Count somebody to it; the strongest reason stays."""
        before = self.members.get(key)
        if before is None or STRONGEST_FIRST.index(belongs.why) < STRONGEST_FIRST.index(before.why):
            self.members[key] = belongs


def formed(people: Iterable[Somebody], ties: Sequence[Tie], *, on: dt.date) -> list[Formed]:
    """The households of these people on a day, in the order of what holds them together."""
    return _Town(people, ties, on).households()


class _Town:
    def __init__(self, people: Iterable[Somebody], ties: Sequence[Tie], on: dt.date) -> None:
        self.people = {one.key: one for one in people}
        known = [tie for tie in ties if tie.parent in self.people and tie.child in self.people]
        self.parents: dict[Key, list[Tie]] = {}
        for tie in known:
            self.parents.setdefault(tie.child, []).append(tie)
        self.children = {key for key, one in self.people.items() if self._is_child(one, on)}
        self.living = self._living()
        self.found: dict[str, Formed] = {}

    def _is_child(self, one: Somebody, on: dt.date) -> bool:
        return age_on(one.born, on) < ADULT_AT if one.born else one.said_to_be_a_child

    def _living(self) -> dict[str, list[Key]]:
        """Who lives in which home; homes with too many to be a family are nobody's."""
        homes: dict[str, list[Key]] = {}
        for key in sorted(self.people):
            one = self.people[key]
            if one.home and not one.hidden:
                homes.setdefault(one.home, []).append(key)
        return {
            home: keys
            for home, keys in homes.items()
            if len(keys) <= MOST_PEOPLE and sum(key not in self.children for key in keys) <= MOST_ADULTS
        }

    def home_of(self, key: Key) -> str:
        one = self.people[key]
        return one.home if not one.hidden and one.home in self.living else ""

    def households(self) -> list[Formed]:
        for child in sorted(self.children):
            self._place(child)
        for formed_one in self.found.values():
            self._add_adults(formed_one)
            formed_one.family = self._family_of(formed_one)
        return [self.found[home] for home in sorted(self.found)]

    def _at(self, home: str) -> Formed:
        return self.found.setdefault(home, Formed(home))

    def _place(self, child: Key) -> None:
        """Put a child into each of its homes, with the parents who belong there."""
        mine, ties = self.home_of(child), self.parents.get(child, [])
        if self.people[child].hidden:
            ties = [tie for tie in ties if self.people[tie.parent].hidden]
        if mine:
            self._at(mine).add(child, Belongs(Part.CHILD, Why.ADDRESS, self.people[child].since))
        for tie in ties:
            why = Why.RESPONSIBILITY if tie.responsible else Why.PARENT
            home = self.home_of(tie.parent) or self._home_of_parent(tie, mine)
            household = self._at(home)
            household.add(child, Belongs(Part.CHILD, why, tie.since))
            household.add(tie.parent, Belongs(self._part(tie.parent), why, tie.since))
        if not mine and not ties:
            self._at(self._without_home(child)).add(child, Belongs(Part.CHILD, self._why_without(child)))

    def _home_of_parent(self, tie: Tie, childs: str) -> str:
        """The child's home for a parent whose own is not known, when they are one family or nobody else is there."""
        parent, child = self.people[tie.parent], self.people[tie.child]
        together = bool(parent.families & child.families)
        adults = [key for key in self.living.get(childs, []) if key not in self.children]
        if childs and not parent.hidden and (together or not adults):
            return childs
        return f"parent {tie.parent.id}"

    def _without_home(self, child: Key) -> str:
        if self._why_without(child) == Why.FAMILY:
            return f"family {min(self.people[child].families)}"
        return f"alone {child.id}"

    def _why_without(self, child: Key) -> Why:
        one = self.people[child]
        return Why.FAMILY if one.families and not one.hidden else Why.ALONE

    def _add_adults(self, household: Formed) -> None:
        """Adults who live there, or are recorded with the children where nobody's home is known."""
        there = [key for key in self.living.get(household.home, []) if key not in self.children]
        if household.home.startswith("family "):
            family = uuid.UUID(household.home.removeprefix("family "))
            there = [
                key for key, one in sorted(self.people.items())
                if family in one.families and key not in self.children and not one.hidden and not self.home_of(key)
            ]  # fmt: skip
        families = {one for key in household.members for one in self.people[key].families}
        for key in there:
            one = self.people[key]
            why = Why.FAMILY if one.families & families else Why.ADDRESS
            household.add(key, Belongs(Part.ADULT, why, one.since))

    def _part(self, key: Key) -> Part:
        return Part.CHILD if key in self.children else Part.ADULT

    def _family_of(self, household: Formed) -> uuid.UUID | None:
        counted = Counter(one for key in household.members for one in self.people[key].families)
        return min(counted, key=lambda one: (-counted[one], one)) if counted else None
