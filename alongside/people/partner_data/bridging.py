"""Rows between DuckDB, where a file is checked, and PostgreSQL, where it is kept: through private files and COPY.

What COPY brings goes straight into the table for the owner of the database. A role that the table's policies hold
(the web, the worker) may not COPY into it, so there the rows come through a table of the transaction.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
from django.db import connection

PIECE = 1 << 20
NOTHING = r"\N"
AS_CSV = f"FORMAT csv, HEADER false, NULL '{NOTHING}'"


def from_postgres(
    con: duckdb.DuckDBPyConnection, folder: Path, table: str, select: str, columns: dict[str, str]
) -> None:
    """Make a DuckDB table of what a query of PostgreSQL answers; `columns` are its names and DuckDB types."""
    path = folder / f"{table}.csv"
    copying = f"COPY ({select}) TO STDOUT ({AS_CSV})"
    with connection.cursor() as cursor, path.open("wb") as file, cursor.copy(copying) as copy:
        for piece in copy:
            file.write(piece)
    types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    con.execute(
        f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM read_csv(?, header=false, auto_detect=false, delim=',',"
        f" quote='\"', escape='\"', nullstr='{NOTHING}', columns={{{types}}})",
        [str(path)],
    )
    path.unlink()


def to_postgres(con: duckdb.DuckDBPyConnection, folder: Path, select: str, into: str, columns: str) -> None:
    """COPY what a query of DuckDB answers into a table of PostgreSQL."""
    path = folder / "rows.csv"
    con.execute(f"COPY ({select}) TO '{path}' (FORMAT csv, HEADER false, NULLSTR '{NOTHING}', ESCAPE '\"')")
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} ({columns}) FROM STDIN ({AS_CSV})") as copy:
        for piece in _pieces(path):
            copy.write(piece)
    path.unlink()


def into_walled(con: duckdb.DuckDBPyConnection, folder: Path, select: str, table: str, columns: str) -> None:
    """The same into a walled table, by way of a table of the transaction where its policies hold us."""
    if not one(f"SELECT row_security_active('{table}')"):
        to_postgres(con, folder, select, table, columns)
        return
    passing = f"passing_{table}"
    execute(f"DROP TABLE IF EXISTS {passing}")
    execute(f"CREATE TEMPORARY TABLE {passing} ON COMMIT DROP AS SELECT {columns} FROM {table} WITH NO DATA")
    to_postgres(con, folder, select, passing, columns)
    execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {passing}")
    execute(f"DROP TABLE {passing}")


def set_aside(con: duckdb.DuckDBPyConnection, folder: Path, table: str, select: str, columns: dict[str, str]) -> None:
    """A table of the transaction in PostgreSQL with what a query of DuckDB answers."""
    execute(f"DROP TABLE IF EXISTS {table}")
    execute(f"CREATE TEMPORARY TABLE {table} ({', '.join(f'{n} {k}' for n, k in columns.items())}) ON COMMIT DROP")
    to_postgres(con, folder, select, table, ", ".join(columns))
    execute(f"ANALYZE {table}")


def execute(sql: str, values: list[Any] | None = None) -> int:
    """Run one statement in PostgreSQL; the number of rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return int(cursor.rowcount)


def one(sql: str, values: list[Any] | None = None) -> Any:
    """The first value a query of PostgreSQL answers."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchone()[0]


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
