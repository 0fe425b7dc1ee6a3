"""Writing matching's own tables: many rows at once, in the database's quickest way, as one document."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice

from django.db import connection
from django.db.models import Model, QuerySet

from alongside.ground.access.models import User
from alongside.ground.lib.clock import now
from alongside.people.matching.models import Answer, LikenessAnswer

AT_ONCE = 5_000


def write_over(rows: Iterable[Model], columns: Sequence[str]) -> None:
    """Write these columns of rows that stand already, all of one model; a row that says the same is left alone."""
    sets = ", ".join(f"{name} = v.{name}" for name in columns)
    other = f"{_row(columns, 'd')} IS DISTINCT FROM {_row(columns, 'v')}"
    for piece in _pieces(rows):
        table, told = piece[0]._meta.db_table, _typed(type(piece[0]), ("id", *columns))
        _execute(
            f"UPDATE {table} d SET {sets} FROM jsonb_to_recordset(%s) AS v({told}) WHERE d.id = v.id AND {other}",  # noqa: S608  # names of our models' columns; every value is in the document
            piece, ("id", *columns),
        )  # fmt: skip


def write_in(rows: Iterable[Model], *, unique: Sequence[str] = (), otherwise: Sequence[str] = ()) -> None:
    """Write new rows of one model; where one stands with the same `unique` columns, write `otherwise` over it.

    One that says the same already is left alone.
    """
    also = ""
    if unique:
        sets = ", ".join(f"{name} = excluded.{name}" for name in otherwise)
        other = f"{_row(otherwise, 'd')} IS DISTINCT FROM {_row(otherwise, 'excluded')}"
        also = f"ON CONFLICT ({', '.join(unique)}) DO UPDATE SET {sets} WHERE {other}"
    for piece in _pieces(rows):
        columns = tuple(_types(type(piece[0])))
        names, told = ", ".join(f'"{name}"' for name in columns), _typed(type(piece[0]), columns)
        table = piece[0]._meta.db_table
        _execute(
            f"INSERT INTO {table} AS d ({names}) SELECT {names} FROM jsonb_to_recordset(%s) AS v({told}) {also}",  # noqa: S608  # names of our models' columns; every value is in the document
            piece, columns,
        )  # fmt: skip


def count_no_more(answers: QuerySet[Answer] | QuerySet[LikenessAnswer], by: User) -> int:
    """Have these answers count no more; how many did until now. That they were given is kept."""
    return answers.update(taken_back_at=now(), taken_back_by=by)


def _execute(statement: str, rows: Sequence[Model], columns: Sequence[str]) -> None:
    fields = {str(field.column): field.attname for field in rows[0]._meta.concrete_fields}
    said = [{name: getattr(row, fields[name]) for name in columns} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(said, default=str)])


@cache
def _types(model: type[Model]) -> dict[str, str]:
    return {str(field.column): str(field.db_type(connection)) for field in model._meta.concrete_fields}


def _typed(model: type[Model], columns: Sequence[str]) -> str:
    types = _types(model)
    return ", ".join(f'"{name}" {types[name]}' for name in columns)


def _row(columns: Sequence[str], table: str) -> str:
    return f"({', '.join(f'{table}.{name}' for name in columns)})"


def _pieces(rows: Iterable[Model]) -> Iterator[Sequence[Model]]:
    running = iter(rows)
    while piece := list(islice(running, AT_ONCE)):
        yield piece
