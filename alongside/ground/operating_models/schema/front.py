"""How concerns come in and what follows: levels, routes, priorities, clocks, decisions, factors, partners, panels."""

from pydantic import Field

from alongside.ground.operating_models.schema.base import (
    DatedDays,
    Frozen,
    Id,
    Item,
    Named,
    Option,
    Sourced,
    Text,
    Within,
)
from alongside.ground.operating_models.words import (
    AppliesTo,
    AskKind,
    ClockKind,
    ClockStart,
    Colour,
    DecisionNeed,
    Follows,
    StepUpAnswer,
    StepUpPart,
)


class Level(Named):
    """A level of need. `outcomes` are the decisions allowed at it; `threshold_text` is the paper's own description."""

    number: int | None = Field(default=None, ge=0, le=9)
    short: Text
    threshold_text: Text
    is_statutory: bool
    is_early_help: bool
    form_id: Id | None = None
    review_every_weeks: int | None = Field(default=None, ge=1, le=104)
    outcomes: tuple[Id, ...] = Field(min_length=1)


class Ask(Frozen):
    """An extra question a route asks."""

    id: Id
    label: Text
    hint: str = ""
    kind: AskKind
    options: tuple[Option, ...] = ()
    required: bool = False


class Route(Named):
    """A way in. `who_may_use` holds agency kinds, or 'public' for anybody."""

    description: Text
    who_may_use: tuple[Id, ...] = Field(min_length=1)
    asks: tuple[Ask, ...] = ()
    starts_clock: bool
    expects_agreement: bool


class Priority(Named):
    """How soon a contact must be answered. `in_order` 1 is first."""

    colour: Colour
    meaning: Text
    respond_within: Within
    may_step_up: bool
    in_order: int = Field(ge=1, le=20)


class Clock(Frozen):
    """Days allowed for one kind of step; the value is the one in force on the day of the event."""

    id: ClockKind
    name: Text
    starts_on: ClockStart
    values: tuple[DatedDays, ...] = Field(min_length=1)


class Decision(Named):
    """What may follow a contact. `tells_referrer` may use {reference}, {council}, {front_door}, {level} and {lead}."""

    follows: Follows
    levels: tuple[Id, ...] = Field(min_length=1)
    routes: tuple[Id, ...] = ()
    needs: tuple[DecisionNeed, ...] = ()
    tells_referrer: Text


class Factor(Item):
    """A vulnerability practitioners are asked to be alert to."""

    group: Text
    applies_to: AppliesTo
    text: Text


class PartnerAsked(Named):
    """A partner in the front door that is asked what it knows about a contact."""

    agency_kind: Id
    asks: Text
    lawful_basis: Text
    must_answer: bool


class Panel(Named):
    """A meeting that decides who helps. `meets_on` is the ISO weekday, 1 for Monday; None means no fixed day."""

    levels: tuple[Id, ...] = Field(min_length=1)
    meets_every_days: int = Field(ge=1, le=92)
    meets_on: int | None = Field(default=None, ge=1, le=7)
    members: tuple[Id, ...] = Field(min_length=1)
    decides: Text


class StepUpReceiver(Named):
    """Who in social care receives a referral."""

    description: Text


class StepUpReason(Named):
    """Why a family is referred to social care."""


class StepUpAnswerName(Sourced):
    """The council's words for an answer social care can give."""

    id: StepUpAnswer
    name: Text
    means: Text


class StepUp(Sourced):
    """`step_up.yaml`: who receives a referral, what it must carry, why, and what can be answered."""

    receivers: tuple[StepUpReceiver, ...] = Field(min_length=1)
    must_carry: tuple[StepUpPart, ...] = Field(min_length=1)
    reasons: tuple[StepUpReason, ...] = Field(min_length=1)
    answers: tuple[StepUpAnswerName, ...] = Field(min_length=1)
    anyone_may_refer: Text
