"""The sure ones first: an identifier nobody else has, with a name and date of birth that do not contradict it.

Four in five records of a council are decided here by plain joins, as in the linkage of Census 2021 to health records;
only what is left is weighed. An identifier held by two people, two identifiers of two people, or a contradicted name
or date of birth is not sure.
"""

from alongside.people.linkage.settings import Settings
from alongside.people.linkage.spine import key_column
from alongside.people.linkage.words import How

IDENTIFIERS = {"nhs": How.NHS_NUMBER, "upn": How.UPN, "other": How.OTHER_ID}


def statements(settings: Settings) -> list[str]:
    """Make `sure(rid, pid, how)` of `given` and `people`: who holds an identifier, whether the rest allows it, same
    details.

    Narrow joins first, the wide columns only for who is left: three times as quick as one statement.
    """
    held = " UNION ALL ".join(_held(settings, name, rank) for rank, name in enumerate(IDENTIFIERS))
    how = " ".join(f"WHEN {rank} THEN '{one}'" for rank, one in enumerate(IDENTIFIERS.values()))
    return [
        (
            "CREATE OR REPLACE TABLE held AS SELECT rid, min(pid) AS pid, max(pid) AS last, min(rank) AS rank "
            f"FROM ({held}) GROUP BY rid"
        ),
        (
            f"CREATE OR REPLACE TABLE sure AS SELECT h.rid, h.pid, CASE rank {how} END AS how FROM held h "
            "JOIN given l ON l.rid = h.rid JOIN people r ON r.pid = h.pid "
            f"WHERE h.pid = h.last AND coalesce({PLAUSIBLE.format(conflict=CONFLICT)}, false)"
        ),
        (
            "CREATE OR REPLACE TABLE same AS SELECT l.rid, min(r.pid) AS pid, max(r.pid) AS last FROM given l "
            f"ANTI JOIN held ON held.rid = l.rid JOIN people r ON {_joined(settings, 'surname', 'dob')} "
            "AND l.first = r.first GROUP BY l.rid"
        ),
        (
            f"INSERT INTO sure SELECT s.rid, s.pid, '{How.SAME_DETAILS}' FROM same s "
            "JOIN given l ON l.rid = s.rid JOIN people r ON r.pid = s.pid "
            f"WHERE s.pid = s.last AND (l.uprn = r.uprn OR l.postcode = r.postcode) AND NOT {CONFLICT}"
        ),
    ]


CONFLICT = (
    "(coalesce(l.nhs <> r.nhs, false) OR coalesce(l.upn <> r.upn, false)"
    " OR coalesce(l.other <> r.other AND l.other_shape = r.other_shape, false) OR coalesce(l.sex <> r.sex, false))"
)
PLAUSIBLE = """(
    l.root = r.root AND (
        (l.dob = r.dob AND coalesce(NOT {conflict}, true))
        OR (coalesce(l.surname = r.surname OR l.surname = r.previous OR l.previous = r.surname, false)
            AND (l.dob IS NULL OR r.dob IS NULL OR l.dob = r.dob OR damerau_levenshtein(l.dob, r.dob) <= 1
                 OR l.dob = r.dob_swapped OR l.dob_swapped = r.dob)
            AND NOT {conflict})
    )
)"""


def _held(settings: Settings, name: str, rank: int) -> str:
    return f"SELECT l.rid, r.pid, {rank} AS rank FROM given l JOIN people r ON {_joined(settings, name)}"


def _joined(settings: Settings, *columns: str) -> str:
    """The join by the key of the finding rule over these columns: a key too crowded to find anybody is not sure
    either.
    """
    rules = settings.finding.rules
    number = next((n for n, rule in enumerate(rules) if rule.keys == list(columns)), None)
    if number is None:
        return " AND ".join(f"l.{column} = r.{column}" for column in columns)
    same = " AND ".join(f"l.{column} = r.{column}" for column in columns)
    return f"{same} AND r.{key_column(number)} IS NOT NULL"
