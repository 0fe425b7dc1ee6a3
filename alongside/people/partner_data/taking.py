"""What a checked file changes in what its feed holds: rows brought, superseded and retired, in one transaction."""

import uuid
from collections.abc import Callable
from pathlib import Path

import duckdb

from alongside.people.partner_data import bridging
from alongside.people.partner_data.checking import Checked, Difference
from alongside.people.partner_data.words import COLUMNS, DATES, Extent

HELD = {"record_id": "VARCHAR", "digest": "UUID"}
BRING = ("id", "feed", "load_id", "line", "stands", "withdrawn", "turn", *COLUMNS, "said", "digest")
MAY_BE_NULL = DATES | {"quantity"}


def compare(checked: Checked, extent: str) -> Difference:
    """Lay the file beside what the feed holds now (tables held_now, incoming, gone in DuckDB)."""
    con = checked.con
    bridging.from_postgres(
        con, checked.folder, "held_now",
        f"SELECT record_id, digest FROM partner_data_row WHERE feed = '{checked.feed.id}' AND stands", HELD,
    )  # fmt: skip
    con.execute(
        "CREATE OR REPLACE TABLE incoming AS SELECT g.record_id, h.record_id IS NOT NULL AS was_held"
        " FROM held g LEFT JOIN held_now h ON h.record_id = g.record_id WHERE h.digest IS DISTINCT FROM g.digest"
    )
    full = "true" if extent == Extent.FULL else "false"
    con.execute(
        f"CREATE OR REPLACE TABLE gone AS SELECT record_id FROM held_now WHERE {full}"
        " AND record_id NOT IN (SELECT v_record_id FROM cleaned WHERE v_record_id IS NOT NULL)"
    )
    counts = con.execute(
        "SELECT (SELECT count(*) FROM held_now), count(*) FILTER (NOT was_held), count(*) FILTER (was_held),"
        " (SELECT count(*) FROM gone) FROM incoming"
    ).fetchall()[0]
    held, new, changed, retired = (int(number) for number in counts)
    return Difference(held, new, changed, checked.good - new - changed, retired)


def apply(checked: Checked, load_id: uuid.UUID, number: int, found: Difference) -> None:
    """End what the file ends and bring what it brings. Everything is one transaction of the caller's."""
    con, folder, feed = checked.con, checked.folder, checked.feed.id
    for table, ends, many in (
        ("changed_records", "superseded_by_id", found.changed), ("gone_records", "retired_by_id", found.retired),
    ):  # fmt: skip
        if many:
            select = "SELECT record_id FROM gone" if table == "gone_records" else (
                "SELECT record_id FROM incoming WHERE was_held")  # fmt: skip
            bridging.set_aside(con, folder, table, select, {"record_id": 'text COLLATE "C"'})
            bridging.execute(
                f"UPDATE partner_data_row r SET stands = false, {ends} = %s, turn = %s FROM {table} t"
                " WHERE r.feed = %s AND r.stands AND r.record_id = t.record_id",
                [load_id, number, feed],
            )
    if found.new + found.changed:
        all_new = found.unchanged + found.changed == 0
        wanted = "" if all_new else " SEMI JOIN incoming USING (record_id)"
        select = f"SELECT {_values(load_id, number, feed)} FROM good{wanted}"
        bridging.into_walled(con, folder, select, "partner_data_row", ", ".join(BRING))


def _values(load_id: uuid.UUID, number: int, feed: str) -> str:
    texts = ", ".join(
        f"{column}" if column in MAY_BE_NULL else f"coalesce({column}, '') AS {column}" for column in COLUMNS
    )
    return f"uuidv7(), '{feed}', '{load_id}', line, true, false, {number}, {texts}, said, digest"


def held_in(checked: Checked) -> bytes:
    """What the file held, as Parquet: record_id, line and digest; without a digest for a record it could not say."""
    path = checked.folder / "held.parquet"
    checked.con.execute(
        "COPY (SELECT record_id, line::INTEGER AS line, digest FROM held UNION ALL"
        " SELECT DISTINCT ON (v_record_id) v_record_id, line::INTEGER, NULL FROM cleaned"
        " WHERE v_record_id IS NOT NULL AND v_record_id NOT IN (SELECT record_id FROM held))"
        f" TO '{path}' (FORMAT parquet, COMPRESSION zstd)"
    )
    return path.read_bytes()


def fold(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    loads: list[tuple[int, uuid.UUID, str]],
    content: Callable[[uuid.UUID], bytes],
) -> None:
    """What would stand if only these loads had been taken in, of the records in table concerned: the table target.

    `loads` are (number, id, extent) in the order they were taken; `content` gives what each held.
    """
    con.execute("CREATE TABLE target(record_id VARCHAR, load_id UUID, line INTEGER, digest UUID)")
    for _, load_id, extent in loads:
        path = folder / f"{load_id}.parquet"
        path.write_bytes(content(load_id))
        con.execute(
            "CREATE OR REPLACE TABLE holds AS SELECT record_id, line, digest FROM read_parquet(?)"
            " SEMI JOIN concerned USING (record_id)", [str(path)],
        )  # fmt: skip
        path.unlink()
        if extent == Extent.FULL:
            con.execute("DELETE FROM target WHERE record_id NOT IN (SELECT record_id FROM holds)")
        con.execute(
            "CREATE OR REPLACE TABLE brings AS SELECT h.* FROM holds h LEFT JOIN target t USING (record_id)"
            " WHERE h.digest IS NOT NULL AND t.digest IS DISTINCT FROM h.digest"
        )
        con.execute("DELETE FROM target WHERE record_id IN (SELECT record_id FROM brings)")
        con.execute("INSERT INTO target SELECT record_id, ?, line, digest FROM brings", [load_id])
