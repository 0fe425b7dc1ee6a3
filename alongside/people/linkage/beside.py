"""Records and people put beside each other, row by row, for what compares many columns of few pairs.

An engine joins wide rows slowly and keeps a copy of both sides; picking rows of a table by their number does neither.
"""

import ctypes
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pyarrow.compute as pc

ROWS_A_PIECE = 8_192

LARGE = 1 << 17
"""Bytes from which on what is given up goes back to the machine at once."""


def keep_nothing_large() -> None:
    """A night's tables are few and large. Arrow's usual pool keeps what they leave for later, a quarter of the peak; so
    does the C library, which takes ever larger pieces for small ones unless it is told where to stop.
    """
    pa.set_memory_pool(pa.system_memory_pool())
    if sys.platform == "linux":
        set_size_of_large = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have no such thing
        if set_size_of_large is not None:
            set_size_of_large(-3, LARGE)  # M_MMAP_THRESHOLD of malloc.h


keep_nothing_large()


def beside(
    pairs: pa.Table, records: pa.Table, people: pa.Table, columns: Sequence[str], *, of_people: Sequence[str] = ()
) -> pa.Table:
    """The pairs (`rid`, `pid` and what else is known of them) with these columns of both sides, `l_` and `r_`, and some
    of the people's alone.

    `records` have a column `rid` and `people` a column `pid`, and both are in its order.
    """
    sides = {
        "l": _picked(records, columns, records["rid"], pairs["rid"]),
        "r": _picked(people, [*columns, *of_people], people["pid"], pairs["pid"]),
    }
    named = {f"{side}_{name}": table[name] for side, table in sides.items() for name in table.column_names}
    return in_batches(pa.table({**{name: pairs[name] for name in pairs.column_names}, **named}))


def in_batches(table: pa.Table) -> pa.Table:
    """The same rows in pieces that an engine's threads can share out."""
    return pa.Table.from_batches(table.to_batches(max_chunksize=ROWS_A_PIECE), table.schema)


def places(numbers: pa.ChunkedArray, wanted: pa.ChunkedArray) -> pa.Array:
    """At which row each wanted number stands, null where none is wanted; every one of them is there, and `numbers`
    rise.
    """
    if not len(numbers) or numbers[-1].as_py() == len(numbers) - 1:
        return wanted.combine_chunks()
    whole = wanted.combine_chunks()
    found = pa.array(numbers.to_numpy().searchsorted(whole.fill_null(0).to_numpy()))
    return pc.if_else(pc.is_valid(whole), found, pa.scalar(None, found.type))


def numbered(table: pa.Table, name: str) -> pa.Table:
    """The table in one piece, with its rows counted from nought in a first column."""
    whole = table if all(column.num_chunks == 1 for column in table.columns) else table.combine_chunks()
    return whole.add_column(0, name, pa.arange(0, table.num_rows).cast(pa.int32()))


def in_order(ids: pa.ChunkedArray) -> bool:
    """Whether these rise already: sorting again would only make a copy of everything."""
    return bool(pc.all(pc.less(ids.slice(0, max(len(ids) - 1, 0)), ids.slice(1))).as_py())


def spelt_out(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column with its values in every row: an engine would read the whole dictionary with every piece, however
    few its rows.
    """
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _picked(table: pa.Table, columns: Sequence[str], numbers: pa.ChunkedArray, wanted: pa.ChunkedArray) -> pa.Table:
    if wanted.equals(numbers):
        return table.select(columns)
    rows = places(numbers, wanted)
    if len(rows) < ROWS_A_PIECE:  # not worth a thread
        return pa.table({name: spelt_out(table[name].take(rows)) for name in columns})
    with ThreadPoolExecutor(pa.cpu_count()) as threads:
        picked = threads.map(lambda name: spelt_out(table[name].take(rows)), columns)
    return pa.table(dict(zip(columns, picked, strict=True)))
