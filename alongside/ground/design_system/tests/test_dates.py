"""Dates as people give them."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from alongside.ground.design_system.dates import DateField, DateInput, PartialDate, PartialDateField

TODAY = dt.datetime(2026, 3, 3, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def on_3_march_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: TODAY)


def read(field: DateField, day: str, month: str, year: str) -> object:
    data = {"on-day": day, "on-month": month, "on-year": year}
    return field.clean(DateInput().value_from_datadict(data, {}, "on"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("3", "3", "2026"), dt.date(2026, 3, 3)),
        (("03", "March", "2026"), dt.date(2026, 3, 3)),
        (("3rd", "mar", "26"), dt.date(2026, 3, 3)),
        (("1", "sept", "2025"), dt.date(2025, 9, 1)),
        (("3 March 2026", "", ""), dt.date(2026, 3, 3)),
        (("03/03/26", "", ""), dt.date(2026, 3, 3)),
        (("2026-03-03", "", ""), dt.date(2026, 3, 3)),
        (("29", "2", "2024"), dt.date(2024, 2, 29)),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: tuple[str, str, str], expected: dt.date) -> None:
    assert read(DateField(label="Seen on"), *typed) == expected


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        (DateField(label="Date of birth"), ("31", "2", "2026"), "Date of birth must be a real date"),
        (DateField(label="Date of birth"), ("3", "mau", "2026"), "Date of birth must be a real date"),
        (DateField(label="Date of birth"), ("x", "y", "z"), "Date of birth must be a real date"),
        (DateField(label="Date of birth"), ("3", "ju", "2026"), "Date of birth must be a real date"),
        (DateField(label="Date of birth"), ("3", "", "2026"), "Date of birth must include a month"),
        (DateField(label="Date of birth"), ("3", "", ""), "Date of birth must include a month and year"),
        (DateField(label="Date of birth", past=True), ("4", "3", "2026"), "Date of birth must be today or in the past"),
        (DateField(label="Due", future=True), ("2", "3", "2026"), "Due must be today or in the future"),
        (DateField(label="Due"), ("2", "3", "1026"), "Due must have a year between 1900 and 2100"),
        (DateField(label="Due", missing="Enter when it is due"), ("", "", ""), "Enter when it is due"),
        (PartialDateField(label="Born", past=True), ("", "4", "2026"), "Born must be today or in the past"),
        (PartialDateField(label="Born"), ("4", "", "2016"), "Born must include a month"),
    ],
)
def test_a_wrong_date_says_what_is_wrong(field: DateField, typed: tuple[str, str, str], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(field, *typed)
    assert refused.value.messages == [message]


@pytest.mark.parametrize(
    ("typed", "expected", "words"),
    [
        (("31", "3", "2015"), PartialDate(dt.date(2015, 3, 31)), "31 March 2015"),
        (("", "3", "2015"), PartialDate(dt.date(2015, 3, 15), knows_day=False), "about March 2015"),
        (("", "", "2015"), PartialDate(dt.date(2015, 7, 1), knows_month=False, knows_day=False), "about 2015"),
    ],
)
def test_a_partly_known_date_is_estimated_and_says_so(
    typed: tuple[str, str, str], expected: PartialDate, words: str
) -> None:
    field = PartialDateField(label="Born")
    found = read(field, *typed)
    assert found == expected
    assert expected.is_estimated == words.startswith("about")
    assert field.as_words(found) == words
    assert field.parts(found)[2] == "2015"


def test_two_digits_of_a_past_year_are_the_last_such_year() -> None:
    assert read(DateField(label="Born", past=True), "1", "1", "98") == dt.date(1998, 1, 1)
    assert read(DateField(label="Due"), "1", "1", "30") == dt.date(2030, 1, 1)


def test_an_optional_date_may_be_blank() -> None:
    assert read(DateField(label="Seen on", required=False), "", "", "") is None
