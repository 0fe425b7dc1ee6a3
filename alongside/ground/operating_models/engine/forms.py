"""Which questions of a form are asked, given the answers so far.

Answers map a question id to its answer: text for most kinds, 'yes' or 'no', an option id, a list of option ids, or
a number on a scale. In a section repeated for each need, child or person, pass the answers of that one
need, child or person together with those of the sections that are not repeated.
"""

from collections.abc import Mapping
from typing import TypeAlias

from alongside.ground.operating_models.schema import Form, Question, ShownIf

Answer: TypeAlias = str | int | bool | list[str] | None
Answers: TypeAlias = Mapping[str, Answer]


def _as_text(answer: Answer) -> str:
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return "" if answer is None else str(answer)


def _as_number(answer: Answer) -> int | None:
    try:
        return int(_as_text(answer))
    except ValueError:
        return None


def holds(condition: ShownIf, answer: Answer) -> bool:
    """Whether the condition is true of the other question's answer. An unanswered question satisfies only `is_not`."""
    if condition.is_ is not None:
        return _as_text(answer) == condition.is_
    if condition.is_not is not None:
        return _as_text(answer) != condition.is_not
    if condition.includes is not None:
        return isinstance(answer, list) and condition.includes in answer
    number = _as_number(answer)
    if number is None:
        return False
    if condition.at_least is not None:
        return number >= condition.at_least
    return condition.at_most is not None and number <= condition.at_most


def _is_visible(form: Form, question: Question, answers: Answers) -> bool:
    """A question whose condition holds and whose deciding question is asked too (pack checks rule out circles)."""
    if question.shown_if is None:
        return True
    other = form.question(question.shown_if.question)
    return _is_visible(form, other, answers) and holds(question.shown_if, answers.get(other.id))


def visible_questions(form: Form, answers: Answers) -> set[str]:
    """The ids of the questions to ask, given these answers."""
    return {question.id for question in form.questions() if _is_visible(form, question, answers)}


def blank_stale(form: Form, answers: Answers) -> dict[str, Answer]:
    """The answers without those to questions no longer asked, so that nothing hidden is kept or shared."""
    visible = visible_questions(form, answers)
    return {question_id: answer for question_id, answer in answers.items() if question_id in visible}
