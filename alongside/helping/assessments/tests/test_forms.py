"""What the script shows when, for every way a pack can make one question depend on another."""

import datetime as dt
from typing import Any

import pytest

from alongside.ground.design_system import fields as asked
from alongside.ground.design_system.fields import Asks
from alongside.ground.operating_models.queries import Section
from alongside.helping.assessments.family_copy import content_for, in_words
from alongside.helping.assessments.forms import PageForm, as_answer, as_initial, asked_when, field_for
from alongside.helping.assessments.policies import FormPart, Subject
from alongside.helping.assessments.presenters import notes_for
from alongside.helping.assessments.queries import open_sheet
from alongside.helping.assessments.tests.factories import a_helped_family, an_assessment
from alongside.helping.assessments.tests.test_policies import a_question


def a_part(first: dict[str, Any], shown_if: dict[str, Any] | None) -> FormPart:
    """A page of two questions, the second of which may depend on the first."""
    other = {"id": "first", "label": "First?", "family_label": "First?", **first}
    second = {"id": "second", "label": "Second?", "family_label": "Second?", "kind": "text", "shown_if": shown_if}
    section = {"id": "s", "title": "S", "repeat": "none", "questions": [other, second]}
    return FormPart(Section.model_validate(section), Subject())


CHOICE = {"kind": "choice", "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}]}


@pytest.mark.parametrize(
    ("first", "condition", "values"),
    [
        ({"kind": "yes_no"}, {"is": "yes"}, ("yes",)),
        ({"kind": "yes_no"}, {"is_not": "yes"}, ("", "no")),
        (CHOICE, {"is_not": "a"}, ("", "b")),
        (CHOICE | {"kind": "choices"}, {"includes": "b"}, ("b",)),
        ({"kind": "scale"}, {"at_most": 2}, ("0", "1", "2")),
        ({"kind": "scale"}, {"at_least": 9}, ("9", "10")),
    ],
)
def test_when_a_question_is_shown(first: dict[str, Any], condition: dict[str, Any], values: tuple[str, ...]) -> None:
    part = a_part(first, {"question": "first", **condition})
    shown = asked_when(part, part.section.questions[1])
    assert shown
    assert (shown.field, shown.values) == ("first", values)


def test_where_only_the_server_can_tell_it_is_shown() -> None:
    assert asked_when(a_part({"kind": "yes_no"}, None), a_part(CHOICE, None).section.questions[1]) is None
    elsewhere = a_part({"kind": "yes_no"}, {"question": "of_another_page", "is": "yes"})
    assert asked_when(elsewhere, elsewhere.section.questions[1]) is None
    text = a_part({"kind": "text"}, {"question": "first", "is_not": "x"})
    assert asked_when(text, text.section.questions[1]) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "field", "kept", "words"),
    [
        ("text", asked.TextField, "A line", "A line"),
        ("long_text", asked.LongText, "Lines", "Lines"),
        ("scale", asked.Scale, 0, "0 out of 10"),
        ("date", asked.DateField, "2026-03-03", "3 March 2026"),
        ("yes_no", asked.YesNo, "no", "No"),
        ("choice", asked.ChoiceField, "a", "The A"),
        ("choice", asked.ChoiceField, "gone", "An answer this form no longer has"),
        ("choices", asked.Checkboxes, ["a", "b"], "The A\nThe B"),
        ("person", asked.Select, "somebody", "Somebody who is no longer in the family"),
        ("factors", asked.Checkboxes, [], ""),
    ],
)
def test_every_kind_of_question_has_its_field_and_its_words(
    kind: str, field: type[Asks], kept: Any, words: str
) -> None:
    question = a_question(kind)
    sheet = open_sheet(an_assessment(a_helped_family()))
    part = FormPart(Section.model_validate(
        {"id": "s", "title": "S", "repeat": "none", "questions": [question]}), Subject())  # fmt: skip
    made = field_for(question, part, sheet, "From the record.")
    assert type(made) is field
    assert made.help_text == "From the record."
    assert not made.required
    assert as_answer(as_initial(question, kept)) == kept
    assert in_words(sheet, question, kept) == words
    assert (as_initial(question, kept) == dt.date(2026, 3, 3)) is (kind == "date")


@pytest.mark.django_db
def test_a_question_decided_on_another_page_is_asked_only_then() -> None:
    sheet = open_sheet(an_assessment(a_helped_family()))
    part = a_part({"kind": "yes_no"}, {"question": "of_another_page", "is": "yes"})
    form = sheet.form.model_copy(update={"sections": (part.section,)})
    other = a_question("yes_no", id="of_another_page")
    first = part.section.model_copy(update={"id": "t", "questions": (other,)})
    form = form.model_copy(update={"sections": (first, part.section)})
    for said, names in ((None, {"first"}), ("yes", {"first", "second"})):
        changed = open_sheet_with(sheet, form, said)
        page = PageForm(sheet=changed, part=part, notes={})
        assert {name for name in page.fields if name not in {"once", "seen_version"}} == names


def open_sheet_with(sheet: Any, form: Any, said: str | None) -> Any:
    """The sheet on another form, with one answer."""
    from dataclasses import replace
    from types import SimpleNamespace

    rows = {("of_another_page", ""): SimpleNamespace(value=said)} if said else {}
    return replace(sheet, form=form, rows=rows)


@pytest.mark.django_db
def test_each_persons_number_is_printed_and_addresses_never() -> None:
    from alongside.helping.assessments.actions import save_page

    helped = a_helped_family()
    assessment = an_assessment(helped)
    part = next(p for p in open_sheet(assessment).parts if p.section.repeat == "each_need")
    save_page(
        assessment=assessment, section=part.section.id, subject=part.subject.id, answers={}, seen_version=1,
        numbers={str(helped.made.children[0].pk): 3}, by=helped.lead,
    )  # fmt: skip
    assert "Child1: 3 out of 10" in str(content_for(open_sheet(assessment), size=12))


@pytest.mark.django_db
def test_a_long_fact_is_cut_beside_a_question() -> None:
    from alongside.ground.operating_models.words import Prefill
    from alongside.helping.assessments.known import Known
    from alongside.helping.assessments.words import Provenance

    sheet = open_sheet(an_assessment(a_helped_family()))
    section = sheet.form.sections[1].model_copy(
        update={"questions": (a_question("text", prefill="contact.going_well"),)}
    )
    fact = Known("a" * 900, Provenance.KNOWN, "Contact C-1", dt.date(2026, 3, 3))
    notes = notes_for(sheet, FormPart(section, Subject("health", "Health")), {Prefill.CONTACT_GOING_WELL: fact})
    assert notes["q"].endswith("a…”")
    assert len(notes["q"]) < 500
