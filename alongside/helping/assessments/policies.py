"""What is possible now: the lifecycle, which pages an assessment has, which answers fit, what is still missing.

Pure: everything is given. Answers map a question's id to its value, gathered by subject ('' for what is asked once, a
need's id, or a person's id).
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias, cast

from alongside.ground.lib.errors import Refused
from alongside.ground.lib.lifecycle import Lifecycle, Transition
from alongside.ground.operating_models.queries import Answer, Form, Question, Section, blank_stale, visible_questions
from alongside.ground.operating_models.words import QuestionKind, Repeat
from alongside.helping.assessments.words import EACH_PERSONS_NUMBER, LIVE, PageState
from alongside.helping.assessments.words import AssessmentState as State

BySubject: TypeAlias = Mapping[str, Mapping[str, Answer]]
LONGEST = 20_000

ASSESSMENT = Lifecycle(
    "The assessment",
    State.DRAFT,
    [
        Transition("share", (State.DRAFT,), State.SHARED, "shared"),
        Transition("sign_off", (State.DRAFT, State.SHARED), State.SIGNED_OFF, "signed_off"),
        Transition("supersede", (State.SIGNED_OFF,), State.SUPERSEDED, "superseded"),
        Transition("discard", (State.DRAFT,), State.DISCARDED, "discarded"),
    ],
)


def check_in_hand(state: str, episode_is_open: bool) -> None:
    """Return while an assessment may be written; raises Refused saying why it may not."""
    if state not in LIVE:
        raise Refused(
            f"This assessment can't be changed: it is '{State(state).label.lower()}'.",
            what_to_do="Start a new version: it begins with these answers.",
        )
    if not episode_is_open:
        raise Refused("Help for this family has ended.", what_to_do="It can be opened again through the front door.")


@dataclass(frozen=True)
class Subject:
    """What a repeated section is asked about: a need or a person, with its name; '' for a section asked once."""

    id: str = ""
    label: str = ""
    family_label: str = ""
    prompt: str = ""


@dataclass(frozen=True)
class FormPart:
    """One page of an assessment: a section of the form about one subject."""

    section: Section
    subject: Subject

    @property
    def key(self) -> tuple[str, str]:
        """The ids of section and subject."""
        return self.section.id, self.subject.id


@dataclass(frozen=True)
class Missing:
    """A question still to be answered (or looked at) before sign-off."""

    section: str
    subject: str
    question: str
    text: str


@dataclass(frozen=True)
class Changed:
    """An answer that differs between two versions, on the later one's form."""

    part: FormPart
    question: Question
    before: Answer
    after: Answer


@dataclass(frozen=True)
class Choosable:
    """The ids a question about people or factors may be answered with."""

    people: Collection[str] = field(default_factory=frozenset)
    factors: Collection[str] = field(default_factory=frozenset)


def parts_of(
    form: Form, *, needs: Sequence[Subject], children: Sequence[Subject], people: Sequence[Subject]
) -> list[FormPart]:
    """Every page of the form for this family, in order."""
    about: dict[Repeat, Sequence[Subject]] = {
        Repeat.NONE: (Subject(),), Repeat.EACH_NEED: needs, Repeat.EACH_CHILD: children, Repeat.EACH_PERSON: people,
    }  # fmt: skip
    return [FormPart(section, subject) for section in form.sections for subject in about[section.repeat]]


def is_answered(value: object) -> bool:
    """True for an answer that says something: nought and 'no' do, blank text and an empty list do not."""
    return value not in (None, "", [], {})


def clean_answer(question: Question, value: Answer, choosable: Choosable) -> Answer:
    """The answer as it is kept; raises Refused, naming the question, when it does not fit the question's kind."""
    if not is_answered(value):
        return None
    match question.kind:
        case QuestionKind.TEXT | QuestionKind.LONG_TEXT:
            return _text(question, value)
        case QuestionKind.SCALE:
            return _number(question, value)
        case QuestionKind.DATE:
            return _date(question, value)
        case QuestionKind.YES_NO:
            return _one_of(question, "yes" if value is True else "no" if value is False else value, {"yes", "no"})
        case QuestionKind.CHOICE:
            return _one_of(question, value, {option.id for option in question.options})
        case QuestionKind.PERSON:
            return _one_of(question, value, choosable.people)
        case QuestionKind.CHOICES:
            return _some_of(question, value, {option.id for option in question.options})
        case _:
            return _some_of(question, value, choosable.factors)


def clean_numbers(value: object, people: Collection[str]) -> dict[str, int]:
    """Each person's own number from 0 to 10, by person id; raises Refused for a stranger or a number off the scale."""
    given = {who: number for who, number in value.items() if is_answered(number)} if isinstance(value, dict) else {}
    for who, number in given.items():
        if who not in people:
            raise Refused("This person is not in the family.", field=EACH_PERSONS_NUMBER)
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= 10:
            raise Refused("Choose a number from 0 to 10.", field=EACH_PERSONS_NUMBER)
    return given


def numbers_given(given: Mapping[str, object]) -> dict[str, int]:
    """Each person's own number among a need's answers, by person id."""
    return cast("dict[str, int]", given.get(EACH_PERSONS_NUMBER) or {})


def not_asked_any_more(form: Form, answers: BySubject) -> set[tuple[str, str]]:
    """The (question, subject) of answers to questions that are asked no longer; what is not of the form is left alone.

    A repeated section's questions may depend on those asked once, so both are looked at together.
    """
    once = {question.id for section in form.sections if section.repeat is Repeat.NONE for question in section.questions}
    known = {question.id for question in form.questions()}
    shared = answers.get("", {})
    stale: set[tuple[str, str]] = set()
    for subject, given in answers.items():
        kept = blank_stale(form, {**shared, **given})
        stale |= {(one, subject) for one in given if one in known - set(kept) and (not subject or one not in once)}
    return stale


def asked_in(form: Form, part: FormPart, answers: BySubject) -> list[Question]:
    """The questions of one page that are asked, given the answers so far."""
    visible = visible_questions(form, {**answers.get("", {}), **answers.get(part.subject.id, {})})
    return [question for question in part.section.questions if question.id in visible]


def state_of(form: Form, part: FormPart, answers: BySubject, *, saved: bool) -> PageState:
    """How far a page is: complete when somebody saved it and every required question that is asked has an answer."""
    given = answers.get(part.subject.id, {})
    asked = asked_in(form, part, answers)
    if not saved:
        return PageState.FILLED_IN if any(is_answered(given.get(q.id)) for q in asked) else PageState.NOT_STARTED
    unanswered = any(question.required and not is_answered(given.get(question.id)) for question in asked)
    return PageState.LOOKED_AT if unanswered else PageState.COMPLETE


def missing_from(
    form: Form, parts: Sequence[FormPart], answers: BySubject, saved: Collection[tuple[str, str]]
) -> list[Missing]:
    """What must still be done before sign-off, in the order of the form."""
    found: list[Missing] = []
    for part in parts:
        about = f"{part.subject.label}: " if part.subject.id else f"{part.section.title}: "
        given = answers.get(part.subject.id, {})
        unanswered = [q for q in asked_in(form, part, answers) if q.required and not is_answered(given.get(q.id))]
        found += [Missing(*part.key, question.id, about + question.label) for question in unanswered]
        if not unanswered and part.key not in saved:
            text = "what is filled in has not been looked at" if given else "nobody has looked at this page"
            found.append(Missing(*part.key, "", about + text))
    return found


def what_changed(form: Form, parts: Sequence[FormPart], before: BySubject, after: BySubject) -> list[Changed]:
    """Each answer that differs from the earlier version, in the order of the form."""
    return [
        Changed(part, question, old, new)
        for part in parts
        for question in part.section.questions
        for old, new in [
            (before.get(part.subject.id, {}).get(question.id), after.get(part.subject.id, {}).get(question.id))
        ]
        if old != new
    ]


@dataclass(frozen=True)
class Number:
    """A number from 0 to 10 for a need, who gave it, and their person id when it is one person's own."""

    need: str
    value: int
    scored_by: str
    person: str = ""


def numbers_at_sign_off(
    parts: Sequence[FormPart], answers: BySubject, needs: Collection[str], names: Mapping[str, str], author: str
) -> list[Number]:
    """Every number given for a need: the form's, by whom the form says (else the author), then each person's own."""
    found: list[Number] = []
    for part in (part for part in parts if part.subject.id in needs):
        given = answers.get(part.subject.id, {})
        scales = [question.id for question in part.section.questions if question.kind is QuestionKind.SCALE]
        found += [
            Number(part.subject.id, int(str(given[scale])), who_scored(part.section, given) or author)
            for scale in scales
            if is_answered(given.get(scale))
        ]
        found += [
            Number(part.subject.id, value, names[person], person)
            for person, value in numbers_given(given).items()
            if scales and person in names
        ]
    return found


def who_scored(section: Section, given: Mapping[str, Answer]) -> str:
    """Who gave the number of a need, from the form itself: the words chosen in the first choice after the scale."""
    after_scale = False
    for question in section.questions:
        after_scale = after_scale or question.kind is QuestionKind.SCALE
        if after_scale and question.kind is QuestionKind.CHOICE:
            return next((option.label for option in question.options if option.id == given.get(question.id)), "")
    return ""


def _text(question: Question, value: Answer) -> str:
    text = str(value).strip()
    most = question.max_length or LONGEST
    if len(text) > most:
        raise Refused(
            f"Your answer must be {most:,} characters or fewer. Take out {len(text) - most:,}.", field=question.id
        )
    return text


def _number(question: Question, value: Answer) -> int:
    if isinstance(value, bool) or not str(value).isdecimal() or not 0 <= int(str(value)) <= 10:
        raise Refused("Choose a number from 0 to 10.", field=question.id)
    return int(str(value))


def _date(question: Question, value: Answer) -> str:
    try:
        return dt.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Refused("Enter a real date.", field=question.id) from None


def _one_of(question: Question, value: Answer, allowed: Collection[str]) -> str:
    if value not in allowed:
        raise Refused("Choose one of the answers shown.", field=question.id)
    return str(value)


def _some_of(question: Question, value: Answer, allowed: Collection[str]) -> list[str]:
    chosen = value if isinstance(value, list) else [str(value)]
    if not set(chosen) <= set(allowed):
        raise Refused("Choose from the answers shown.", field=question.id)
    return list(dict.fromkeys(chosen))
