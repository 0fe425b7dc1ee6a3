"""The trained model as one SQL statement: every pair's level for each field, and its weight in bits.

The same levels and the same arithmetic as Splink's `predict` (a test holds the two together to a billionth of a bit),
without its planning, so that a nightly run neither imports nor waits for it.
"""

from itertools import takewhile

import pyarrow as pa

from alongside.people.linkage.beside import beside
from alongside.people.linkage.levels import Engine, compared, condition, fronted, missing
from alongside.people.linkage.parameters import Parameters, bits
from alongside.people.linkage.settings import Comparison, Level, Settings

MISSING = -1


def level_column(comparison: Comparison) -> str:
    """The column that says which level was true, counted from the top; -1 when there was nothing to compare."""
    return f"level_{comparison.name}"


def bits_column(comparison: Comparison) -> str:
    """The column with what the field adds to the weight."""
    return f"bits_{comparison.name}"


def frequency_columns(settings: Settings) -> list[str]:
    """Columns whose frequency among the people matters: agreeing on a rare surname says more than on a common one."""
    named = (level.frequency for comparison in settings.comparisons for level in comparison.levels)
    return sorted({name for name in named if name})


def weighing(pairs: pa.Table, records: pa.Table, people: pa.Table, settings: Settings) -> pa.Table:
    """What `scored` reads: each pair with all that is compared of both, and how common the person's values are."""
    columns = sorted({*compared(settings), "birth_year", "share_first"})
    shares = [share_column(name) for name in frequency_columns(settings) if name != "first"]
    return beside(pairs, records, people, columns, of_people=shares)


def share_column(name: str) -> str:
    """The column with the share of the people who have the value of that column."""
    return f"share_{name}"


def scored(settings: Settings, parameters: Parameters, *, prior: float, engine: Engine) -> str:
    """The statement: `weighing` in; rid, pid, levels, bits and weight out."""
    levels = ", ".join(f"{_level(one, engine)} AS {level_column(one)}" for one in settings.comparisons)
    shares = ", ".join(f"r_{share_column(name)} AS {share_column(name)}" for name in frequency_columns(settings))
    inner = (
        f"SELECT rid, pid, {levels}, {shares}, l_birth_year AS l_year, r_birth_year AS r_year, l_share_first "
        "FROM weighing"
    )
    each = ", ".join(f"{_bits(one, parameters)} AS {bits_column(one)}" for one in settings.comparisons)
    total = " + ".join([repr(prior), *(bits_column(one) for one in settings.comparisons)])
    return f"SELECT *, {total} AS weight FROM (SELECT *, {each} FROM ({inner}))"


def _level(comparison: Comparison, engine: Engine) -> str:
    steps = [f"WHEN {missing(comparison, fronted)} THEN {MISSING}"]
    numbered = list(enumerate(comparison.levels[:-1]))
    while numbered:
        first, *more = ladder = _ladder(numbered)
        loosest = condition(ladder[-1][1], engine, fronted)
        finer = " ".join(f"WHEN {condition(level, engine, fronted)} THEN {number}" for number, level in ladder[:-1])
        met = f"CASE {finer} ELSE {ladder[-1][0]} END" if more else str(first[0])
        steps.append(f"WHEN {loosest} THEN {met}")
        numbered = numbered[len(ladder) :]
    return f"CASE {' '.join(steps)} ELSE {len(comparison.levels) - 1} END"


def _ladder(levels: list[tuple[int, Level]]) -> list[tuple[int, Level]]:
    """The first level, and those after it that ask the same more loosely: most pairs fail the loosest, and no other is
    asked of them.
    """
    first = levels[0][1].test or {}
    same = takewhile(lambda one: list(first) == ["edits"] and _edited(one[1]) == _edited(levels[0][1]), levels)
    return list(same) or levels[:1]


def _edited(level: Level) -> str:
    given = (level.test or {}).get("edits")
    return str(given[0]) if isinstance(given, list) and len(level.test or {}) == 1 else ""


def _bits(comparison: Comparison, parameters: Parameters) -> str:
    steps = []
    for number, (level, weight) in enumerate(zip(comparison.levels, bits(parameters, comparison), strict=True)):
        said = repr(weight)
        if level.frequency:
            base = parameters.of(comparison.name, level.name).u
            said = f"{weight!r} + log2({base!r}::DOUBLE) - log2(share_{level.frequency})"
        steps.append(f"WHEN {number} THEN {said}")
    return f"CASE {level_column(comparison)} {' '.join(steps)} ELSE 0.0 END::DOUBLE"
