"""The sure ones first: an identifier nobody else has, with a name and date of birth that do not contradict it.

Four in five records of a council are decided here by plain joins, as in the linkage of Census 2021 to health records; only what is
left is weighed. An identifier held by two people, two identifiers of two people, or a contradicted name or date of birth is not sure.
"""

from alongside.people.linkage.settings import Settings
from alongside.people.linkage.spine import key, key_column
from alongside.people.linkage.words import How

IDENTIFIERS = {"nhs": How.NHS_NUMBER, "upn": How.UPN, "other": How.OTHER_ID}


def statement(settings: Settings) -> str:
    """Records sure of one person: rid, pid, how. Needs `records` and `people`."""
    sources = [_held(settings, name, how) for name, how in IDENTIFIERS.items()]
    held = " UNION ALL ".join(sources)
    return f"""
        WITH held AS ({held}),
        by_id AS (
            SELECT rid, min(pid) AS pid, min(rank) AS rank, bool_and(plausible) AS plausible FROM held
            GROUP BY rid HAVING count(DISTINCT pid) = 1
        ),
        sure_id AS (SELECT rid, pid, rank FROM by_id WHERE plausible),
        same AS (
            SELECT l.rid, min(r.pid) AS pid FROM records l JOIN people r
              ON {_joined(settings, "surname", "dob")} AND l.first = r.first AND l.surname = r.surname AND l.dob = r.dob
            WHERE l.rid NOT IN (SELECT rid FROM held)
            GROUP BY l.rid
            HAVING count(*) = 1 AND bool_and((l.uprn = r.uprn OR l.postcode = r.postcode) AND NOT {CONFLICT})
        )
        SELECT rid, pid, CASE rank WHEN 0 THEN '{How.NHS_NUMBER}' WHEN 1 THEN '{How.UPN}' ELSE '{How.OTHER_ID}' END AS how
        FROM sure_id UNION ALL SELECT rid, pid, '{How.SAME_DETAILS}' AS how FROM same
    """  # noqa: S608 - names of our own columns only


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


def _held(settings: Settings, name: str, how: How) -> str:
    rank = list(IDENTIFIERS.values()).index(how)
    return (
        f"SELECT l.rid, r.pid, {rank} AS rank, coalesce({PLAUSIBLE.format(conflict=CONFLICT)}, false) AS plausible "  # noqa: S608
        f"FROM records l JOIN people r ON {_joined(settings, name)} AND l.{name} = r.{name}"
    )


def _joined(settings: Settings, *columns: str) -> str:
    """The join by the key of the finding rule over these columns: a key too crowded to find anybody is not sure either."""
    rules = settings.finding.rules
    number = next((n for n, rule in enumerate(rules) if rule.keys == list(columns)), None)
    if number is None:
        return " AND ".join(f"l.{column} = r.{column}" for column in columns)
    return f"{key(number, columns, 'l')} = r.{key_column(number)}"
