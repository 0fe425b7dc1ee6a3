"""How families who may need help are found in what partners hold: what counts, and which lists rank by what."""

from datetime import date

from pydantic import Field

from alongside.ground.operating_models.schema.base import Frozen, Id, Named, Sourced, Text
from alongside.ground.operating_models.words import CountedFor, CriterionWho, ListOnly, RankBy, TopBy


class Dated(Named):
    """Something in force from a day on, perhaps until another: for events, the day they happened decides."""

    from_: date = Field(alias="from")
    until: date | None = None

    def in_force_on(self, day: date) -> bool:
        """Whether it holds for something that happened on this day; the last day is the one before `until`."""
        return self.from_ <= day and (self.until is None or day < self.until) and self.in_use_on(day)


class CriterionRows(Frozen):
    """Rows of a feed that count: which kinds of event."""

    feed: Id
    kinds: tuple[Id, ...] = Field(min_length=1)


class Criterion(Dated):
    """A condition on rows of feeds. Without `within_days` a row counts while it lasts.

    `counted_for` person: somebody has so many by themselves; household: all of its people together.
    """

    says: Text
    rows: tuple[CriterionRows, ...] = Field(min_length=1)
    who: CriterionWho
    counted_for: CountedFor
    at_least: int = Field(default=1, ge=1, le=1_000)
    within_days: int | None = Field(default=None, ge=1, le=3_700)
    quantity_from: float | None = None
    age_from: int | None = Field(default=None, ge=0, le=120)
    age_to: int | None = Field(default=None, ge=0, le=120)


class CriteriaGroup(Named):
    """A problem or outcome people speak of: it is there when any of its criteria is met."""

    criteria: tuple[Id, ...] = ()
    not_in_data: str = ""


class FamilyList(Dated):
    """A list of families: so many of its groups at least, ranked in this order.

    `only` narrows it; a household that meets a criterion of `unless` is not listed.
    """

    says: Text
    groups: tuple[CriteriaGroup, ...] = Field(min_length=1)
    at_least: int = Field(ge=1, le=100)
    rank_by: tuple[RankBy, ...] = Field(min_length=1)
    only: ListOnly | None = None
    unless: tuple[Id, ...] = ()


class TopList(Named):
    """The first so many of a list, for each school or locality."""

    of: Id
    by: TopBy
    top: int = Field(ge=1, le=1_000)


class AfterDays(Sourced):
    """A number of calendar days."""

    days: int = Field(ge=1, le=3_700)


class AcceptedRoute(Sourced):
    """By which route a family somebody accepts comes to the front door, and how the route's questions are answered."""

    route: Id
    answers: dict[Id, Text] = {}


class Criteria(Frozen):
    """Needs counted in what partners hold, and the lists made of them. A person decides about every family."""

    criteria: tuple[Criterion, ...] = Field(min_length=1)
    lists: tuple[FamilyList, ...] = Field(min_length=1)
    top: tuple[TopList, ...] = ()
    leaves_after: AfterDays
    falling_over: AfterDays
    accepted: AcceptedRoute

    def criterion(self, criterion_id: str) -> Criterion:
        """The criterion of this id; KeyError when there is none."""
        return {one.id: one for one in self.criteria}[criterion_id]

    def list_of(self, list_id: str) -> FamilyList | None:
        """The list of this id, retired ones included; None when there is none."""
        return next((one for one in self.lists if one.id == list_id), None)
