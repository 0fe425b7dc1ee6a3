"""Records and people put beside each other by their numbers."""

import pyarrow as pa
import pytest

from alongside.people.linkage.beside import ROWS_A_PIECE, beside, in_batches, numbered, places

RECORDS = numbered(pa.table({"name": ["anna", "ben", "cleo"]}), "rid")
PEOPLE = pa.table(
    {"pid": pa.array([4, 7, 9], pa.int32()), "name": ["anne", "benjamin", "zed"], "share_name": [0.1, 0.2, 0.3]}
)


def pairs(rids: list[int], pids: list[int | None]) -> pa.Table:
    return pa.table({"rid": pa.array(rids, pa.int32()), "pid": pa.array(pids, pa.int32()), "rank": [1] * len(rids)})


def test_each_pair_has_both_sides_and_what_it_had() -> None:
    found = beside(pairs([2, 0, 0], [9, 4, 7]), RECORDS, PEOPLE, ["name"], of_people=["share_name"])
    assert found.to_pydict() == {
        "rid": [2, 0, 0],
        "pid": [9, 4, 7],
        "rank": [1, 1, 1],
        "l_name": ["cleo", "anna", "anna"],
        "r_name": ["zed", "anne", "benjamin"],
        "r_share_name": [0.3, 0.1, 0.2],
    }


def test_nobody_beside_a_record() -> None:
    found = beside(pairs([0, 1, 2], [None, 7, None]), RECORDS, PEOPLE, ["name"])
    assert found["l_name"].to_pylist() == ["anna", "ben", "cleo"]
    assert found["r_name"].to_pylist() == [None, "benjamin", None]


def test_no_pairs_at_all() -> None:
    assert beside(pairs([], []), RECORDS, PEOPLE, ["name"]).num_rows == 0


@pytest.mark.parametrize(
    ("numbers", "wanted", "rows"),
    [
        ([0, 1, 2], [2, None, 0], [2, None, 0]),
        ([3, 5, 8], [8, None, 3], [2, None, 0]),
        ([], [], []),
    ],
)
def test_where_a_number_stands(numbers: list[int], wanted: list[int | None], rows: list[int | None]) -> None:
    columns = [pa.chunked_array([pa.array(one, pa.int32())]) for one in (numbers, wanted)]
    assert places(*columns).to_pylist() == rows


def test_rows_are_counted_in_one_piece_and_shared_out_in_several() -> None:
    many = pa.table({"name": ["x"] * (2 * ROWS_A_PIECE + 1)})
    table = numbered(pa.concat_tables([many, many]), "rid")
    assert table["rid"].num_chunks == table["name"].num_chunks == 1
    assert table["rid"].to_pylist() == list(range(4 * ROWS_A_PIECE + 2))
    pieces = in_batches(table)
    assert pieces["rid"].num_chunks == 5
    assert pieces.equals(table)
