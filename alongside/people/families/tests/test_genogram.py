"""The genogram: small families in, a picture out whose lines mean what they say."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.people.families.genogram import (
    STEPS_DOWN,
    Genogram,
    Kin,
    Line,
    Shape,
    Somebody,
    generations,
    lay_out,
    overlaps,
    unions_of,
)
from alongside.people.families.genogram_svg import as_svg
from alongside.people.families.words import RelationshipKind as Kind


def people(*names: str, born: dict[str, dt.date] | None = None) -> list[Somebody]:
    return [Somebody(name, Shape.CIRCLE, (name,), born=(born or {}).get(name)) for name in names]


def ties(*given_ties: tuple[str, str, str]) -> list[Kin]:
    return [Kin(*tie) for tie in given_ties]


BLENDED = ties(
    ("Asha", "Ben", Kind.FORMER_PARTNER), ("Asha", "Dev", Kind.PARTNER), ("Asha", "Cara", Kind.MOTHER),
    ("Ben", "Cara", Kind.FATHER), ("Asha", "Eli", Kind.MOTHER), ("Dev", "Eli", Kind.FATHER),
    ("Cara", "Eli", Kind.HALF_SIBLING),
)  # fmt: skip
BLENDED_PEOPLE = people("Asha", "Ben", "Dev", "Cara", "Eli")


def kinds(drawing: Genogram, *who: str) -> set[Line]:
    return {stroke.kind for stroke in drawing.strokes if set(stroke.who) == set(who)}


def test_a_blended_family_stands_in_its_usual_order() -> None:
    drawing = lay_out(BLENDED_PEOPLE, BLENDED)
    x = {place.who.id: place.x for place in drawing.places}
    assert x["Ben"] < x["Asha"] < x["Dev"]
    assert x["Cara"] < x["Eli"]
    assert kinds(drawing, "Asha", "Ben") == {Line.FORMER_COUPLE, Line.CHILD}
    assert kinds(drawing, "Asha", "Dev") == {Line.COUPLE, Line.CHILD}
    assert kinds(drawing, "Cara", "Eli") == set()  # half siblings are seen from their parents
    assert not overlaps(drawing)


def test_children_stand_below_their_parents() -> None:
    drawing = lay_out(BLENDED_PEOPLE, BLENDED)
    for tie in BLENDED:
        if tie.kind in (Kind.MOTHER, Kind.FATHER):
            assert drawing.place_of(tie.other).y > drawing.place_of(tie.person).y + 100


def test_lines_of_two_couples_hang_at_different_heights() -> None:
    drawing = lay_out(BLENDED_PEOPLE, BLENDED)
    levels = [s.points[1][1] for s in drawing.strokes if s.kind in (Line.COUPLE, Line.FORMER_COUPLE)]
    assert len(set(levels)) == len(levels) == 2


def test_twins_hang_from_one_point() -> None:
    day = dt.date(2015, 6, 1)
    family = people("Mo", "Tia", "Tom", "Una", born={"Tia": day, "Tom": day, "Una": dt.date(2018, 1, 1)})
    drawing = lay_out(family, ties(*(("Mo", child, Kind.MOTHER) for child in ("Tia", "Tom", "Una"))))
    feet = {s.who[-1]: s.points[0] for s in drawing.strokes if len(s.who) == 2 and s.who[0] == "Mo"}
    assert feet["Tia"] == feet["Tom"] != feet["Una"]
    assert {s.who[-1] for s in drawing.strokes if s.kind == Line.TWIN} == {"Tia", "Tom"}


def test_the_eldest_child_stands_first() -> None:
    born = {"Young": dt.date(2019, 1, 1), "Old": dt.date(2010, 1, 1)}
    drawing = lay_out(people("Ma", "Young", "Old", born=born), ties(("Ma", "Young", "mother"), ("Ma", "Old", "mother")))
    assert drawing.place_of("Old").x < drawing.place_of("Young").x


def test_three_generations_make_three_rows() -> None:
    found = generations(["Gran", "Ma", "Kid"], ties(("Gran", "Ma", Kind.MOTHER), ("Ma", "Kid", Kind.MOTHER)))
    assert found == {"Gran": 0, "Ma": 1, "Kid": 2}


def test_a_grandparent_without_a_parent_between_is_joined_by_a_dashed_line() -> None:
    drawing = lay_out(people("Gran", "Kid"), ties(("Gran", "Kid", Kind.GRANDPARENT)))
    assert kinds(drawing, "Gran", "Kid") == {Line.CARED_FOR}
    between = ties(("Gran", "Kid", "grandparent"), ("Gran", "Ma", "mother"), ("Ma", "Kid", "mother"))
    assert Line.CARED_FOR not in kinds(lay_out(people("Gran", "Ma", "Kid"), between), "Gran", "Kid")


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (Kind.PARTNER, Line.COUPLE),
        (Kind.FORMER_PARTNER, Line.FORMER_COUPLE),
        (Kind.STEP_PARENT, Line.CARED_FOR),
        (Kind.CARER, Line.CARED_FOR),
        (Kind.SIBLING, Line.SIBLING),
        (Kind.HALF_SIBLING, Line.SIBLING),
    ],
)
def test_each_relationship_has_its_line(kind: str, line: Line) -> None:
    assert line in kinds(lay_out(people("A", "B"), ties(("A", "B", kind))), "A", "B")


def test_parents_who_are_no_couple_are_joined_by_a_dotted_line() -> None:
    drawing = lay_out(people("A", "B", "C"), ties(("A", "C", "mother"), ("B", "C", "father")))
    assert Line.PARENTS in kinds(drawing, "A", "B")


def test_being_partners_now_outweighs_having_parted() -> None:
    both = ties(("A", "B", Kind.FORMER_PARTNER), ("B", "A", Kind.PARTNER))
    assert [union.kind for union in unions_of({p.id: p for p in people("A", "B")}, both)] == [Line.COUPLE]


def test_people_without_relationships_stand_apart() -> None:
    drawing = lay_out(people("A", "B", "C"), ties(("A", "B", "mother"), ("C", "X", "mother"), ("C", "C", "sibling")))
    assert [place.who.id for place in drawing.apart] == ["C"]
    assert drawing.apart[0].y > max(place.y for place in drawing.places)
    assert "No relationship recorded" in as_svg(drawing, "t", "d")
    with pytest.raises(KeyError):
        drawing.place_of("X")


def test_nobody_is_an_empty_picture_and_friends_draw_no_line() -> None:
    assert lay_out([], []).places == []
    assert len(lay_out(people("A", "B"), ties(("A", "B", Kind.OTHER))).apart) == 2


def test_overlapping_is_noticed() -> None:
    drawing = lay_out(people("A", "B"), [])
    drawing.apart = [drawing.apart[0], drawing.apart[0]]
    assert overlaps(drawing) == [("A", "A")]


def test_the_picture_names_itself_and_escapes_what_was_typed() -> None:
    odd = Somebody("1", Shape.SQUARE, ("<b>Zoë & Co</b>", "A name much longer than fits", "Home A"), died=True)
    shapes = [odd, *(Somebody(s.value, s, (s.value,)) for s in Shape)]
    svg = as_svg(lay_out(shapes, ties(("1", "circle", Kind.FORMER_PARTNER))), "A & B", "who <is> who")
    assert '<title id="genogram-title">A &amp; B</title>' in svg
    assert "who &lt;is&gt; who" in svg
    assert "&lt;b&gt;Zoë &amp; Co&lt;/b&gt;" in svg
    assert "A name much longer…" in svg
    assert svg.count("<polygon") == 2
    assert svg.count("<circle") == 1
    assert svg.count("<rect") == 2
    assert "m0 -48" in svg


names = st.integers(0, 8).map(str)
some_ties = st.lists(st.tuples(names, names, st.sampled_from(sorted(STEPS_DOWN))).map(lambda t: Kin(*t)), max_size=14)


@settings(max_examples=150, deadline=None)
@given(some_ties)
def test_any_tangle_can_be_drawn_the_same_way_twice(tangle: list[Kin]) -> None:
    everybody = people(*(str(n) for n in range(9)))
    drawing = lay_out(everybody, tangle)
    again = lay_out(everybody, list(reversed(tangle)))
    assert drawing == again
    assert len(drawing.places) + len(drawing.apart) == 9
    assert not overlaps(drawing)
    assert all(0 < place.x < drawing.width and 0 < place.y < drawing.height for place in drawing.places)
    assert str(as_svg(drawing, "t", "d")).count("<svg") == 1
