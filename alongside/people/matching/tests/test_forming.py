"""Households from small tables: who is put together, why, and who never is."""

import datetime as dt
import uuid

import pytest

from alongside.people.matching.forming import Key, Somebody, Tie, formed
from alongside.people.matching.words import Part, Why

ON = dt.date(2026, 3, 3)
CHILD, ADULT = dt.date(2014, 3, 7), dt.date(1985, 1, 1)
FAMILY = uuid.UUID(int=99)
MINE = frozenset({FAMILY})
NAMES = ("anna", "ben", "mum", "dad", "gran", "lodger")
KEYS = {name: Key(uuid.UUID(int=number)) for number, name in enumerate(NAMES, start=1)}


def one(name: str, home: str = "", **more: object) -> Somebody:
    born = CHILD if name in ("anna", "ben") else ADULT
    return Somebody(KEYS[name], more.pop("born", born), home, **more)  # type: ignore[arg-type]


def tie(parent: str, child: str, responsible: bool | None = True) -> Tie:
    return Tie(KEYS[parent], KEYS[child], responsible, dt.date(2014, 3, 7))


def names(people: list[Somebody], ties: list[Tie]) -> list[dict[str, str]]:
    by_id = {key: name for name, key in KEYS.items()}
    found = formed(people, ties, on=ON)
    return [{by_id[key]: belongs.why.value for key, belongs in sorted(each.members.items())} for each in found]


@pytest.mark.parametrize(
    ("people", "ties", "households"),
    [
        (
            [one("anna", "a"), one("mum", "a")], [tie("mum", "anna")],
            [{"anna": "responsibility", "mum": "responsibility"}],
        ),
        ([one("anna", "a"), one("mum", "a")], [tie("mum", "anna", None)], [{"anna": "parent", "mum": "parent"}]),
        ([one("anna", "a"), one("mum", "a")], [], [{"anna": "address", "mum": "address"}]),
        ([one("mum", "a"), one("dad", "a")], [], []),
        (
            [one("anna", "a"), one("mum", "a"), one("dad", "b")], [tie("mum", "anna"), tie("dad", "anna")],
            [{"anna": "responsibility", "mum": "responsibility"}, {"anna": "responsibility", "dad": "responsibility"}],
        ),
        (
            [one("anna", "a"), one("mum"), one("dad", "b")], [tie("mum", "anna"), tie("dad", "anna")],
            [{"anna": "responsibility", "mum": "responsibility"}, {"anna": "responsibility", "dad": "responsibility"}],
        ),
        (
            [one("anna", "a"), one("mum", "a"), one("dad")], [tie("mum", "anna"), tie("dad", "anna")],
            [{"anna": "responsibility", "mum": "responsibility"}, {"anna": "responsibility", "dad": "responsibility"}],
        ),
        (
            [one("anna", "a", families=MINE), one("mum", "a"), one("gran", families=MINE)],
            [tie("gran", "anna", None)],
            [{"anna": "parent", "mum": "address", "gran": "parent"}],
        ),
        (
            [one("anna", hidden=True, home="a"), one("mum", hidden=True, home="a"), one("dad", "b")],
            [tie("mum", "anna"), tie("dad", "anna")],
            [{"anna": "responsibility", "mum": "responsibility"}],
        ),
        (
            [one("anna", hidden=True, families=MINE), one("dad", "b", families=MINE)],
            [tie("dad", "anna")], [{"anna": "alone"}],
        ),
        ([one("anna")], [], [{"anna": "alone"}]),
        (
            [one("anna", families=MINE), one("gran", families=MINE)], [],
            [{"anna": "family", "gran": "family"}],
        ),
        (
            [one("anna", "a", families=MINE), one("gran", "a", families=MINE),
             one("lodger", "a")], [],
            [{"anna": "address", "gran": "family", "lodger": "address"}],
        ),
        ([one("anna"), one("ben"), one("mum")], [tie("mum", "anna"), tie("mum", "ben")],
         [{"anna": "responsibility", "ben": "responsibility", "mum": "responsibility"}]),
        ([one("anna", "a"), one("ben", born=None)], [tie("gran", "anna")], [{"anna": "address"}]),
        ([one("ben", born=None, said_to_be_a_child=True)], [], [{"ben": "alone"}]),
        (
            [one("anna", "a"), one("mum", "a", born=dt.date(2009, 1, 1))], [tie("mum", "anna")],
            [{"anna": "responsibility", "mum": "responsibility"}],
        ),
    ],
    ids=[
        "a mother with responsibility", "a parent", "an address alone with a child", "no child, no family",
        "two homes", "a parent of unknown home where nobody else is", "a parent of unknown home, another is there",
        "a carer of the same family", "who fled is not put back", "who fled alone", "nothing known",
        "recorded as one family", "strongest reason", "brother and sister by their mother", "a parent not known",
        "a child by its feed", "a mother who is a child",
    ],
)  # fmt: skip
def test_households(people: list[Somebody], ties: list[Tie], households: list[dict[str, str]]) -> None:
    assert sorted(names(people, ties), key=str) == sorted(households, key=str)


@pytest.mark.parametrize(("adults", "together"), [(5, True), (6, False)])
def test_too_many_adults_are_no_family(adults: int, together: bool) -> None:
    lodgers = [Somebody(Key(uuid.UUID(int=100 + at)), ADULT, "a") for at in range(adults)]
    found = formed([one("anna", "a"), *lodgers], [], on=ON)
    assert len(found) == 1
    assert (len(found[0].members) == adults + 1) is together


def test_too_many_people_are_no_family() -> None:
    children = [Somebody(Key(uuid.UUID(int=100 + at)), CHILD, "a") for at in range(16)]
    assert len(formed(children, [], on=ON)) == 16


def test_a_household_knows_its_recorded_family_and_parts() -> None:
    found = formed([one("anna", "a", families=MINE), one("mum", "a", families=MINE)], [tie("mum", "anna")], on=ON)
    assert found[0].family == FAMILY
    parts = {key: belongs.part for key, belongs in found[0].members.items()}
    assert parts == {KEYS["anna"]: Part.CHILD, KEYS["mum"]: Part.ADULT}
    assert found[0].members[KEYS["mum"]].why == Why.RESPONSIBILITY
