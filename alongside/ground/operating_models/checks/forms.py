"""Checks on forms: every condition can be decided, every question answered, every child heard."""

from collections.abc import Iterator

from alongside.ground.operating_models.checks.common import repeated
from alongside.ground.operating_models.checks.registry import Found, Loc, check
from alongside.ground.operating_models.schema import Form, Pack, Question, Section
from alongside.ground.operating_models.words import FormKind, Prefill, QuestionKind, Repeat

WITH_OPTIONS = {QuestionKind.CHOICE, QuestionKind.CHOICES}
WRITTEN = {QuestionKind.TEXT, QuestionKind.LONG_TEXT}
COMPARISONS = ("is_", "is_not", "includes", "at_least", "at_most")
PREFILLS = {
    Prefill.CONTACT_CONCERN: WRITTEN,
    Prefill.CONTACT_TRIED: WRITTEN,
    Prefill.CONTACT_FAMILY_VIEW: WRITTEN,
    Prefill.CONTACT_GOING_WELL: WRITTEN,
    Prefill.FAMILY_PEOPLE: {*WRITTEN, QuestionKind.PERSON},
    Prefill.FAMILY_ADDRESS: WRITTEN,
    Prefill.FAMILY_FACTORS: {QuestionKind.FACTORS},
    Prefill.PREVIOUS_SAME_QUESTION: set(QuestionKind),
}


def every_question(pack: Pack) -> Iterator[tuple[Loc, Form, Section, Question]]:
    """Each question of each form with its place."""
    for f, form in enumerate(pack.forms):
        for s, section in enumerate(form.sections):
            for q, question in enumerate(section.questions):
                yield ("forms", f, "sections", s, "questions", q), form, section, question


@check
def questions_have_their_own_id(pack: Pack) -> Iterator[Found]:
    """A question's id stands once in its whole form, not only in its section."""
    for number, form in enumerate(pack.forms):
        yield from repeated(
            ((*at, "id"), question.id)
            for at, _, section, question in every_question(pack)
            if at[1] == number and section in form.sections
        )


@check
def choices_have_options(pack: Pack) -> Iterator[Found]:
    """A choice has at least two options; other kinds of question have none."""
    for at, _, _, question in every_question(pack):
        if question.kind in WITH_OPTIONS and len(question.options) < 2:
            yield Found((*at, "kind"), "A choice needs two options or more.", "Add options with id and label.")
        if question.kind not in WITH_OPTIONS and question.options:
            yield Found(
                (*at, "options"),
                f"A {question.kind} question has no options.",
                "Make it a choice or choices, or remove the options.",
            )


@check
def lengths_are_for_writing(pack: Pack) -> Iterator[Found]:
    """Only a written answer has a greatest length."""
    for at, _, _, question in every_question(pack):
        if question.max_length is not None and question.kind not in WRITTEN:
            yield Found((*at, "max_length"), f"A {question.kind} answer has no length.", "Remove max_length.")


@check
def prefills_fit(pack: Pack) -> Iterator[Found]:
    """What fills a question in is of the kind the question asks for."""
    for at, _, _, question in every_question(pack):
        if question.prefill is not None and question.kind not in PREFILLS[question.prefill]:
            kinds = ", ".join(sorted(PREFILLS[question.prefill]))
            yield Found(
                (*at, "prefill"),
                f"{question.prefill} cannot fill in a {question.kind} question.",
                f"Ask it as {kinds}.",
            )


@check
def conditions_make_one_comparison(pack: Pack) -> Iterator[Found]:
    """A condition compares in exactly one way."""
    for at, _, _, question in every_question(pack):
        condition = question.shown_if
        if condition is not None and sum(getattr(condition, name) is not None for name in COMPARISONS) != 1:
            yield Found(
                (*at, "shown_if"),
                "A condition makes exactly one comparison.",
                "Keep one of is, is_not, includes, at_least, at_most.",
            )


@check
def conditions_look_back(pack: Pack) -> Iterator[Found]:
    """A condition looks at an earlier question of the form, in the same section or one not repeated: so no circles."""
    for at, form, section, question in every_question(pack):
        if question.shown_if is None:
            continue
        earlier = {q.id: s for a, f, s, q in every_question(pack) if f is form and a[3:] < at[3:]}
        home = earlier.get(question.shown_if.question)
        where = (*at, "shown_if", "question")
        if home is None:
            yield Found(
                where,
                f"No earlier question is called '{question.shown_if.question}'.",
                "Name a question asked before this one.",
            )
        elif home is not section and home.repeat is not Repeat.NONE:
            yield Found(
                where,
                f"'{question.shown_if.question}' is asked several times, so it decides nothing here.",
                "Name a question of the same section, or of one with repeat: none.",
            )


@check
def conditions_can_hold(pack: Pack) -> Iterator[Found]:
    """A condition compares with an answer the other question can have."""
    for at, form, _, question in every_question(pack):
        condition = question.shown_if
        other = next((q for q in form.questions() if condition and q.id == condition.question), None)
        if condition is None or other is None:
            continue
        if other.kind in WITH_OPTIONS:
            allowed = {option.id for option in other.options}
        elif other.kind is QuestionKind.YES_NO:
            allowed = {"yes", "no"}
        else:
            allowed = None
        wanted = condition.is_ or condition.is_not or condition.includes
        if wanted is not None and allowed is not None and wanted not in allowed:
            yield Found(
                (*at, "shown_if"),
                f"'{other.id}' can never be '{wanted}'.",
                f"Use one of: {', '.join(sorted(allowed))}.",
            )
        if (condition.includes is not None) != (other.kind is QuestionKind.CHOICES) and wanted is not None:
            yield Found(
                (*at, "shown_if"),
                f"'{other.id}' is a {other.kind} question.",
                "Use includes for choices, and is or is_not for the rest.",
            )
        if (condition.at_least, condition.at_most) != (None, None) and other.kind is not QuestionKind.SCALE:
            yield Found(
                (*at, "shown_if"), f"'{other.id}' is not a scale.", "Use at_least and at_most with a scale only."
            )


@check
def each_kind_of_form_is_there(pack: Pack) -> Iterator[Found]:
    """The pack has an assessment, a review and a closing form in use."""
    kinds = {form.kind for form in pack.forms if form.retired_on is None}
    for kind in (FormKind.ASSESSMENT, FormKind.REVIEW, FormKind.CLOSING):
        if kind not in kinds:
            yield Found(("forms",), f"No {kind} form is in use.", f"Add a form with kind: {kind}.")


@check
def assessments_hear_every_child(pack: Pack) -> Iterator[Found]:
    """Every assessment asks each child for their own view and how it was gathered (York 2016, Voice)."""
    for number, form in enumerate(pack.forms):
        each_child = [section for section in form.sections if section.repeat is Repeat.EACH_CHILD]
        kinds = {question.kind for section in each_child for question in section.questions}
        if form.kind is FormKind.ASSESSMENT and not (kinds & WRITTEN and kinds & WITH_OPTIONS):
            yield Found(
                ("forms", number, "sections"),
                "It does not ask each child's own words and how they were gathered.",
                "Add a section with repeat: each_child, a long_text and a choices question.",
            )


@check
def needs_are_scaled(pack: Pack) -> Iterator[Found]:
    """A section asked for each need has one scale, so that change can be measured (York 2019, common tools)."""
    for f, form in enumerate(pack.forms):
        for s, section in enumerate(form.sections):
            scales = [question for question in section.questions if question.kind is QuestionKind.SCALE]
            if section.repeat is Repeat.EACH_NEED and len(scales) != 1:
                yield Found(
                    ("forms", f, "sections", s, "questions"),
                    "A need is scored on exactly one scale.",
                    "Have one question of kind scale in this section.",
                )
