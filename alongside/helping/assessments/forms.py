"""Forms made from the pack's questions, and those for deciding and scoring. Nothing is chosen beforehand."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from alongside.ground.access.models import User
from alongside.ground.design_system.fields import (
    Asks,
    Checkboxes,
    ChoiceField,
    DateField,
    LongText,
    Scale,
    Select,
    ShownIf,
    TextField,
    YesNo,
)
from alongside.ground.design_system.forms import Form
from alongside.ground.lib.clock import today
from alongside.ground.operating_models.queries import Answer, Pack, Question, Tool
from alongside.ground.operating_models.words import QuestionKind
from alongside.helping.assessments.policies import LONGEST, FormPart, asked_in, numbers_given
from alongside.helping.assessments.queries import Sheet
from alongside.people.families.queries import Member

NUMBER = "number-"
OPTIONAL = {"required": False}  # incomplete is saved; sign-off says what is missing


def asked_when(part: FormPart, question: Question) -> ShownIf | None:
    """When the script shows a question: the answers of the same page's question that call for it.

    None when it is always shown, or when only the server can tell (a question of another page, or free text).
    """
    condition = question.shown_if
    other = next((q for q in part.section.questions if condition and q.id == condition.question), None)
    if condition is None or other is None:
        return None
    possible = _possible(other)
    if condition.is_not is not None:
        return ShownIf(other.id, ("", *(v for v in possible if v != condition.is_not))) if possible else None
    if condition.at_least is not None:
        return ShownIf(other.id, tuple(v for v in possible if int(v) >= condition.at_least))
    if condition.at_most is not None:
        return ShownIf(other.id, tuple(v for v in possible if int(v) <= condition.at_most))
    return ShownIf(other.id, (condition.is_ or condition.includes or "",))


def _possible(question: Question) -> tuple[str, ...]:
    if question.kind is QuestionKind.SCALE:
        return tuple(str(number) for number in range(11))
    if question.kind is QuestionKind.YES_NO:
        return ("yes", "no")
    return tuple(option.id for option in question.options)


def field_for(question: Question, part: FormPart, sheet: Sheet, note: str) -> Asks:
    """The field that asks a question; `note` (where its answer came from) joins its hint."""
    asks: dict[str, Any] = {
        "label": question.label, "hint": " ".join(text for text in (question.hint, note) if text),
        "shown_if": asked_when(part, question), "mark_optional": not question.required, **OPTIONAL,
    }  # fmt: skip
    options = [(option.id, option.label) for option in question.options]
    hints = {option.id: option.hint for option in question.options if option.hint}
    match question.kind:
        case QuestionKind.TEXT:
            return TextField(max_length=question.max_length or LONGEST, **asks)
        case QuestionKind.LONG_TEXT:
            return LongText(max_length=question.max_length or LONGEST, **asks)
        case QuestionKind.SCALE:
            return Scale(low="as bad as can be", high="as good as can be", **asks)
        case QuestionKind.DATE:
            return DateField(**asks)
        case QuestionKind.YES_NO:
            return YesNo(**asks)
        case QuestionKind.CHOICE:
            return ChoiceField(choices=options, hints=hints, **asks)
        case QuestionKind.PERSON:
            return Select(choices=[(str(m.id), m.name) for m in sheet.members], **asks)
        case QuestionKind.CHOICES:
            return Checkboxes(choices=options, hints=hints, **asks)
        case _:
            return Checkboxes(choices=_factors(sheet.pack, sheet.answers.get("", {}).get(question.id)), **asks)


def _factors(pack: Pack, chosen: Answer) -> list[tuple[str, str]]:
    kept = chosen if isinstance(chosen, list) else []
    return [(factor.id, factor.text) for factor in pack.factors if factor.in_use_on(today()) or factor.id in kept]


def as_initial(question: Question, value: Answer) -> Any:
    """A kept answer as its field begins with it."""
    if question.kind is QuestionKind.DATE and value:
        return dt.date.fromisoformat(str(value))
    return value


def as_answer(value: Any) -> Answer:
    """A field's clean value as the action takes it."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return value  # type: ignore[no-any-return]  # text, number, yes or no, list of ids


class PageForm(Form):
    """One page of an assessment. Nothing is required: what is incomplete can be saved."""

    versioned = True

    def __init__(
        self, data: Any = None, files: Any = None, *, sheet: Sheet, part: FormPart, notes: Mapping[str, str],
        initial: dict[str, Any] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        self.sheet, self.part_asked = sheet, part
        self.questions = _to_ask(sheet, part)
        fields: dict[str, Asks] = {q.id: field_for(q, part, sheet, notes.get(q.id, "")) for q in self.questions}
        if _is_scaled(part, sheet):
            fields |= {f"{NUMBER}{m.id}": _number_of(m) for m in sheet.members}
        self.__dict__["base_fields"] = fields  # copied by Django's form as those of a class are
        super().__init__(data, files, initial={**page_initial(sheet, part), **(initial or {})}, **options)

    def answers(self) -> dict[str, Answer]:
        """The clean answers by question."""
        return {question.id: as_answer(self.cleaned_data.get(question.id)) for question in self.questions}

    def numbers(self) -> dict[str, int | None] | None:
        """Each person's own number by person; None on a page that asks for none."""
        chosen = {name: value for name, value in self.cleaned_data.items() if name.startswith(NUMBER)}
        return {name.removeprefix(NUMBER): int(v) if v else None for name, v in chosen.items()} if chosen else None


def page_initial(sheet: Sheet, part: FormPart) -> dict[str, Any]:
    """What the page's fields begin with."""
    given = sheet.answers.get(part.subject.id, {})
    initial = {q.id: as_initial(q, given[q.id]) for q in part.section.questions if q.id in given}
    numbers = {f"{NUMBER}{person}": str(value) for person, value in numbers_given(given).items()}
    return {**initial, **numbers}


def _to_ask(sheet: Sheet, part: FormPart) -> list[Question]:
    """The page's questions: those asked now, and those its own answers may call for."""
    now_asked = {question.id for question in asked_in(sheet.form, part, sheet.answers)}
    here = {question.id for question in part.section.questions}
    return [
        question
        for question in part.section.questions
        if question.id in now_asked or (question.shown_if and question.shown_if.question in here)
    ]


def _is_scaled(part: FormPart, sheet: Sheet) -> bool:
    is_need = part.subject.id in {need.id for need in sheet.pack.needs}
    return is_need and any(question.kind is QuestionKind.SCALE for question in part.section.questions)


def _number_of(member: Member) -> Select:
    numbers = [(str(number), str(number)) for number in range(11)]
    return Select(label=f"{member.name}’s own number, from 0 to 10", choices=numbers, **OPTIONAL)  # type: ignore[arg-type]


class SureForm(Form):
    """Only asks to be sure; remembers the version that was read."""

    versioned = True


class HandOverForm(Form):
    """Who takes the assessment on, and why."""

    versioned = True
    to = Select(label="Who takes it on?", choices=[], missing="Choose who takes it on")
    why = LongText(label="Why?", rows=3, missing="Say why it is handed over")

    def __init__(self, *args: Any, people: Iterable[User], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["to"]
        assert isinstance(field, Select)  # noqa: S101 - declared above
        field.choices = [(str(one.pk), f"{one.name}, {one.agency.name}") for one in people]


class ToolScoreForm(Form):
    """A score of one of the pack's tools about somebody. The tool itself is not asked: only its score is kept."""

    person = Select(label="Who is it about?", choices=[], missing="Choose who it is about")
    measure = Select(label="Which score?", choices=[], missing="Choose which score")
    value = TextField(label="Score", width=5, inputmode="decimal", missing="Enter the score")
    on = DateField(label="When was it given?", past=True)
    note = LongText(label="Note", required=False, rows=3)

    def __init__(self, *args: Any, members: Sequence[Member], tools: Sequence[Tool], **options: Any) -> None:
        super().__init__(*args, **options)
        measures = [
            (f"{tool.id}:{measure.id}", f"{tool.name}, {measure.name}, {measure.min:g} to {measure.max:g}")
            for tool in tools
            for measure in tool.measures
        ]
        for name, choices in (("person", [(str(m.id), m.name) for m in members]), ("measure", measures)):
            field = self.fields[name]
            assert isinstance(field, Select)  # noqa: S101 - declared above
            field.choices = choices

    def clean_value(self) -> float:
        """The score as a number."""
        try:
            return float(self.cleaned_data["value"].replace(",", "."))
        except ValueError:
            self.add_error("value", "Score must be a number, like 3 or 2.5")
            return 0.0
