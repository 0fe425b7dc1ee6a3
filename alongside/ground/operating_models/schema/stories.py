"""Worked examples: what happens, and what must come of it. They are run by every check of the pack."""

from datetime import date, datetime

from pydantic import Field

from alongside.ground.operating_models.schema.base import Frozen, Id, Text
from alongside.ground.operating_models.words import ClockKind, DecisionNeed, Follows, StoryEvent


class Given(Frozen):
    """What happens. `at` is local time (Europe/London) without an offset."""

    event: StoryEvent
    at: datetime | None = None
    route: Id | None = None
    agency_kind: Id | None = None
    priority: Id | None = None
    level: Id | None = None
    clock: ClockKind | None = None
    decision: Id | None = None
    has: tuple[DecisionNeed, ...] = ()
    ward: str | None = None
    postcode: str | None = None
    child_age: int | None = None
    child_has_send: bool = False
    form: Id | None = None
    answers: dict[str, str | int | list[str]] = Field(default_factory=dict)


class Expect(Frozen):
    """What must come of it; only what is written here is compared."""

    due_on: date | None = None
    decisions: tuple[Id, ...] | None = None
    follows: Follows | None = None
    form: Id | None = None
    review_on: date | None = None
    locality: dict[str, Id] | None = None
    shown: tuple[Id, ...] = ()
    hidden: tuple[Id, ...] = ()
    kept: tuple[Id, ...] | None = None
    refused_because: Text | None = None
    note: Text | None = None


class Story(Frozen):
    """One worked example in a sentence, with what is given and what is expected."""

    id: Id
    title: Text
    given: Given
    expect: Expect
