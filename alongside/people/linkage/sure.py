"""The sure ones first: an identifier nobody else has, with a name and date of birth that do not contradict it.

Four in five records of a council are decided here by plain joins, as in the linkage of Census 2021 to health records;
only what is left is weighed. An identifier held by two people, two identifiers of two people, or a contradicted name
or date of birth is not sure.

Numbers are joined with numbers (the keys of the finding rules); what the keys stand for is then compared side by side,
which is also where a key that two values happened to share comes to nothing.
"""

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from alongside.people.linkage.beside import beside
from alongside.people.linkage.errors import Unusable
from alongside.people.linkage.finding import LOOKED_UP, by_key
from alongside.people.linkage.settings import Settings
from alongside.people.linkage.spine import key, key_column
from alongside.people.linkage.words import How

IDENTIFIERS = {"nhs": How.NHS_NUMBER, "upn": How.UPN, "other": How.OTHER_ID}
DETAILS = ("surname", "dob")
AGAINST = ("sex", "nhs", "upn", "other", "other_shape")
NAMED = ("root", "surname", "previous", "dob", "dob_swapped")
LIVING = ("first", "surname", "dob", "uprn", "postcode")

CONFLICT = (
    "(coalesce(l_nhs <> r_nhs, false) OR coalesce(l_upn <> r_upn, false)"
    " OR coalesce(l_other <> r_other AND l_other_shape = r_other_shape, false) OR coalesce(l_sex <> r_sex, false))"
)
SURNAME_KEPT = "coalesce(l_surname = r_surname OR l_surname = r_previous OR l_previous = r_surname, false)"
PLAUSIBLE = f"""(
    l_root = r_root AND NOT {CONFLICT} AND CASE
        WHEN l_dob = r_dob THEN true
        WHEN NOT {SURNAME_KEPT} THEN false
        WHEN l_dob IS NULL OR r_dob IS NULL OR l_dob = r_dob_swapped OR l_dob_swapped = r_dob THEN true
        ELSE damerau_levenshtein(l_dob, r_dob) <= 1 END
)"""  # in this order: most need no letters counted


def find(
    run: duckdb.DuckDBPyConnection, records: pa.Table, people: pa.Table, settings: Settings, *, looked_up: bool
) -> None:
    """Make `sure(rid, pid, how)` in the session of these numbered records and the people whose keys it has."""
    rules, details = [_rule(settings, name) for name in IDENTIFIERS], _rule(settings, *DETAILS)
    sharing = _sharing(run, settings, [*rules, details], looked_up=looked_up)
    _by_number(run, records, people, [sharing[number] for number in rules])
    _by_details(run, records, people, sharing[details])


def _sharing(
    run: duckdb.DuckDBPyConnection, settings: Settings, rules: Sequence[int], *, looked_up: bool
) -> dict[int, str]:
    """For each of these rules the statement (rid, pid) of who shares its key."""
    if looked_up:
        return {number: f"SELECT rid, pid FROM {LOOKED_UP} WHERE rule = {number}" for number in rules}
    keys = ", ".join(
        f"{key(number, settings.finding.rules[number].record_side, 'g')} AS {key_column(number)}" for number in rules
    )
    run.execute(f"CREATE OR REPLACE TABLE asking AS SELECT rid, {keys} FROM given g")
    return {number: by_key(number, "asking") for number in rules}


def _by_number(run: duckdb.DuckDBPyConnection, records: pa.Table, people: pa.Table, sharing: Sequence[str]) -> None:
    held = " UNION ALL ".join(f"SELECT *, {rank} AS rank FROM ({found})" for rank, found in enumerate(sharing))
    run.execute(
        "CREATE OR REPLACE TABLE held AS SELECT rid, min(pid) AS pid, max(pid) AS last, min(rank) AS rank "
        f"FROM ({held}) GROUP BY rid"
    )
    holders = run.sql(
        "SELECT g.rid, h.pid, h.rank FROM (SELECT rid FROM given) g "
        "LEFT JOIN (FROM held WHERE pid = last) h USING (rid) ORDER BY rid"
    ).to_arrow_table()
    run.register("holders", beside(holders, records, people, [*AGAINST, *NAMED]))
    how = " ".join(f"WHEN {rank} THEN '{one}'" for rank, one in enumerate(IDENTIFIERS.values()))
    same = " ".join(f"WHEN {rank} THEN l_{name} = r_{name}" for rank, name in enumerate(IDENTIFIERS))
    run.execute(
        f"CREATE OR REPLACE TABLE sure AS SELECT rid, pid, CASE rank {how} END AS how FROM holders "
        f"WHERE CASE rank {same} END AND coalesce({PLAUSIBLE}, false)"
    )
    run.unregister("holders")


def _by_details(run: duckdb.DuckDBPyConnection, records: pa.Table, people: pa.Table, sharing: str) -> None:
    alike = run.sql(f"SELECT rid, pid FROM ({sharing}) ANTI JOIN held USING (rid)").to_arrow_table()
    if not alike.num_rows:
        return
    run.register("alike", beside(alike, records, people, [*AGAINST, *LIVING]))
    run.execute(
        f"""
        INSERT INTO sure SELECT rid, min(pid), '{How.SAME_DETAILS}' FROM alike
        WHERE l_first = r_first AND l_surname = r_surname AND l_dob = r_dob GROUP BY rid
        HAVING count(*) = 1 AND bool_and(coalesce(l_uprn = r_uprn OR l_postcode = r_postcode, false) AND NOT {CONFLICT})
        """
    )
    run.unregister("alike")


def _rule(settings: Settings, *columns: str) -> int:
    """The finding rule over these columns: a key too crowded to find anybody is not sure either."""
    for number, rule in enumerate(settings.finding.rules):
        if rule.keys == list(columns):
            return number
    raise Unusable(
        f"No finding rule has the keys {', '.join(columns)}.", what_to_do="Sure ones are found by it: put it back."
    )
