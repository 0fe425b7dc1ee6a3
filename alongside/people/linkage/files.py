"""Files of people read as they come: CSV in the usual encodings, Parquet, Excel; what cannot be read is said plainly.

Headings are the canonical ones (`record_id`, `nhs_number`, `forename` ...), in any order and in small or capital
letters; further columns are left out. Every value is read as text, so that nothing is guessed on the way.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pv
import pyarrow.parquet as pq

from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.words import PERSON_COLUMNS

PICTURES = {b"\x89PNG": "picture", b"\xff\xd8\xff": "photograph", b"GIF8": "picture", b"%PDF": "PDF document"}
EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
PARQUET = b"PAR1"
HEADINGS = ", ".join(("record_id", *PERSON_COLUMNS))


def people(path: Path) -> pa.Table:
    """A file of records or people: `record_id` and at least one column about the person."""
    table = _read(path)
    if "record_id" not in table.column_names:
        raise Unusable(
            f"{path.name} has no column 'record_id'. Its headings are: {', '.join(table.column_names[:12])}.",
            what_to_do=f"The headings that are known: {HEADINGS}.",
        )
    known = [name for name in PERSON_COLUMNS if name in table.column_names]
    if not known:
        raise Unusable(
            f"{path.name} has no column about a person. Its headings are: {', '.join(table.column_names[:12])}.",
            what_to_do=f"The headings that are known: {HEADINGS}.",
        )
    if not table.num_rows:
        raise Unusable(f"{path.name} has headings but no rows.")
    return table.select(["record_id", *known])


def pairs(path: Path) -> list[tuple[str, str]]:
    """A truth file: `record_id_l` and `record_id_r`, one true match a line."""
    table = _read(path)
    if not {"record_id_l", "record_id_r"} <= set(table.column_names):
        raise Unusable(f"{path.name} must have the headings record_id_l and record_id_r.")
    left, right = (_as_text(table[name]).to_pylist() for name in ("record_id_l", "record_id_r"))
    return [(a.strip(), b.strip()) for a, b in zip(left, right, strict=True) if a and b]


def _read(path: Path) -> pa.Table:
    if not path.is_file():
        raise Unusable(f"There is no file {path.name}.")
    with path.open("rb") as file:
        first = file.read(4096)
    if not first:
        raise Unusable(f"{path.name} is empty.")
    for begins, kind in PICTURES.items():
        if first.startswith(begins):
            raise Unusable(f"{path.name} is a {kind}, not a table.", what_to_do="Save the table as CSV and send that.")
    if first.startswith(PARQUET):
        return _lower(_parquet(path))
    if first.startswith(EXCEL):
        return _lower(_excel(path))
    if b"\x00" in first and not first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unusable(f"{path.name} is not a table of text.", what_to_do="Save the table as CSV and send that.")
    return _lower(_csv(path, first))


def _parquet(path: Path) -> pa.Table:
    try:
        return pq.read_table(path)
    except (pa.ArrowInvalid, OSError) as wrong:
        raise Unusable(f"{path.name} was cut short: the end of the Parquet file is missing.") from wrong


def _excel(path: Path) -> pa.Table:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except (CalamineError, OSError, ValueError) as wrong:
        raise Unusable(f"{path.name} looks like a spreadsheet but cannot be opened; it may be cut short.") from wrong
    if not rows:
        raise Unusable(f"{path.name} is empty.")
    heads = [str(head) for head in rows[0]]
    return pa.table({head: [_cell(row[at]) for row in rows[1:]] for at, head in enumerate(heads)})


def _cell(value: object) -> str | None:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text or None


def _csv(path: Path, first: bytes) -> pa.Table:
    encoding = _encoding(path, first)
    delimiter = max((",", ";", "\t"), key=first.decode(encoding, errors="replace").splitlines()[0].count)
    try:
        return pv.read_csv(
            path,
            read_options=pv.ReadOptions(encoding=encoding),
            parse_options=pv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
            convert_options=pv.ConvertOptions(
                column_types=dict.fromkeys(_headings(path, encoding, delimiter), pa.string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except (pa.ArrowInvalid, UnicodeDecodeError) as wrong:
        raise Unusable(
            f"{path.name} cannot be read as a table: {_plain(str(wrong))}",
            what_to_do="Perhaps the file was cut in the middle. Export it again.",
        ) from wrong


def _plain(text: str) -> str:
    """What is wrong, without the content of the row, which is about a person."""
    found = re.search(r"Expected (\d+) columns, got (\d+)", text)
    return f"a row has {found[2]} columns, the headings are {found[1]}." if found else "its rows have no common shape."


def _headings(path: Path, encoding: str, delimiter: str) -> Sequence[str]:
    with path.open(encoding=encoding, errors="replace") as file:
        return [head.strip().strip('"') for head in file.readline().rstrip("\r\n").split(delimiter)]


def _encoding(path: Path, first: bytes) -> str:
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        with path.open(encoding="utf-8-sig") as file:
            while file.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig" if first.startswith(b"\xef\xbb\xbf") else "utf-8"


def _lower(table: pa.Table) -> pa.Table:
    names = [name.strip().strip("\ufeff").lower().replace(" ", "_") for name in table.column_names]
    if len(set(names)) != len(names):
        raise Unusable("Two columns have the same heading.", what_to_do="Give each column a heading of its own.")
    return table.rename_columns(names)


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.string())
