"""How families are helped: needs, forms, tools, plans and signs of drift."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from alongside.ground.operating_models.schema.base import Frozen, Id, Item, Named, Option, Sourced, Text
from alongside.ground.operating_models.words import (
    Better,
    ClosingNeed,
    DriftKind,
    FormKind,
    OutcomeState,
    Prefill,
    QuestionKind,
    Repeat,
)


class Need(Named):
    """Something every child needs, asked about one at a time; `family_name` is how it is put to the family."""

    family_name: Text
    prompt: Text


class ShownIf(Frozen):
    """When a question is asked: exactly one comparison with another question's answer, never evaluated code."""

    question: Id
    is_: str | None = Field(default=None, alias="is")
    is_not: str | None = None
    includes: str | None = None
    at_least: int | None = None
    at_most: int | None = None


class Question(Frozen):
    """One question. `label` is for the practitioner; `family_label` is the plain wording printed for the family."""

    id: Id
    label: Text
    hint: str = ""
    family_label: Text
    kind: QuestionKind
    options: tuple[Option, ...] = ()
    required: bool = False
    shown_if: ShownIf | None = None
    prefill: Prefill | None = None
    max_length: int | None = Field(default=None, ge=1, le=20_000)


class Section(Frozen):
    """A page of a form, asked once or once for each need, child or person."""

    id: Id
    title: Text
    intro: str = ""
    repeat: Repeat
    questions: tuple[Question, ...] = Field(min_length=1)


class Form(Item):
    """A form by version. Answers stay tied to the version they were given on."""

    title: Text
    version: Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)?$")]
    kind: FormKind
    sections: tuple[Section, ...] = Field(min_length=1)

    def questions(self) -> tuple[Question, ...]:
        """Every question in the order it is asked."""
        return tuple(question for section in self.sections for question in section.questions)

    def question(self, question_id: str) -> Question:
        """One question; KeyError says which form does not have it."""
        for question in self.questions():
            if question.id == question_id:
                return question
        raise KeyError(f"Form '{self.id}' has no question '{question_id}'")


class Measure(Frozen):
    """A score of a tool and its range."""

    id: Id
    name: Text
    min: float
    max: float
    better: Better


class Tool(Named):
    """A shared tool. Only its scores are recorded: the text of licensed tools is never reproduced."""

    owner: Text
    licence: Text
    measures: tuple[Measure, ...] = Field(min_length=1)
    record_only: Literal[True]


class BuildingBlock(Named):
    """A kind of work an action belongs to."""

    plain: Text


class OutcomeStatus(Named):
    """The council's name for how an outcome stands; `counts_as` is what the system makes of it."""

    counts_as: OutcomeState


class ClosingReason(Named):
    """Why help ends, in the practitioner's words and the family's."""

    plain: Text


class GoodHelp(Item):
    """A question about how help was given, asked of the practitioner and of the family at review."""

    text: Text
    family_text: Text


class SustainQuestion(Item):
    """A question about what will keep things going after help ends."""

    label: Text
    family_label: Text


class Plans(Sourced):
    """`plans.yaml`: how a plan is made, reviewed and ended."""

    building_blocks: tuple[BuildingBlock, ...] = Field(min_length=1)
    max_actions_before_warning: int = Field(ge=1, le=100)
    outcome_statuses: tuple[OutcomeStatus, ...] = Field(min_length=1)
    closing_reasons: tuple[ClosingReason, ...] = Field(min_length=1)
    closing_needs: tuple[ClosingNeed, ...]
    good_help: tuple[GoodHelp, ...] = Field(min_length=1)
    sustain_questions: tuple[SustainQuestion, ...] = Field(min_length=1)


class DriftRule(Item):
    """A sign that help has drifted. `says` may use {days} and {count}; `try_this` is advice, not an order."""

    kind: DriftKind
    days: int | None = Field(default=None, ge=1, le=1_500)
    count: int | None = Field(default=None, ge=1, le=50)
    levels: tuple[Id, ...] = Field(min_length=1)
    says: Text
    try_this: Text
