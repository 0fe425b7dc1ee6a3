"""Finding a person however their name was typed."""

import datetime as dt
import string
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alongside.ground.access.queries import the_system
from alongside.ground.lib.text import comparable
from alongside.people.families import actions
from alongside.people.families.models import Person
from alongside.people.families.policies import (
    one_letter_away,
    same_names,
    search_keys,
    sound_of,
    spellings,
    swapped,
)
from alongside.people.families.search import MOST, Sought, find_people, understand
from alongside.people.families.tests.factories import a_person

pytestmark = pytest.mark.django_db


def found(text: str, date_of_birth: dt.date | None = None) -> list[Person]:
    return [one.person for one in find_people(understand(text, date_of_birth))]


@pytest.mark.parametrize(
    ("forename", "surname", "typed"),
    [
        ("Amina", "Khan", "Amina Khan"), ("Amina", "Khan", "Khan, Amina"), ("Amina", "Khan", "khan amina"),
        ("Amina", "Khan", "AMINA"), ("Amina", "Khan", "Khan"), ("Zoë", "Brontë", "zoe bronte"),
        ("Sean", "O'Neil", "Sean ONeil"), ("Sean", "O'Neil", "O'Neil"), ("Sean", "O'Neil", "Sean O Neil"),
        ("Sean", "O Neil", "sean oneil"), ("Sean", "ONeil", "Sean O'Neil"), ("Ann", "Smith-Jones", "Ann Smith Jones"),
        ("Ann", "Smith-Jones", "Jones Ann"), ("Ann", "Smith Jones", "Ann SmithJones"),
        ("Mary Jane", "Lee", "MaryJane Lee"),
        ("Elizabeth", "Moss", "Liz Moss"), ("Bob", "Moss", "Robert Moss"), ("Prince", "", "Prince"),
        ("", "Sting", "sting"),
        ("محمد", "حسن", "حسن محمد"), ("伟", "李", "李 伟"), ("Jo", "Ng", "Jp Ng"),
        ("Stephen", "Clarke", "Steven Clark"),
        ("Catherine", "Philips", "Kathryn Phillips"),
    ],
)  # fmt: skip
def test_a_person_is_found_as_people_type(forename: str, surname: str, typed: str) -> None:
    a_person("Nobody", "Else")
    wanted = a_person(forename, surname)
    assert wanted in found(typed)


LETTERS = string.ascii_lowercase
real_names = st.sampled_from(
    ["amina", "khan", "robin", "harper", "amy", "lee", "siobhan", "oneil", "jo", "mohammed", "bartholomew", "xi"]
)


@st.composite
def one_slip(draw: st.DrawFn) -> tuple[str, str]:
    """A name, and the same with one letter missed, added, changed or swapped with the next."""
    name = draw(real_names)
    at = draw(st.integers(0, len(name) - 1))
    letter = draw(st.sampled_from(LETTERS))
    slips = [
        name[:at] + name[at + 1 :],
        name[:at] + letter + name[at:],
        name[:at] + letter + name[at + 1 :],
        name[:at] + name[at : at + 2][::-1] + name[at + 2 :],
    ]
    return name, draw(st.sampled_from([slip for slip in slips if slip] or [name]))


@given(one_slip())
def test_two_words_one_slip_apart_share_a_form(slip: tuple[str, str]) -> None:
    name, typed = slip
    assert one_letter_away(name) & one_letter_away(typed)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(one_slip(), st.booleans(), st.booleans())
def test_any_one_letter_slip_is_found_in_any_order(slip: tuple[str, str], in_surname: bool, swap: bool) -> None:
    name, typed = slip
    wanted = a_person(*(("Wren", name) if in_surname else (name, "Wren")))
    try:
        words = ["Wren", typed.capitalize()]
        assert wanted in found(" ".join(reversed(words) if swap else words))
    finally:
        wanted.delete()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_anything_can_be_typed(text: str) -> None:
    sought = understand(text)
    find_people(sought)
    keys = search_keys(text, text)
    assert all(len(key) <= 130 for key in keys)


@given(st.lists(st.text(LETTERS, min_size=1, max_size=5), max_size=4).map(tuple))
def test_spellings_keep_every_letter(words: tuple[str, ...]) -> None:
    for spelling in spellings(words):
        assert "".join(spelling) == "".join(words)
    assert (spellings(words)[0] if words else words) == words


@pytest.mark.parametrize(
    ("text", "words", "born", "identifier"),
    [
        ("", (), None, ""),
        ("  Khan,  Amina ", ("khan", "amina"), None, ""),
        ("Amina 03/04/2015", ("amina",), dt.date(2015, 4, 3), ""),
        ("2015-04-03", (), dt.date(2015, 4, 3), ""),
        ("3.4.15", (), dt.date(2015, 4, 3), ""),
        ("03/25/2015", (), dt.date(2015, 3, 25), ""),
        ("3/4/95", (), dt.date(1995, 4, 3), ""),
        ("99/99/2015 Amina", ("amina",), None, ""),
        ("2015-13-41", (), None, ""),
        ("999 000 0018", (), None, "9990000018"),
        ("A123456789012", (), None, "A123456789012"),
    ],
)
def test_what_was_typed_is_understood(text: str, words: tuple[str, ...], born: dt.date | None, identifier: str) -> None:
    assert understand(text) == Sought(words, born, identifier)


def test_an_alias_and_a_previous_name_are_found_and_said() -> None:
    person = a_person("Samira", "Aziz", known_as="Sunny")
    actions.add_name(person=person, kind="usual", forename="Samira", surname="Malik", by=the_system())
    (alias,) = find_people(understand("Sunny Aziz"))
    assert (alias.person, alias.why) == (person, ["Same name (known as)"])
    (former,) = find_people(understand("Samira Aziz"))
    assert former.why == ["Same name (previous name)"]


def test_day_and_month_may_be_swapped_and_that_is_said() -> None:
    person = a_person("Amina", "Khan", date_of_birth=dt.date(2015, 4, 3))
    assert swapped(dt.date(2015, 3, 4)) == dt.date(2015, 4, 3)
    (same,) = find_people(understand("Amina Khan 03/04/2015"))
    (other_way,) = find_people(understand("Amina Khan 04/03/2015"))
    (another,) = find_people(understand("Amina Khan 09/09/2014"))
    assert "same date of birth" in same.why
    assert "day and month the other way round" in other_way.why
    assert "another date of birth" in another.why
    assert same.score > other_way.score > another.score
    assert found("04/03/2015") == [person]


def test_the_date_sets_people_of_one_name_apart() -> None:
    a_person("Amina", "Khan", date_of_birth=dt.date(1988, 1, 1))
    wanted = a_person("Amina", "Khan", date_of_birth=dt.date(2015, 4, 3))
    assert found("Amina Khan", dt.date(2015, 4, 3)) == [wanted]


@pytest.mark.parametrize(
    ("details", "typed", "why"),
    [
        ({"upn": "A123456789012"}, "a123456789012", ["Same UPN", "the number fails its check"]),
        ({"nhs_number": "999 000 0018"}, "9990000018", ["Same NHS number"]),
        ({"nhs_number": "9990000000"}, "999-000-0000", ["Same NHS number", "the number fails its check"]),
    ],
)
def test_an_identifier_finds_its_bearer(details: dict[str, Any], typed: str, why: list[str]) -> None:
    person = a_person("Amina", "Khan", **details)
    (only,) = find_people(understand(typed))
    assert only.person == person
    assert only.why == why


def test_nothing_sought_finds_nothing() -> None:
    a_person()
    assert find_people(Sought()) == []
    assert found("Completely Unknown") == []


def test_the_same_name_comes_before_one_that_sounds_alike() -> None:
    sounds = a_person("Catherine", "Clark")
    same = a_person("Kathryn", "Clarke")
    assert found("Kathryn Clarke")[0] == same
    assert sounds in found("Kathryn Clarke")


def test_many_of_one_name_are_cut_off_and_cost_no_more_queries() -> None:
    for _ in range(MOST + 3):
        a_person("Sam", "Smith")
    with CaptureQueriesContext(connection) as queries:
        assert len(found("Sam Smith")) == MOST
    assert len(queries) <= 4


def test_words_of_one_sound_and_script() -> None:
    assert sound_of("philip") == sound_of("filip")
    assert sound_of("محمد") == ""
    assert "elizabeth" in same_names("Liz")
    assert comparable("O'Neil") == "oneil"


def test_an_impossible_swap_is_no_date() -> None:
    assert swapped(dt.date(2015, 4, 25)) is None
    assert swapped(dt.date(2015, 4, 4)) is None
