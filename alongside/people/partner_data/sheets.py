"""A partner's file as it comes, read into a table of text with the number of each line.

CSV goes to DuckDB as it is: a million rows take a second. Where it cannot (rows of unequal length, empty lines, quotes
that never end) or the file is a workbook, the lines are read one by one, so that each faulty one is known by number.
"""

import csv
import datetime as dt
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from python_calamine import CalamineError, CalamineWorkbook

from alongside.ground.lib import uploads
from alongside.ground.lib.csv_files import is_risky
from alongside.ground.lib.errors import Refused

Line = tuple[int, list[str]]
LOOK_FOR_HEADINGS_IN = 30
EXPORT_AGAIN = "Export it again and send the whole file."
SAVE_AGAIN = "Save it as ‘CSV UTF-8’ or XLSX and send it again."
csv.field_size_limit(1_000_000)


@dataclass
class Sheet:
    """A file opened: its headings, and where the lines below them are (`fill` puts them into DuckDB).

    `uneven` are lines that have another number of cells than there are headings; they are not among the rows.
    """

    headings: list[str]
    heading_line: int
    width: int
    text: Path | None = None
    delimiter: str = ","
    skip: int = 0
    lines: Iterator[Line] = field(default_factory=lambda: iter(()))
    uneven: list[Line] = field(default_factory=list)


def kind_of(name: str) -> str:
    """'csv' or 'xlsx' by a file's name. Raises Refused for any other."""
    for kind in ("csv", "xlsx"):
        if name.lower().endswith(f".{kind}"):
            return kind
    raise Refused("The file is neither CSV nor XLSX.", what_to_do="Save it as CSV or XLSX.", field="file")


def beginning(content: bytes, kind: str, folder: Path) -> tuple[list[Line], Any]:
    """The first lines of a file that may be opened, and what `open_at` needs to read the rest.

    Raises Refused for what is no table, by its content and not its name. `folder` is private and goes afterwards.
    """
    uploads.check(content, kind)
    if kind == "xlsx":
        lines = _workbook(content)
        first = list(itertools.islice(lines, LOOK_FOR_HEADINGS_IN))
        return first, lines
    text = _decoded(content)
    path = folder / "file.csv"
    path.write_text(text, encoding="utf-8", newline="")
    delimiter = max(",;\t|", key="\n".join(text[:20_000].splitlines()[:20]).count)
    return _first_lines(text, delimiter), (path, delimiter, text)


def open_at(rest: Any, first: Sequence[Line], at: int) -> Sheet:
    """The sheet whose headings stand in the `at`th of the first lines."""
    line, headings = first[at]
    while headings and not headings[-1].strip():
        headings = headings[:-1]
    width = len(headings)
    if not isinstance(rest, tuple):
        return Sheet(headings, line, width, lines=itertools.chain(first[at + 1 :], rest))
    path, delimiter, text = rest
    if _is_plain(text, first[: at + 1], delimiter, width):
        return Sheet(headings, line, width, text=path, delimiter=delimiter, skip=at + 1)
    return Sheet(headings, line, width, lines=itertools.islice(_csv(text, delimiter), at + 1, None))


def fill(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> None:
    """Make the table raw(line, c0, c1 ...) of the rows below the headings, all of it text, blank as NULL."""
    names = [f"c{n}" for n in range(sheet.width)]
    if sheet.text is not None and _filled_by_duckdb(con, sheet.text, sheet, names):
        return
    lines = sheet.lines if sheet.text is None else _again(sheet.text, sheet)
    batches = _even(lines, sheet)
    schema = pa.schema([("line", pa.int64()), *((name, pa.string()) for name in names)])
    con.register("lines", pa.Table.from_batches(_batches(batches, schema), schema))
    con.execute("CREATE TABLE raw AS SELECT * FROM lines")
    con.unregister("lines")


def _filled_by_duckdb(con: duckdb.DuckDBPyConnection, path: Path, sheet: Sheet, names: Sequence[str]) -> bool:
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in names)
    try:
        con.execute(
            f"CREATE TABLE raw AS SELECT row_number() OVER () + {sheet.heading_line} AS line, {', '.join(names)} FROM"
            f" read_csv(?, header=false, skip={sheet.skip}, auto_detect=false, delim=?, quote='\"', escape='\"',"
            f" columns={{{columns}}}, max_line_size=4000000, strict_mode=true)",
            [str(path), sheet.delimiter],
        )
    except duckdb.Error:
        con.execute("DROP TABLE IF EXISTS raw")
        return False
    return True


def _again(path: Path, sheet: Sheet) -> Iterator[Line]:
    text = path.read_bytes().decode()
    return itertools.islice(_csv(text, sheet.delimiter), sheet.skip, None)


def _even(lines: Iterator[Line], sheet: Sheet) -> Iterator[Line]:
    """Lines as wide as the headings; others are kept aside. A short last line says that the file was cut."""
    last: Line | None = None
    for number, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        short = len(cells) < sheet.width
        while len(cells) > sheet.width and not cells[-1].strip():
            cells = cells[:-1]
        last = (number, cells)
        if len(cells) == sheet.width:
            yield last
        else:
            sheet.uneven.append(last)
            if not short:
                last = None
    if last is not None and sheet.uneven and sheet.uneven[-1] is last:
        raise Refused(
            f"The file was cut off: line {last[0]}, its last, has {len(last[1])} cells of {sheet.width}.",
            what_to_do=EXPORT_AGAIN, field="file",
        )  # fmt: skip


def _batches(lines: Iterator[Line], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while batch := list(itertools.islice(lines, 20_000)):
        columns = zip(*(cells for _, cells in batch), strict=True)
        texts = [pa.array([cell or None for cell in column], pa.string()) for column in columns]
        yield pa.RecordBatch.from_arrays([pa.array([number for number, _ in batch], pa.int64()), *texts], schema=schema)


def _decoded(content: bytes) -> str:
    """The text however it was saved: UTF-8 with or without its mark, UTF-16, Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("The file is not text we can read.", what_to_do=SAVE_AGAIN, field="file")


def _first_lines(text: str, delimiter: str) -> list[Line]:
    try:
        return list(itertools.islice(_csv(text, delimiter), LOOK_FOR_HEADINGS_IN))
    except Refused:
        head = text.split("\n", 1)[0]
        return [(1, next(csv.reader([head], delimiter=delimiter)))]


def _csv(text: str, delimiter: str) -> Iterator[Line]:
    """Lines numbered as a spreadsheet shows them: an empty line counts, a line break inside a cell does not."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield number, cells
    except csv.Error as wrong:
        where = f"in line {number + 1}"
        why = "it ends inside quotation marks" if "unexpected end" in str(wrong) else "its quotation marks do not match"
        raise Refused(
            f"The file cannot be read {where}: {why}.", what_to_do=f"Perhaps it was cut off. {EXPORT_AGAIN}",
            field="file",
        ) from wrong  # fmt: skip


def _is_plain(text: str, above: Sequence[Line], delimiter: str, width: int) -> bool:
    """Whether DuckDB counts the lines as we do: nothing empty, and no heading over several lines."""
    if any("\n" in cell or "\r" in cell for _, cells in above for cell in cells):
        return False
    if len(above[-1][1]) != width or not text:
        return False
    inside = text.rstrip("\r\n")
    return not any(gap in inside for gap in ("\n\n", "\n\r", "\r\r")) and ("\n" in inside or "\r" not in inside)


def _workbook(content: bytes) -> Iterator[Line]:
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, OSError, ValueError, IndexError) as wrong:
        raise Refused("The file cannot be opened as a spreadsheet.", what_to_do=SAVE_AGAIN, field="file") from wrong
    top = sheet.start[0] if sheet.start else 0
    for number, row in enumerate(sheet.iter_rows(), start=top + 1):
        yield number, [_as_text(value) for value in row]


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value)
    return text[1:] if text.startswith("'") and is_risky(text[1:]) else text
