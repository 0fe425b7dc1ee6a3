"""Rows of feeds made into descriptions, inside PostgreSQL: a hundred rows that tell the same are one description.

In the caller's transaction, in this order: `lay_out` the rows, `describe` whom they tell of, see what they no longer
describe (`left_behind`), `give_descriptions`, and `forget` records that are gone.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from alongside.ground.lib.clock import now
from alongside.ground.lib.ids import NEW_ID
from alongside.people.linkage.words import PERSON_COLUMNS
from alongside.people.matching.telling import WHERE, Blanks
from alongside.people.matching.words import Standing

TEXTS = tuple(name for name in PERSON_COLUMNS if name != "date_of_birth")
TOLD = ", ".join(PERSON_COLUMNS)
SAID = ", ".join(
    "coalesce(to_char(date_of_birth, 'YYYY-MM-DD'), '')" if name == "date_of_birth" else name for name in PERSON_COLUMNS
)
DIGEST = f"substring(encode(sha256(convert_to(concat_ws(chr(31), {SAID}), 'UTF8')), 'hex') FOR 32)::uuid"
"""The fingerprint of what is told: two rows of a feed that tell the same are one description."""
BLANKED = dict.fromkeys(WHERE, "h.hidden") | {"other_id": "r.feed = ANY(%s)"}
WITH_BLANKS = ", ".join(
    f"CASE WHEN {BLANKED[name]} THEN '' ELSE r.{name} END AS {name}" if name in BLANKED else f"r.{name}"
    for name in PERSON_COLUMNS
)
LAID_OUT = f"""
CREATE TEMPORARY TABLE taking ON COMMIT DROP AS SELECT told.*, {DIGEST} AS digest FROM (
    SELECT r.feed, r.record_id, {WITH_BLANKS} FROM partner_data_row r
    LEFT JOIN (SELECT *, true AS hidden FROM unnest(%s::text[], %s::text[], %s::text[]) AS t({", ".join(WHERE)})) h
      ON {" AND ".join(f"h.{name} = r.{name}" for name in WHERE)}
    WHERE r.id = ANY(%s)
) told
"""
DESCRIBED = f"""
INSERT INTO matching_description
    (id, feed, digest, keys, own_keys, standing, how, fields, model_version, decided_at, {TOLD})
SELECT {NEW_ID}, feed, digest, '{{}}', '{{}}', '{Standing.FEED_ONLY}', '', '[]', '', %s, {TOLD}
FROM (SELECT DISTINCT ON (feed, digest) * FROM taking) t
WHERE NOT EXISTS (SELECT 1 FROM matching_description d WHERE d.feed = t.feed AND d.digest = t.digest)
"""
LEFT_BEHIND = """
SELECT m.description_id FROM taking t JOIN matching_matchedrow m USING (feed, record_id)
JOIN matching_description d ON d.id = m.description_id WHERE d.digest <> t.digest
UNION SELECT m.description_id FROM unnest(%s::text[], %s::text[]) AS gone(feed, record_id)
JOIN matching_matchedrow m USING (feed, record_id)
"""
GIVEN = f"""
INSERT INTO matching_matchedrow AS m (id, feed, record_id, description_id)
SELECT {NEW_ID}, t.feed, t.record_id, d.id FROM taking t JOIN matching_description d USING (feed, digest)
WHERE NOT EXISTS (SELECT 1 FROM matching_matchedrow s
                  WHERE s.feed = t.feed AND s.record_id = t.record_id AND s.description_id = d.id)
ON CONFLICT (feed, record_id) DO UPDATE SET description_id = excluded.description_id
"""
FORGOTTEN = """
DELETE FROM matching_matchedrow m USING unnest(%s::text[], %s::text[]) AS gone(feed, record_id)
WHERE m.feed = gone.feed AND m.record_id = gone.record_id
"""


def lay_out(rows: Sequence[uuid.UUID], blanks: Blanks) -> None:
    """Lay these rows out in a table of the transaction, without what links nobody, each with its digest."""
    hidden = (
        [] if blanks.is_empty else [home for home in _homes(rows) if blanks.holds(dict(zip(WHERE, home, strict=True)))]
    )
    _execute("DROP TABLE IF EXISTS taking")
    _execute(LAID_OUT, [list(blanks.shared_references), *_columns(hidden, len(WHERE)), list(rows)])
    _execute("ANALYZE taking")


def describe() -> int:
    """A description for whatever is told for the first time; how many."""
    return _execute(DESCRIBED, [now()])


def left_behind(gone: Sequence[tuple[str, str]]) -> list[uuid.UUID]:
    """Descriptions that these records gave until now, and give no more."""
    return [description for (description,) in _rows(LEFT_BEHIND, _columns(gone, 2))]


def give_descriptions() -> None:
    """Write down which record gives which description."""
    _execute(GIVEN)


def forget(gone: Sequence[tuple[str, str]]) -> None:
    """Records that give none any more."""
    if gone:
        _execute(FORGOTTEN, _columns(gone, 2))


def _homes(rows: Sequence[uuid.UUID]) -> list[tuple[str, str, str]]:
    return _rows(
        f"SELECT DISTINCT {', '.join(WHERE)} FROM partner_data_row WHERE id = ANY(%s)"
        " AND (postcode <> '' OR uprn <> '')",
        [list(rows)],
    )


def _columns(rows: Iterable[tuple[str, ...]], many: int) -> list[list[str]]:
    return [[row[at] for row in rows] for at in range(many)]


def _execute(sql: str, values: Sequence[Any] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
