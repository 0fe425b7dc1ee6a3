"""Fields: their markup, their errors, and what they make of odd input."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from alongside.ground.design_system import fields
from alongside.ground.design_system.forms import Form, Group, Questions, with_rows_changed
from alongside.ground.design_system.showcase import ShowcaseForm


def sent(**answers: str | list[str]) -> MultiValueDict[str, str]:
    return MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in answers.items()})


def test_every_visible_field_has_its_label_and_no_field_is_left_out() -> None:
    html = ShowcaseForm().render()
    for name in ShowcaseForm.base_fields:
        assert f'id="id_{name}"' in html, name
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for described in re.findall(r'aria-describedby="([^"]+)"', html):
        for target in described.split():
            assert target in ids or target.endswith("-info"), target


def test_errors_stand_at_the_field_and_in_the_summary() -> None:
    form = ShowcaseForm(data=sent(**{"people-count": "1", "agreed": "no"}))
    assert not form.is_valid()
    html = form.render()
    for problem in form.error_summary():
        assert f'id="{problem["href"].removeprefix("#")}"' in html, problem
    assert "Enter why the family does not agree" in html
    assert 'id="id_seen_on-error"' in html


def test_nothing_is_chosen_beforehand() -> None:
    assert " checked" not in ShowcaseForm().render()


class OddForm(Form):
    words = fields.LongText(label="Words", max_length=10_000)
    name = fields.TextField(label="Name", required=False)
    agreed = fields.YesNo(label="Agreed?", required=False)
    why = fields.TextField(label="Why?", shown_if=("agreed", "no"))
    who = fields.TextField(label="Who?", shown_if=("why", "them"))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo", "one\ntwo"),
        ("bell\x07 null\x00", "bell null"),
        ("e\u0301clair", "\u00e9clair"),
        ("👩‍👧 fine", "👩‍👧 fine"),
        ("שלום", "שלום"),
        ("turn\u202eround", "turnround"),
        ("x" * 10_000, "x" * 10_000),
    ],
)
def test_text_is_kept_as_meant(typed: str, kept: str) -> None:
    form = OddForm(data=sent(words=typed))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["words"] == kept


def test_too_long_says_by_how_much() -> None:
    form = OddForm(data=sent(words="x" * 10_012))
    assert not form.is_valid()
    assert form.errors["words"] == ["Words must be 10,000 characters or fewer. Take out 12"]


@pytest.mark.parametrize(
    ("agreed", "why", "expected"),
    [("yes", "stale", ("", "")), ("no", "them", ("them", "Ann")), ("no", "us", ("us", "")), ("", "stale", ("", ""))],
)
def test_an_answer_no_longer_asked_for_becomes_blank(agreed: str, why: str, expected: tuple[str, str]) -> None:
    form = OddForm(data=sent(words="w", agreed=agreed, why=why, who="Ann"))
    assert form.is_valid(), form.errors
    assert (form.cleaned_data["why"], form.cleaned_data["who"]) == expected


def test_a_question_that_is_asked_must_be_answered() -> None:
    form = OddForm(data=sent(words="w", agreed="no"))
    assert not form.is_valid()
    assert form.error_summary() == [{"text": "Answer ‘Why?’", "href": "#id_why"}]


@pytest.mark.parametrize(
    ("field", "typed", "kept", "doubted"),
    [
        (fields.NhsNumberField(label="NHS number"), "999 234 5608", "9992345608", False),
        (fields.NhsNumberField(label="NHS number"), "999 234 5609", "9992345609", True),
        (fields.UpnField(label="UPN"), "h801200001001", "H801200001001", False),
        (fields.UpnField(label="UPN"), "a801200001001", "A801200001001", True),
        (fields.PhoneField(label="Telephone"), "01904 555 000 after 6pm", "01904 555 000 after 6pm", False),
        (fields.PhoneField(label="Telephone"), "0190", "0190", True),
        (fields.PostcodeField(label="Postcode"), "yo1 6ga", "YO1 6GA", False),
        (fields.PostcodeField(label="Postcode"), "no fixed address", "NO FIXED ADDRESS", True),
    ],
)
def test_an_identifier_never_blocks(field: fields.TextField, typed: str, kept: str, doubted: bool) -> None:
    assert field.clean(typed) == kept
    assert bool(field.doubt(kept)) is doubted


def test_a_doubt_is_said_beside_the_field() -> None:
    form = ShowcaseForm(data=sent(nhs_number="9992345609"))
    assert "9992345609 is not a valid NHS number" in form.render()
    assert list(form.doubts()) == ["nhs_number"]


def test_none_of_these_excludes_the_others() -> None:
    form = ShowcaseForm(data=sent(needs=["home", "none"]))
    assert form.errors["needs"] == ["Select either ‘None of these’ or the others, not both"]


@pytest.mark.parametrize(
    ("file", "message"),
    [
        (SimpleUploadedFile("a.pdf", b"x"), "The file must be one of these kinds: .csv, .xlsx"),
        (SimpleUploadedFile("a.csv", b"x" * 2_000_000), "The file must be smaller than 1 MB"),
        (SimpleUploadedFile("a.csv", b""), "The file you chose is empty"),
        (None, "Select list"),
    ],
)
def test_a_wrong_file_says_why(file: SimpleUploadedFile | None, message: str) -> None:
    class Upload(Form):
        list_of = fields.FileField(label="List", accept=(".csv", ".xlsx"), max_mb=1)

    form = Upload(data=sent(), files={"list_of": file} if file else {})
    assert form.errors["list_of"] == [message]


@pytest.mark.parametrize(("typed", "fine"), [("ann@example.test", True), ("ann@", False)])
def test_an_email_address_is_checked(typed: str, fine: bool) -> None:
    assert ("email" not in ShowcaseForm(data=sent(email=typed)).errors) is fine


def test_answers_in_words() -> None:
    form = ShowcaseForm(data=sent(agreed="yes", level="2", needs=["home", "school"], score="7", seen_on="2 March 2026"))
    form.is_valid()
    words = dict(form.in_words())
    assert words["Does the family agree?"] == "Yes"
    assert words["Level"] == "Level 2"
    assert words["Needs"] == "Home; School"
    assert words["How are things now?"] == "7 out of 10"
    assert words["Date you saw the child"] == "2 March 2026"
    assert "Why not?" not in words


class Person(Questions):
    name = fields.TextField(label="Name")
    born = fields.PartialDateField(label="Born", required=False)


class PeopleForm(Form):
    groups = {"people": Group(Person, one="person", title="People", maximum=3)}


def test_add_another_and_remove_keep_everything_typed() -> None:
    typed = sent(**{"people-count": "2", "people-0-name": "Ann", "people-1-name": "Bob", "people-1-born-year": "2015"})
    more = with_rows_changed(MultiValueDict({**dict(typed.lists()), "add": ["people"]}), PeopleForm.groups)
    html = PeopleForm(typed=more).render()
    assert 'value="Ann"' in html and 'value="Bob"' in html and "Person 3" in html
    assert "Add another person" not in html  # three is the most
    fewer = with_rows_changed(MultiValueDict({**dict(typed.lists()), "remove": ["people:0"]}), PeopleForm.groups)
    html = PeopleForm(typed=fewer).render()
    assert 'value="Ann"' not in html and 'value="Bob"' in html and 'value="2015"' in html and "Person 2" not in html


def test_a_groups_answers_are_a_list_and_blank_rows_do_not_count() -> None:
    form = PeopleForm(data=sent(**{"people-count": "2", "people-0-name": "Ann", "people-1-name": ""}))
    assert form.is_valid()
    assert [person["name"] for person in form.cleaned_data["people"]] == ["Ann"]


def test_an_error_in_a_row_says_which() -> None:
    form = PeopleForm(data=sent(**{"people-count": "2", "people-0-name": "Ann", "people-1-born-year": "2015"}))
    assert not form.is_valid()
    assert form.error_summary() == [{"text": "Person 2: Enter name", "href": "#id_people-1-name"}]
