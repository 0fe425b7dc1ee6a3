"""What waits for what, the path of a circle in words, and moving in an order: small tables in, answers out."""

import uuid

import pytest

from alongside.helping.plans.policies import ACTION, MEETING, OUTCOME, moved, path_back, path_in_words, waiting_for

A, B, C, D = (uuid.UUID(int=n) for n in range(1, 5))


@pytest.mark.parametrize(
    ("waits", "start", "new", "path"),
    [
        ({}, A, [], []),
        ({}, A, [B], []),
        ({}, A, [A], [A, A]),
        ({B: [A]}, A, [B], [A, B, A]),
        ({B: [C], C: [A]}, A, [B], [A, B, C, A]),
        ({B: [C], C: [A]}, A, [B, C], [A, C, A]),
        ({B: [D], C: [D]}, A, [B, C], []),
        ({B: [C], C: [B]}, A, [B], []),
    ],
)
def test_the_way_back_is_found_and_is_the_shortest(
    waits: dict[uuid.UUID, list[uuid.UUID]], start: uuid.UUID, new: list[uuid.UUID], path: list[uuid.UUID]
) -> None:
    assert path_back(waits, start, new) == path


def test_a_path_is_said_in_words() -> None:
    words = path_in_words(["Keep the tenancy", "Less shouting", "Keep the tenancy"])
    assert words == "Keep the tenancy waits for Less shouting, which waits for Keep the tenancy"


def test_what_is_finished_holds_nothing_up() -> None:
    stands = {A: "working_on", B: "achieved", C: "working_on", D: "dropped"}
    assert waiting_for({A: [B, C], C: [D]}, stands) == {A: [C], C: []}


@pytest.mark.parametrize(
    ("one", "places", "order"),
    [(A, -1, [A, B, C]), (A, 1, [B, A, C]), (C, -1, [A, C, B]), (C, 5, [A, B, C]), (B, -9, [B, A, C])],
)
def test_moving_stays_in_the_list(one: uuid.UUID, places: int, order: list[uuid.UUID]) -> None:
    assert moved([A, B, C], one, places) == order


def test_lifecycles_draw_themselves() -> None:
    for lifecycle in (OUTCOME, ACTION, MEETING):
        assert lifecycle.as_mermaid().startswith("stateDiagram-v2")
