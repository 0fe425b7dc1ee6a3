"""Writing many descriptions that stand already, in the database's quickest way."""

import json
from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from alongside.people.matching.models import Description

AT_ONCE = 5_000
TYPES = {
    "standing": "text", "person_id": "uuid", "feed_person_id": "uuid", "resembles_id": "uuid", "how": "text",
    "weight": "float8", "margin": "float8", "fields": "jsonb", "model_version": "text", "decided_at": "timestamptz",
    "keys": "bigint[]", "own_keys": "bigint[]",
}  # fmt: skip
"""The columns that may be written so, and their types."""


def write_over(rows: Collection[Description], columns: Sequence[str]) -> None:
    """Write these columns of descriptions that exist: as one document, not as a CASE with a branch for each row."""
    told = ", ".join(f"{name} {TYPES[name]}" for name in columns)
    sets = ", ".join(f"{name} = v.{name}" for name in columns)
    ask = (
        f"UPDATE matching_description d SET {sets} "  # noqa: S608  # our own column names
        f"FROM jsonb_to_recordset(%s) AS v(id uuid, {told}) WHERE d.id = v.id"
    )
    for piece in _pieces(rows):
        said = [{"id": row.pk, **{name: getattr(row, name) for name in columns}} for row in piece]
        with connection.cursor() as cursor:
            cursor.execute(ask, [json.dumps(said, default=str)])


def _pieces(rows: Collection[Description]) -> Iterable[Sequence[Description]]:
    listed = list(rows)
    for at in range(0, len(listed), AT_ONCE):
        yield listed[at : at + AT_ONCE]
