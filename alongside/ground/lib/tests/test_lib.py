"""Small helpers everything stands on."""

import datetime as dt
import uuid
from enum import StrEnum

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.ground.lib import clock
from alongside.ground.lib.actions import action
from alongside.ground.lib.errors import NotAllowed, Refused
from alongside.ground.lib.hooks import Hook
from alongside.ground.lib.ids import READABLE, new_id, new_reference
from alongside.ground.lib.lifecycle import Lifecycle, Transition, words_of
from alongside.ground.lib.models import OnceToken
from alongside.ground.lib.once import once
from alongside.ground.lib.pages import keyset
from alongside.ground.lib.text import comparable, is_postcode, tidy, tidy_postcode
from alongside.ground.lib.working_days import (
    add_working_days,
    how_far,
    is_working_day,
    next_working_day,
    working_days_between,
)

DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))


def test_ids_sort_by_when_they_were_made() -> None:
    made = [new_id() for _ in range(500)]
    assert len(set(made)) == 500
    assert all(one.version == 7 for one in made)
    assert [one.int >> 76 for one in made] == sorted(one.int >> 76 for one in made)


def test_a_reference_can_be_read_out() -> None:
    prefix, *parts = new_reference("C").split("-")
    assert prefix == "C"
    assert [len(part) for part in parts] == [4, 4]
    assert set("".join(parts)) <= set(READABLE)
    assert new_reference("C") != new_reference("C")


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (None, "Not known"),
        (dt.date(2026, 3, 3), "3 March 2026"),
        (dt.datetime(2026, 7, 3, 15, 40, tzinfo=dt.UTC), "3 July 2026 at 4.40pm"),
        (dt.datetime(2026, 1, 3, 12, 0, tzinfo=dt.UTC), "3 January 2026 at midday"),
        (dt.datetime(2026, 1, 3, 0, 0, tzinfo=dt.UTC), "3 January 2026 at 12am"),
        (dt.datetime(2026, 1, 3, 9, 5, tzinfo=dt.UTC), "3 January 2026 at 9.05am"),
    ],
)
def test_dates_are_written_as_people_write_them(when: dt.date | None, text: str) -> None:
    assert clock.as_text(when) == text


def test_near_midnight_in_summer_london_is_a_day_ahead() -> None:
    assert clock.local_date(dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)) == dt.date(2026, 7, 2)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (dt.date(2026, 4, 2), 1, dt.date(2026, 4, 7)),  # Thursday before Good Friday: Easter Monday is no working day
        (dt.date(2026, 4, 4), 0, dt.date(2026, 4, 7)),  # Easter Saturday counts as arriving on Tuesday
        (dt.date(2026, 12, 24), 2, dt.date(2026, 12, 30)),  # Christmas, and Boxing Day given in lieu
        (dt.date(2026, 3, 2), 3, dt.date(2026, 3, 5)),
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(start: dt.date, days: int, due: dt.date) -> None:
    assert add_working_days(start, days) == due
    with pytest.raises(ValueError, match="negative"):
        add_working_days(start, -1)


@given(DAYS, st.integers(0, 40))
def test_counting_there_and_back_agrees(start: dt.date, days: int) -> None:
    due = add_working_days(start, days)
    assert is_working_day(due)
    assert due.weekday() < 5
    assert due not in holidays.country_holidays("GB", subdiv="ENG", years=due.year)
    begin = next_working_day(start)
    assert working_days_between(begin, due) == days
    assert working_days_between(due, begin) == -days


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (dt.date(2026, 3, 4), "today"),
        (dt.date(2026, 3, 6), "in 2 working days"),
        (dt.date(2026, 3, 5), "in 1 working day"),
        (dt.date(2026, 3, 3), "overdue by 1 working day"),
        (dt.date(2026, 2, 27), "overdue by 3 working days"),
    ],
)
def test_how_far_away_a_date_is(due: dt.date, words: str) -> None:
    assert how_far(due, dt.date(2026, 3, 4)) == words


def test_a_weekend_is_no_working_day_away() -> None:
    assert how_far(dt.date(2026, 3, 8), dt.date(2026, 3, 7)) == "before the next working day"
    assert how_far(dt.date(2026, 3, 7), dt.date(2026, 3, 8)) == "overdue since the last working day"


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("Zoë", "zoe"),
        ("O'Neil", "oneil"),
        ("Smith-Jones", "smith jones"),
        ("STRASSE", "strasse"),
        ("ß", "ss"),
        ("李", "李"),
    ],
)
def test_names_are_made_comparable(typed: str, made: str) -> None:
    assert comparable(typed) == made


@given(st.text())
def test_comparing_twice_changes_nothing(text: str) -> None:
    assert comparable(comparable(text)) == comparable(text) or not text.isascii()
    assert tidy(tidy(text)) == tidy(text)


@pytest.mark.parametrize(
    ("typed", "tidied", "is_one"),
    [
        ("yo1 6ga", "YO1 6GA", True),
        (" YO16GA ", "YO1 6GA", True),
        ("sw1a1aa", "SW1A 1AA", True),
        ("York", "YORK", False),
    ],
)
def test_postcodes_are_tidied_and_others_kept(typed: str, tidied: str, is_one: bool) -> None:
    assert tidy_postcode(typed) == tidied
    assert is_postcode(typed) is is_one


class Light(StrEnum):
    RED = "red"
    GREEN_NOW = "green_now"


LIGHT = Lifecycle("The light", Light.RED, [Transition("go_on", (Light.RED,), Light.GREEN_NOW, "went_on")])


def test_a_lifecycle_allows_what_its_table_says() -> None:
    assert LIGHT.possible(Light.RED, "go_on")
    assert LIGHT.step(Light.RED, "go_on").event == "went_on"
    with pytest.raises(Refused, match="the light is 'green now'"):
        LIGHT.step(Light.GREEN_NOW, "go_on")
    assert "red --> green_now: go on" in LIGHT.as_mermaid()
    assert "green_now --> [*]" in LIGHT.as_mermaid()
    assert words_of("go_on") == "go on"


def test_an_action_is_keyword_only_and_told_by_whom() -> None:
    with pytest.raises(TypeError, match="must take `by`"):

        @action
        def nobody(*, what: str) -> None: ...

    with pytest.raises(TypeError, match="keyword arguments only"):

        @action
        def positional(what: str, *, by: int) -> None: ...


def test_a_hook_calls_everybody_once_in_order() -> None:
    hook: Hook[[int], int] = Hook()
    hook.register(abs)
    hook.register(abs)
    hook.register(int.bit_length)
    assert hook(-8) == [8, 4]


def test_a_refusal_says_what_to_do() -> None:
    refused = NotAllowed("You may not.", what_to_do="Ask the hub.", field="who")
    assert str(refused) == "You may not. Ask the hub."
    assert refused.field == "who"
    assert str(Refused("No.")) == "No."


@pytest.mark.django_db
def test_a_form_sent_twice_acts_once_and_a_failed_one_may_be_sent_again() -> None:
    acted: list[int] = []

    def act() -> str:
        acted.append(1)
        return "/done/"

    token = uuid.uuid4()
    assert once(token, None, act) == ("/done/", True)
    assert once(token, None, act) == ("/done/", False)
    assert once(token, 12, act) == ("/", False)
    assert len(acted) == 1
    other = uuid.uuid4()
    with pytest.raises(ZeroDivisionError):
        once(other, None, lambda: str(1 / 0))
    assert once(other, None, act) == ("/done/", True)


@pytest.mark.django_db
@pytest.mark.parametrize("order", [["result_url", "token"], ["-result_url", "-token"]])
def test_pages_of_a_list_hold_every_row_once_in_order(order: list[str]) -> None:
    for number in range(23):
        OnceToken.objects.create(token=uuid.UUID(int=number), result_url=f"/{number % 5}/")
    seen, mark, pages = [], "", 0
    while True:
        page = keyset(OnceToken.objects.all(), order=order, mark=mark, size=5)
        assert page.has_earlier is (pages > 0)
        seen += [row.pk for row in page.rows]
        mark, pages = page.next_mark, pages + 1
        if not mark:
            break
    assert seen == [row.pk for row in OnceToken.objects.order_by(*order)]
    assert pages == 5
    assert len(keyset(OnceToken.objects.all(), order=order, mark="not a mark", size=50).rows) == 23
