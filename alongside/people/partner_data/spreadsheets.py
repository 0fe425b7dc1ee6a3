"""Refused rows as a file to correct and send again: CSV or XLSX that runs nothing when it is opened."""

import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from alongside.ground.lib.csv_files import as_csv, guarded

__all__ = ["as_csv", "as_xlsx"]
LONGEST_CELL = 32_767


def as_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX in which every cell is text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Rows to correct")
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
    return "".join(c for c in text if c >= " " or c in "\n\t")[:LONGEST_CELL]
