"""The statements that turn a file's lines into rows: made of canonical column names and of the pack, never of cells."""

import datetime as dt
from collections.abc import Mapping, Sequence

from alongside.ground.operating_models.queries import Feed, FeedCheckKind
from alongside.people.partner_data.cleaning import as_written, gap, reading
from alongside.people.partner_data.headings import plain
from alongside.people.partner_data.words import COLUMNS, DATES, PERSON_COLUMNS

TURNED = DATES | {"quantity", "event_kind"}
"""Columns whose value is not the text of the cell."""
NEVER_A_GAP = {"record_id", "sex", "detail"}
WHO = ("nhs_number", "upn", "other_id", "forename", "surname")


def cleaned(feed: Feed, places: Mapping[str, Sequence[int]], as_of: dt.date) -> list[str]:
    """Make the table cleaned: for each column of the file what was written (r_), what it means (v_), the note (n_).

    Rows written the plain way are read at once (table quick); the others (odd) cell by cell.
    """
    has = [column for column in COLUMNS if column in places]
    plain_rows = _settled(_plain(places, has), feed, has, as_of, plain_rows=True)
    odd_rows = _settled(_careful(feed, places, has), feed, has, as_of, plain_rows=False)
    return [_quick(feed, places, has), f"CREATE TABLE cleaned AS {plain_rows}", f"INSERT INTO cleaned {odd_rows}"]


def _quick(feed: Feed, places: Mapping[str, Sequence[int]], has: Sequence[str]) -> str:
    """For every line whether a cell is not written the plain way, and the values that are no longer the cell's text."""
    values, odds = [], []
    for column in has:
        cell = _cell(places[column])
        if column == "event_kind":
            values.append(f"{_plain_kind_value(feed, cell)} AS v_event_kind")
            odds.append(f"({cell} IS NOT NULL AND v_event_kind IS NULL)")
            continue
        value, odd = as_written(column, cell)
        values.append(f"{value} AS v_{column}")
        odds.append(f"coalesce({odd}, false)")
    join = "" if "event_kind" not in has else f" LEFT JOIN kinds k ON k.kind_written = {_cell(places['event_kind'])}"
    kept = "".join(f", v_{column}" for column in has if column in TURNED)
    return (
        f"CREATE TABLE quick AS SELECT line, {' OR '.join(odds)} AS odd{kept} FROM"
        f" (SELECT raw.*, {', '.join(values)} FROM raw{join})"
    )


def _plain(places: Mapping[str, Sequence[int]], has: Sequence[str]) -> str:
    """Rows of nothing but plain cells: what is written is what is meant, so it is not kept twice."""
    cells = [_cell(places[column]) for column in has]
    values = [
        f"{'v_' + column if column in TURNED else cell} AS v_{column}, NULL::VARCHAR AS r_{column}"
        for column, cell in zip(has, cells, strict=True)
    ]
    something = f"coalesce({', '.join(cells)}) IS NOT NULL"
    return f"SELECT raw.line, {', '.join(values)} FROM raw JOIN quick USING (line) WHERE NOT odd AND {something}"


def _cell(places: Sequence[int]) -> str:
    cells = [f"c{place}" for place in places]
    return cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"


def kinds(feed: Feed, places: Mapping[str, Sequence[int]]) -> str:
    """The table kinds: what the file writes for kinds, each once, with what it means."""
    cell = _cell(places["event_kind"])
    means = _kind(feed, "kind_written") if not feed.kinds else "means"
    return (
        f"CREATE TABLE kinds AS SELECT kind_written, {means} AS kind_means FROM"
        f" (SELECT DISTINCT {cell} AS kind_written FROM raw WHERE {cell} IS NOT NULL) LEFT JOIN codes"
        " ON written = regexp_replace(lower(kind_written), '[^a-z0-9]', '', 'g')"
    )


def _plain_kind_value(feed: Feed, cell: str) -> str:
    return f"coalesce(kind_means, CASE WHEN {cell} IS NULL THEN '{feed.kind}' END)" if feed.kind else "kind_means"


def _careful(feed: Feed, places: Mapping[str, Sequence[int]], has: Sequence[str]) -> str:
    wide = ", ".join(sorted({f"c{place}" for column in has for place in places[column]}))
    told = ", ".join(f"{_written(places[column])} AS r_{column}" for column in has)
    shaped = ", ".join(_shape(column) for column in has)
    values = ", ".join(_value(column, feed) for column in has)
    noted = ", ".join(_note(column, feed) for column in has)
    cells = f"SELECT raw.line, {wide} FROM raw JOIN quick USING (line) WHERE odd"
    shapes = f"SELECT *, {shaped} FROM (SELECT line, {told} FROM ({cells}))"
    meant = f"SELECT *, {values} FROM ({shapes}) LEFT JOIN codes ON written = {_plain_kind(has)}"
    something = f"coalesce({', '.join(f'r_{column}' for column in has)}) IS NOT NULL"
    return f"SELECT *, {noted} FROM ({meant}) WHERE {something}"


def _settled(rows: str, feed: Feed, has: Sequence[str], as_of: dt.date, *, plain_rows: bool) -> str:
    checks = ", ".join(
        f"{_checked(column, feed, has, as_of, plain_rows)} AS n_{column}" for column in has if column != "record_id"
    )
    kept = ", ".join(f"r_{column}, v_{column}" for column in has if column != "record_id")
    return f"SELECT line, {_record(feed, has, plain_rows)}, {kept}, {checks} FROM ({rows})"


def codes(feed: Feed) -> list[tuple[str, str]]:
    """What a feed's kinds may be written as, made plain: their codes, their names and their ids."""
    found = {plain(text): kind.id for kind in feed.kinds for text in (kind.id, kind.name)}
    for column in feed.layout.columns:
        found |= {plain(text): code.means for code in column.codes for text in code.written}
    return sorted(found.items())


def _written(places: Sequence[int]) -> str:
    """The first of the cells that says something, without the space and the guard round it."""
    cells = [f"nullif(trim(c{place}, ' \t\r\n\u00a0'), '')" for place in places]
    cell = cells[0] if len(cells) == 1 else f"coalesce({', '.join(cells)})"
    return f"CASE WHEN {cell}[1] = '''' THEN regexp_replace({cell}, '^''([=+@-])', '\\1') ELSE {cell} END"


def _plain_kind(has: Sequence[str]) -> str:
    return "regexp_replace(lower(r_event_kind), '[^a-z0-9]', '', 'g')" if "event_kind" in has else "NULL"


def _shape(column: str) -> str:
    says_nothing = "false" if column in NEVER_A_GAP else gap(f"r_{column}")
    return f"{reading(column).shape(f'r_{column}')} AS x_{column}, {says_nothing} AS g_{column}"


def _value(column: str, feed: Feed) -> str:
    r, x = f"r_{column}", f"x_{column}"
    if column == "event_kind":
        return f"{_kind(feed)} AS v_event_kind"
    return f"CASE WHEN {r} IS NULL OR g_{column} THEN NULL ELSE {reading(column).value(r, x)} END AS v_{column}"


def _kind(feed: Feed, r: str = "r_event_kind") -> str:
    if not feed.kinds:
        return f"left(lower(regexp_replace({r}, '[^A-Za-z0-9]+', '_', 'g')), 60)"
    return f"coalesce(means, CASE WHEN r_event_kind IS NULL THEN '{feed.kind}' END)" if feed.kind else "means"


def _note(column: str, feed: Feed) -> str:
    r, x, v = f"r_{column}", f"x_{column}", f"v_{column}"
    if column == "event_kind":
        unknown = f"WHEN {r} IS NOT NULL AND {v} IS NULL THEN 'problem:not_a_kind'"
        return f"CASE {unknown} END AS m_event_kind"
    note = reading(column).note(r, x, v)
    return f"CASE WHEN {r} IS NULL THEN NULL WHEN g_{column} THEN 'remark:gap' ELSE {note} END AS m_{column}"


def _record(feed: Feed, has: Sequence[str], plain_rows: bool) -> str:
    """The record's number: its own, or made of the columns the feed says, the first of which must say something."""
    made = "NULL"
    parts = [column for column in feed.layout.record_from if column in has]
    if parts:
        texts = ", ".join(f"coalesce(v_{column}::VARCHAR, upper(r_{column}), '')" for column in parts)
        first = f"coalesce(v_{parts[0]}::VARCHAR, r_{parts[0]}) IS NOT NULL"
        made = f"CASE WHEN {first} THEN concat_ws('|', {texts}) END"
    own = "v_record_id" if "record_id" in has else "NULL"
    note = "NULL" if plain_rows or "record_id" not in has else "m_record_id"
    value = f"coalesce({own}, {made})"
    kept = "r_record_id" if "record_id" in has else "NULL::VARCHAR AS r_record_id"
    noted = f"coalesce({note}, CASE WHEN {value} IS NULL THEN 'problem:no_number' END)"
    return f"{kept}, {value} AS v_record_id, {noted} AS n_record_id"


def _checked(column: str, feed: Feed, has: Sequence[str], as_of: dt.date, plain_rows: bool) -> str:
    """The note of a cell after the checks that need the other cells, the feed or the day of the file."""
    v, m = f"v_{column}", "NULL::VARCHAR" if plain_rows else f"m_{column}"
    whens = [] if plain_rows else [f"WHEN {m} LIKE 'problem:%' THEN {m}"]
    if any(one.to == column and one.filled for one in feed.layout.columns):
        whens.append(f"WHEN {v} IS NULL THEN 'problem:blank'")
    if column in DATES - {"event_until"}:
        whens.append(f"WHEN {v} > DATE '{as_of}' THEN 'problem:future'")
    if column == "event_until" and "event_on" in has:
        whens.append(f"WHEN {v} < v_event_on THEN 'problem:ends_before'")
    whens += _of_feed(column, feed, as_of)
    if column == next((one for one in WHO if one in has), ""):
        names = [f"v_{one}" for one in WHO if one in has]
        whens.append(f"WHEN coalesce({', '.join(names)}) IS NULL THEN 'problem:no_person'")
    return f"CASE {' '.join(whens)} ELSE {m} END" if whens else m


def _of_feed(column: str, feed: Feed, as_of: dt.date) -> list[str]:
    age, amount = feed.check(FeedCheckKind.AGE), feed.check(FeedCheckKind.QUANTITY)
    if column == "date_of_birth" and age is not None:
        years = f"date_sub('year', v_date_of_birth, DATE '{as_of}')"
        outside = f"{years} NOT BETWEEN {age.from_} AND {age.to} AND v_date_of_birth >= DATE '1902-01-01'"
        return [f"WHEN {outside} THEN 'problem:age'"]
    if column == "quantity" and amount is not None:
        return [f"WHEN v_quantity NOT BETWEEN {amount.from_} AND {amount.to} THEN 'problem:out_of_range'"]
    return []


def good(has: Sequence[str]) -> list[str]:
    """Make the table held of rows without a problem, and the view good of all they say.

    A record's digest is the fingerprint of what it says, with what was written where that differs.
    """
    columns = [column for column in COLUMNS if column in has or column == "record_id"]
    noted = ", ".join(
        f"CASE WHEN n_{column} IS NOT NULL THEN '\"{column}\":' || to_json({written(column)})::VARCHAR END"
        for column in columns
    )
    any_note = ", ".join(f"n_{column}" for column in columns)
    values = {column: _said_by(column) for column in columns if column != "record_id"}
    said = f"CASE WHEN coalesce({any_note}) IS NOT NULL THEN '{{' || concat_ws(',', {noted}) || '}}' END AS said"
    texts = ", chr(31), ".join(values.values()) or "''"
    every = ", ".join(f"{values.get(column, 'NULL')} AS {column}" for column in COLUMNS if column != "record_id")
    held = (
        f"CREATE TABLE held AS SELECT line, v_record_id AS record_id, {said},"
        f" md5(concat({texts}, chr(31), said))::UUID AS digest FROM cleaned WHERE NOT ({bad(columns)})"
    )
    view = f"SELECT held.line, held.record_id, {every}, held.said, held.digest FROM held JOIN cleaned USING (line)"
    return [held, f"CREATE VIEW good AS {view}"]


def _said_by(column: str) -> str:
    return f"CASE WHEN {left_out(column)} THEN NULL ELSE v_{column} END"


def written(column: str) -> str:
    """What a cell said: of plain rows it is not kept, for it is the value."""
    return f"coalesce(r_{column}, v_{column}::VARCHAR)"


def left_out(column: str) -> str:
    """True for a cell whose value says nothing after all."""
    return f"n_{column} IN ('remark:gap', 'remark:too_often', 'remark:shared')"


def bad(columns: Sequence[str]) -> str:
    """True for a row with a problem."""
    return " OR ".join(f"coalesce(n_{column}, '') LIKE 'problem:%'" for column in columns)


def person_but(column: str, has: Sequence[str]) -> str:
    """What tells people apart beside one column, as one number."""
    others = [one for one in ("forename", "surname", "date_of_birth", *PERSON_COLUMNS) if one in has and one != column]
    known = [one for one in ("forename", "surname", "date_of_birth") if one in others] or others[:1]
    return f"hash({', '.join(f'v_{one}' for one in known)})" if known else "NULL"
