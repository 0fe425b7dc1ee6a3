"""The trained model as one SQL statement: every pair's level for each field, and its weight in bits.

The same levels and the same arithmetic as Splink's `predict` (a test holds the two together to a billionth of a bit),
without its planning, so that a nightly run neither imports nor waits for it.
"""

from alongside.people.linkage.levels import Engine, condition, missing, qualified
from alongside.people.linkage.parameters import Parameters, bits
from alongside.people.linkage.settings import Comparison, Settings

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


def scored(settings: Settings, parameters: Parameters, *, prior: float, engine: Engine, pairs: str = "pairs") -> str:
    """The statement: `pairs(rid, pid)`, `records` and `people` in; rid, pid, levels, bits and weight out."""
    levels = ", ".join(f"{_level(one, engine)} AS {level_column(one)}" for one in settings.comparisons)
    shares = ", ".join(f"r.share_{name}" for name in frequency_columns(settings))
    extras = "l.birth_year AS l_year, r.birth_year AS r_year, l.share_first AS l_share_first"
    inner = (
        f"SELECT l.rid, r.pid, {levels}, {shares}, {extras} "
        f"FROM {pairs} p JOIN records l ON l.rid = p.rid JOIN people r ON r.pid = p.pid"
    )
    each = ", ".join(f"{_bits(one, parameters)} AS {bits_column(one)}" for one in settings.comparisons)
    total = " + ".join([repr(prior), *(bits_column(one) for one in settings.comparisons)])
    return f"SELECT *, {total} AS weight FROM (SELECT *, {each} FROM ({inner}))"


def _level(comparison: Comparison, engine: Engine) -> str:
    steps = [f"WHEN {missing(comparison, qualified)} THEN {MISSING}"]
    for number, level in enumerate(comparison.levels[:-1]):
        steps.append(f"WHEN {condition(level, engine, qualified)} THEN {number}")
    return f"CASE {' '.join(steps)} ELSE {len(comparison.levels) - 1} END"


def _bits(comparison: Comparison, parameters: Parameters) -> str:
    steps = []
    for number, (level, weight) in enumerate(zip(comparison.levels, bits(parameters, comparison), strict=True)):
        said = repr(weight)
        if level.frequency:
            base = parameters.of(comparison.name, level.name).u
            said = f"{weight!r} + log2({base!r}::DOUBLE) - log2(share_{level.frequency})"
        steps.append(f"WHEN {number} THEN {said}")
    return f"CASE {level_column(comparison)} {' '.join(steps)} ELSE 0.0 END::DOUBLE"
