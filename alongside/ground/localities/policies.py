"""Reading a lookup of small areas, wards and councils: which columns it needs, which rows can be taken."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from alongside.ground.lib.errors import Refused

CODE = re.compile(r"^[EWNS]\d{8}$")
COLUMNS = {
    "code": re.compile(r"^lsoa\d*_?(code|cd)$", re.IGNORECASE),
    "name": re.compile(r"^lsoa\d*_?(name|nm)$", re.IGNORECASE),
    "ward_code": re.compile(r"^(ward|wd)\d*_?(code|cd)$", re.IGNORECASE),
    "ward_name": re.compile(r"^(ward|wd)\d*_?(name|nm)$", re.IGNORECASE),
    "council_code": re.compile(r"^(ltla|lad)\d*_?(code|cd)$", re.IGNORECASE),
    "council_name": re.compile(r"^(ltla|lad)\d*_?(name|nm)$", re.IGNORECASE),
}


@dataclass(frozen=True)
class Place:
    """One row of the lookup."""

    code: str
    name: str
    ward_code: str
    ward_name: str
    council_code: str
    council_name: str


@dataclass(frozen=True)
class WrongRow:
    """A row that cannot be taken: its line in the file and why."""

    line: int
    why: str


def read_lookup(file: Path) -> Iterator[Place | WrongRow]:
    """The file's rows, good and bad. Raises Refused when a column is missing or the file is not a CSV in UTF-8."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text)
            headings = _headings(reader.fieldnames or [])
            for row in reader:
                yield _place({ours: (row[theirs] or "").strip() for ours, theirs in headings.items()}, reader.line_num)
    except FileNotFoundError as missing:
        raise Refused(f"There is no file {file}.", what_to_do="Check the name.") from missing
    except UnicodeDecodeError as wrong:
        raise Refused(
            f"{file.name} is not text in UTF-8.", what_to_do="Save it as 'CSV UTF-8' and try again."
        ) from wrong


def _headings(found: Sequence[str]) -> dict[str, str]:
    headings = {ours: next((h for h in found if shape.match(h.strip())), "") for ours, shape in COLUMNS.items()}
    missing = [ours for ours, theirs in headings.items() if not theirs]
    if missing:
        raise Refused(
            f"The file has no column for: {', '.join(missing)}.",
            what_to_do="It needs a code and a name for the small area (LSOA), the ward and the council.",
        )
    return headings


def _place(values: dict[str, str], line: int) -> Place | WrongRow:
    for column in ("code", "ward_code", "council_code"):
        if not CODE.match(values[column]):
            return WrongRow(line, f"'{values[column]}' is not a code of the Office for National Statistics ({column}).")
    return Place(**values)
