"""Which answers fit, what is asked no longer, what is missing: small tables in, answers out."""

import pytest

from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Form, Question, Section
from alongside.helping.assessments.policies import (
    Choosable,
    FormPart,
    Number,
    Subject,
    asked_in,
    check_in_hand,
    clean_answer,
    clean_numbers,
    is_answered,
    missing_from,
    not_asked_any_more,
    numbers_at_sign_off,
    parts_of,
    state_of,
    what_changed,
    who_scored,
)
from alongside.helping.assessments.words import EACH_PERSONS_NUMBER, AssessmentState, PageState

CHOICE = {"options": [{"id": "a", "label": "The A"}, {"id": "b", "label": "The B"}]}
CHOOSABLE = Choosable({"ann", "bob"}, {"hungry"})


def a_question(kind: str, **more: object) -> Question:
    return Question.model_validate(
        {"id": "q", "label": "Question?", "family_label": "Ask?", "kind": kind, **(CHOICE if "choice" in kind else {})}
        | more
    )


def a_form() -> Form:
    """Asks once whether anybody is ill; of each need a number and, when low, what must change."""
    return Form.model_validate(
        {
            "id": "form", "title": "Form", "version": "1", "kind": "assessment", "assumption": "For a test",
            "sections": [
                {"id": "once", "title": "Once", "repeat": "none", "questions": [
                    {"id": "ill", "label": "Ill?", "family_label": "Ill?", "kind": "yes_no", "required": True},
                    {"id": "who", "label": "Who?", "family_label": "Who?", "kind": "text", "required": True,
                     "shown_if": {"question": "ill", "is": "yes"}},
                ]},
                {"id": "needs", "title": "Needs", "repeat": "each_need", "questions": [
                    {"id": "number", "label": "Number?", "family_label": "Number?", "kind": "scale", "required": True},
                    {"id": "scorer", "label": "Whose?", "family_label": "Whose?", "kind": "choice", **CHOICE},
                    {"id": "change", "label": "Change?", "family_label": "Change?", "kind": "text", "required": True,
                     "shown_if": {"question": "number", "at_most": 5}},
                    {"id": "rest", "label": "Rest?", "family_label": "Rest?", "kind": "text",
                     "shown_if": {"question": "ill", "is": "yes"}},
                ]},
            ],
        }
    )  # fmt: skip


FOOD = Subject("food", "Food")
PARTS = parts_of(a_form(), needs=[FOOD, Subject("home", "Home")], children=[], people=[])


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        ("text", "  a word  ", "a word"),
        ("long_text", "العربية 👪", "العربية 👪"),
        ("text", None, None),
        ("scale", "0", 0),
        ("scale", 10, 10),
        ("date", "2026-03-03", "2026-03-03"),
        ("yes_no", True, "yes"),
        ("yes_no", False, "no"),
        ("yes_no", "no", "no"),
        ("choice", "a", "a"),
        ("choices", ["a", "b", "a"], ["a", "b"]),
        ("choices", "a", ["a"]),
        ("choices", [], None),
        ("person", "ann", "ann"),
        ("factors", ["hungry"], ["hungry"]),
    ],
)
def test_an_answer_is_kept_in_its_shape(kind: str, given: object, kept: object) -> None:
    assert clean_answer(a_question(kind), given, CHOOSABLE) == kept  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("scale", "11", "Choose a number from 0 to 10."),
        ("scale", "-1", "Choose a number from 0 to 10."),
        ("scale", "often", "Choose a number from 0 to 10."),
        ("scale", True, "Choose a number from 0 to 10."),
        ("date", "2026-02-30", "Enter a real date."),
        ("yes_no", "perhaps", "Choose one of the answers shown."),
        ("choice", "c", "Choose one of the answers shown."),
        ("person", "eve", "Choose one of the answers shown."),
        ("choices", ["a", "c"], "Choose from the answers shown."),
        ("factors", ["rich"], "Choose from the answers shown."),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_at_its_question(kind: str, given: object, said: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_answer(a_question(kind), given, CHOOSABLE)  # type: ignore[arg-type]
    assert (refused.value.message, refused.value.field) == (said, "q")


def test_text_too_long_says_by_how_much() -> None:
    with pytest.raises(Refused, match=r"10 characters or fewer\. Take out 2\."):
        clean_answer(a_question("text", max_length=10), "a" * 12, CHOOSABLE)
    assert clean_answer(a_question("long_text"), "a" * 10_000, CHOOSABLE) == "a" * 10_000


def test_each_persons_number_is_checked() -> None:
    assert clean_numbers({"ann": 0, "bob": None}, {"ann", "bob"}) == {"ann": 0}
    assert clean_numbers(None, {"ann"}) == {}
    for wrong in ({"eve": 5}, {"ann": 11}, {"ann": True}, {"ann": "5"}):
        with pytest.raises(Refused) as refused:
            clean_numbers(wrong, {"ann"})
        assert refused.value.field == EACH_PERSONS_NUMBER


@pytest.mark.parametrize(
    ("value", "says"), [(0, True), ("no", True), (False, True), ("", False), (None, False), ([], False)]
)
def test_nought_and_no_are_answers(value: object, says: bool) -> None:
    assert is_answered(value) is says


def test_what_is_asked_no_longer_is_found_across_sections() -> None:
    answers = {
        "": {"ill": "no", "who": "Ann"},
        "food": {"number": 8, "change": "x", "rest": "y", EACH_PERSONS_NUMBER: {"ann": 3}},
        "home": {"number": 2, "change": "kept"},
    }
    assert not_asked_any_more(a_form(), answers) == {("who", ""), ("change", "food"), ("rest", "food")}  # type: ignore[arg-type]


def test_the_pages_are_the_sections_times_their_subjects() -> None:
    assert [part.key for part in PARTS] == [("once", ""), ("needs", "food"), ("needs", "home")]


@pytest.mark.parametrize(
    ("answers", "saved", "state"),
    [
        ({}, False, PageState.NOT_STARTED),
        ({"number": 7}, False, PageState.FILLED_IN),
        ({}, True, PageState.LOOKED_AT),
        ({"number": 4}, True, PageState.LOOKED_AT),
        ({"number": 4, "change": "Sleep"}, True, PageState.COMPLETE),
        ({"number": 7}, True, PageState.COMPLETE),
    ],
)
def test_how_far_a_page_is(answers: dict[str, object], saved: bool, state: PageState) -> None:
    part = FormPart(a_form().sections[1], FOOD)
    assert state_of(a_form(), part, {"food": answers}, saved=saved) is state  # type: ignore[dict-item]


def test_what_is_missing_is_listed_in_order_and_by_name() -> None:
    answers = {"": {"ill": "yes"}, "food": {"number": 7}}
    missing = missing_from(a_form(), PARTS, answers, {("once", "")})  # type: ignore[arg-type]
    assert [(m.section, m.subject, m.question, m.text) for m in missing] == [
        ("once", "", "who", "Once: Who?"),
        ("needs", "food", "", "Food: what is filled in has not been looked at"),
        ("needs", "home", "number", "Home: Number?"),
    ]


def test_a_page_without_required_questions_must_still_be_looked_at() -> None:
    section = Section.model_validate({
        "id": "free", "title": "Free", "repeat": "none",
        "questions": [{"id": "note", "label": "Note?", "family_label": "Note?", "kind": "text"}],
    })  # fmt: skip
    form = a_form().model_copy(update={"sections": (section,)})
    [missing] = missing_from(form, [FormPart(section, Subject())], {}, set())
    assert missing.text == "Free: nobody has looked at this page"
    assert missing_from(form, [FormPart(section, Subject())], {}, {("free", "")}) == []


def test_only_what_is_asked_is_shown() -> None:
    low, high = {"food": {"number": 5}}, {"food": {"number": 6}}
    assert [q.id for q in asked_in(a_form(), PARTS[1], low)] == ["number", "scorer", "change"]
    assert [q.id for q in asked_in(a_form(), PARTS[1], high)] == ["number", "scorer"]


def test_what_changed_between_versions() -> None:
    changed = what_changed(a_form(), PARTS, {"food": {"number": 3}}, {"food": {"number": 6}, "": {"ill": "no"}})
    assert [(c.part.subject.id, c.question.id, c.before, c.after) for c in changed] == [
        ("", "ill", None, "no"),
        ("food", "number", 3, 6),
    ]


def test_who_scored_is_read_from_the_form_itself() -> None:
    needs = a_form().sections[1]
    assert who_scored(needs, {"scorer": "b"}) == "The B"
    assert who_scored(needs, {}) == ""
    assert who_scored(a_form().sections[0], {"ill": "yes"}) == ""


def test_every_number_is_kept_with_who_gave_it() -> None:
    answers = {
        "": {"ill": "no"},
        "food": {"number": 4, "scorer": "a", EACH_PERSONS_NUMBER: {"ann": 0, "gone": 9}},
        "home": {"number": 8},
    }
    numbers = numbers_at_sign_off(PARTS, answers, {"food", "home"}, {"ann": "Ann"}, "Worker")  # type: ignore[arg-type]
    assert numbers == [Number("food", 4, "The A"), Number("food", 0, "Ann", "ann"), Number("home", 8, "Worker")]
    assert numbers_at_sign_off(PARTS, {}, {"food"}, {}, "Worker") == []


@pytest.mark.parametrize("state", [AssessmentState.SIGNED_OFF, AssessmentState.SUPERSEDED, AssessmentState.DISCARDED])
def test_what_is_finished_cannot_be_written(state: AssessmentState) -> None:
    with pytest.raises(Refused, match="can't be changed"):
        check_in_hand(state, episode_is_open=True)


def test_nothing_is_written_after_help_ended() -> None:
    with pytest.raises(Refused, match="Help for this family has ended"):
        check_in_hand(AssessmentState.DRAFT, episode_is_open=False)
    check_in_hand(AssessmentState.SHARED, episode_is_open=True)
