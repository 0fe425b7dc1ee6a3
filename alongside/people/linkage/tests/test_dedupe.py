"""Records without people: grouped, but not by a chain of weak likenesses, and not the family into one."""

import pytest

from alongside.people.linkage.dedupe import Edge, Groups, doubts, grouped, grow, put_together
from alongside.people.linkage.tests.factories import ANNA, DAD, MUM, PETER, Row, linker_for, town


@pytest.mark.parametrize(
    ("edges", "groups"),
    [
        pytest.param([(0, 1, 9.0, False), (1, 2, 8.0, False)], [[0, 1, 2]], id="the unseen third pair weighs little"),
        pytest.param([(0, 1, 9.0, False), (1, 2, 2.0, False)], [[0, 1], [2]], id="a weak pair against an unseen one"),
        pytest.param([(0, 1, 9.0, True)], [[0], [1]], id="something speaks against it"),
        pytest.param([(0, 1, 9.0, False), (1, 2, 5.0, False), (0, 2, -9.0, False)], [[0, 1], [2]], id="together no"),
        pytest.param([(0, 1, -1.0, False)], [], id="too light to look at"),
        pytest.param([(0, 1, 9.0, False), (0, 1, 8.0, False)], [[0, 1]], id="twice the same"),
    ],
)  # fmt: skip
def test_how_groups_grow(edges: list[tuple[int, int, float, bool]], groups: list[list[int]]) -> None:
    found = Groups()
    grow([Edge(*one) for one in edges], found, join_at=0.0)
    assert sorted(sorted(members) for members in found.members.values()) == groups


def test_a_doubtful_pair_joins_only_when_asked() -> None:
    found = Groups()
    grow([Edge(0, 1, 9.0, True)], found, join_at=0.0, doubtful_too=True)
    assert found.members == {0: [0, 1]}


def test_a_family_is_not_one_person() -> None:
    again: list[Row] = [
        ANNA | {"record_id": "a2", "nhs_number": None},
        DAD | {"record_id": "d2", "uprn": None},
        ANNA | {"record_id": "twin", "nhs_number": "9990000077", "forename": "Olivia"},
    ]
    found = grouped(linker_for([ANNA, MUM, DAD, *again, *town(60)]))
    of = dict(zip(found.groups["record_id"].to_pylist(), found.groups["group_id"].to_pylist(), strict=True))
    assert of["a2"] == of["p-anna"]
    assert of["d2"] == of["p-dad"]
    assert len({of["p-anna"], of["p-mum"], of["p-dad"], of["twin"]}) == 4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param(ANNA, ANNA | {"forename": "Olivia"}, id="twins"),
        pytest.param(DAD, PETER, id="a father and his son of one name"),
        pytest.param(ANNA, MUM, id="a mother and her daughter"),
    ],
)
def test_a_reference_of_the_household_makes_nobody_one_person(one: Row, other: Row) -> None:
    shared: Row = {"nhs_number": None, "other_id": "INC4471203"}
    linker = linker_for([one | shared | {"record_id": "x1"}, other | shared | {"record_id": "x2"}, *town(60)])
    found = grouped(linker)
    of = dict(zip(found.groups["record_id"].to_pylist(), found.groups["group_id"].to_pylist(), strict=True))
    assert of["x1"] != of["x2"]


def test_what_is_known_goes_before_what_is_weighed() -> None:
    found, apart = Groups(), {(0, 2), (3, 4)}
    put_together([(1, 2), (3, 4)], found, apart=apart)
    grow([Edge(0, 1, 20.0), Edge(3, 5, 9.0), Edge(4, 5, 8.0)], found, join_at=5.0, apart=apart)
    assert sorted(sorted(members) for members in found.members.values()) == [[0], [1, 2], [3, 5], [4]]


@pytest.mark.parametrize(
    ("edges", "answered", "asked"),
    [
        pytest.param([Edge(0, 1, 3.0), Edge(1, 2, 2.0)], set(), [(0, 1), (1, 2)], id="not enough to join"),
        pytest.param([Edge(0, 1, 9.0, against=True)], set(), [(0, 1)], id="something speaks against it"),
        pytest.param([Edge(0, 1, 9.0, against=True, impossible=True)], set(), [], id="not worth showing"),
        pytest.param([Edge(0, 1, 3.0)], {(0, 1)}, [], id="answered"),
        pytest.param([Edge(0, 1, -0.1)], set(), [], id="nothing speaks for it"),
        pytest.param([Edge(7, 8, 9.0), Edge(0, 7, 4.0), Edge(0, 8, 1.0)], set(), [(0, 7)], id="asked once"),
        pytest.param([Edge(7, 8, 9.0), Edge(0, 7, 4.0), Edge(0, 8, 1.0)], {(0, 8)}, [], id="answered for one"),
        pytest.param([Edge(7, 8, 9.0), Edge(0, 7, 2.0)], set(), [], id="taken together they speak against it"),
    ],
)  # fmt: skip
def test_what_a_person_is_asked(
    edges: list[Edge], answered: set[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    found = Groups()
    grow(edges, found, join_at=5.0)
    assert [(e.one, e.other) for e in doubts(edges, found, review_at=0.0, answered=answered)] == asked
