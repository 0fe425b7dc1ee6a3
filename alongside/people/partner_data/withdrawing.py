"""Undoing a load: what came from it is blanked, and what stands is what would stand had it never been taken in."""

import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from alongside.people.partner_data import bridging
from alongside.people.partner_data.models import HeldInFile, Load
from alongside.people.partner_data.taking import fold
from alongside.people.partner_data.words import COLUMNS, DATES, LoadState

RECORDS = {"record_id": 'text COLLATE "C"'}
TARGET = {"record_id": 'text COLLATE "C"', "load_id": "uuid", "line": "integer", "digest": "uuid"}
CONTENT = (*COLUMNS[1:], "said")
NO_DIGEST = uuid.UUID(int=0)


def undo(load: Load, number: int) -> int:
    """Undo a load under this number, in a transaction of the caller's; how many records now stand as before it."""
    with TemporaryDirectory(prefix="alongside-feed-") as name, duckdb.connect(config={"threads": 2}) as con:
        folder = Path(name)
        _concerned(con, folder, load)
        others = Load.objects.filter(feed=load.feed, state=LoadState.TAKEN).exclude(pk=load.pk).order_by("number")
        fold(con, folder, list(others.values_list("number", "id", "extent")), _held)
        bridging.set_aside(
            con, folder, "concerned", "SELECT record_id FROM concerned", {"record_id": 'text COLLATE "C"'}
        )
        bridging.set_aside(con, folder, "target", "SELECT * FROM target", TARGET)
    back = _stand_again(load, number)
    _blank(load, number)
    return back


def _held(load_id: uuid.UUID) -> bytes:
    return bytes(HeldInFile.objects.values_list("content", flat=True).get(load_id=load_id))


def _concerned(con: duckdb.DuckDBPyConnection, folder: Path, load: Load) -> None:
    """Records the load's file held, and those it retired."""
    path = folder / "withdrawn.parquet"
    path.write_bytes(_held(load.pk))
    bridging.from_postgres(
        con, folder, "retired",
        f"SELECT record_id FROM partner_data_row WHERE feed = '{load.feed}' AND retired_by_id = '{load.pk}'",
        {"record_id": "VARCHAR"},
    )  # fmt: skip
    con.execute(
        "CREATE TABLE concerned AS SELECT record_id FROM read_parquet(?) UNION SELECT record_id FROM retired",
        [str(path)],
    )


def _stand_again(load: Load, number: int) -> int:
    """End what stands and should not; let the forms in `target` stand, again or as a form of a load still held."""
    feed = [load.feed]
    same = "t.record_id = r.record_id AND t.load_id = r.load_id AND t.digest = r.digest"
    bridging.execute(
        "UPDATE partner_data_row r SET stands = false, turn = %s FROM concerned c WHERE r.feed = %s AND r.stands"
        f" AND r.record_id = c.record_id AND NOT EXISTS (SELECT 1 FROM target t WHERE {same})",
        [number, *feed],
    )
    revived = bridging.execute(
        "UPDATE partner_data_row r SET stands = true, superseded_by_id = NULL, retired_by_id = NULL, turn = %s"
        " FROM (SELECT DISTINCT ON (r.record_id) r.id FROM partner_data_row r JOIN target t"
        f" ON {same} WHERE r.feed = %s AND NOT r.withdrawn AND NOT r.stands"
        " AND NOT EXISTS (SELECT 1 FROM partner_data_row s WHERE s.feed = r.feed AND s.record_id = r.record_id"
        " AND s.stands) ORDER BY r.record_id, r.line) again WHERE r.id = again.id",
        [number, *feed],
    )
    columns = ", ".join(CONTENT)
    copied = bridging.execute(
        "INSERT INTO partner_data_row (id, feed, record_id, load_id, line, digest, stands, withdrawn, turn,"
        f" {columns}) SELECT gen_random_uuid(), r.feed, r.record_id, t.load_id, t.line, t.digest, true, false, %s,"
        f" {', '.join(f'r.{column}' for column in CONTENT)} FROM (SELECT DISTINCT ON (t.record_id) t.record_id,"
        " t.load_id, t.line, t.digest, r.id FROM target t JOIN partner_data_row r ON r.feed = %s"
        " AND r.record_id = t.record_id AND r.digest = t.digest AND NOT r.withdrawn"
        " WHERE NOT EXISTS (SELECT 1 FROM partner_data_row s WHERE s.feed = r.feed AND s.record_id = r.record_id"
        " AND s.stands) ORDER BY t.record_id, r.turn DESC) t JOIN partner_data_row r ON r.id = t.id",
        [number, *feed],
    )
    for ended in ("superseded_by_id", "retired_by_id"):
        bridging.execute(
            f"UPDATE partner_data_row r SET {ended} = NULL FROM concerned c WHERE r.feed = %s"
            f" AND r.record_id = c.record_id AND NOT r.stands AND r.{ended} = %s",
            [*feed, load.pk],
        )
    return revived + copied


def _blank(load: Load, number: int) -> None:
    nothing = {column: "NULL" if column in DATES | {"quantity", "said"} else "''" for column in CONTENT}
    blanks = ", ".join(f"{column} = {value}" for column, value in nothing.items())
    bridging.execute(
        f"UPDATE partner_data_row r SET {blanks}, digest = %s, withdrawn = true, stands = false, turn = %s"
        " FROM concerned c WHERE r.feed = %s AND NOT r.stands AND r.record_id = c.record_id AND r.load_id = %s",
        [NO_DIGEST, number, load.feed, load.pk],
    )
