"""Whether a whole file can be what it says it is, and values that say nothing because too many people have them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import duckdb

from alongside.ground.lib.errors import Refused
from alongside.ground.operating_models.queries import FeedCheckKind, Pack
from alongside.people.linkage.placeholders import FEWEST, HONEST_SHARE
from alongside.people.partner_data.cleaning import value_alone
from alongside.people.partner_data.statements import bad, person_but, written
from alongside.people.partner_data.words import COLUMN_NAMES, DATES, PERSON_COLUMNS

if TYPE_CHECKING:
    from alongside.people.partner_data.checking import Checked

ENOUGH_CELLS = 5
SAMPLE = 20_000
"""Rows looked at first for values that come too often: what a hundredth of a file says, a fiftieth of it says too."""
ENOUGH_POSTCODES = 20
SHARES = {
    "nhs_number": HONEST_SHARE["nhs"], "upn": HONEST_SHARE["upn"], "other_id": HONEST_SHARE["other"],
    "forename": HONEST_SHARE["first"], "surname": HONEST_SHARE["surname"], "date_of_birth": HONEST_SHARE["dob"],
    "postcode": HONEST_SHARE["postcode"], "uprn": HONEST_SHARE["uprn"], "address": HONEST_SHARE["address"],
}  # fmt: skip
SHAPES = {"nhs_number": "remark:not_an_nhs_number", "upn": "remark:not_a_upn", "postcode": "remark:not_a_postcode"}


def look_at_whole(checked: "Checked", pack: Pack) -> None:
    """Raise Refused when two columns were changed over, or when the file is another council's."""
    for column in [one for one in (*PERSON_COLUMNS, "event_on", "event_until") if one in checked.places]:
        wrong = SHAPES.get(column, "problem:not_a_date" if column in DATES else "")
        if wrong:
            _column_fits(checked, column, wrong)
    rule = checked.feed.check(FeedCheckKind.POSTCODES_INSIDE)
    if rule is not None and rule.percent is not None and "postcode" in checked.places:
        _council_fits(checked, pack, rule.percent)


def _column_fits(checked: "Checked", column: str, wrong: str) -> None:
    cells, amiss = _counts(
        checked.con,
        f"SELECT count({written(column)}), count(*) FILTER (n_{column} = ?) FROM cleaned"
        f" WHERE n_{column} IS DISTINCT FROM 'remark:gap'",
        [wrong],
    )
    if cells < ENOUGH_CELLS or amiss * 2 <= cells:
        return
    other = _where_else(checked, column)
    if other is None and column not in DATES:
        return
    hint = f" The cells under ‘{checked.heading(other)}’ would fit: were the two columns changed over?" if other else ""
    raise Refused(
        f"Most cells under ‘{checked.heading(column)}’ are not what they should be"
        f" ({COLUMN_NAMES[column].lower()}): {amiss:,} of {cells:,}.{hint}",
        what_to_do="Check the columns and send the file again. Nothing was taken in.", field="file",
    )  # fmt: skip


def _where_else(checked: "Checked", column: str) -> str | None:
    """Another column of the file most of whose cells would do for this one."""
    others = [one for one in PERSON_COLUMNS if one in checked.places and one not in DATES]
    others += [one for one in sorted(DATES) if one in checked.places and column not in DATES]
    for other in (one for one in others if one != column):
        value = value_alone(column, written(other))
        cells, fits = _counts(checked.con, f"SELECT count({written(other)}), count({value}) FROM cleaned")
        if cells >= ENOUGH_CELLS and fits * 2 > cells:
            return other
    return None


def _council_fits(checked: "Checked", pack: Pack, percent: int) -> None:
    areas = list(pack.info.postcode_areas)
    known, inside = _counts(
        checked.con,
        "SELECT count(v_postcode), count(*) FILTER (list_contains(?, split_part(v_postcode, ' ', 1))) FROM cleaned",
        [areas],
    )
    if known >= ENOUGH_POSTCODES and inside * 100 < percent * known:
        raise Refused(
            f"The file seems to be for another council: {inside:,} of {known:,} postcodes lie in {pack.info.council}.",
            what_to_do="Ask whoever sent it for this council’s file. Nothing was taken in.", field="file",
        )  # fmt: skip


def notice_values(con: duckdb.DuckDBPyConnection, places: Mapping[str, Sequence[int]]) -> None:
    """Note what too many people share, by an improbable share of them (linkage.placeholders), and shared numbers."""
    has = [column for column in PERSON_COLUMNS if column in places]
    for column in (one for one in has if one in SHARES):
        _too_often(con, column, has)
    for column in ("upn", "nhs_number"):
        if {column, "forename", "date_of_birth"} <= set(has):
            _shared(con, column)


def _too_often(con: duckdb.DuckDBPyConnection, column: str, has: Sequence[str]) -> None:
    share, rows = SHARES[column], _counts(con, "SELECT count(*) FROM cleaned")[0]
    each = max(1, rows // SAMPLE)
    suspects = (
        f"SELECT v_{column} FROM cleaned WHERE line % {each} = 0 GROUP BY 1 HAVING count(*) > {share * rows / each / 2}"
    )
    often = [
        row[0]
        for row in con.execute(
            f"SELECT v_{column} FROM cleaned SEMI JOIN ({suspects}) USING (v_{column}) WHERE n_{column} IS NULL"
            f" GROUP BY 1 HAVING count(*) > greatest({FEWEST}, {share} * {rows})"
        ).fetchall()
    ]
    if not often:
        return
    who = person_but(column, has)
    people = _counts(con, f"SELECT count(DISTINCT {who}) FROM cleaned")[0]
    found = con.execute(
        f"SELECT v_{column} FROM cleaned WHERE list_contains(?, v_{column})"
        f" GROUP BY 1 HAVING count(DISTINCT {who}) > ?",
        [often, max(FEWEST, share * people)],
    ).fetchall()
    _mark(con, column, [row[0] for row in found], "remark:too_often")


def _shared(con: duckdb.DuckDBPyConnection, column: str) -> None:
    """A number on rows whose first names and birthdays both differ belongs to nobody we could name."""
    found = con.execute(
        f"SELECT v_{column} FROM cleaned WHERE v_{column} IS NOT NULL GROUP BY 1"
        " HAVING min(v_date_of_birth) <> max(v_date_of_birth) AND min(lower(v_forename)) <> max(lower(v_forename))"
    ).fetchall()
    _mark(con, column, [row[0] for row in found], "remark:shared")


def _mark(con: duckdb.DuckDBPyConnection, column: str, values: Iterable[Any], note: str) -> None:
    if values := list(values):
        con.execute(
            f"UPDATE cleaned SET n_{column} = ? WHERE list_contains(?, v_{column})"
            f" AND NOT coalesce(({bad([column])}), false)",
            [note, values],
        )


def _counts(con: duckdb.DuckDBPyConnection, sql: str, values: list[Any] | None = None) -> tuple[Any, ...]:
    return tuple(con.execute(sql, values or []).fetchall()[0])
