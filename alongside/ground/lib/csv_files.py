"""Writing CSV that opens rightly in a spreadsheet and runs nothing there."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

RISKY = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula when it opens the CSV."""
    return f"'{cell}" if cell.startswith(RISKY) else cell


def as_csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A CSV that Excel opens rightly (UTF-8 with its mark), row by row."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([guarded(cell) for cell in row])
        yield out.getvalue().encode()
