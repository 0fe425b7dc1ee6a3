"""Reading and writing spreadsheets: CSV as anybody saves it, XLSX with merged cells, files safe to open again."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from python_calamine import CalamineError, CalamineWorkbook

from alongside.ground.lib.csv_files import as_csv, guarded, is_risky
from alongside.ground.lib.errors import Refused

__all__ = ["as_csv", "as_xlsx", "guarded", "lines_of"]

Line = tuple[int, list[str]]
csv.field_size_limit(1_000_000)


def lines_of(content: bytes, kind: str) -> Iterator[Line]:
    """Each row of the file with its number as the spreadsheet shows it, cells as text. Raises Refused if unreadable."""
    return _xlsx(content) if kind == "xlsx" else _csv(content)


def _csv(content: bytes) -> Iterator[Line]:
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    try:
        for row in reader:
            yield line, [_unguarded(cell) for cell in row]
            line = reader.line_num + 1
    except csv.Error as wrong:
        raise Refused(
            f"Line {line} of the file cannot be read.", what_to_do="Check its quotation marks, or send it as XLSX."
        ) from wrong


def _decoded(content: bytes) -> str:
    """The text, whichever of the usual ways it was saved in: UTF-8 with or without its mark, UTF-16, Windows-1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("The file is not text we can read.", what_to_do="Save it as 'CSV UTF-8' or XLSX and send it again.")


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: the one that splits the first lines most often."""
    beginning = "\n".join(text.splitlines()[:20])
    return max(",;\t", key=beginning.count)


def _xlsx(content: bytes) -> Iterator[Line]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
    except (CalamineError, OSError, ValueError, IndexError) as wrong:
        raise Refused(
            "The file cannot be opened as a spreadsheet.", what_to_do="Save it as XLSX without a password."
        ) from wrong
    filled = {
        (row, column): start
        for start, end in sheet.merged_cell_ranges or []
        for row in range(start[0], end[0] + 1)
        for column in range(start[1], end[1] + 1)
        if (row, column) != start
    }
    first = sheet.start or (0, 0)
    kept: dict[tuple[int, int], str] = {}
    starts = set(filled.values())
    for number, row in enumerate(sheet.iter_rows(), start=first[0]):
        cells = [_unguarded(_as_text(value)) for value in row]
        for at, cell in enumerate(cells):
            place = (number, at + first[1])
            if place in starts:
                kept[place] = cell
            elif place in filled and not cell:
                cells[at] = kept.get(filled[place], "")
        yield number + 1, cells


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe we put before what a spreadsheet would take for a formula."""
    return cell[1:] if cell.startswith("'") and is_risky(cell[1:]) else cell


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX in which every cell is text, and no formula even when it is saved as CSV."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Contacts")
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=_printable(guarded(text)))
            cell.data_type = "s"
            cells.append(cell)
        sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _printable(text: str) -> str:
    return "".join(c for c in text if c >= " " or c in "\n\t")[:32_767]
