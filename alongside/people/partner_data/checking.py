"""A file checked against its feed, row by row and as a whole, before anything of it is taken in."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import Feed, Pack
from alongside.people.partner_data import statements
from alongside.people.partner_data.cleaning import value_alone
from alongside.people.partner_data.headings import find_headings, meanings, plain
from alongside.people.partner_data.plausible import look_at_whole, notice_values
from alongside.people.partner_data.sheets import EXPORT_AGAIN, Sheet, beginning, fill, open_at
from alongside.people.partner_data.words import COLUMN_NAMES, COLUMNS, NOTE_WORDS, SAID_ONCE

STEPS = ("Reading the file", "Reading each cell", "Looking at the whole", "Done")
FIRST_LINES = 5
Progress = Callable[[str, int, int], None]


def quietly(step: str, done: int, total: int) -> None:
    """A progress nobody watches."""


@dataclass(frozen=True)
class Difference:
    """How many records the file brings anew, changes, leaves as they are and, if it is full, no longer holds."""

    held: int
    new: int
    changed: int
    unchanged: int
    retired: int


@dataclass
class Checked:
    """A file that can be taken in: its good rows in DuckDB (table good), and what there is to say of the others.

    `remarks` are dictionaries of column, heading, note, says, rows and the first lines.
    """

    con: duckdb.DuckDBPyConnection
    folder: Path
    feed: Feed
    as_of: dt.date
    sha256: str
    headings: list[str]
    places: Mapping[str, Sequence[int]]
    uneven: list[tuple[int, list[str]]]
    rows: int = 0
    repeated: int = 0
    refused: int = 0
    completeness: dict[str, int] = field(default_factory=dict)
    remarks: list[dict[str, Any]] = field(default_factory=list)

    @property
    def good(self) -> int:
        """Rows that can be taken."""
        return self.rows - self.repeated - self.refused

    def heading(self, column: str) -> str:
        """What the file itself calls a canonical column."""
        places = self.places.get(column, ())
        return self.headings[places[0]] if places else COLUMN_NAMES[column]


@contextmanager
def checked_file(
    content: bytes, kind: str, *, feed: Feed, pack: Pack, as_of: dt.date | None = None, today: dt.date,
    progress: Progress = quietly,
) -> Iterator[Checked]:  # fmt: skip
    """Check a file; what was read of it is forgotten when the block ends. Raises Refused for the file as a whole.

    The day it shows is `as_of`, or the latest of its column as_of, or today.
    """
    with TemporaryDirectory(prefix="alongside-feed-") as name:
        folder = Path(name)
        with duckdb.connect(config={"temp_directory": name, "threads": 2}) as con:
            progress(STEPS[0], 0, 3)
            sheet, places = _read(content, kind, feed, pack, folder, con)
            day = _day(con, places, as_of, today)
            checked = Checked(
                con, folder, feed, day, hashlib.sha256(content).hexdigest(), sheet.headings, places, sheet.uneven
            )
            progress(STEPS[1], 1, 3)
            _clean(checked)
            progress(STEPS[2], 2, 3)
            _judge(checked, pack)
            progress(STEPS[3], 3, 3)
            yield checked


def _read(
    content: bytes, kind: str, feed: Feed, pack: Pack, folder: Path, con: duckdb.DuckDBPyConnection
) -> tuple[Sheet, Mapping[str, Sequence[int]]]:
    first, rest = beginning(content, kind, folder)
    found = find_headings(first, feed, pack)
    sheet = open_at(rest, first, found.at)
    sheet.headings = [heading.strip() for heading in sheet.headings]
    fill(con, sheet)
    (folder / "file.csv").unlink(missing_ok=True)
    return sheet, found.places


def _day(
    con: duckdb.DuckDBPyConnection, places: Mapping[str, Sequence[int]], given: dt.date | None, today: dt.date
) -> dt.date:
    said = None
    if SAID_ONCE in places:
        cell = f"trim(c{places[SAID_ONCE][0]})"
        days = con.execute(
            f"SELECT max({value_alone('event_on', 'r')}) FROM (SELECT DISTINCT {cell} AS r FROM raw)"
        ).fetchall()
        said = days[0][0]
    day = given or said or today
    if day > today:
        raise Refused("The file shows a day that is still to come.", what_to_do="Give the day it shows.", field="as_of")
    return day


def _clean(checked: Checked) -> None:
    con, feed = checked.con, checked.feed
    con.execute("CREATE TABLE codes(written VARCHAR, means VARCHAR)")
    if known := statements.codes(feed):
        con.executemany("INSERT INTO codes VALUES (?, ?)", known)
    if "event_kind" in checked.places:
        con.execute(statements.kinds(feed, checked.places))
    for statement in statements.cleaned(feed, checked.places, checked.as_of):
        con.execute(statement)


def _judge(checked: Checked, pack: Pack) -> None:
    """Everything that needs more than one row; then the good rows, and the counts."""
    con = checked.con
    columns = [column for column in COLUMNS if column in checked.places or column == "record_id"]
    look_at_whole(checked, pack)
    notice_values(con, checked.places)
    _test_records(con, columns)
    bad = statements.bad(columns)
    con.execute(
        "CREATE TABLE several AS SELECT v_record_id AS record_id FROM cleaned"
        f" WHERE NOT ({bad}) GROUP BY v_record_id HAVING count(*) > 1"
    )
    for statement in statements.good(columns):
        con.execute(statement)
    _twice(con)
    _count(checked, columns)
    if not checked.good:
        raise _nothing_good(checked)


def _test_records(con: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> None:
    if {"forename", "surname"} <= set(columns):
        tests = "lower({}) IN ('test', 'tester', 'testing', 'dummy')"
        con.execute(
            "UPDATE cleaned SET n_surname = 'problem:test_record'"
            f" WHERE {tests.format('r_forename')} AND {tests.format('r_surname')}"
        )


def _twice(con: duckdb.DuckDBPyConnection) -> None:
    """Rows that repeat another wholly count once; rows that contradict another under its number are all refused."""
    con.execute(
        "CREATE TABLE twice AS SELECT g.record_id, min(g.line) AS line, count(DISTINCT g.digest) AS forms"
        " FROM held g SEMI JOIN several USING (record_id) GROUP BY g.record_id"
    )
    con.execute(
        "UPDATE cleaned SET n_record_id = 'problem:twice' WHERE line IN (SELECT g.line FROM held g"
        " JOIN twice t USING (record_id) WHERE t.forms > 1)"
    )
    con.execute(
        "CREATE TABLE dropped AS SELECT g.line, t.forms FROM held g JOIN twice t USING (record_id)"
        " WHERE t.forms > 1 OR g.line <> t.line"
    )
    con.execute("DELETE FROM held WHERE line IN (SELECT line FROM dropped)")


def _count(checked: Checked, columns: Sequence[str]) -> None:
    con = checked.con
    all_rows, good = _one(con, "SELECT (SELECT count(*) FROM cleaned), (SELECT count(*) FROM held)")
    checked.repeated = _one(con, "SELECT count(*) FROM dropped WHERE forms = 1")[0]
    checked.rows = all_rows + len(checked.uneven)
    checked.refused = checked.rows - good - checked.repeated
    filled = ", ".join(f"count({column})" for column in columns)
    checked.completeness = dict(zip(columns, _one(con, f"SELECT {filled} FROM good"), strict=True))
    for column in columns:
        found = con.execute(
            f"SELECT n_{column}, count(*), min(line, {FIRST_LINES}) FROM cleaned WHERE n_{column} IS NOT NULL"
            " GROUP BY 1 ORDER BY 1"
        ).fetchall()
        for note, rows, lines in found:
            told = {"column": column, "heading": checked.heading(column), "note": note, "says": NOTE_WORDS[note]}
            checked.remarks.append({**told, "rows": rows, "lines": list(lines)})


def _one(con: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    return tuple(con.execute(sql).fetchall()[0])


def _nothing_good(checked: Checked) -> Refused:
    problems = [one for one in checked.remarks if one["note"].startswith("problem:")]
    problems.sort(key=lambda one: -one["rows"])
    why = "; ".join(f"‘{one['heading']}’: {one['says']} ({one['rows']:,} rows)" for one in problems[:3])
    if not checked.rows:
        return Refused("The file has headings and no rows.", what_to_do=EXPORT_AGAIN, field="file")
    return Refused(f"No row of the file can be taken. {why}".strip(), what_to_do=EXPORT_AGAIN, field="file")


def report_of(checked: Checked, found: Difference) -> dict[str, Any]:
    """What a check found, as JSON can hold it: counts, completeness, remarks; no cell of anybody's."""
    return {
        "feed": checked.feed.id, "as_of": checked.as_of.isoformat(), "sha256": checked.sha256, "rows": checked.rows,
        "good": checked.good, "refused": checked.refused, "repeated": checked.repeated, "held": found.held,
        "new": found.new, "changed": found.changed, "unchanged": found.unchanged, "retired": found.retired,
        "completeness": checked.completeness, "remarks": checked.remarks, "headings": checked.headings,
        "ignored_headings": ignored_headings(checked),
    }  # fmt: skip


def refused_rows(checked: Checked) -> Iterator[tuple[int, list[str], list[tuple[str, str]]]]:
    """Each refused row: its line, its cells as written, and what is wrong as pairs of heading and words."""
    for line, cells in checked.uneven:
        said = f"The line has {len(cells)} cells; there are {len(checked.headings)} headings."
        yield line, cells, [("The whole line", said)]
    columns = [column for column in COLUMNS if column in checked.places or column == "record_id"]
    notes = ", ".join(f"n_{column}" for column in columns)
    cells_sql = ", ".join(f"coalesce(c{place}, '')" for place in range(len(checked.headings)))
    rows = checked.con.execute(
        f"SELECT r.line, [{cells_sql}], [{notes}] FROM raw r JOIN cleaned c ON r.line = c.line"
        f" WHERE {statements.bad(columns)} ORDER BY r.line"
    ).fetchall()
    for line, cells, found in rows:
        told = zip(columns, found, strict=True)
        yield line, cells, [(checked.heading(c), NOTE_WORDS[n]) for c, n in told if n and n.startswith("problem:")]


def ignored_headings(checked: Checked) -> list[str]:
    """Headings of the file the feed makes no use of."""
    known = meanings(checked.feed)
    return [heading for heading in checked.headings if heading and plain(heading) not in known]
