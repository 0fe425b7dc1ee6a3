"""Writing CSV that opens rightly in a spreadsheet and runs nothing there."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_risky(cell: str) -> bool:
    """True when some spreadsheet would take the cell for a formula, spaces before it or not."""
    return cell.lstrip(" \u00a0\ufeff").startswith(RISKY)


def guarded(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula when it opens the file, or saves it again as another kind."""
    return f"'{cell}" if is_risky(cell) else cell


def as_csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """A CSV that Excel opens rightly (UTF-8 with its mark), row by row."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\r\n").writerow([guarded(cell) for cell in row])
        yield out.getvalue().encode()
