"""The people records are linked to, with what was counted about them when the spine was taken.

Frequencies, crowded keys and the number of people are counted once and kept: a change to a few people leaves every
other weight as it was, which is what makes an increment equal to a full run. Take a new spine (`Spine.of`) when the
council has changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alongside.people.linkage.beside import in_order, numbered
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.scoring import frequency_columns
from alongside.people.linkage.settings import Rule, Settings


def session(*, threads: int | None = None, memory: str | None = None) -> duckdb.DuckDBPyConnection:
    """A DuckDB of our own in memory, that fetches nothing from anywhere."""
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    connection.execute("SET preserve_insertion_order = false")
    connection.execute("SET allocator_bulk_deallocation_flush_threshold = '1MB'")  # what a statement leaves is not kept
    connection.execute("SET python_enable_replacements = false")
    if threads:
        connection.execute(f"SET threads = {int(threads)}")
    if memory:
        connection.execute("SET memory_limit = $1", [memory])
    return connection


def key_column(number: int) -> str:
    """The column that holds the key of a finding rule."""
    return f"key_{number}"


def key(number: int, columns: Sequence[str], table: str) -> str:
    """The key of a rule as SQL: a number of 32 bits made of its columns, or NULL where one of them is not known.

    That two values share a number is as rare as it is harmless: whoever is found by it is weighed. Half of the memory
    that people's keys would take otherwise.
    """
    known = " AND ".join(f"{table}.{column} IS NOT NULL" for column in columns)
    hashed = f"hash({number}, {', '.join(f'{table}.{column}' for column in columns)})"
    return f"CASE WHEN {known} THEN ({hashed} & {2**32 - 1})::UINTEGER END"


@dataclass(frozen=True)
class Spine:
    """Cleaned people (`pid` counts them in the order of their ids) and what was counted about them."""

    people: pa.Table
    frequencies: Mapping[str, pa.Table]
    crowded: Mapping[int, Sequence[int]]
    counted: int
    engine: str

    @classmethod
    def of(cls, cleaned: pa.Table, settings: Settings, *, threads: int | None = None) -> "Spine":
        """Take a spine of these cleaned people and count."""
        if not cleaned.num_rows:
            raise Unusable("There are no people to link to.")
        connection = session(threads=threads)
        connection.register("cleaned", cleaned)
        frequencies = {name: _frequency(connection, name, cleaned.num_rows) for name in frequency_columns(settings)}
        crowded = {n: _crowded(connection, n, rule, settings) for n, rule in enumerate(settings.finding.rules)}
        connection.close()
        bare = cls(cleaned, frequencies, crowded, cleaned.num_rows, duckdb.__version__)
        return bare.with_people(cleaned, settings, threads=threads)

    def with_people(self, cleaned: pa.Table, settings: Settings, *, threads: int | None = None) -> "Spine":
        """The same counts over other people: what a few changes make of a spine."""
        people = numbered(cleaned if in_order(cleaned["id"]) else cleaned.sort_by("id"), "pid")
        connection = session(threads=threads)
        connection.register("cleaned", people)
        self.lend(connection)
        keys = ", ".join(self.key(n, rule, "c") for n, rule in enumerate(settings.finding.rules))
        counted = connection.sql(
            f"SELECT {self.shares('c')}, {keys} FROM cleaned c {self.joins('c')} ORDER BY c.pid"
        ).to_arrow_table()
        connection.close()
        for name, column in zip(counted.column_names, counted.combine_chunks().columns, strict=True):
            people = people.append_column(name, column)
        pa.default_memory_pool().release_unused()
        return replace(self, people=people)

    def key(self, number: int, rule: Rule, table: str) -> str:
        """The column of a rule's keys of these people as SQL; NULL where so many have it that it finds nobody."""
        found = key(number, rule.person_side, table)
        if self.crowded[number]:
            found = f"CASE WHEN {found} NOT IN ({', '.join(map(str, self.crowded[number]))}) THEN {found} END"
        return f"{found} AS {key_column(number)}"

    def lend(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the frequency tables known to a session."""
        for name, table in self.frequencies.items():
            connection.register(f"frequency_{name}", table)

    def shares(self, table: str) -> str:
        """Columns `share_...`: how often the value is among the people, at least once."""
        once = 1.0 / self.counted
        return ", ".join(
            f"CASE WHEN {table}.{name} IS NOT NULL THEN coalesce(f_{name}.share, {once!r}) END AS share_{name}"
            for name in self.frequencies
        )

    def joins(self, table: str) -> str:
        """The joins that `shares` needs."""
        return " ".join(joined_frequency(name, table) for name in self.frequencies)

    def save(self, folder: Path) -> None:
        """Keep the spine as Parquet files."""
        folder.mkdir(parents=True, exist_ok=True)
        kept = {"counted": str(self.counted), "engine": self.engine}
        kept |= {f"crowded_{n}": ",".join(map(str, keys)) for n, keys in self.crowded.items()}
        pq.write_table(self.people.replace_schema_metadata(kept), folder / "people.parquet")
        for name, table in self.frequencies.items():
            pq.write_table(table, folder / f"frequency_{name}.parquet")


def load(folder: Path, settings: Settings) -> Spine:
    """A kept spine; keys made by another release of the engine are refused, because they would quietly find nobody."""
    people = pq.read_table(folder / "people.parquet")
    kept: dict[str, Any] = {k.decode(): v.decode() for k, v in (people.schema.metadata or {}).items()}
    if kept.get("engine") != duckdb.__version__:
        raise Unusable("The kept spine was made by another release of DuckDB.", what_to_do="Take the spine again.")
    rules = range(len(settings.finding.rules))
    if any(f"crowded_{n}" not in kept for n in rules):
        raise Unusable("The kept spine was made with other settings.", what_to_do="Take the spine again.")
    crowded = {n: [int(one) for one in kept[f"crowded_{n}"].split(",") if one] for n in rules}
    tables = {name: pq.read_table(folder / f"frequency_{name}.parquet") for name in frequency_columns(settings)}
    return Spine(people.replace_schema_metadata(None), tables, crowded, int(kept["counted"]), kept["engine"])


def joined_frequency(name: str, table: str) -> str:
    """Joins one frequency table, as `f_` and its name."""
    return f"LEFT JOIN frequency_{name} f_{name} ON f_{name}.value = {table}.{name}"


def _frequency(connection: duckdb.DuckDBPyConnection, name: str, people: int) -> pa.Table:
    return connection.sql(
        f"SELECT {name} AS value, count(*) / {people}::DOUBLE AS share FROM cleaned WHERE {name} IS NOT NULL "
        "GROUP BY 1 ORDER BY 1"
    ).to_arrow_table()


def _crowded(connection: duckdb.DuckDBPyConnection, number: int, rule: Rule, settings: Settings) -> list[int]:
    found = connection.execute(
        f"SELECT {key(number, rule.person_side, 'c')} AS k, count(*) FROM cleaned c GROUP BY 1 "
        f"HAVING k IS NOT NULL AND count(*) > {settings.finding.crowd} ORDER BY 1"
    ).fetchall()
    return [int(one) for one, _ in found]


def positions(ids: pa.Array, wanted: Sequence[str]) -> list[int]:
    """Where each wanted id stands in a column of ids."""
    return [int(at) for at in pc.index_in(pa.array(wanted, pa.string()), value_set=ids).to_pylist()]
